"""One's own conduct as a responsible operator, counted from records.

Measures follow the Space Safety Coalition's Best Practices for the Sustainability of Space
Operations (version 2.39): maneuvers are announced before they begin, ephemerides of what
maneuvers are shared, warnings are answered, contacts are checked, and what has ended its mission
does not stay in the protected regions. The targets are ours; no policy sets them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from cspo.markings.label import Label
from cspo.markings.mode import Mode
from cspo.markings.parties import sponsor_of
from cspo.operations.catalog import SkyView
from cspo.operations.contacts import CHECK_EVERY_S, ContactBook
from cspo.operations.derive import body_of
from cspo.operations.store import OperationsUnit, RecordQuery
from cspo.operations.withdrawn import withdrawn_in
from cspo.records import read_record
from cspo.records.bodies.activity import ManeuverStatus
from cspo.records.kinds import Registry
from cspo.records.record import Record
from cspo.time import Epoch
from cspo.units import DAY_S

__all__ = ["Score", "scorecard"]

_AT_ONCE: Final = 1_000
"""Records in one question to the store; there is one after another until all are counted."""
_SHOWN: Final = 20
_AHEAD: Final = 0.95
_ANSWER_S: Final = 3_600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One measure: *done* of *of*, the share asked, and the records that were counted."""

    name: str
    title: str
    done: int
    of: int
    target: float | None
    text: str
    records: tuple[str, ...] = ()
    labels: tuple[Label, ...] = ()

    @property
    def share(self) -> float | None:
        """None where there was nothing to count."""
        return self.done / self.of if self.of else None


class _Counted:
    """What is kept of records that were counted: the last of them, and every mark."""

    def __init__(self) -> None:
        self.last: deque[str] = deque(maxlen=_SHOWN)
        self.labels: set[Label] = set()

    def add(self, record: Record) -> None:
        """One more."""
        self.last.append(record.id)
        self.labels.add(record.payload.label)


def scorecard(
    unit: OperationsUnit, nation: str, registry: Registry, mode: Mode, t: Epoch, days: float, *,
    sky: SkyView | None, contacts: ContactBook, may: Callable[[Label], bool],
) -> list[Score]:  # fmt: skip
    """The measures over the last *days*, of the records that a reader may see.

    All that the store took in within these days is counted, however much it is; what its origin
    has taken back counts for nothing.

    Parameters
    ----------
    mode : Mode
        Records of other modes are none of its business.
    sky : SkyView or None
        For what has ended its mission; None: that measure counts nothing.
    contacts : ContactBook
    may : callable
        Which marks the reader may see.
    """
    since = t + -days * DAY_S
    gone = withdrawn_in(unit).keys()

    def told(kind: str, origin: str = "") -> Iterator[tuple[Epoch, Record]]:
        query = RecordQuery(kinds=(kind,), origin=origin, mode=mode, since=since, limit=_AT_ONCE)
        return ((t, record) for t, record in _all_of(unit, query) if record.id not in gone)

    def own(kind: str) -> Iterator[Record]:
        return (record for _, record in told(kind, nation) if may(record.payload.label))

    return [
        _announced(own("maneuver-notice"), registry), _shared(own("ephemeris"), sky, nation, may),
        _answered(told("warning"), told("acknowledgement", nation), nation, registry, t, may),
        _checked(contacts, nation, t, may), _disposed(sky, nation, may),
    ]  # fmt: skip


def _all_of(unit: OperationsUnit, query: RecordQuery) -> Iterator[tuple[Epoch, Record]]:
    """All that a question finds, page by page, with when it came."""
    while True:
        page = unit.records(query)
        for past in page:
            yield past.t_ingest, read_record(past.envelope)
        if len(page) < query.limit:
            return
        query = replace(query, after=(page[-1].t_ingest, page[-1].id))


def _announced(notices: Iterable[Record], registry: Registry) -> Score:
    """Burns of which the first notice was made before they began."""
    first: dict[tuple[str, str], tuple[str, bool, str, Label]] = {}
    for record in notices:
        body, payload = body_of(record, registry), record.payload
        if body.status is ManeuverStatus.CANCELLED:
            continue
        before = Epoch.from_utc(payload.t_created) < Epoch.from_utc(body.start_utc)
        key, told = (body.object, body.start_utc), (payload.t_created, before, record.id)
        if key not in first or told < first[key][:3]:
            first[key] = (*told, payload.label)
    found = sorted(first.values(), key=lambda each: each[:3])
    return Score(
        name="maneuvers-announced", title="Maneuvers announced before they began",
        done=sum(before for _, before, _, _ in found), of=len(found), target=_AHEAD,
        text="First notices made before the burn began, of all burns that were told of.",
        records=tuple(each[2] for each in found[-_SHOWN:]),
        labels=tuple({each[3] for each in found}),
    )  # fmt: skip


def _shared(
    ephemerides: Iterable[Record], sky: SkyView | None, nation: str, may: Callable[[Label], bool]
) -> Score:  # fmt: skip
    """Working satellites of ours of which an ephemeris was shared."""
    told, counted = set[str](), _Counted()
    for record in ephemerides:
        told.add(record.payload.object)
        counted.add(record)
    working: list[str] = []
    if sky is not None:
        rows = zip(
            sky.identity, sky.catalog.owner.tolist(), sky.catalog.status.tolist(), strict=True
        )
        working = [
            name for row, (name, owner, status) in enumerate(rows)
            if sponsor_of(owner) == nation and status.lower() in {"operational", "active", "+"}
            and may(sky.label(row))
        ]  # fmt: skip
    return _score(
        "ephemerides-shared", "Working satellites of which an ephemeris is shared",
        len(told.intersection(working)), len(working), None,
        "Objects of ours that the catalogue calls operational, and those of them with an ephemeris "
        "of ours in the span.", counted,
    )  # fmt: skip


def _answered(
    warnings: Iterable[tuple[Epoch, Record]], acknowledgements: Iterable[tuple[Epoch, Record]],
    nation: str, registry: Registry, t: Epoch, may: Callable[[Label], bool],
) -> Score:  # fmt: skip
    """Warnings of others to us that were acknowledged within an hour.

    One that came within the last hour counts neither way: there is time yet.
    """
    asked: dict[str, Epoch] = {}
    counted = _Counted()
    for came, record in warnings:
        over = t - came >= _ANSWER_S
        if over and record.payload.origin != nation and may(record.payload.label):
            body = body_of(record, registry)
            if nation in body.to:
                asked[record.id] = came
                counted.add(record)
    answers: dict[str, Epoch] = {}
    for came, record in acknowledgements:
        body = body_of(record, registry)
        if body.record in asked:
            answers.setdefault(body.record, came)
    done = sum(key in answers and answers[key] - came <= _ANSWER_S for key, came in asked.items())
    return _score(
        "warnings-answered", "Warnings acknowledged within an hour", done, len(asked), _AHEAD,
        "Warnings of others to us that came an hour ago or earlier, and those of them that we "
        "acknowledged within an hour.",
        counted,
    )  # fmt: skip


def _checked(
    contacts: ContactBook, nation: str, t: Epoch, may: Callable[[Label], bool]
) -> Score:  # fmt: skip
    others = [
        each for each in contacts.every()
        if sponsor_of(each.body.party) != nation and may(each.label)
    ]  # fmt: skip
    late = [each for each in others if each.overdue_s(t, CHECK_EVERY_S) > 0.0]
    return Score(
        name="contacts-checked", title="Contacts that were called within a month",
        done=len(others) - len(late), of=len(others), target=1.0,
        text="Offices of partners under whose number somebody got through in the last 31 days.",
        records=tuple(each.record_id for each in late[-_SHOWN:]),
        labels=tuple(each.label for each in others),
    )  # fmt: skip


def _disposed(sky: SkyView | None, nation: str, may: Callable[[Label], bool]) -> Score:
    """Of our satellites that have ended: those outside the protected region of low orbits."""
    done = of = 0
    labels: set[Label] = set()
    if sky is not None:
        columns = sky.catalog
        rows = zip(
            columns.owner.tolist(), columns.status.tolist(), columns.object_type.tolist(),
            columns.mean_motion_rad_s.tolist(), strict=True,
        )  # fmt: skip
        for row, (owner, status, kind, rate) in enumerate(rows):
            if sponsor_of(owner) == nation and kind == "PAYLOAD" and status.lower() in _ENDED:
                label = sky.label(row)
                if may(label):
                    of += 1
                    done += rate < _LOW_RAD_S
                    labels.add(label)
    return Score(
        name="disposal", title="Satellites that have ended and left the low orbits", done=done,
        of=of, target=None, labels=tuple(labels),
        text="Payloads of ours that the catalogue calls inactive, and those of them with a mean "
        "motion below 11.25 revolutions a day.",
    )  # fmt: skip


_ENDED: Final = {"inactive", "-", "nonoperational"}
_LOW_RAD_S: Final = 8.18e-4


def _score(
    name: str, title: str, done: int, of: int, target: float | None, text: str,
    counted: _Counted,
) -> Score:  # fmt: skip
    return Score(
        name=name, title=title, done=done, of=of, target=target, text=text,
        records=tuple(counted.last), labels=tuple(counted.labels),
    )  # fmt: skip
