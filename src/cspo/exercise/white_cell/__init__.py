"""The white cell: who directs an exercise, and what a play is told to do.

`Command` is one order of a director, checked when it is made: a play carries it out at its next
round and records it. `Msel` is the events list at work. In each round a play hands it the inject
orders (`Msel.order`), asks what is `Msel.due` and puts that in (`inject_body`), and records what
conditions say that are measures (`Msel.checks`).
"""

from __future__ import annotations

from cspo.exercise.white_cell.commands import FASTEST, Command, How, NoteKind, Order, Ruling
from cspo.exercise.white_cell.due import Cause, Checked, Due
from cspo.exercise.white_cell.msel import WORD_TITLE, Msel, MselLine, MselState
from cspo.exercise.white_cell.telling import inject_body, inject_label

__all__ = [
    "FASTEST", "WORD_TITLE", "Cause", "Checked", "Command", "Due", "How", "Msel", "MselLine",
    "MselState", "NoteKind", "Order", "Ruling", "inject_body", "inject_label",
]  # fmt: skip
