"""Records in the words of the UDL, and back: here kilometres become metres, and radians degrees.

What a node holds is asked for as tables: `pages` says how rows of records
stand side by side, and one file for each resource (`elsets`, `state_vectors`,
`conjunctions`, `objects`, `notifications`) has the columns that a record fills
and makes a body of what a client gives. `marks` has what every row says of its
record: mark, mode, source, origin.

A column that no record fills is not made up. What a client gives and no record has
a place for is named, so that nobody takes it for kept.
"""

from __future__ import annotations

from cspo.bridge.udl.conjunctions import CONJUNCTION, conjunction_from_item
from cspo.bridge.udl.elsets import ELSET, orbits_from_elsets
from cspo.bridge.udl.notifications import NOTIFICATION, notice_from_item
from cspo.bridge.udl.objects import ONORBIT, facts_from_item
from cspo.bridge.udl.pages import ElementPage, Held, Row, RowPage, StatePage
from cspo.bridge.udl.state_vectors import STATE_VECTOR, orbits_from_states

__all__ = [
    "CONJUNCTION",
    "ELSET",
    "NOTIFICATION",
    "ONORBIT",
    "STATE_VECTOR",
    "ElementPage",
    "Held",
    "Row",
    "RowPage",
    "StatePage",
    "conjunction_from_item",
    "facts_from_item",
    "notice_from_item",
    "orbits_from_elsets",
    "orbits_from_states",
]
