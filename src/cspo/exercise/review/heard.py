"""What a recording says to a review, line by line: of whole rounds, and of what lies between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from cspo.exercise.json_form import from_plain
from cspo.exercise.play.recording import Line, LineKind
from cspo.exercise.player_deeds import PlayerDeed
from cspo.exercise.review.left import Ordered
from cspo.exercise.review.values import By
from cspo.exercise.white_cell import Cause, Checked, Command, Due
from cspo.time import Epoch

__all__ = ["Heard"]

_CAUSES: Final = {"hand": Cause.WHITE_CELL, "white_cell": Cause.WHITE_CELL}
_AUDIT_FIELDS: Final = 2
"""Which column of the audit says who did what."""


@dataclass(slots=True)
class Heard:
    """What the recording says, line by line; only lines of whole rounds (`WholeRounds`).

    Attributes
    ----------
    until : Epoch or None
        The instant of the last whole round.
    last : Epoch or None
        The latest of any line: after that round people may have written by hand.
    records : dict
        By nation, the number of the last record that its store held when that round was whole;
        what has a higher one, and is not in `hands`, is of a round that is not whole.
    hands : set of (str, str)
        Nations and ids of records that people have put into their stores since.
    persons : dict
        By record that was written by hand, who wrote it, as a plain id: as the audit says that was
        written with it.
    let_go : set of (str, str, Epoch)
        Nations, ids of records and instants at which a script let them go.
    truths : int or None
        How many lines the log of truth had then; None: the recording does not say.
    """

    injects: list[Due] = field(default_factory=list)
    checked: list[Checked] = field(default_factory=list)
    ordered: list[Ordered] = field(default_factory=list)
    by: dict[str, By] = field(default_factory=dict)
    persons: dict[str, str] = field(default_factory=dict)
    let_go: set[tuple[str, str, Epoch]] = field(default_factory=set)
    until: Epoch | None = None
    ended: bool = False
    last: Epoch | None = None
    records: dict[str, int] = field(default_factory=dict)
    hands: set[tuple[str, str]] = field(default_factory=set)
    truths: int | None = None

    def take(self, line: Line) -> None:
        """One more line."""
        what = line.what
        self.last = line.t if self.last is None else max(self.last, line.t)
        match line.line:
            case LineKind.SETTLED:
                self._settled(line)
            case LineKind.OVER:
                self.ended, self.until = True, line.t
            case LineKind.INJECT:
                self.injects.append(_due(line.t, what))
            case LineKind.HAND:
                by = By.SCRIPTED if what.get("by") else By.PERSON
                ids = [str(each) for each in what.get("records", ())]
                self.by |= dict.fromkeys(ids, by)
                self.hands.update((str(what.get("nation", "")), each) for each in ids)
                if by is By.PERSON:
                    self.persons |= dict.fromkeys(ids, _person(what))
            case LineKind.DONE if what.get("do") == PlayerDeed.RELEASE:  # of what a node has made
                nation = str(what.get("nation", ""))
                self.let_go |= {(nation, str(each), line.t) for each in what.get("records", ())}
            case LineKind.DONE:
                self.by |= dict.fromkeys(map(str, what.get("records", ())), By.SCRIPTED)
            case LineKind.COMMAND | LineKind.VERDICT:
                self._word(line)
            case _:
                pass

    def _settled(self, line: Line) -> None:
        self.until = line.t
        self.records = {
            str(nation): int(each["records"])
            for nation, each in line.what.get("nations", {}).items()
        }
        self.truths = line.what.get("truths")
        self.hands.clear()

    def is_whole(self, nation: str, record: str, number: int) -> bool:
        """Whether a record of that number in the nation's store is of a whole round, or by hand."""
        upto = self.records.get(nation)
        return upto is None or number <= upto or (nation, record) in self.hands

    def _word(self, line: Line) -> None:
        what = line.what
        if "measure" in what:
            self.checked.append(from_plain(Checked, what))
        elif "command" in what and what.get("outcome", "done") == "done":
            self.ordered.append(Ordered(t=line.t, command=from_plain(Command, what["command"])))


def _person(what: Mapping[str, Any]) -> str:
    """Who wrote by hand, where the audit of it names one alone."""
    found = set(_audited(what))
    return found.pop() if len(found) == 1 else ""


def _audited(what: Mapping[str, Any]) -> Iterator[str]:
    for row in what.get("rows", {}).get("audit", ()):
        try:
            person = msgspec.json.decode(row[_AUDIT_FIELDS]).get("person", "")
        except (AttributeError, LookupError, TypeError, msgspec.MsgspecError):
            continue
        if isinstance(person, str) and person:
            yield person


def _due(t: Epoch, what: Mapping[str, Any]) -> Due:
    """An event as it was given; of the line's own instant."""
    by = str(what.get("cause", what.get("by", "time")))
    return Due(
        number=int(what["number"]), t=t, to=tuple(map(str, what.get("to", ()))),
        title=str(what.get("title", "")), text=str(what.get("text", "")),
        cause=_CAUSES.get(by) or Cause(by), why=str(what.get("why", "")),
    )  # fmt: skip
