"""The node: what a process needs of the machine that it runs on.

So far that is the time of day. `SystemClock` is the one place in cspo that asks
the machine for the present; everything below is handed a `cspo.time.Clock`.
"""

from __future__ import annotations

from cspo.node.clock import SystemClock

__all__ = ["SystemClock"]
