"""From rows of a screening to signed conjunction records, each under its joined mark."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any, Final

import msgspec
import numpy as np

from cspo.bridge.events import ScreenedEvents
from cspo.bridge.records_events import conjunction_bodies
from cspo.conjunction.hard_body import HardBodyTable
from cspo.errors import CspoError, UsageError
from cspo.markings import Label, Rulebook, dominates
from cspo.operations.catalog.answers import ConjunctionReport
from cspo.operations.catalog.picture import Picture
from cspo.operations.derive import Product, derive
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.release.releasing import release
from cspo.operations.screen.judging import hard_bodies, judge
from cspo.operations.screen.own_reports import own_reports, screening_source
from cspo.operations.screen.screening_view import ScreeningView
from cspo.operations.store import OperationsUnit
from cspo.records import Record, read_record
from cspo.records.bodies import ConjunctionBody
from cspo.records.bodies.identities import EventId
from cspo.records.kinds import Registry
from cspo.time import Epoch

__all__ = ["conjunction_products", "screened_body"]

_log = logging.getLogger(__name__)

_NOT_KEPT: Final = "the orbit's record is not in the store"


def conjunction_products(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    picture: Picture,
    screening: ScreeningView,
    rows: Iterable[int],
    t: Epoch,
    *,
    table: HardBodyTable | None = None,
) -> tuple[Record, ...]:
    """Make, keep and release a record of each event of some rows.

    Each rests on the two orbits that were screened: they are its lineage, named in
    ``orbit_record``, and its mark is the join of theirs and of what the picture says
    of the objects. It goes under the first name that the event has in a record which
    its readers may see, and takes the place of what this source said of it before.

    Parameters
    ----------
    unit : OperationsUnit
        The unit of work; the caller commits, and applies the records to the picture.
    picture : Picture
        What has been reported of the events so far.
    rows : iterable of int
        Of *screening*.
    t : Epoch
        Now.
    table : HardBodyTable or None
        As the screener has it.

    Returns
    -------
    tuple of Record
        In the order of *rows*, less those that no record may be made of: the log of
        the program says which and why.
    """
    chosen = [int(row) for row in rows]
    if not chosen:
        return ()
    bodies = _bodies(screening, chosen, screening_source(desk.nation), table)
    orbits = _Orbits(unit, desk.registry)
    made = []
    for row, body in zip(chosen, bodies, strict=True):
        try:
            product = _product(desk, picture, screening, row, body, orbits, t)
        except CspoError as error:
            _log.warning("no conjunction record", extra={"event": body.event, "reason": str(error)})
            continue
        release(unit, desk, product, t=t)
        made.append(product.record)
    return tuple(made)


def screened_body(
    screening: ScreeningView, row: int, *, nation: str, table: HardBodyTable | None = None
) -> ConjunctionBody:
    """What a record of one event would say, for who asks before there is one.

    Its mark is `ScreeningView.label`: whoever shows it asks of that.

    Parameters
    ----------
    screening : ScreeningView
    row : int
    nation : str
        Whose screening it is.
    table : HardBodyTable or None
        As the screener has it.
    """
    (body,) = _bodies(screening, [row], screening_source(nation), table)
    named = msgspec.structs.replace(body, event=screening.event_id(row))
    return _on_orbits(screening, row, named)


class _Orbits:
    """Records of orbits, read once however many events rest on them."""

    def __init__(self, unit: OperationsUnit, registry: Registry) -> None:
        self._unit = unit
        self._records: dict[str, Record] = {}
        self.registry = _Remembering(registry)

    def of(self, items: Iterable[str]) -> list[Record]:
        """The records of items, each once.

        Raises
        ------
        UsageError
            Where one is not in the store.
        """
        ids = dict.fromkeys(item.partition("#")[0] for item in items)
        return [self._record(record_id) for record_id in ids]

    def _record(self, record_id: str) -> Record:
        if record_id not in self._records:
            envelope = self._unit.envelope(record_id)
            if envelope is None:
                raise UsageError("make conjunction", record_id, got=_NOT_KEPT)
            self._records[record_id] = read_record(envelope)
        return self._records[record_id]


class _Remembering(Registry):
    """A registry that reads a body once: a batch of orbits is behind many events."""

    def __init__(self, registry: Registry) -> None:
        super().__init__(registry.kind(name) for name in registry)
        self._read: dict[tuple[str, bytes], msgspec.Struct] = {}

    def decode(self, name: str, data: bytes) -> msgspec.Struct:
        """As `Registry.decode`."""
        key = (name, data)
        if key not in self._read:
            self._read[key] = super().decode(name, data)
        return self._read[key]


def _product(
    desk: ReleaseDesk,
    picture: Picture,
    screening: ScreeningView,
    row: int,
    body: ConjunctionBody,
    orbits: _Orbits,
    t: Epoch,
) -> Product:
    mode = picture.mode
    event, before = _event_and_last(picture, screening, row, body, desk.rulebook)
    items = _items(screening, row)
    named = _on_orbits(screening, row, msgspec.structs.replace(body, event=event))
    function: Callable[[tuple[Any, ...]], msgspec.Struct] = lambda _: named  # noqa: E731
    return derive(
        orbits.of(item for side in items for item in side), function, origin=desk.nation,
        mode=mode, t_valid=screening.tca(row), t=t, signer=desk.signer(mode),
        registry=orbits.registry, about=event, at_least=screening.label(row),
        version=1 if before is None else before.version + 1,
        supersedes="" if before is None else before.record_id, rulebook=desk.rulebook,
    )  # fmt: skip


def _on_orbits(screening: ScreeningView, row: int, body: ConjunctionBody) -> ConjunctionBody:
    """The body with the records and the sources of both orbits in it."""
    items, sources = _items(screening, row), _sources(screening, row)
    return msgspec.structs.replace(
        body,
        object1=msgspec.structs.replace(
            body.object1, orbit_record=items[0][0], orbit_source=sources[0]
        ),
        object2=msgspec.structs.replace(
            body.object2, orbit_record=items[1][0], orbit_source=sources[1]
        ),
    )  # fmt: skip


def _event_and_last(
    picture: Picture,
    screening: ScreeningView,
    row: int,
    body: ConjunctionBody,
    rulebook: Rulebook,
) -> tuple[str, ConjunctionReport | None]:
    """What the record's readers may know the event by, and what this source said of it last."""
    one, two = screening.pair(row)
    whole_day = "T" not in body.event.rpartition("@")[2]
    tca = screening.tca(row)
    event = picture.event_of(one, two, tca, whole_day=whole_day)
    if not event:
        return screening.event_id(row), None

    def may(label: Label) -> bool:
        return dominates(screening.label(row), label, rulebook)

    called = picture.event_names.seen(event, may)
    said = own_reports(picture, screening, row)
    name = called or str(EventId.of(one, two, tca, whole_day=whole_day))
    return name, said[-1] if said else None


def _items(screening: ScreeningView, row: int) -> list[tuple[str, ...]]:
    """The item or records that each orbit of an event stands in."""
    sky, n = screening.sky, len(screening.sky)
    sides = int(screening.events.row1[row]), int(screening.events.row2[row])
    return [
        (sky.item_ids[side],) if side < n else sky.ephemerides[side - n].record_ids
        for side in sides
    ]


def _sources(screening: ScreeningView, row: int) -> list[str]:
    """Whose each orbit is."""
    sky, n = screening.sky, len(screening.sky)
    sides = int(screening.events.row1[row]), int(screening.events.row2[row])
    return [
        str(sky.catalog.source[side])
        if side < n
        else sky.ephemerides[side - n].source or f"ephemeris of {sky.ephemerides[side - n].origin}"
        for side in sides
    ]


def _bodies(
    screening: ScreeningView, rows: list[int], source: str, table: HardBodyTable | None
) -> list[ConjunctionBody]:
    events = screening.events.take(np.array(rows, np.int64))
    bodies = hard_bodies(screening.sky, table)
    _, appraisal = judge(screening.sky, events, bodies)
    sides = np.stack([events.row1, events.row2], axis=1)
    screened = ScreenedEvents(
        catalog=screening.sky.catalog, events=events, appraisal=appraisal,
        ephemerides=[each.ephemeris for each in screening.sky.ephemerides],
        hbr_sources=bodies.source[sides],
    )  # fmt: skip
    return conjunction_bodies(screened, source=source)
