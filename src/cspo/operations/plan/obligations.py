"""The book of obligations: who owes whom what, as their creditors state it, from records alone.

1. An obligation is its origin's; a later edition has a higher number. An edition that its origin
   takes back does not count; the one before it does.
2. It is met where whoever owes it, or its origin, acknowledges its record as done; where the
   origin says so in a later edition; or, where it has an expression, while that holds. What is
   owed at all times and has an expression is met by that alone.
3. What comes again is met by a word until the end of the span in which the word was given.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import RLock
from typing import Final

from cspo.markings.label import Label
from cspo.markings.mode import Mode
from cspo.markings.parties import sponsor_of
from cspo.operations.derive import body_of
from cspo.operations.plan.checking import Checked, Key
from cspo.operations.plan.obligation import Met, Obligation, State
from cspo.operations.recent import Recent, TakenBack
from cspo.records.bodies.coordination import AcknowledgementBody, Progress
from cspo.records.bodies.readiness import ObligationBody, ObligationStatus
from cspo.records.bodies.standing import PlanStanding
from cspo.records.bodies.trust import WithdrawalBody
from cspo.records.kinds import Registry
from cspo.records.record import Record
from cspo.time import Epoch

__all__ = ["ObligationBook"]

_KINDS: Final = ("acknowledgement", "obligation", "withdrawal")
_MOST_EARLY: Final = 10_000
_MOST_WORDS: Final = 50
"""Words on one obligation that stay in memory; the store forgets nothing."""
_MOST_EDITIONS: Final = 20
"""Editions of one obligation that stay: the newest may be taken back, and the one before counts."""
_MOST_NAMES: Final = 2_000
"""Obligations that one party has stated; who makes up names pushes out no other's."""
_MOST_CHECKED: Final = 200
"""Expressions of one party that are checked: of what it stated last."""

_Name = tuple[str, str]
StandingOf = Callable[[Key], PlanStanding | None]
CheckedOf = Callable[[Key], Checked | None]


class ObligationBook:
    """Obligations of all origins, in one mode.

    Parameters
    ----------
    mode : Mode
    registry : Registry
    """

    def __init__(self, mode: Mode, registry: Registry) -> None:
        self._mode = mode
        self._registry = registry
        self._editions: dict[_Name, dict[str, Obligation]] = {}
        self._words: dict[_Name, tuple[Met, ...]] = {}
        self._newest: dict[_Name, Obligation] = {}
        self._names: dict[str, dict[str, None]] = {}
        self._of: dict[str, _Name] = {}
        self._early: dict[str, list[Met]] = {}
        self._seen: Recent[str] = Recent()
        self._gone = TakenBack()
        self._taken_back: set[str] = set()
        self._lock = RLock()
        self.stamp = 0

    def apply(self, record: Record) -> bool:
        """Take one more record; whether it says something of an obligation.

        Raises
        ------
        MalformedMessage
            Where its body can't be read.
        """
        payload = record.payload
        if payload.kind not in _KINDS or payload.mode is not self._mode or record.id in self._seen:
            return False
        body = body_of(record, self._registry)
        with self._lock:
            self._seen.add(record.id)
            if (record.id, sponsor_of(payload.origin)) in self._gone:
                return False
            changed = self._take(record, body)
            self.stamp += changed
            return changed

    def every(self) -> tuple[Obligation, ...]:
        """All of them, in order of origin and name."""
        with self._lock:
            return tuple(each for _, each in sorted(self._newest.items()))

    def get(self, origin: str, name: str) -> Obligation | None:
        """The one of this name; None where there is none."""
        with self._lock:
            return self._newest.get((origin, name))

    def expressions(self, nation: str) -> list[Key]:
        """What a nation checks: of what its parties state or owe, the last of each who states it.

        Others' obligations to others are theirs to check: what they come to here is open.
        """
        stated: dict[str, list[Obligation]] = {}
        for each in self.every():
            if nation in {sponsor_of(each.origin), sponsor_of(each.body.owes)} and each.is_checked:
                stated.setdefault(each.origin, []).append(each)
        return [
            each.key for of_one in stated.values()
            for each in sorted(of_one, key=lambda one: (one.t.tai_ns, one.id))[-_MOST_CHECKED:]
        ]  # fmt: skip

    def late(
        self, party: str, t: Epoch, standing: StandingOf
    ) -> tuple[tuple[str, Label], ...]:  # fmt: skip
        """Records of what a party, or anybody, has not met in time, and their marks."""
        return tuple(
            (each.record_id, each.label) for each in self.every()
            if party in {"", each.body.owes}
            and each.where(t, standing(each.key)).state is State.LATE
        )  # fmt: skip

    def looked_at(self, party: str, checked: CheckedOf) -> tuple[str, ...]:
        """Records by which it is known what a party, or anybody, has met: evidence of all of it.

        How many are late tells of these, whether one of them is or none.
        """
        found = [
            checked(each.key) for each in self.every()
            if party in {"", each.body.owes} and each.is_checked
        ]  # fmt: skip
        return tuple(
            dict.fromkeys(item for one in found if one is not None for item in one.verdict.evidence)
        )

    def _take(self, record: Record, body: object) -> bool:
        match body:
            case ObligationBody():
                return self._edition(record, body)
            case AcknowledgementBody():
                return self._word(record, body)
            case WithdrawalBody():
                return self._withdraw(body.record, sponsor_of(record.payload.origin))
        return False

    def _edition(self, record: Record, body: ObligationBody) -> bool:
        name = record.payload.origin, body.name
        made = Obligation(
            origin=record.payload.origin, record_id=record.id, body=body,
            label=record.payload.label, t=Epoch.from_utc(record.payload.t_created),
            first_due=None if body.due_utc is None else Epoch.from_utc(body.due_utc),
        )  # fmt: skip
        self._of[record.id] = name
        editions = self._editions.setdefault(name, {})
        editions[record.id] = made
        if len(editions) > _MOST_EDITIONS:
            oldest = min(editions.values(), key=_in_order)
            del editions[oldest.record_id], self._of[oldest.record_id]
            self._taken_back.discard(oldest.record_id)
            if oldest is made:
                return False
        self._spoken_of(name)
        for met in self._early.pop(record.id, ()):
            if (met.record_id, sponsor_of(met.by)) not in self._gone:
                self._say(made, met)
        return self._settle(name)

    def _word(self, record: Record, body: AcknowledgementBody) -> bool:
        if body.progress is not Progress.DONE:
            return False
        payload = record.payload
        met = Met(record.id, payload.origin, Epoch.from_utc(payload.t_created))
        name = self._of.get(body.record)
        if name is None:
            early = self._early.setdefault(body.record, [])
            early.append(met)
            del early[:-_MOST_WORDS]
            while len(self._early) > _MOST_EARLY:
                self._early.pop(next(iter(self._early)))
            return False
        self._spoken_of(name)
        self._say(self._editions[name][body.record], met)
        return self._settle(name)

    def _spoken_of(self, name: _Name) -> None:
        """Of too many of a party that goes of which nothing was said for longest, settled first."""
        origin, called = name
        names = self._names.setdefault(origin, {})
        names.pop(called, None)
        if len(names) >= _MOST_NAMES:
            settled = (each for each in names if self._is_settled((origin, each)))
            gone = next(settled, next(iter(names)))
            del names[gone]
            for record_id in self._editions.pop((origin, gone), {}):
                del self._of[record_id]
                self._taken_back.discard(record_id)
            self._words.pop((origin, gone), None)
            self._newest.pop((origin, gone), None)
        names[called] = None

    def _is_settled(self, name: _Name) -> bool:
        """Whether nothing is owed by it any more."""
        newest = self._newest.get(name)
        if newest is None or newest.body.status is not ObligationStatus.OPEN:
            return True
        body = newest.body
        comes_again = body.every_s is not None or (body.expression and body.due_utc is None)
        return bool(newest.met) and not comes_again

    def _say(self, edition: Obligation, met: Met) -> None:
        """Put down a word, of those who may say it."""
        may = {edition.origin, edition.body.owes, sponsor_of(edition.body.owes)}
        if met.by not in may:
            return
        name = self._of[edition.record_id]
        words = {each.record_id: each for each in (*self._words.get(name, ()), met)}
        ordered = sorted(words.values(), key=lambda one: (one.t.tai_ns, one.record_id))
        self._words[name] = tuple(ordered[-_MOST_WORDS:])

    def _withdraw(self, record_id: str, nation: str) -> bool:
        """An edition that is taken back leaves the one before it; a word was never given."""
        self._gone.add(record_id, nation)
        name = self._of.get(record_id)
        if name is not None and sponsor_of(name[0]) == nation:
            self._taken_back.add(record_id)
            return self._settle(name)
        for name, words in self._words.items():
            left = tuple(
                met for met in words
                if met.record_id != record_id or sponsor_of(met.by) != nation
            )  # fmt: skip
            if len(left) < len(words):
                self._words[name] = left
                return self._settle(name)
        return False

    def _settle(self, name: _Name) -> bool:
        """Which edition counts now, with all that was said of it; whether that is another."""
        left = [
            each for each in self._editions.get(name, {}).values()
            if each.record_id not in self._taken_back
        ]  # fmt: skip
        before = self._newest.pop(name, None)
        if left:
            newest = max(left, key=_in_order)
            self._newest[name] = replace(newest, met=self._words.get(name, ()))
        return self._newest.get(name) != before


def _in_order(edition: Obligation) -> tuple[int, int, str]:
    return edition.body.number, edition.t.tai_ns, edition.record_id
