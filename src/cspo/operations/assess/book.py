"""The book of assessments: what everybody assesses, the last word of each line, and how it came.

One thread applies records in the order of ingest, each as often as it likes; any thread asks.
What the book says follows from the records alone, so one that is built anew says the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from threading import RLock
from typing import Final

from cspo.markings.label import Label
from cspo.markings.mode import Mode
from cspo.markings.parties import sponsor_of
from cspo.operations.assess.assessed import (
    Assessed,
    LineKey,
    Opinion,
    Standing,
    SubjectKey,
    assessed_of,
    opinion_of,
)
from cspo.operations.derive import body_of
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

_MOST_IN_LINE: Final = 500
"""Assessments of one line that stay in memory; the store forgets nothing."""
_MOST_STUDIES: Final = 2_000
_MOST_AWAITED: Final = 10_000


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
        self._lines: dict[LineKey, list[str]] = {}
        self._of: dict[str, Assessed] = {}
        self._seen: set[str] = set()
        self._studies: list[LineKey] = []
        self._early: dict[str, list[Opinion]] = {}
        self._withdrawn: set[tuple[str, str]] = set()
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
        if payload.kind not in KINDS or payload.mode is not self.mode or record.id in self._seen:
            return None
        if payload.kind == "assessment" and self._is_own_form(record):
            return None
        body = body_of(record, self._registry)
        with self._lock:
            if record.id in self._seen:
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
            found = [self._last(ids, may) for ids in self._lines.values()]
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
            found = list(self._of.values())
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
                each for each in self._of.values()
                if is_called(each, subject) and hazard in (None, each.body.hazard)
            ]  # fmt: skip
        seen = (self._shown(each, may) for each in found if may(each.label))
        return tuple(sorted(seen, key=lambda each: (each.t.tai_ns, each.order)))

    def line(
        self, assessed: Assessed, may: Callable[[Label], bool] = _everything
    ) -> tuple[Assessed, ...]:
        """All of the line that one stands in, the first in front."""
        with self._lock:
            found = [self._of[each] for each in self._lines.get(assessed.line, ())]
        return tuple(self._shown(each, may) for each in found if may(each.label))

    def get(self, record_id: str, may: Callable[[Label], bool] = _everything) -> Assessed | None:
        """One assessment; None where there is none that may be seen."""
        found = self._of.get(record_id)
        return self._shown(found, may) if found is not None and may(found.label) else None

    def after(self, record_id: str, may: Callable[[Label], bool] = _everything) -> Assessed | None:
        """The one that took the place of another; None where it stands."""
        with self._lock:
            found = self._of.get(record_id)
            line = [] if found is None else self._lines.get(found.line, [])
            later = line[line.index(record_id) + 1 :] if record_id in line else []
            each = [self._of[name] for name in later]
        return next((one for one in each if not one.withdrawn and may(one.label)), None)

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
            for name in sorted(self._of):
                each = self._of[name]
                opinions = ",".join(one.record_id for one in each.opinions)
                total.update(f"{name} {each.withdrawn} {opinions}\n".encode())
            for key in sorted(self._lines, key=repr):
                total.update(f"{key!r} {self._lines[key]}\n".encode())
        return total.hexdigest()

    # -- what records say ----------------------------------------------------
    def _put(self, assessed: Assessed) -> Assessed:
        name = assessed.record_id
        self._seen.add(name)
        self.version += 1
        gone = (sponsor_of(assessed.origin), name) in self._withdrawn
        assessed = replace(assessed, withdrawn=gone)
        for opinion in self._early.pop(name, ()):
            assessed = assessed.with_opinion(opinion)
        self._of[name] = assessed
        line = self._lines.setdefault(assessed.line, [])
        line.append(name)
        line.sort(key=lambda each: self._of[each].order)
        if len(line) > _MOST_IN_LINE:
            del self._of[line.pop(0)]
        if assessed.body.assessed_by is None:
            self._studies.append(assessed.line)
            if len(self._studies) > _MOST_STUDIES:
                for old in self._lines.pop(self._studies.pop(0), ()):
                    self._of.pop(old, None)
        return assessed

    def _think(self, about: str, opinion: Opinion) -> None:
        """An opinion of an assessment; one that comes before it waits for it."""
        found = self._of.get(about)
        if found is not None:
            self._seen.add(opinion.record_id)
            self._of[about] = found.with_opinion(opinion)
            self.version += 1
        else:  # most are of what is no assessment and never will be
            waiting = self._early.setdefault(about, [])
            if all(each.record_id != opinion.record_id for each in waiting):
                waiting.append(opinion)
            while len(self._early) > _MOST_AWAITED:
                del self._early[next(iter(self._early))]

    def _withdraw(self, origin: str, about: str) -> None:
        """Who takes back a word of their own: an assessment, or an opinion."""
        nation = sponsor_of(origin)
        self._withdrawn.add((nation, about))
        found = self._of.get(about)
        if found is not None and sponsor_of(found.origin) == nation:
            self._of[about] = replace(found, withdrawn=True)
            self.version += 1

    def _is_own_form(self, record: Record) -> bool:
        return sponsor_of(record.payload.origin) == self.nation and self._is_form(record)

    # -- the parts -----------------------------------------------------------
    def _last(self, line: list[str], may: Callable[[Label], bool]) -> Assessed | None:
        for name in reversed(line):
            found = self._of[name]
            if not found.withdrawn and may(found.label):
                return self._shown(found, may)
        return None

    def _shown(self, assessed: Assessed, may: Callable[[Label], bool]) -> Assessed:
        """With the last opinion of each party, of those that may be seen and stand."""
        last = {
            each.origin: each for each in assessed.opinions
            if may(each.label) and (sponsor_of(each.origin), each.record_id) not in self._withdrawn
        }  # fmt: skip
        opinions = tuple(last.values())
        return assessed if opinions == assessed.opinions else replace(assessed, opinions=opinions)

    def _in_order(self, found: Iterable[Assessed]) -> tuple[Assessed, ...]:
        def key(each: Assessed) -> tuple[object, ...]:
            return (
                each.origin != self.nation, each.origin, each.subject, each.body.hazard or "",
                each.record_id,
            )  # fmt: skip

        return tuple(sorted(found, key=key))


def is_called(assessed: Assessed, subject: str) -> bool:
    """Whether an assessment is of what somebody names so.

    Parameters
    ----------
    subject : str
        Its name, with its owner before it or without, its title in any case, or the identity
        of an object of it.
    """
    body, named = assessed.body, subject.casefold()
    names = (body.name, body.title, assessed.full_name)
    return any(named == name.casefold() for name in names) or subject in body.objects
