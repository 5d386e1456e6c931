"""The book of warnings: what the records say of every event, rebuilt from them to the same bytes.

`WarningBook.apply` takes records in the order of ingest, each as often as it likes.
One thread applies records; any thread may take `WarningBook.view`, which never changes.

What alarms a watch is decided here: a warning to us of an event that is new, or
graver than what the watch has heard of it from those who have not cancelled since: who
cancels takes along what they were heard with, and makes nobody else's warnings silent.
Everything else is put to its event in silence: another source's warning of the same
event, an update that is no graver, what is shelved, a cancellation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from itertools import chain
from threading import RLock
from typing import Any, Final

from cspo.markings.label import Label
from cspo.markings.mode import Mode
from cspo.markings.parties import sponsor_of
from cspo.operations.derive import body_of
from cspo.operations.event_names import KEPT_S, EventNames
from cspo.operations.screen import screening_source
from cspo.operations.warn.book_view import BookView, Ringing, digest_of, heard_as
from cspo.operations.warn.grading import could_hold
from cspo.operations.warn.matter import Answered, Issued, Matter, Shelf
from cspo.operations.warn.policy import WarnPolicy
from cspo.operations.warn.reports import Report, report_of
from cspo.records.bodies.conjunction import ConjunctionBody
from cspo.records.bodies.coordination import AcknowledgementBody
from cspo.records.bodies.trust import WithdrawalBody
from cspo.records.bodies.warning import WarningBody
from cspo.records.bodies.watch import LogEntryBody
from cspo.records.bodies.words import Issue
from cspo.records.kinds import Registry
from cspo.records.record import Record
from cspo.time import Epoch
from cspo.units import DAY_S

__all__ = ["GONE", "KINDS", "WarningBook"]

KINDS: Final = ("conjunction", "warning", "acknowledgement", "log-entry", "withdrawal")
"""The kinds of records that the book is made of."""

GONE: Final = "gone"
"""What a cancellation says in place of a rule where the screening finds the approach no more."""


class WarningBook:
    """Every event with its reports and warnings.

    Parameters
    ----------
    nation : str
        Whose watch it is.
    mode : Mode
        Records of other modes are none of its business.
    policy : WarnPolicy
        What is warned of.
    registry : Registry
    names : EventNames or None
        What events are called in the node; None: by what this book hears alone.
    is_form : callable
        Whether a record of ours is a form of another (`cspo.operations.release.forms`):
        that is shown to who may see no more, and counts for nothing.
    """

    def __init__(
        self,
        nation: str,
        mode: Mode,
        policy: WarnPolicy,
        registry: Registry,
        *,
        names: EventNames | None = None,
        is_form: Callable[[Record], bool] = lambda record: False,  # noqa: ARG005
    ) -> None:
        self._is_form = is_form
        self.nation = nation
        self._screening = (nation, screening_source(nation))
        self.mode = mode
        self.policy = policy
        self._registry = registry
        self.names = EventNames() if names is None else names
        self._day = self.names.day
        self._matters: dict[str, Matter] = {}
        self._seen: dict[str, int] = {}
        self._withdrawn: set[tuple[str, str]] = set()
        self._of_warning: dict[str, str] = {}
        self._counts: Counter[str] = Counter()
        self._pending: dict[str, Epoch | None] = {}
        self._given_up: dict[str, Epoch] = {}
        self._view = BookView(nation)
        self._stale = False
        self._objects: set[str] = set()
        self._joined = self.names.joined
        self._lock = RLock()

    def apply(self, record: Record, t_ingest: Epoch | None = None) -> Ringing | None:
        """Take one more record; what it was to the watch, if it was a warning.

        Parameters
        ----------
        t_ingest : Epoch or None
            When it came: events that are long over by then are forgotten (`EventNames`).

        Raises
        ------
        MalformedMessage
            Where its body can't be read.
        """
        payload = record.payload
        if payload.kind not in KINDS or payload.mode is not self.mode or record.id in self._seen:
            return None
        body = body_of(record, self._registry)
        with self._lock:
            if t_ingest is not None:
                self.names.advance(t_ingest)
                self._prune()
            self._seen[record.id] = self.names.day
            self._stale = True
            return self._take(record, body)

    def view(self) -> BookView:
        """What other threads may read; the same object until something changes."""
        with self._lock:
            if self._stale:
                matters = tuple(self._matters.values())
                self._view = BookView(self.nation, matters, dict(self._counts))
                self._stale = False
            return self._view

    def matter(self, event: str) -> Matter | None:
        """The matter that an event belongs to, under whatever name a source has it."""
        with self._lock:
            name = self.names.find(event)
            return None if name is None else self._matters.get(name)

    def matter_of(self, event: str, may: Callable[[Label], bool]) -> Matter | None:
        """The matter that a reader means, by the names that the reader may know."""
        with self._lock:
            name = self.names.resolve(event, may)
            return None if name is None else self._matters.get(name)

    def objects(self) -> frozenset[str]:
        """Every object that is in an event here, under the name that it goes by."""
        with self._lock:
            if self._joined != self.names.joined:
                self._joined = self.names.joined
                self._objects = set(chain(*map(self.names.objects_of, self._matters)))
            return frozenset(self._objects)

    def due(self, t: Epoch) -> tuple[str, ...]:
        """Events that are to be looked at: something came, or time has come."""
        return tuple(event for event, at in self._pending.items() if at is None or at <= t)

    def looked(self, event: str, again: Epoch | None) -> None:
        """Put down that an event was looked at, and when time alone calls for it again."""
        self._pending.pop(event, None)
        if again is not None:
            self._pending[event] = again

    def look_again(self, events: Iterable[str] | None = None) -> None:
        """Have events looked at; None: all that have reports."""
        chosen = self._matters if events is None else events
        self._pending.update(dict.fromkeys(event for event in chosen if event in self._matters))

    def events_of(self, objects: Collection[str]) -> tuple[str, ...]:
        """Events with a report on one of these objects, as the report names it."""
        return tuple(
            event for event, matter in self._matters.items()
            if any(
                side.object in objects for each in matter.reports.values() for side in each.sides
            )
        )  # fmt: skip

    def missing(self, found: Collection[str], start: Epoch, end: Epoch, source: str) -> list[str]:
        """Events that our own screening has reported in its window, and finds no more.

        Parameters
        ----------
        found : collection of str
            Events that it finds, under its names.
        start, end : Epoch
            The window.
        source : str
            As our own conjunctions name it.
        """
        here = {self.names.find(event) for event in found}
        return [
            matter.event
            for matter in self._matters.values()
            if matter.event not in here
            and (report := matter.reports.get((self.nation, source))) is not None
            and start <= report.tca < end
            and not self.has_given_up(matter, report)
        ]

    def give_up(self, event: str, t: Epoch) -> None:
        """What our own screening has reported of an event until now counts no more.

        What others say counts on, and what we ourselves have from elsewhere.

        No record says so; after a restart the first screening does.
        """
        if (matter := self.matter(event)) is not None:
            self._given_up[matter.event] = t

    def has_given_up(self, matter: Matter, report: Report) -> bool:
        """Whether a report is one of our own that our screening has given up since."""
        if report.voice != self._screening:
            return False
        instants = [self._given_up.get(matter.event)]
        instants += [
            each.t_created for each in matter.issued.get(self.nation, ()) if each.body.rule == GONE
        ]
        return any(instant is not None and report.t_created <= instant for instant in instants)

    def screened(self, matter: Matter) -> Report | None:
        """What our own screening says of a matter; None where it finds it no more."""
        report = matter.reports.get(self._screening)
        return None if report is None or self.has_given_up(matter, report) else report

    def warned(self, matter: Matter) -> Issued | None:
        """Our own warning of a matter that stands; None where there is none, or it is cancelled."""
        series = matter.issued.get(self.nation, ())
        return series[-1] if series and series[-1].body.issue is not Issue.CANCELLED else None

    def digest(self) -> str:
        """SHA-256 over all that the records say: a rebuild gives it again."""
        return digest_of(self._matters, self._counts)

    def _take(self, record: Record, body: Any) -> Ringing | None:
        match body:
            case ConjunctionBody() if self._is_own_form(record):
                pass
            case ConjunctionBody():
                self._report(report_of(record, body))
            case WarningBody():
                return self._warning(record, body)
            case AcknowledgementBody():
                self._answer(record, body)
            case LogEntryBody():
                self._log_entry(record, body)
            case WithdrawalBody():
                self._withdraw(record.payload.origin, body.record)
        return None

    def _prune(self) -> None:
        """Forget matters whose events are forgotten, once a day."""
        if self._day == self.names.day:
            return
        self._day = self.names.day
        for event in [each for each in self._matters if not self.names.holds(each)]:
            matter = self._matters.pop(event)
            self._pending.pop(event, None)
            self._given_up.pop(event, None)
            for each in (*matter.forms, *chain(*matter.issued.values())):
                self._of_warning.pop(each.record_id, None)
            self._joined = -1
        kept_days = round(KEPT_S / DAY_S)
        self._seen = {
            record_id: day for record_id, day in self._seen.items() if self._day - day <= kept_days
        }

    def _put(self, matter: Matter, *, look: bool = True) -> None:
        if matter.event not in self._matters:
            self._objects.update(self.names.objects_of(matter.event))
        self._matters[matter.event] = matter
        if look:
            self._pending[matter.event] = None

    def _report(self, report: Report) -> None:
        if (sponsor_of(report.origin), report.record_id) in self._withdrawn:
            return
        text, period_s = str(report.event), report.shorter_period_s
        name = self.names.of_record(report.record_id) or self.names.find(text, period_s)
        if name not in self._matters and not could_hold(self.policy, report):
            return  # one of the thousands of approaches that nobody will be warned of
        name = self.names.join(
            text, period_s, record_id=report.record_id, label=report.label, tca=report.tca
        )
        matter = self._matters.get(name) or Matter(event=name)
        there = matter.reports.get(report.voice)
        if there is None or there.order < report.order:
            self._put(replace(matter, reports={**matter.reports, report.voice: report}))

    def _warning(self, record: Record, body: WarningBody) -> Ringing | None:
        payload = record.payload
        if (sponsor_of(payload.origin), record.id) in self._withdrawn or not body.event:
            return None
        issued = Issued(
            record_id=record.id, origin=payload.origin, label=payload.label, body=body,
            t_created=Epoch.from_utc(payload.t_created),
        )  # fmt: skip
        name = self.names.join(body.event, record_id=record.id, label=payload.label)
        matter = self._matters.get(name) or Matter(event=name)
        if self._is_own_form(record):
            forms = sorted((*matter.forms, issued), key=_in_series)
            self._put(replace(matter, forms=tuple(forms)), look=False)
            self._of_warning[record.id] = matter.event
            return None
        series = sorted(
            (*matter.issued.get(payload.origin, ()), issued),
            key=_in_series,
        )
        new = replace(matter, issued={**matter.issued, payload.origin: tuple(series)})
        self._of_warning[record.id] = matter.event
        heard = heard_as(new, issued, matter.alarmed(self.nation), self.nation)
        self._put(new, look=False)
        self._counts[heard] += 1
        return Ringing(matter.event, record.id, issued.t_created, heard, self._position(issued))

    def _is_own_form(self, record: Record) -> bool:
        return sponsor_of(record.payload.origin) == self.nation and self._is_form(record)

    def _position(self, issued: Issued) -> str:
        rule = self.policy.rule(issued.body.rule) if issued.origin == self.nation else None
        return "watch" if rule is None else rule.position

    def _answer(self, record: Record, body: AcknowledgementBody) -> None:
        event = self._of_warning.get(body.record)
        if event is None:
            return
        answer = Answered(
            record_id=record.id, origin=record.payload.origin, warning=body.record,
            progress=body.progress, role=body.role, label=record.payload.label,
            t=Epoch.from_utc(record.payload.t_created),
        )  # fmt: skip
        matter = self._matters[event]
        self._put(replace(matter, answers=(*matter.answers, answer)), look=False)

    def _log_entry(self, record: Record, body: LogEntryBody) -> None:
        """Shelve, or take from the shelf; only our own watch's word counts."""
        if record.payload.origin != self.nation:
            return
        if body.shelves is not None and body.due_utc is not None:
            event = self._of_warning.get(body.shelves)
            if event is None:
                return
            matter = self._matters[event]
            shelf = Shelf(
                record_id=record.id, warning=body.shelves, until=Epoch.from_utc(body.due_utc),
                since=Epoch.from_utc(body.at_utc), reason=body.text, role=body.role,
                gravity=next(
                    each.gravity
                    for series in matter.issued.values()
                    for each in series
                    if each.record_id == body.shelves
                ),
            )  # fmt: skip
            self._put(replace(matter, shelves=(*matter.shelves, shelf)), look=False)
            self._counts["shelved-by-hand"] += 1
        for entry in body.closes:
            self._take_back(entry)

    def _take_back(self, entry: str) -> None:
        for matter in list(self._matters.values()):
            if any(shelf.record_id == entry for shelf in matter.shelves):
                self._put(matter.off_the_shelf(entry), look=False)

    def _withdraw(self, origin: str, record_id: str) -> None:
        """What its origin, or the nation behind it, takes back counts no more.

        Reports are looked at anew, warnings end.
        """
        nation = sponsor_of(origin)
        self._withdrawn.add((nation, record_id))

        for matter in list(self._matters.values()):
            left = matter.without(record_id, nation)
            if left is not matter:
                self.names.drop(record_id)
                self._put(left)


def _in_series(issued: Issued) -> tuple[int, int, str]:
    """The order of numbers."""
    return issued.body.number, issued.t_created.tai_ns, issued.record_id
