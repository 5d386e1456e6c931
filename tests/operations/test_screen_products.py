"""Conjunction records of a screening: lineage, marks, numbers and names, also after a restart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from release_desks import desk_of, norway
from skies import facts_record, orbit_record, sky

from cspo.markings import Label, Mode, join, make_label
from cspo.node.runtime.reporting import said_already
from cspo.node.store import SqliteStore
from cspo.operations.catalog import Picture, load_picture
from cspo.operations.derive import body_of
from cspo.operations.ingest import ingest_catalog
from cspo.operations.kinds import REGISTRY
from cspo.operations.screen import Screener, ScreeningView, conjunction_products, screening_source
from cspo.operations.store import DecisionQuery, RecordQuery
from cspo.orbits import Catalog
from cspo.records import Record, read_record
from cspo.records.bodies.identities import ItemId
from cspo.time import Epoch

T = Epoch.from_utc("2026-07-10T12:00:00Z")
HOURS = 3_600.0
OWN = make_label("U", ["CAN", "FRA", "GBR", "NOR", "USA"])
PARTNERS = make_label("C", ["CAN", "NOR", "USA"])
DESK = desk_of(norway())


@pytest.fixture(scope="module")
def shell() -> Catalog:
    return sky(500, first=3_000)


def ingest(store: SqliteStore, picture: Picture, catalog: Catalog, mark: Label, t: Epoch) -> None:
    with store.write() as unit:
        report = ingest_catalog(unit, DESK, catalog, mark, Mode.REAL, t, "radar", size=200)
    for record in report.records:
        picture.apply(record, t)


def from_partner(store: SqliteStore, picture: Picture, catalog: Catalog, t: Epoch) -> Record:
    record = orbit_record(catalog, origin="CAN", mark=PARTNERS, source="SSC", t=t)
    with store.write() as unit:
        unit.put_record(record, t_ingest=t)
    picture.apply(record, t)
    return record


def make(
    store: SqliteStore, picture: Picture, view: ScreeningView, rows: list[int], t: Epoch
) -> tuple[Record, ...]:
    with store.write() as unit:
        records = conjunction_products(unit, DESK, picture, view, rows, t)
    for record in records:
        picture.apply(record, t)
    return records


def test_a_record_rests_on_both_orbits_under_their_joined_mark(
    store: SqliteStore, shell: Catalog
) -> None:
    picture = Picture(REGISTRY, Mode.REAL, nation="NOR")
    ingest(store, picture, shell.take(np.arange(300)), OWN, T)
    partners = from_partner(store, picture, shell.take(np.arange(300, 500)), T)
    view = Screener(threshold_km=20.0, names=picture.event_of).full(picture.view(T), T, 6 * HOURS)
    theirs = {f"norad:{number}" for number in shell.norad_id[300:]}
    mixed = [row for row in range(len(view)) if len(theirs & set(view.pair(row))) == 1][:3]
    pure = [row for row in range(len(view)) if not theirs & set(view.pair(row))][:3]
    records = make(store, picture, view, mixed + pure, T + 60.0)
    assert len(records) == 6
    for row, record in zip(mixed + pure, records, strict=True):
        body = body_of(record, REGISTRY)
        assert (body.object1.object, body.object2.object) == view.pair(row)
        assert body.miss_distance_km == pytest.approx(view.events.miss_distance_km[row], abs=1e-12)
        assert body.event == view.event_id(row) == record.payload.object
        assert body.source == screening_source("NOR")
        assert body.pc is None or body.pc == pytest.approx(view.judged.pc[row], rel=1e-12)
        wanted = join(OWN, PARTNERS) if row in mixed else OWN
        assert record.payload.label == wanted == view.label(row)
        named = {ItemId.parse(each.orbit_record).record for each in (body.object1, body.object2)}
        with store.read() as unit:
            openings = unit.lineage(record.id)
        assert {opening.id for opening in openings} == named
        assert (partners.id in named) == (row in mixed)
        assert {body.object1.orbit_source, body.object2.orbit_source} <= {"radar", "SSC"}
    with store.read() as unit:
        logged = unit.decisions(DecisionQuery(product_id=records[0].id))
    assert {row.party for _, row in logged} >= {"CAN", "USA", "GBR"}


def test_updates_are_numbered_and_name_what_they_replace(
    store: SqliteStore, shell: Catalog
) -> None:
    picture = Picture(REGISTRY, Mode.REAL, nation="NOR")
    ingest(store, picture, shell, OWN, T)
    screener = Screener(threshold_km=20.0, names=picture.event_of)
    view = screener.full(picture.view(T), T, 6 * HOURS)
    (first,) = make(store, picture, view, [5], T + 1.0)
    event = first.payload.object
    (row_name, _) = view.pair(5)
    part = shell.take(np.flatnonzero(shell.norad_id == int(row_name[6:])))
    part = replace(
        part, mean_anomaly_rad=part.mean_anomaly_rad + 1e-5, epoch_tai_ns=part.epoch_tai_ns + 10**9
    )
    ingest(store, picture, part, OWN, T + 60.0)
    changes = screener.update(picture.view(T + 60.0))
    row = changes.view.row_of(event)
    assert row in changes.updated
    (second,) = make(store, picture, changes.view, [row], T + 60.0)
    assert (second.payload.object, second.payload.version) == (event, 2)
    assert second.payload.supersedes == first.id
    assert [each.is_latest for each in picture.conjunction_records(event)] == [False, True]


def test_what_was_said_under_another_mark_is_said_again(store: SqliteStore, shell: Catalog) -> None:
    picture = Picture(REGISTRY, Mode.REAL, nation="NOR")
    ingest(store, picture, shell, OWN, T)
    screener = Screener(threshold_km=20.0, names=picture.event_of)
    view = screener.full(picture.view(T), T, 6 * HOURS)
    make(store, picture, view, [5], T + 1.0)
    assert said_already(picture, view, 5)
    secret = make_label("S", ["NOR"], reason=["a name"])
    number = int(view.pair(5)[0][6:])
    part = replace(shell.take(np.flatnonzero(shell.norad_id == number)), name=np.array(["SECRET"]))
    picture.apply(facts_record(part, origin="NOR", mark=secret, t=T + 60.0), T + 60.0)
    changes = screener.update(picture.view(T + 60.0))
    row = changes.view.row_of(view.event_id(5))
    assert row in changes.updated
    assert not said_already(picture, changes.view, row)
    (again,) = make(store, picture, changes.view, [row], T + 61.0)
    assert (again.payload.version, again.payload.label.classification) == (2, "S")
    assert said_already(picture, changes.view, row)


def test_after_a_restart_the_picture_is_the_same_and_events_keep_their_names(
    store: SqliteStore, shell: Catalog
) -> None:
    picture = Picture(REGISTRY, Mode.REAL, nation="NOR")
    ingest(store, picture, shell, OWN, T)
    from_partner(store, picture, shell.take(np.arange(100)), T + 1.0)
    screener = Screener(threshold_km=20.0, names=picture.event_of)
    view = screener.full(picture.view(T), T, 6 * HOURS)
    records = make(store, picture, view, list(range(0, 60, 10)), T + 1.0)
    # Orbits that moved a little since: found anew, the events have other times.
    part = replace(
        shell, mean_anomaly_rad=shell.mean_anomaly_rad + np.linspace(0.0, 1e-5, len(shell)),
        epoch_tai_ns=shell.epoch_tai_ns + 10**9,
    )  # fmt: skip
    ingest(store, picture, part, OWN, T + 60.0)
    with store.read() as unit:
        again = load_picture(unit, REGISTRY, Mode.REAL, nation="NOR")
    assert again.digest() == picture.digest()
    anew = Screener(threshold_km=20.0, names=again.event_of).full(again.view(T), T, 6 * HOURS)
    names = {anew.event_id(row) for row in range(len(anew))}
    assert {record.payload.object for record in records} <= names


def test_what_rests_on_a_record_that_is_not_here_is_left_out(
    store: SqliteStore, shell: Catalog, caplog: pytest.LogCaptureFixture
) -> None:
    picture = Picture(REGISTRY, Mode.REAL, nation="NOR")
    picture.apply(orbit_record(shell, origin="NOR", mark=OWN), T)
    view = Screener(threshold_km=20.0).full(picture.view(T), T, HOURS)
    assert make(store, picture, view, [0], T) == ()
    assert "no conjunction record" in caplog.text


def test_a_catalogue_is_ingested_in_batches_and_what_is_known_is_not_repeated(
    store: SqliteStore, shell: Catalog
) -> None:
    picture = Picture(REGISTRY, Mode.REAL, nation="NOR")
    ingest(store, picture, shell, OWN, T)
    with store.read() as unit:
        kept = [read_record(past.envelope) for past in unit.records(RecordQuery())]
    assert [record.payload.kind for record in kept].count("orbit") == 3
    moved = replace(
        shell, epoch_tai_ns=shell.epoch_tai_ns + np.where(np.arange(len(shell)) < 2, 10**9, 0)
    )
    with store.write() as unit:
        report = ingest_catalog(
            unit, DESK, moved, OWN, Mode.REAL, T + 60.0, "radar", parts=("orbits",),
            known=picture.view(T),
        )  # fmt: skip
    (record,) = report.records
    assert len(body_of(record, REGISTRY).object) == 2
    assert report.unchanged == len(shell) - 2


@pytest.mark.parametrize("column", ["inclination_rad", "raan_rad", "argp_rad", "bstar_per_er"])
def test_what_is_corrected_at_the_same_epoch_is_no_repetition(
    store: SqliteStore, shell: Catalog, column: str
) -> None:
    picture = Picture(REGISTRY, Mode.REAL, nation="NOR")
    ingest(store, picture, shell, OWN, T)
    corrected = np.array(getattr(shell, column))
    corrected[3] += 1e-6
    with store.write() as unit:
        report = ingest_catalog(
            unit, DESK, replace(shell, **{column: corrected}), OWN, Mode.REAL, T + 60.0, "radar",
            parts=("orbits",), known=picture.view(T),
        )  # fmt: skip
    (record,) = report.records
    assert body_of(record, REGISTRY).object == (f"norad:{shell.norad_id[3]}",)
