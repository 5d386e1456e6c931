"""Coordinate: how those who share an event come to an agreement, or to a recorded default.

There is no table of conversations. What was said lies in the store as signed
records, and `conversations` reads them: the same records give the same state, in
whatever order they came, twice or late, on both sides of the line. `ConversationBook` keeps
that up to date for a running node; `speaking` makes the records by which a node
takes part (`propose`, `counter`, `commit`, `confirm`, `decline`, `take_back`);
`tick` does what is due: it says that a proposal came, confirms a promise that is exactly what
was asked for, and puts down the default where nobody answered.

Who may say what stands in `conversation.py`: a third party's words, an answer to
nothing, a default before its time are set aside with the reason, and count for
nothing. `classes` finds the manoeuvrability class that the rules of right of way
(`cspo.avoidance.right_of_way`) ask for; a class that nobody stated stays unknown.
"""

from __future__ import annotations

from cspo.operations.coordinate.book import ConversationBook
from cspo.operations.coordinate.classes import maneuver_class, way_of
from cspo.operations.coordinate.conversation import (
    LEAST_ANSWER_S,
    Conversation,
    Offer,
    SetAside,
    Stage,
)
from cspo.operations.coordinate.deadlines import GRACE_S, tick
from cspo.operations.coordinate.rebuilding import conversations
from cspo.operations.coordinate.saying import Said
from cspo.operations.coordinate.speaking import (
    commit,
    confirm,
    counter,
    decline,
    propose,
    take_back,
)
from cspo.operations.coordinate.spoken import RECEIPT, SPOKEN_KINDS, Spoken, spoken_from

__all__ = [
    "GRACE_S", "LEAST_ANSWER_S", "RECEIPT", "SPOKEN_KINDS", "Conversation", "ConversationBook",
    "Offer", "Said", "SetAside", "Spoken", "Stage", "commit", "confirm", "conversations", "counter",
    "decline", "maneuver_class", "propose", "spoken_from", "take_back", "tick", "way_of",
]  # fmt: skip
