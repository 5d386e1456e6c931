"""What was said that assumptions ask of: reports of approaches, burns, readiness, assessments.

`SaidBook.hear` takes every record that the picture takes, in the order of ingest. It keeps
the newest word of each source of each thing, and notes which topics that touches, so that
only the assumptions that ask of these are evaluated again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from typing import Any, Final

from cspo.errors import CspoError
from cspo.markings.label import Label
from cspo.markings.mode import Mode
from cspo.markings.parties import sponsor_of
from cspo.operations.derive import body_of
from cspo.operations.plan.said_late import (
    ASKED_KINDS,
    AskedSince,
    LateWords,
    is_late,
    overheard,
)
from cspo.operations.plan.said_reports import ReportTable
from cspo.operations.plan.said_words import WordTable
from cspo.operations.plan.sayings import Counted, Notice, Reported, Word, heard_of
from cspo.operations.plan.topics import Topic
from cspo.operations.recent import Recent, TakenBack
from cspo.records.bodies.activity import ManeuverNoticeBody, ManeuverStatus
from cspo.records.bodies.assessment import AssessedBy
from cspo.records.bodies.conjunction import ConjunctionBody
from cspo.records.bodies.planning import AssessmentBody
from cspo.records.bodies.readiness import ReadinessBody
from cspo.records.bodies.trust import WithdrawalBody
from cspo.records.bodies.warning import WarningBody
from cspo.records.bodies.words import Issue
from cspo.records.kinds import Registry
from cspo.records.record import Record
from cspo.time import Epoch
from cspo.units import DAY_S, NS_PER_S

__all__ = ["SaidBook"]

_READ: Final = (
    "assessment", "conjunction", "maneuver-notice", "readiness", "warning", "withdrawal",
)  # fmt: skip
_STATED: Final = AssessedBy.STATED.value
_MOST_COUNTED: Final = 4_096
_KEPT_S: Final = 2.0 * DAY_S
_DAY_NS: Final = round(DAY_S * NS_PER_S)


class SaidBook:
    """The newest words, kept up to date record by record by one thread.

    Parameters
    ----------
    registry : Registry
    mode : Mode
        Records of other modes are passed over.
    is_form : callable
        Whether it is a form of a record of ours, made for others: that says less, and no news.
    asked : AskedSince
        What our own plans ask of.

    Attributes
    ----------
    late : LateWords
        What came later than it was said.
    """

    def __init__(
        self, registry: Registry, mode: Mode,
        *, is_form: Callable[[Record], bool] = lambda record: False,  # noqa: ARG005
        asked: AskedSince | None = None,
    ) -> None:  # fmt: skip
        self.asked = AskedSince() if asked is None else asked
        self.late = LateWords()
        self._registry = registry
        self._is_form = is_form
        self._mode = mode
        self._seen: Recent[str] = Recent()
        self._withdrawn = TakenBack()
        self._assessed = WordTable()
        self._ready = WordTable()
        self._reports = ReportTable()
        self._burns: dict[str, dict[tuple[str, str], Notice]] = {}
        self._warnings: dict[tuple[str, str], Notice] = {}
        self._counted: dict[tuple[str, str], Counted] = {}
        self._day = 0
        self.touched: set[Topic] = set()

    def hear(self, record: Record, t_ingest: Epoch) -> None:
        """Take one more record, each as often as it comes.

        Raises
        ------
        MalformedMessage
            Where its body can't be read.
        """
        payload = record.payload
        if payload.mode is not self._mode:
            return
        self._prune(t_ingest)
        if payload.kind in _READ:
            if record.id in self._seen:
                return
            body = body_of(record, self._registry)
            self._seen.add(record.id)
            if self._is_form(record):
                return
            before, self.touched = self.touched, set()
            try:
                self._take(record, body, t_ingest)
                if self.touched:
                    topics = frozenset({*self.touched, _counted(record)})
                    self.late.put(heard_of(record, body, t_ingest, topics))
            finally:  # what can't be taken loses nothing of what others brought
                self.touched |= before
        self._count(record, t_ingest)
        self._overhear(record, t_ingest)

    def take_touched(self) -> set[Topic]:
        """Topics of which something was heard since this was called last."""
        found, self.touched = self.touched, set()
        return found

    def assessment(self, name: str, hazard: str, origin: str, t: Epoch) -> Word | None:
        """The assessment of this name by an origin that counts; None where there is none.

        As in the view of risk: what people state while its time is not past, else the newest of
        what a machine computes.

        Parameters
        ----------
        hazard : str
            Empty: of all hazards together, or a study.
        """
        stated = self._assessed.last(origin, (name, hazard, _STATED))
        if stated is not None and _is_good(stated.body, t):
            return stated
        return self._assessed.last(origin, (name, hazard, "")) or stated

    def readiness(self, name: str = "", origin: str = "") -> tuple[Word, ...]:
        """The newest report of each thing, of this name and origin where they are given."""
        return tuple(
            word for party, (_, called), word in self._ready
            if name in {"", called} and origin in {"", party}
        )  # fmt: skip

    def reports(self, names: Iterable[str]) -> list[Reported]:
        """What each source last reported of the approaches of an object, under all its names."""
        return self._reports.of(names)

    def burns(self, names: Iterable[str]) -> list[Notice]:
        """Burns of an object that are announced, under all its names."""
        found = [each for name in names for each in tuple(self._burns.get(name, {}).values())]
        return [each for each in found if each.stands]

    def warnings(self, names: Iterable[str], t: Epoch) -> list[Notice]:
        """Warnings that stand and name an object."""
        wanted = set(names)
        return [
            each for each in tuple(self._warnings.values())
            if each.stands and each.until >= t and wanted.intersection(each.objects)
        ]  # fmt: skip

    def count(
        self, kind: str, origin: str, since: Epoch
    ) -> tuple[list[tuple[str, Label]], bool]:  # fmt: skip
        """Records of a kind made since, the last ones first, with their marks.

        And whether there may be more.
        """
        counted = self._counted.get((kind, origin))
        if counted is None:
            return [], False
        made = tuple(counted.made)
        found = [(key, label) for ns, key, label in reversed(made) if ns >= since.tai_ns]
        return found, bool(counted.forgotten) and len(found) == len(made)

    def _take(self, record: Record, body: Any, t_ingest: Epoch) -> None:
        payload = record.payload
        if (record.id, sponsor_of(payload.origin)) in self._withdrawn:
            return
        made = Epoch.from_utc(payload.t_created)
        word = Word(record.id, payload.origin, made, body, payload.label)
        match body:
            case AssessmentBody():
                hazard = "" if body.hazard is None else body.hazard.value
                by = _STATED if body.assessed_by is AssessedBy.STATED else ""
                self._assessed.put((body.name, hazard, by), word)
                self.touched.add(("assessment", body.name))
            case ReadinessBody():
                self._ready.put((body.subject, body.name), word)
                self.touched |= {("ready", body.name), ("ready", "")}
            case ConjunctionBody():
                self._report(record, body, t_ingest)
            case ManeuverNoticeBody():
                self._burn(word, body)
            case WarningBody():
                self._warn(word, body)
            case WithdrawalBody():
                self._withdraw(body.record, sponsor_of(payload.origin))

    def _report(self, record: Record, body: ConjunctionBody, t_ingest: Epoch) -> None:
        told = Reported(
            record_id=record.id, origin=record.payload.origin, source=body.source,
            event=body.event, object1=body.object1.object, object2=body.object2.object,
            tca=Epoch.from_utc(body.tca_utc),
            miss_distance_km=body.miss_distance_km, pc=body.pc, max_pc=body.max_pc,
            t=Epoch.from_utc(record.payload.t_created), t_ingest=t_ingest,
        )  # fmt: skip
        names = self._reports.put(told, record.payload.supersedes)
        self.touched.update(("object", name) for name in names)

    def _burn(self, word: Word, body: ManeuverNoticeBody) -> None:
        key = word.origin, body.start_utc
        known = self._burns.setdefault(body.object, {})
        if key not in known or known[key].number <= body.number:
            known[key] = Notice(
                record_id=word.record_id, origin=word.origin, number=body.number,
                objects=(body.object,), start=Epoch.from_utc(body.start_utc),
                until=Epoch.from_utc(body.stop_utc), t=word.t, label=word.label,
                stands=body.status in {ManeuverStatus.PLANNED, ManeuverStatus.UNDERWAY},
            )  # fmt: skip
        self.touched.add(("object", body.object))

    def _warn(self, word: Word, body: WarningBody) -> None:
        key = word.origin, body.event
        if key not in self._warnings or self._warnings[key].number <= body.number:
            about = Epoch.from_utc(body.about_utc)
            self._warnings[key] = Notice(
                record_id=word.record_id, origin=word.origin, number=body.number,
                objects=body.objects, start=word.t, until=about, t=word.t, label=word.label,
                stands=body.issue is not Issue.CANCELLED,
            )  # fmt: skip
        self.touched.update(("object", each) for each in body.objects)

    def _withdraw(self, record_id: str, nation: str) -> None:
        """What its nation takes back was never said."""
        self._withdrawn.add(record_id, nation)

        def gone(each: Any) -> bool:
            return each.record_id == record_id and sponsor_of(each.origin) == nation

        for name, *_ in self._assessed.take_back(record_id, nation):
            self.touched |= {("assessment", name), ("assessment", "")}
        for _, name in self._ready.take_back(record_id, nation):
            self.touched |= {("ready", name), ("ready", "")}
        names = self._reports.take_back(record_id, nation)
        self.touched.update(("object", name) for name in names)
        for name, told in self._burns.items():
            for key in [key for key, each in told.items() if gone(each)]:
                del told[key]
                self.touched.add(("object", name))
        for key in [key for key, each in self._warnings.items() if gone(each)]:
            self.touched.update(("object", each) for each in self._warnings.pop(key).objects)

    def _count(self, record: Record, t_ingest: Epoch) -> None:
        payload = record.payload
        key = payload.kind, payload.origin
        counted = self._counted.get(key)
        if counted is None:
            counted = self._counted[key] = Counted(deque(maxlen=_MOST_COUNTED))
        made = min(Epoch.from_utc(payload.t_created), t_ingest)
        counted.forgotten += len(counted.made) == _MOST_COUNTED
        counted.made.append((made.tai_ns, record.id, payload.label))
        self.touched.add(_counted(record))

    def _overhear(self, record: Record, t_ingest: Epoch) -> None:
        """Note what came late that plans ask of, of what is not taken whole."""
        payload = record.payload
        if not is_late(Epoch.from_utc(payload.t_created), t_ingest):
            return
        asked = payload.kind in ASKED_KINDS or _counted(record) in self.asked
        if not asked or record.id in self._seen:
            return
        self._seen.add(record.id)
        try:
            body = body_of(record, self._registry)
        except CspoError:  # told of by who takes it
            return
        for heard in overheard(record, body, t_ingest, self.asked):
            self.late.put(heard)

    def _prune(self, t: Epoch) -> None:
        """Forget what is long over, once a day."""
        day = t.tai_ns // _DAY_NS
        if day <= self._day:
            return
        self._day = day
        before = t + -_KEPT_S
        self._reports.prune(before)
        for name, known in tuple(self._burns.items()):
            left = {k: each for k, each in known.items() if each.until >= before}
            if left:
                self._burns[name] = left
            else:
                del self._burns[name]
        self._warnings = {k: each for k, each in self._warnings.items() if each.until >= before}


def _counted(record: Record) -> Topic:
    return "count", f"{record.payload.kind} {record.payload.origin}"


def _is_good(body: AssessmentBody, t: Epoch) -> bool:
    return body.until_utc is None or t < Epoch.from_utc(body.until_utc)
