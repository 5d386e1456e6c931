"""The white cell: who directs an exercise, and what a play is told to do.

`Command` is one order of a director, checked when it is made: a play carries it out at its next
round and records it.
"""

from __future__ import annotations

from cspo.exercise.white_cell.commands import FASTEST, Command, How, NoteKind, Order, Ruling

__all__ = ["FASTEST", "Command", "How", "NoteKind", "Order", "Ruling"]
