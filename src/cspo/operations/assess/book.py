"""The book of assessments: what everybody assesses, the last word of each line, and how it came.

One thread applies records in the order of ingest, each as often as it likes; any thread asks.
What the book says follows from the records alone, so one that is built anew says the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from threading import RLock
from typing import Final

from cspo.markings.label import Label
from cspo.markings.mode import Mode
from cspo.markings.parties import sponsor_of
from cspo.operations.assess.assessed import (
    Assessed,
    Opinion,
    Standing,
    SubjectKey,
    assessed_of,
    is_called,
    opinion_of,
)
from cspo.operations.assess.lines import Lines
from cspo.operations.derive import body_of
from cspo.operations.recent import TakenBack
from cspo.records.bodies.assessment import Hazard
from cspo.records.bodies.coordination import OpinionBody
from cspo.records.bodies.planning import AssessmentBody
from cspo.records.bodies.trust import WithdrawalBody
from cspo.records.kinds import Registry
from cspo.records.record import Record
from cspo.time import Epoch

__all__ = ["KINDS", "AssessBook"]

KINDS: Final = ("assessment", "opinion", "withdrawal")
"""The kinds of records that the book is made of."""

_MOST_AWAITED: Final = 10_000
_MOST_EARLY: Final = 200
"""Opinions that wait for one record."""


def _everything(label: Label) -> bool:  # noqa: ARG001 - the door that is always open
    return True


class AssessBook:
    """Assessments of all origins, in one mode.

    Parameters
    ----------
    nation : str
        Whose book it is: its own come first.
    mode : Mode
        Records of other modes are none of its business.
    registry : Registry
    is_form : callable
        Whether a record of ours is a form of another, made for others: that is no news.
    """

    def __init__(
        self,
        nation: str,
        mode: Mode,
        registry: Registry,
        *,
        is_form: Callable[[Record], bool] = lambda record: False,  # noqa: ARG005
    ) -> None:
        self.nation = nation
        self.mode = mode
        self._registry = registry
        self._is_form = is_form
        self._lines = Lines()
        self._early: dict[str, list[Opinion]] = {}
        self._about: dict[str, str] = {}
        """Of each opinion that is here, which record it is of."""
        self._withdrawn = TakenBack()
        self._lock = RLock()
        self.version = 0
        """Rises with every change."""

    def apply(self, record: Record) -> Assessed | None:
        """Take one more record; the assessment that it is, if it is one and new.

        Raises
        ------
        MalformedMessage
            Where its body can't be read.
        """
        payload = record.payload
        if payload.kind not in KINDS or payload.mode is not self.mode or self._has(record.id):
            return None
        if payload.kind == "assessment" and self._is_own_form(record):
            return None
        body = body_of(record, self._registry)
        with self._lock:
            if self._has(record.id):
                return None
            match body:
                case AssessmentBody():
                    return self._put(assessed_of(record, body))
                case OpinionBody():
                    self._think(body.record, opinion_of(record, body))
                case WithdrawalBody():
                    self._withdraw(payload.origin, body.record)
        return None

    # -- questions -----------------------------------------------------------
    def current(
        self, t: Epoch | None = None, may: Callable[[Label], bool] = _everything
    ) -> tuple[Assessed, ...]:
        """The last word of each line, ours first, then by origin, subject and hazard.

        Parameters
        ----------
        t : Epoch or None
            Only those whose time is not past then; None: all.
        may : callable
            Which marks the reader may see: the last word is the last of those.
        """
        with self._lock:
            found = [self._last(line, may) for line in self._lines.backwards()]
        return self._in_order(
            each for each in found if each is not None and (t is None or not each.is_over(t))
        )

    def of(
        self, subject: str, t: Epoch | None = None, may: Callable[[Label], bool] = _everything
    ) -> tuple[Assessed, ...]:
        """As `current`, of one subject: by its name, its title or an object of it."""
        return tuple(each for each in self.current(t, may) if is_called(each, subject))

    def about(
        self, subject: SubjectKey, may: Callable[[Label], bool] = _everything
    ) -> tuple[Assessed, ...]:
        """The last words on one subject, however each origin names it, ours first."""
        return tuple(each for each in self.current(may=may) if each.subject == subject)

    def every(self, may: Callable[[Label], bool] = _everything) -> tuple[Assessed, ...]:
        """All that were ever made and are kept."""
        with self._lock:
            found = self._lines.every()
        return self._in_order(self._shown(each, may) for each in found if may(each.label))

    def history(
        self,
        subject: str,
        hazard: Hazard | None = None,
        may: Callable[[Label], bool] = _everything,
    ) -> tuple[Assessed, ...]:
        """All that was ever said of a subject and kept, in the order in which it was made.

        Parameters
        ----------
        hazard : Hazard or None
            Of this one; None: of all.
        """
        with self._lock:
            found = [
                each for each in self._lines.every()
                if is_called(each, subject) and hazard in (None, each.body.hazard)
            ]  # fmt: skip
        seen = (self._shown(each, may) for each in found if may(each.label))
        return tuple(sorted(seen, key=lambda each: (each.t.tai_ns, each.order)))

    def line(
        self, assessed: Assessed, may: Callable[[Label], bool] = _everything
    ) -> tuple[Assessed, ...]:
        """All of the line that one stands in, the first in front."""
        with self._lock:
            found = self._lines.line(assessed.line)
        return tuple(self._shown(each, may) for each in found if may(each.label))

    def get(self, record_id: str, may: Callable[[Label], bool] = _everything) -> Assessed | None:
        """One assessment; None where there is none that may be seen."""
        found = self._lines.get(record_id)
        return self._shown(found, may) if found is not None and may(found.label) else None

    def after(self, record_id: str, may: Callable[[Label], bool] = _everything) -> Assessed | None:
        """The one that took the place of another; None where it stands."""
        with self._lock:
            found = self._lines.get(record_id)
            line = [] if found is None else self._lines.line(found.line)
        later = (each for each in line if found is not None and each.order > found.order)
        return next((each for each in later if not each.withdrawn and may(each.label)), None)

    def standing(
        self, assessed: Assessed, t: Epoch, may: Callable[[Label], bool] = _everything
    ) -> Standing:
        """Where it stands at *t*, for who may see so much."""
        if assessed.withdrawn:
            return Standing.WITHDRAWN
        if self.after(assessed.record_id, may) is not None:
            return Standing.SUPERSEDED
        return Standing.EXPIRED if assessed.is_over(t) else Standing.LATEST

    def digest(self) -> str:
        """SHA-256 over all that the book says: a rebuild gives it again."""
        total = hashlib.sha256()
        with self._lock:
            for each in sorted(self._lines.every(), key=lambda each: each.record_id):
                opinions = ",".join(one.record_id for one in each.opinions)
                total.update(f"{each.record_id} {each.withdrawn} {opinions}\n".encode())
            for key, line in sorted(self._lines.each(), key=lambda each: repr(each[0])):
                total.update(f"{key!r} {[each.record_id for each in line]}\n".encode())
        return total.hexdigest()

    # -- what records say ----------------------------------------------------
    def _put(self, assessed: Assessed) -> Assessed:
        name = assessed.record_id
        self.version += 1
        gone = (name, sponsor_of(assessed.origin)) in self._withdrawn
        assessed = replace(assessed, withdrawn=gone)
        for opinion in self._early.pop(name, ()):
            assessed = self._held(assessed, opinion)
        for old in self._lines.put(assessed):
            self._forget(old.opinions)
        return assessed

    def _think(self, about: str, opinion: Opinion) -> None:
        """An opinion of an assessment; one that comes before it waits for it."""
        if (opinion.record_id, sponsor_of(opinion.origin)) in self._withdrawn:
            return
        self._about[opinion.record_id] = about
        found = self._lines.get(about)
        if found is not None:
            self._lines.replace(self._held(found, opinion))
            self.version += 1
        else:  # most are of what is no assessment and never will be
            waiting = self._early.setdefault(about, [])
            waiting.append(opinion)
            if len(waiting) > _MOST_EARLY:
                self._forget([waiting.pop(0)])
            while len(self._early) > _MOST_AWAITED:
                self._forget(self._early.pop(next(iter(self._early))))

    def _withdraw(self, origin: str, about: str) -> None:
        """Who takes back a word of their own: an assessment, or an opinion."""
        nation = sponsor_of(origin)
        self._withdrawn.add(about, nation)
        found = self._lines.get(about)
        if found is not None and sponsor_of(found.origin) == nation:
            self._lines.replace(replace(found, withdrawn=True))
            self.version += 1
        if about in self._about:
            self._take_out(about, nation)

    def _take_out(self, opinion_id: str, nation: str) -> None:
        """An opinion that its own nation takes back."""
        of = self._about[opinion_id]
        found = self._lines.get(of)
        there = self._early.get(of, ()) if found is None else found.opinions
        taken = [
            each for each in there
            if each.record_id == opinion_id and sponsor_of(each.origin) == nation
        ]  # fmt: skip
        left = [each for each in there if each not in taken]
        if taken and found is not None:
            self._lines.replace(replace(found, opinions=tuple(left)))
            self.version += 1
        elif taken:
            self._early[of] = left
        self._forget(taken)

    def _held(self, assessed: Assessed, opinion: Opinion) -> Assessed:
        """With one more opinion; what had to go for it is forgotten."""
        made = assessed.with_opinion(opinion)
        kept = {each.record_id for each in made.opinions}
        self._forget(each for each in (*assessed.opinions, opinion) if each.record_id not in kept)
        return made

    def _forget(self, opinions: Iterable[Opinion]) -> None:
        for each in opinions:
            self._about.pop(each.record_id, None)

    def _has(self, record_id: str) -> bool:
        return record_id in self._lines or record_id in self._about

    def _is_own_form(self, record: Record) -> bool:
        return sponsor_of(record.payload.origin) == self.nation and self._is_form(record)

    # -- the parts -----------------------------------------------------------
    def _last(self, line: Iterator[Assessed], may: Callable[[Label], bool]) -> Assessed | None:
        for found in line:
            if not found.withdrawn and may(found.label):
                return self._shown(found, may)
        return None

    def _shown(self, assessed: Assessed, may: Callable[[Label], bool]) -> Assessed:
        """With the last opinion of each party, of those that may be seen and stand."""
        last = {each.origin: each for each in assessed.opinions if may(each.label)}
        opinions = tuple(last.values())
        return assessed if opinions == assessed.opinions else replace(assessed, opinions=opinions)

    def _in_order(self, found: Iterable[Assessed]) -> tuple[Assessed, ...]:
        def key(each: Assessed) -> tuple[object, ...]:
            return (
                each.origin != self.nation, each.origin, each.subject, each.body.hazard or "",
                each.record_id,
            )  # fmt: skip

        return tuple(sorted(found, key=key))
