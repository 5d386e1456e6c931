"""The book of the watch: what it needs of the records, read along with the store.

Threads may share a book; whoever asks it catches up first and sees what the store
held then. What it says depends on the records alone, never on the order in which
they came, so a book that is read anew says the same.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import replace
from threading import RLock
from typing import Any, Final, NamedTuple

import msgspec

from cspo.errors import CspoError
from cspo.markings.label import Label
from cspo.markings.mode import Mode
from cspo.markings.parties import sponsor_of
from cspo.operations.contacts import ContactBook
from cspo.operations.derive import body_of
from cspo.operations.distrusted import distrusted
from cspo.operations.event_names import EventNames
from cspo.operations.notices.register import NoticeRegister
from cspo.operations.release.forms import is_form
from cspo.operations.store import OperationsUnit, RecordQuery
from cspo.operations.warn.book_view import BookView
from cspo.operations.warn.matter import everything
from cspo.operations.watch.entries import LogLine, Said, read_log
from cspo.operations.watch.gathering import entries, promises, unchecked, warnings
from cspo.operations.watch.items import Item, by_urgency
from cspo.operations.watch.matters import matters
from cspo.operations.watch.node_items import feed_alarms, open_reviews
from cspo.records import Record, read_record
from cspo.records.kinds import Registry
from cspo.time import Epoch

__all__ = ["WatchBook"]

_log = logging.getLogger(__name__)

_KINDS: Final = (
    "acknowledgement", "commitment", "contact", "handover", "log-entry", "notice", "opinion",
    "proposal", "warning", "withdrawal",
)  # fmt: skip
_IN_FORMS: Final = frozenset({"commitment", "proposal", "warning"})
_OURS_ALONE: Final = frozenset({"log-entry", "handover"})
_UNTIL: Final = {"warning": "about_utc", "proposal": "act_by_utc", "commitment": "by_utc"}
_KEPT_S: Final = 7 * 86_400.0
_KEPT: Final = 16
_FORGET_EVERY: Final = 20_000
_PAGE: Final = 500


class _Told(NamedTuple):
    """What records leave open, and what the log says is done with."""

    items: tuple[Item, ...]
    closings: frozenset[str]


class WatchBook:
    """One nation's, in one mode.

    Parameters
    ----------
    nation : str
        Whose watch it is: its own log and handovers count, and everybody's warnings.
    mode : Mode
        Of which world.
    registry : Registry
        Kinds of records.
    names : EventNames or None
        Which names mean one event in the node; None: by what this book reads alone.

    Attributes
    ----------
    notices : NoticeRegister
        The pages that anybody has issued.
    """

    def __init__(
        self, nation: str, mode: Mode, registry: Registry, names: EventNames | None = None
    ) -> None:
        self._names = names
        self.nation = nation
        self.mode = mode
        self._registry = registry
        self._lock = RLock()
        self._said: dict[str, dict[str, Said]] = {kind: {} for kind in _KINDS}
        self.notices = NoticeRegister(mode, registry)
        self._contacts = ContactBook(registry, mode, nation)
        self._withdrawn: dict[str, set[str]] = {}
        self._doubtful: frozenset[str] = frozenset()
        self._state = 0
        self._told: dict[tuple[int, Epoch, frozenset[Label]], _Told] = {}
        self._read = 0
        self._after: tuple[Epoch, str] | None = None

    def catch_up(self, unit: OperationsUnit) -> int:
        """Read what has come into the store since; how many records that were.

        Call it before writing in the same unit of work: what is not committed yet
        may never be.
        """
        with self._lock:
            if self._after is not None and unit.envelope(self._after[1]) is None:
                return 0  # the snapshot is older than what was read already
            count = 0
            query = RecordQuery(kinds=_KINDS, mode=self.mode, after=self._after, limit=_PAGE)
            while page := unit.records(query):
                for past in page:
                    self._take(unit, read_record(past.envelope))
                count += len(page)
                self._read += len(page)
                if self._read > _FORGET_EVERY:
                    self.forget(page[-1].t_ingest)
                    self._read = 0
                self._after = (page[-1].t_ingest, page[-1].id)
                query = replace(query, after=self._after)
            feeds = unit.in_feeds()
            origins = {sponsor_of(feed.origin) for feed in feeds}
            doubtful = frozenset().union(
                *(distrusted(unit, nation, self.mode) for nation in origins)
            )
            if doubtful != self._doubtful:
                self._doubtful = doubtful
                self._state += 1
            return count

    def _take(self, unit: OperationsUnit, record: Record) -> None:
        """Take in a record of the store; one that can't be read must not hide those after it."""
        payload = record.payload
        ours = payload.kind in _IN_FORMS and sponsor_of(payload.origin) == self.nation
        try:
            self.apply(record, form=ours and is_form(unit, record))
        except CspoError as error:
            _log.warning("the watch can't read record %s: %s", record.id, error)
        except Exception as error:  # noqa: BLE001 - nor may one that breaks the watch
            # What failed may hold words of the body, and no log does.
            _log.error("record %s broke the watch: %s", record.id, type(error).__name__)

    def apply(self, record: Record, *, form: bool = False) -> None:
        """Take in one record; those of other kinds and modes tell a watch nothing.

        Parameters
        ----------
        form : bool
            Whether it is a form of another record of ours: that is no news.

        Raises
        ------
        MalformedMessage
            Where its body can't be read.
        """
        payload = record.payload
        kept = self._said.get(payload.kind)
        if kept is None or payload.mode is not self.mode:
            return
        if payload.kind == "notice":
            self.notices.apply(record)
            return
        if payload.kind in _OURS_ALONE and payload.origin != self.nation:
            return
        if form and payload.kind != "warning":
            return
        body = body_of(record, self._registry)
        with self._lock:
            self._state += 1
            self._contacts.apply(record)
            if payload.kind == "withdrawal":
                self.notices.apply(record)
                self._withdrawn.setdefault(body.record, set()).add(sponsor_of(payload.origin))
            else:
                kept[record.id] = Said(
                    record.id, payload.origin, payload.t_created, payload.version,
                    payload.label, body, form,
                )  # fmt: skip

    def forget(self, t: Epoch) -> int:
        """Drop from memory events that nothing said about can open any more; how many records.

        An event goes as a whole, a week after the last that was said to come of it. The
        log and contacts stay. The store forgets nothing.
        """
        with self._lock:
            last: dict[str, Epoch] = {}
            for kind, until in _UNTIL.items():
                for each in self._said[kind].values():
                    ends = Epoch.from_utc(getattr(each.body, until))
                    last[each.body.event] = max(ends, last.get(each.body.event, ends))
            over = {event for event, ends in last.items() if ends + _KEPT_S <= t}
            gone, answered = 0, set[str]()
            for kind in _UNTIL:
                kept = self._said[kind]
                stay = {key: each for key, each in kept.items() if each.body.event not in over}
                gone += len(kept) - len(stay)
                self._said[kind] = stay
                answered |= kept.keys() - stay.keys()
            answers = self._said["acknowledgement"]
            self._said["acknowledgement"] = {
                key: each for key, each in answers.items() if each.body.record not in answered
            }
            self._state += 1
            return gone

    def log(
        self, watch: str = "", may: Callable[[Label], bool] = everything
    ) -> tuple[LogLine, ...]:
        """The log of one watch, or of all, by the time of what happened.

        Parameters
        ----------
        may : callable
            Which marks the reader may see. An entry is shown to who may see every
            correction of it, and else not at all: old words would mislead.
        """
        with self._lock:
            said = {each.id: each for each in self._counting("log-entry")}
        return tuple(
            line for line in read_log(said.values())
            if (not watch or line.watch == watch)
            and all(may(said[each].label) for each in (line.id, *line.corrections))
        )  # fmt: skip

    def handovers(self, watch: str, may: Callable[[Label], bool] = everything) -> tuple[Said, ...]:
        """Offers and answers of a watch, in the order in which they were made."""
        with self._lock:
            said = self._counting("handover", may)
        mine = (each for each in said if each.body.watch == watch)
        return tuple(sorted(mine, key=lambda each: (each.version, *each.order)))

    def next_version(self, kind: str) -> int:
        """The version that our next record of a kind has: one more than the greatest so far."""
        with self._lock:
            return max((each.version for each in self._said[kind].values()), default=0) + 1

    def open_items(
        self,
        t: Epoch,
        unit: OperationsUnit | None = None,
        may: Callable[[Label], bool] = everything,
    ) -> tuple[Item, ...]:
        """Everything that is open at an instant, most urgent first.

        Parameters
        ----------
        unit : OperationsUnit or None
            Where to find reviews and alarms; None leaves these out, as for readers
            who are not of our own nation.
        may : callable
            Which marks the reader may see. What is open is told from these records
            alone, as if there were no others.
        """
        told = self._told_at(t, may)
        items = list(told.items)
        if unit is not None:
            items += open_reviews(unit, self.nation, self.mode, may)
            items += feed_alarms(unit, self.nation, self.mode, told.closings)
        return by_urgency(items)

    def _told_at(self, t: Epoch, may: Callable[[Label], bool]) -> _Told:
        """What the records tell, kept for whoever sees the same and asks at the same instant."""
        with self._lock:
            labels = {each.label for kept in self._said.values() for each in kept.values()}
            key = self._state, t, frozenset(label for label in labels if may(label))
            found = self._told.get(key)
            if found is not None:
                return found
        told = self._tell(t, may)
        with self._lock:
            if len(self._told) >= _KEPT:
                self._told.clear()
            self._told[key] = told
        return told

    def _tell(self, t: Epoch, may: Callable[[Label], bool]) -> _Told:
        with self._lock:
            lines = self.log(may=may)
            said = {kind: self._counting(kind, may) for kind in _KINDS}
            seen = {each.id for each in said["contact"]}
            overdue = self._contacts.overdue(t, sees=seen.__contains__)
        closings = frozenset(closed for line in lines for closed in line.closes)
        acknowledged, promised = said["acknowledgement"], said["commitment"]
        items = [
            *warnings(
                matters(said["warning"], acknowledged, lines, self._names), self.nation, closings, t
            ),
            *promises(promised, t),
            *entries(lines, self.nation),
            *unchecked(overdue),
        ]
        if said["proposal"]:
            from cspo.operations.watch.talks import talks  # noqa: PLC0415 - it loads numba

            spoken = [*said["proposal"], *promised, *acknowledged, *said["opinion"]]
            items += talks(spoken, self.mode, t)
        return _Told(tuple(items), closings)

    def warned(self, may: Callable[[Label], bool] = everything) -> BookView:
        """Events that somebody has warned of, for `cspo.operations.warn.shelving`."""
        lines = self.log(may=may)
        with self._lock:
            said = self._counting("warning", may), self._counting("acknowledgement", may)
        return BookView(self.nation, tuple(matters(*said, lines, self._names)))

    def digest(self, t: Epoch) -> str:
        """SHA-256 of the log, the handovers and what the records leave open at *t*, in hex."""
        with self._lock:
            handovers = sorted(each.id for each in self._counting("handover"))
            told: Any = (self.log(), handovers, self.open_items(t))
        data = msgspec.json.encode(told, enc_hook=_plain)
        return hashlib.sha256(data).hexdigest()

    def _counting(self, kind: str, may: Callable[[Label], bool] = everything) -> list[Said]:
        """What was said in records of a kind that were not taken back and are believed."""
        return [
            each for each in self._said[kind].values()
            if each.id not in self._doubtful
            and sponsor_of(each.origin) not in self._withdrawn.get(each.id, ())
            and may(each.label)
        ]  # fmt: skip


def _plain(value: Any) -> Any:
    if isinstance(value, Epoch):
        return value.tai_ns
    raise TypeError(type(value).__name__)
