"""Records for a watch, made in a line each, with a clock that moves on by itself."""

from __future__ import annotations

import itertools
from typing import Any

from release_desks import sealed

from cspo.markings import Mode, make_label
from cspo.operations.kinds import REGISTRY
from cspo.operations.watch import Item, WatchBook
from cspo.records import Record
from cspo.records.bodies.coordination import (
    AcknowledgementBody,
    CommitmentBody,
    CommitmentStatus,
    Deed,
    Default,
    Maneuvering,
    OpinionBody,
    Progress,
    ProposalBody,
    Stance,
)
from cspo.records.bodies.trust import Instruction, WithdrawalBody
from cspo.records.bodies.warning import WarningBody
from cspo.records.bodies.watch import ContactBody, LogEntryBody
from cspo.records.bodies.words import Issue
from cspo.time import Epoch

__all__ = ["EVENT", "HOUR_S", "Scribe", "T", "book_of", "keys"]

T = Epoch.from_utc("2026-03-01T00:00:00Z")
HOUR_S = 3_600.0
EVENT = "event:norad:22675~norad:24946@2026-03-01T16:55:59.800Z"
TCA = Epoch.from_utc("2026-03-01T16:55:59.8Z")


class Scribe:
    """Makes signed records of one nation, each a second after the last."""

    def __init__(self, nation: str = "NOR", t: Epoch = T) -> None:
        self.nation = nation
        self._seconds = itertools.count()
        self.t = t

    def seal(self, body: Any, *, origin: str = "") -> Record:
        nation = origin or self.nation
        mark = make_label("U", sorted({"NOR", nation}))
        return sealed(body, mark, origin=nation, t=self.t + float(next(self._seconds)))

    def entry(self, text: str = "seen", **fields: Any) -> Record:
        values = {"watch": "watch", "at_utc": self.t.utc_iso(6), "role": "duty officer"}
        return self.seal(LogEntryBody(text=text, **values | fields))

    def warning(
        self,
        number: int = 1,
        *,
        event: str = EVENT,
        origin: str = "",
        hours: float = 17.0,
        act_by_h: float | None = 13.0,
        issue: Issue | None = None,
        **fields: Any,
    ) -> Record:
        body = WarningBody(
            event=event, to=("NOR",), number=number,
            issue=issue or (Issue.ISSUED if number == 1 else Issue.UPDATED),
            about_utc=(T + hours * HOUR_S).utc_iso(6),
            act_by_utc=None if act_by_h is None else (T + act_by_h * HOUR_S).utc_iso(6), **fields,
        )  # fmt: skip
        return self.seal(body, origin=origin)

    def cancellation(self, number: int, **fields: Any) -> Record:
        return self.warning(number, issue=Issue.CANCELLED, **fields)

    def withdrawal(self, of: Record, *, origin: str = "") -> Record:
        body = WithdrawalBody(record=of.id, instruction=Instruction.DO_NOT_USE, reason="wrong")
        return self.seal(body, origin=origin)

    def answer(self, of: Record, progress: Progress, *, origin: str = "") -> Record:
        return self.seal(AcknowledgementBody(record=of.id, progress=progress), origin=origin)

    def opinion(self, of: Record, stance: Stance, *, origin: str = "USA") -> Record:
        reason = "no fuel" if stance is Stance.DISSENT else ""
        return self.seal(OpinionBody(record=of.id, stance=stance, reason=reason), origin=origin)

    def proposal(self, number: int = 1, counters: Record | None = None, **fields: Any) -> Record:
        origin = fields.pop("origin", "")
        body = ProposalBody(
            event=EVENT, number=number, counters=counters.id if counters else None,
            to="USA" if origin in {"", "NOR"} else "NOR",
            maneuvering=Maneuvering(object="norad:24946", party="USA"),
            act_by_utc=(T + 13 * HOUR_S).utc_iso(6), answer_by_utc=(T + 1 * HOUR_S).utc_iso(6),
            default=Default.OTHER_MANEUVERS, **fields,
        )  # fmt: skip
        return self.seal(body, origin=origin)

    def commitment(
        self,
        proposal: Record | None = None,
        status: CommitmentStatus = CommitmentStatus.GIVEN,
        **fields: Any,
    ) -> Record:
        origin = fields.pop("origin", "USA")
        values: dict[str, Any] = {
            "party": "USA", "deed": Deed.MANEUVER, "object": "norad:24946",
            "by_utc": (T + 12 * HOUR_S).utc_iso(6),
        } | fields  # fmt: skip
        body = CommitmentBody(
            event=EVENT, status=status, proposal=proposal.id if proposal else None, **values
        )
        return self.seal(body, origin=origin)

    def contact(
        self,
        *,
        checked_h: float | None = None,
        phone: str = "+1 202 555 0147",
        party: str = "USA",
        role: str = "orbit safety desk",
    ) -> Record:
        checked = None if checked_h is None else (T + checked_h * HOUR_S).utc_iso(6)
        body = ContactBody(
            party=party, role=role, phone=phone, checked_utc=checked,
            checked_by=None if checked is None else "NOR",
        )  # fmt: skip
        return self.seal(body)


def book_of(*records: Record, nation: str = "NOR") -> WatchBook:
    """A book that has read these."""
    book = WatchBook(nation, Mode.REAL, REGISTRY)
    for record in records:
        book.apply(record)
    return book


def keys(items: tuple[Item, ...]) -> list[str]:
    """What is open, by name."""
    return [item.key for item in items]
