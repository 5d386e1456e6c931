"""One's own conduct as a responsible operator, counted from records.

Measures follow the Space Safety Coalition's Best Practices for the Sustainability of Space
Operations (version 2.39): maneuvers are announced before they begin, ephemerides of what
maneuvers are shared, warnings are answered, contacts are checked, and what has ended its mission
does not stay in the protected regions.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from cspo.markings.label import Label
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

_MOST: Final = 5_000
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


def scorecard(
    unit: OperationsUnit, nation: str, registry: Registry, t: Epoch, days: float, *,
    sky: SkyView | None, contacts: ContactBook, may: Callable[[Label], bool],
) -> list[Score]:  # fmt: skip
    """The measures over the last *days*, of the records that a reader may see.

    What its origin has taken back counts for nothing.

    Parameters
    ----------
    sky : SkyView or None
        For what has ended its mission; None: that measure counts nothing.
    contacts : ContactBook
    may : callable
        Which marks the reader may see.
    """
    since = t + -days * DAY_S
    gone = withdrawn_in(unit).keys()

    def own(kind: str, origin: str = nation) -> list[Record]:
        query = RecordQuery(kinds=(kind,), origin=origin, since=since, limit=_MOST)
        found = (read_record(past.envelope) for past in unit.records(query) if past.id not in gone)
        return [record for record in found if may(record.payload.label)]

    return [
        _announced(own("maneuver-notice"), registry), _shared(own("ephemeris"), sky, nation, may),
        _answered(unit, nation, registry, since, may, gone), _checked(contacts, nation, t, may),
        _disposed(sky, nation, may),
    ]  # fmt: skip


def _announced(notices: list[Record], registry: Registry) -> Score:
    """Burns of which the first notice was made before they began."""
    first: dict[tuple[str, str], tuple[bool, Record]] = {}
    for record in sorted(notices, key=lambda one: one.payload.t_created):
        body = body_of(record, registry)
        if body.status is ManeuverStatus.CANCELLED:
            continue
        before = Epoch.from_utc(record.payload.t_created) < Epoch.from_utc(body.start_utc)
        first.setdefault((body.object, body.start_utc), (before, record))
    return _score(
        "maneuvers-announced", "Maneuvers announced before they began",
        sum(before for before, _ in first.values()), len(first), _AHEAD,
        "First notices made before the burn began, of all burns that were told of.",
        [record for _, record in first.values()],
    )  # fmt: skip


def _shared(
    ephemerides: list[Record], sky: SkyView | None, nation: str, may: Callable[[Label], bool]
) -> Score:  # fmt: skip
    """Working satellites of ours of which an ephemeris was shared."""
    told = {record.payload.object for record in ephemerides}
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
        "of ours in the span.", ephemerides,
    )  # fmt: skip


def _answered(
    unit: OperationsUnit, nation: str, registry: Registry, since: Epoch,
    may: Callable[[Label], bool], gone: Collection[str],
) -> Score:  # fmt: skip
    """Warnings of others to us that were acknowledged within an hour."""
    query = RecordQuery(kinds=("warning",), since=since, limit=_MOST)
    asked = {}
    for past in unit.records(query):
        record = read_record(past.envelope)
        if record.id not in gone and record.payload.origin != nation and may(record.payload.label):
            body = body_of(record, registry)
            if nation in body.to:
                asked[record.id] = past.t_ingest, record
    answers: dict[str, Epoch] = {}
    query = RecordQuery(kinds=("acknowledgement",), origin=nation, since=since, limit=_MOST)
    for past in unit.records(query):
        if past.id in gone:
            continue
        body = body_of(read_record(past.envelope), registry)
        answers.setdefault(body.record, past.t_ingest)
    done = sum(key in answers and answers[key] - t <= _ANSWER_S for key, (t, _) in asked.items())
    return _score(
        "warnings-answered", "Warnings acknowledged within an hour", done, len(asked), _AHEAD,
        "Warnings of others to us, and those of them that we acknowledged within an hour.",
        [record for _, record in asked.values()],
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
        records=tuple(each.record_id for each in late[-20:]),
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
    records: list[Record],
) -> Score:  # fmt: skip
    return Score(
        name=name, title=title, done=done, of=of, target=target, text=text,
        records=tuple(record.id for record in records[-20:]),
        labels=tuple({record.payload.label for record in records}),
    )  # fmt: skip
