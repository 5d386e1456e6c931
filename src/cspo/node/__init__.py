"""The node: one nation's process, and what it needs of the machine that it runs on.

`SystemClock` is the one place in cspo that asks the machine for the present;
everything below is handed a `cspo.time.Clock`. `cspo.node.home` is the folder on
disk that says which nation's node this is, with its keys, anchors and policy.
`cspo.node.store` is the truth: records, feeds and decisions in one file, which
implements the Protocols that federation and operations declare. Only this
package touches the store, and only the store touches the database.
"""

from __future__ import annotations

from cspo.node.clock import SystemClock

__all__ = ["SystemClock"]
