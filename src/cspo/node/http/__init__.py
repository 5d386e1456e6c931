"""HTTP: one node's picture for people and programs, and nothing that they may not see.

`create_app` makes one application of one node, or of several under a prefix
each. A request comes in by `cspo.node.http.app`: the node is found by prefix, the
credential by `cspo.node.http.credentials`, and both become a `Caller`, who is node,
person and token at once. What a route asks of a caller stands beside it as a
`Right`; a route without one is shut. What a caller may see of the records, `Caller.may`
says, and that is `cspo.markings.decide_each` for the three of them.

Handlers run in threads. They read what a node's step has put in its place whole
(`cspo.node.http.seen`) and the store, write in one unit of work, and wake the node.
Errors have one shape (`cspo.node.http.faults`), lists have cursors that tell
nothing (`cspo.node.http.pages`), and what was denied or written is in the audit
(`cspo.node.http.trail`).
"""

from __future__ import annotations

from cspo.node.http.app import create_app
from cspo.node.http.callers import Caller
from cspo.node.http.rights import Right
from cspo.node.http.seen import RunningNode

__all__ = ["Caller", "Right", "RunningNode", "create_app"]
