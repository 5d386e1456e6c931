"""What operators and foreign services bring: ephemerides and conjunction messages as records."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from release_desks import desk_of, norway
from skies import facts_record, orbit_record, sky

from cspo.bridge.oem import oem_from_ephemerides
from cspo.conjunction.events import EventFlag
from cspo.dynamics.sgp4 import Sgp4Bulk
from cspo.errors import MalformedMessage, UsageError
from cspo.frames import Frame
from cspo.markings import Mode, make_label
from cspo.messages import oem
from cspo.node.store import SqliteStore
from cspo.operations.catalog import Picture
from cspo.operations.derive import body_of
from cspo.operations.ingest import ingest_catalog, ingest_cdm, ingest_ephemeris
from cspo.operations.kinds import REGISTRY
from cspo.operations.screen import Screener, conjunction_products
from cspo.orbits import Catalog, Ephemeris
from cspo.records import Record
from cspo.records.bodies.conjunction import OrbitOrigin
from cspo.records.bodies.ephemeris import Intent
from cspo.time import Epoch

T = Epoch.from_utc("2026-07-10T12:00:00Z")
HOURS = 3_600.0
MARK = make_label("U", ["CAN", "FRA", "GBR", "NOR", "NOR/acme", "USA"])
DESK = desk_of(norway())


def flown(catalog: Catalog, row: int, hours: float, *, shift_km: float = 0.0) -> Ephemeris:
    """Where SGP4 sees an object, shifted along its track, as its operator's trajectory."""
    t_s = np.arange(0.0, hours * HOURS + 1.0, 60.0)
    states, _ = Sgp4Bulk(catalog.take(np.array([row]))).propagate(T, t_s)
    r, v = states[:, :3, 0], states[:, 3:, 0]
    ahead = v / np.linalg.norm(v, axis=1, keepdims=True) * shift_km
    return Ephemeris(
        object_id=f"norad:{catalog.norad_id[row]}", object_name="MOVER", frame=Frame.TEME,
        epoch=T, t_s=t_s, r_km=r + ahead, v_km_s=v,
    )  # fmt: skip


def as_oem(*pieces: Ephemeris) -> bytes:
    return oem.write(oem_from_ephemerides(pieces, creation=T, originator="ACME"))


def put(
    store: SqliteStore, picture: Picture, data: bytes, t: Epoch, **fields: object
) -> tuple[Record, ...]:
    with store.write() as unit:
        report = ingest_ephemeris(unit, DESK, data, MARK, Mode.REAL, t, **fields)  # type: ignore[arg-type]
    for record in report.records:
        picture.apply(record, t)
    return report.records


@pytest.fixture
def shell() -> Catalog:
    whole = sky(300, first=3_000)
    return replace(whole, owner=np.full(300, "NOR/acme"))


@pytest.fixture
def picture(shell: Catalog) -> Picture:
    made = Picture(REGISTRY, Mode.REAL, nation="NOR")
    made.apply(orbit_record(shell, origin="CAN", mark=MARK), T)
    made.apply(facts_record(shell, origin="NOR", mark=MARK), T)
    return made


def test_the_owners_trajectory_takes_the_place_of_the_elements_while_it_lasts(
    store: SqliteStore, shell: Catalog, picture: Picture
) -> None:
    screener = Screener(threshold_km=20.0, names=picture.event_of)
    before = screener.full(picture.view(T), T, 6 * HOURS)
    row = int(np.argmax(np.bincount(np.concatenate([before.events.row1, before.events.row2]))))
    name = before.sky.identity[row]
    at = int(np.flatnonzero(shell.norad_id == int(name[6:]))[0])
    assert len(before.by_object(name)) >= 4
    records = put(store, picture, as_oem(flown(shell, at, 3.0)), T + 1.0, origin="NOR/acme")
    assert {record.payload.origin for record in records} == {"NOR/acme"}
    (side,) = [side for side in picture.sides(name) if side.basis == "ephemeris"]
    assert (side.adopted, side.rule, side.origin) == (True, 2, "NOR/acme")
    assert picture.ephemeris(side) is not None
    changes = screener.update(picture.view(T + 1.0))
    view = changes.view
    # The same trajectory: the same events, from the ephemeris up to three hours, then from SGP4.
    assert not len(changes.added)
    assert not changes.gone
    for k in view.by_object(name).tolist():
        flies = max(view.events.row1[k], view.events.row2[k]) >= len(view.sky)
        assert flies == (view.tca(k) < T + 3 * HOURS)
        assert view.event_id(k) in {before.event_id(j) for j in before.by_object(name).tolist()}


def test_a_late_maneuver_shows_by_the_operators_word_alone(
    store: SqliteStore, shell: Catalog, picture: Picture
) -> None:
    screener = Screener(threshold_km=20.0, names=picture.event_of)
    before = screener.full(picture.view(T), T, 6 * HOURS)
    name = before.pair(len(before) // 2)[0]
    at = int(np.flatnonzero(shell.norad_id == int(name[6:]))[0])
    put(store, picture, as_oem(flown(shell, at, 6.0, shift_km=9.0)), T + 1.0)
    view = screener.update(picture.view(T + 1.0)).view
    (row,) = [
        k for k in view.by_object(name) if view.event_id(k) == before.event_id(len(before) // 2)
    ]
    old = before.events.miss_distance_km[len(before) // 2]
    assert abs(view.events.miss_distance_km[row] - old) > 0.5
    with store.write() as unit:
        for record in (orbit_record(shell, origin="CAN", mark=MARK),):
            unit.put_record(record, t_ingest=T)
        (product,) = conjunction_products(unit, DESK, picture, view, [row], T + 2.0)
    body = body_of(product, REGISTRY)
    by_name = {each.object: each for each in (body.object1, body.object2)}
    assert by_name[name].orbit_origin is OrbitOrigin.EPHEMERIS
    assert "#" not in by_name[name].orbit_record
    put(store, picture, as_oem(flown(shell, at, 6.0)), T + 60.0)
    again = screener.update(picture.view(T + 60.0)).view
    (back,) = [k for k in again.by_object(name) if again.event_id(k) == view.event_id(row)]
    assert again.events.miss_distance_km[back] == pytest.approx(old, abs=0.01)


def test_two_trajectories_meet(store: SqliteStore, shell: Catalog, picture: Picture) -> None:
    screener = Screener(threshold_km=20.0)
    before = screener.full(picture.view(T), T, 3 * HOURS)
    quick = np.flatnonzero((before.events.flags & EventFlag.LONG_DURATION) == 0)
    one, two = before.pair(int(quick[0]))
    for name in (one, two):
        at = int(np.flatnonzero(shell.norad_id == int(name[6:]))[0])
        put(store, picture, as_oem(flown(shell, at, 4.0)), T + 1.0)
    view = screener.update(picture.view(T + 1.0)).view
    both = [
        k for k in view.by_object(one).tolist()
        if set(view.pair(k)) == {one, two} and view.tca(k) < T + 3 * HOURS
    ]  # fmt: skip
    assert both
    assert all(min(view.events.row1[k], view.events.row2[k]) >= len(view.sky) for k in both)
    assert view.sky.ephemerides[0].label_index >= 0


def test_pieces_of_one_message_hold_together(
    store: SqliteStore, shell: Catalog, picture: Picture
) -> None:
    whole = flown(shell, 0, 6.0)
    half = len(whole.t_s) // 2
    early = replace(whole, t_s=whole.t_s[: half + 1], r_km=whole.r_km[: half + 1],
                    v_km_s=whole.v_km_s[: half + 1])  # fmt: skip
    late = replace(whole, t_s=whole.t_s[half:], r_km=whole.r_km[half:],
                   v_km_s=whole.v_km_s[half:] * 1.0001)  # fmt: skip
    put(store, picture, as_oem(early, late), T + 1.0)
    pieces = picture.view(T + 1.0).ephemerides
    assert [piece.ephemeris.start for piece in pieces] == [T, T + float(whole.t_s[half])]
    put(store, picture, as_oem(whole), T + 60.0)
    assert len(picture.view(T + 60.0).ephemerides) == 1
    assert not picture.view(T + 7 * HOURS).ephemerides


def test_nobody_elses_and_no_hypothetical_trajectory_is_adopted(
    store: SqliteStore, shell: Catalog, picture: Picture
) -> None:
    put(store, picture, as_oem(flown(shell, 0, 6.0)), T + 1.0, intent=Intent.HYPOTHETICAL)
    assert not picture.view(T + 1.0).ephemerides
    stranger = Picture(REGISTRY, Mode.REAL, nation="NOR")
    stranger.apply(facts_record(replace(shell, owner=np.full(300, "FRA")), mark=MARK,
                                origin="NOR"), T)  # fmt: skip
    put(store, stranger, as_oem(flown(shell, 0, 6.0)), T + 60.0)
    assert not stranger.view(T + 60.0).ephemerides


def test_an_ephemeris_is_signed_for_ones_own_organizations_alone(
    store: SqliteStore, shell: Catalog, picture: Picture
) -> None:
    data = as_oem(flown(shell, 0, 1.0))
    with pytest.raises(UsageError, match="organization under it"):
        put(store, picture, data, T, origin="GBR/acme-sat")
    made_up = as_oem(replace(flown(shell, 0, 1.0), simulated=True))
    with pytest.raises(UsageError, match="never meet"):
        put(store, picture, made_up, T)
    with pytest.raises(MalformedMessage):
        put(store, picture, b"no message", T)


def test_a_foreign_conjunction_message_is_a_further_source(
    store: SqliteStore, data_dir: Path
) -> None:
    path = min(data_dir.glob("cdm/privateer_tsx_tdx/*.cdm"))
    picture = Picture(REGISTRY, Mode.REAL, nation="NOR")
    with store.write() as unit:
        report = ingest_cdm(unit, DESK, path.read_bytes(), MARK, Mode.REAL, T)
    (record,) = report.records
    (event,) = picture.apply(record, T).conjunctions
    (said,) = picture.conjunction_records(event)
    assert said.source.startswith("CDM of ")
    assert said.miss_distance_km == body_of(record, REGISTRY).miss_distance_km


def test_a_made_up_catalogue_never_becomes_real(store: SqliteStore) -> None:
    catalog = replace(sky(3), simulated=True)
    with store.write() as unit, pytest.raises(UsageError, match="never joins"):
        ingest_catalog(unit, DESK, catalog, MARK, Mode.REAL, T, "made up")


def test_what_no_record_may_hold_is_left_out_by_name(store: SqliteStore) -> None:
    catalog = replace(sky(3), eccentricity=np.array([0.001, np.nan, 0.002]))
    with store.write() as unit:
        report = ingest_catalog(unit, DESK, catalog, MARK, Mode.REAL, T, "radar")
    assert report.left_out == (f"norad:{catalog.norad_id[1]}",)
