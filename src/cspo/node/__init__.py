"""The node: one nation's, and what a process needs of the machine that it runs on.

`SystemClock` is the one place in cspo that asks the machine for the present;
everything below is handed a `cspo.time.Clock`. `cspo.node.store` keeps what
the node holds, append-only, in one SQLite file.

What a node is lies in a folder, its `Home`: store, encrypted keys, pinned root
keys, policy. One process writes to it at a time. `cspo.node.keyring` makes,
rotates and revokes the nation's keys, `cspo.node.directories` takes those of
partners, `cspo.node.desks` puts together what release and exchange work with,
`cspo.node.bundles` says what goes into the next bundle, and
`cspo.node.backup_file` puts the folder into one file and back.
"""

from __future__ import annotations

from cspo.node.clock import SystemClock

__all__ = ["SystemClock"]
