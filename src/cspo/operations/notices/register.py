"""The register of notices: every page by its number, and which of them hold.

It is told from the records alone, in whatever order they came. A page holds until
another of the same origin names it: nobody cancels what another nation has issued.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from cspo.errors import CspoError, UsageError
from cspo.markings.label import Label
from cspo.markings.mode import Mode
from cspo.markings.parties import sponsor_of
from cspo.operations.derive import body_of
from cspo.operations.store import OperationsUnit, RecordQuery
from cspo.records import Record, read_record
from cspo.records.bodies.identities import same_subject
from cspo.records.bodies.warning import NoticeBody
from cspo.records.bodies.words import Issue
from cspo.records.kinds import Registry
from cspo.time import Epoch

__all__ = ["Notice", "NoticeRegister", "SameEvent", "Standing", "serial_of"]

SameEvent = Callable[[str, str], bool]
"""Whether two names mean one event."""

_SERIAL: Final = re.compile(r"([A-Z]{3})-(?:([A-Z]+)-)?([0-9]{4})-([0-9]{4,9})")
_PAGE: Final = 500
_log: Final = logging.getLogger(__name__)


class Standing(StrEnum):
    """Whether a page holds."""

    IN_FORCE = "in-force"
    REPLACED = "replaced"
    CANCELLED = "cancelled"
    CANCELLATION = "cancellation"
    """It says that another holds no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One page in all its languages.

    Parameters
    ----------
    serial, origin : str
        Its number and who issued it.
    number : int
        Of its series, from 1.
    standing : Standing
    by : str
        The page that replaced or cancelled it; empty while it holds.
    event : str
    replaces : str
        The page that it updates or cancels.
    t : Epoch
        When it was issued.
    titles, texts, records : dict
        By language: titles, whole texts, and ids of the records.
    labels : dict
        By language: the mark.
    """

    serial: str
    origin: str
    number: int
    standing: Standing
    by: str
    event: str
    replaces: str
    t: Epoch
    titles: dict[str, str]
    texts: dict[str, str]
    records: dict[str, str]
    labels: dict[str, Label]

    @property
    def language(self) -> str:
        """The first language that there is it in: English where it is."""
        return "en" if "en" in self.texts else min(self.texts)


class NoticeRegister:
    """Notices of all origins, in one mode.

    Parameters
    ----------
    mode : Mode
    registry : Registry
        Kinds of records.
    """

    def __init__(self, mode: Mode, registry: Registry) -> None:
        self.mode = mode
        self._registry = registry
        self._said: dict[str, tuple[Record, NoticeBody]] = {}
        self._withdrawn: set[tuple[str, str]] = set()

    @classmethod
    def of_store(cls, unit: OperationsUnit, mode: Mode, registry: Registry) -> NoticeRegister:
        """The register as the store has it."""
        made = cls(mode, registry)
        query = RecordQuery(kinds=("notice", "withdrawal"), mode=mode, limit=_PAGE)
        while page := unit.records(query):
            for past in page:
                try:
                    made.apply(read_record(past.envelope))
                except CspoError as error:  # it keeps us from no page of ours
                    _log.warning("notice %s can't be read: %s", past.id, type(error).__name__)
            query = replace(query, after=(page[-1].t_ingest, page[-1].id))
        return made

    def apply(self, record: Record) -> None:
        """Take in one record; other kinds and modes tell nothing.

        Raises
        ------
        MalformedMessage
            Where its body can't be read.
        """
        payload = record.payload
        if payload.mode is not self.mode or payload.kind not in {"notice", "withdrawal"}:
            return
        body = body_of(record, self._registry)
        if isinstance(body, NoticeBody):
            self._said[record.id] = record, body
        else:
            self._withdrawn.add((sponsor_of(payload.origin), body.record))

    def notices(self, may: Callable[[Label], bool] = lambda label: True) -> tuple[Notice, ...]:  # noqa: ARG005
        """Pages that the reader may see, the newest first.

        A page whose successor the reader may not see does not count as one that holds:
        it is shown with what became of it and without the number.

        Parameters
        ----------
        may : callable
            Which marks the reader may see.
        """
        every = self._pages(self._counting())
        seen = {record.id for record, _ in self._counting() if may(record.payload.label)}
        shown = [_cut(page, seen, every) for page in every.values()]
        return tuple(
            sorted(
                (page for page in shown if page is not None),
                key=lambda page: (page.t, page.origin, page.serial),
                reverse=True,
            )
        )

    def notice(self, serial: str, origin: str = "") -> Notice:
        """A page by its number.

        Raises
        ------
        UsageError
            Where there is none.
        """
        for page in self._pages(self._counting()).values():
            if page.serial == serial and (not origin or page.origin == origin):
                return page
        raise UsageError("find a notice", serial, expected="the number of a notice in the store",
                         got="no such", hint="cspo notice list shows them")  # fmt: skip

    def in_force_about(
        self, event: str, origin: str, same: SameEvent = same_subject
    ) -> Notice | None:
        """The page of an origin that holds about an event, under whatever name a source has it."""
        for page in self.notices():
            of_event = page.origin == origin and same(page.event, event)
            if of_event and event and page.standing is Standing.IN_FORCE:
                return page
        return None

    def next_serial(self, nation: str, t: Epoch) -> str:
        """The number that a nation's next page of that year gets."""
        year = t.utc_iso(0)[:4]
        used = [
            int(found[4])
            for record, body in list(self._said.values())
            if record.payload.origin == nation
            and (found := _SERIAL.fullmatch(body.serial))
            and found[3] == year
        ]
        return serial_of(nation, self.mode, year, max(used, default=0) + 1)

    def _counting(self) -> list[tuple[Record, NoticeBody]]:
        """Notices that their origin has not taken back."""
        return [
            (record, body) for record, body in list(self._said.values())
            if (sponsor_of(record.payload.origin), record.id) not in self._withdrawn
        ]  # fmt: skip

    def _pages(self, said: Iterable[tuple[Record, NoticeBody]]) -> dict[tuple[str, str], Notice]:
        """Pages by origin and number; what has no number has the record's own."""
        groups: dict[tuple[str, str], dict[str, tuple[Record, NoticeBody]]] = {}
        for record, body in sorted(said, key=lambda each: (each[0].payload.t_created, each[0].id)):
            place = (record.payload.origin, _serial(record, body))
            groups.setdefault(place, {})[body.language] = record, body
        ends: dict[tuple[str, str], tuple[str, Issue]] = {}
        for (origin, serial), texts in groups.items():
            for _, body in texts.values():
                if body.replaces:
                    _end(ends, (origin, body.replaces), serial, body.issue)
        return dict(_made(groups, ends))


def serial_of(nation: str, mode: Mode, year: str, number: int) -> str:
    """A page's number. That of an exercise can't be taken for a real one.

    Examples
    --------
    >>> serial_of("NOR", Mode.REAL, "2026", 42), serial_of("NOR", Mode.EXERCISE, "2026", 7)
    ('NOR-2026-0042', 'NOR-EXERCISE-2026-0007')
    """
    world = "" if mode is Mode.REAL else f"{mode}-"
    return f"{nation}-{world}{year}-{number:04d}"


def _serial(record: Record, body: NoticeBody) -> str:
    """The number of a page; its record's own where it has none, or claims another nation's."""
    found = _SERIAL.fullmatch(body.serial)
    own = found is not None and found[1] == sponsor_of(record.payload.origin)
    return body.serial if own else record.id[:16]


def _end(
    ends: dict[tuple[str, str], tuple[str, Issue]],
    place: tuple[str, str],
    serial: str,
    issue: Issue,
) -> None:
    """Put down what ended a page: a cancellation before an update, then the lower number."""
    rank = (issue is not Issue.CANCELLED, serial)
    known = ends.get(place)
    if known is None or rank < (known[1] is not Issue.CANCELLED, known[0]):
        ends[place] = serial, issue


def _made(
    groups: dict[tuple[str, str], dict[str, tuple[Record, NoticeBody]]],
    ends: dict[tuple[str, str], tuple[str, Issue]],
) -> Iterator[tuple[tuple[str, str], Notice]]:
    for place, texts in groups.items():
        origin, serial = place
        record, body = min(texts.values(), key=lambda each: (each[0].payload.t_created, each[0].id))
        by, issue = ends.get(place, ("", None))
        standing = Standing.IN_FORCE
        if body.issue is Issue.CANCELLED:
            standing = Standing.CANCELLATION
        elif issue is not None:
            standing = Standing.CANCELLED if issue is Issue.CANCELLED else Standing.REPLACED
        yield place, Notice(
            serial=serial, origin=origin, number=body.number, standing=standing, by=by,
            event=body.event, replaces=body.replaces,
            t=Epoch.from_utc(record.payload.t_created),
            titles={language: each.title for language, (_, each) in texts.items()},
            texts={language: each.text for language, (_, each) in texts.items()},
            records={language: each.id for language, (each, _) in texts.items()},
            labels={language: each.payload.label for language, (each, _) in texts.items()},
        )  # fmt: skip


def _cut(page: Notice, seen: set[str], every: dict[tuple[str, str], Notice]) -> Notice | None:
    """A page with the languages that may be seen; None where there are none."""
    languages = [name for name, record in page.records.items() if record in seen]
    if not languages:
        return None
    ended = every.get((page.origin, page.by))
    by_seen = ended is not None and any(each in seen for each in ended.records.values())
    return replace(
        page,
        by=page.by if by_seen else "",
        titles={name: page.titles[name] for name in languages},
        texts={name: page.texts[name] for name in languages},
        records={name: page.records[name] for name in languages},
        labels={name: page.labels[name] for name in languages},
    )
