"""Contradictions between sources: both values, ages and sources, and which rule calls it one.

The expected differences are those of the element sets of real histories; how many false ones
they leave on real catalogues, validation/contradictions.py counts.
"""

from __future__ import annotations

from dataclasses import replace

import msgspec
import numpy as np
import pytest
from skies import MARK, T, facts_record, orbit_record, record, sky, taken_back

from cspo.bridge.records_ephemeris import ephemeris_bodies
from cspo.bridge.records_objects import object_bodies
from cspo.dynamics.sgp4 import Sgp4Bulk
from cspo.frames import Frame, transform_pv
from cspo.markings import Mode, make_label
from cspo.operations.catalog import Picture, find_contradictions
from cspo.operations.kinds import REGISTRY
from cspo.orbits import Catalog, Ephemeris
from cspo.records.bodies import OrbitBody
from cspo.records.bodies.covariance import CovarianceColumns, CovarianceFrame, CovarianceOrigin
from cspo.records.bodies.ephemeris import Basis, Intent
from cspo.records.bodies.objects import Size
from cspo.records.bodies.orbit import States
from cspo.records.bodies.words import OrbitFrame
from cspo.units import DAY_S

COUNT = 30


def at(catalog: Catalog, t_s: float) -> Catalog:
    """The same orbits, their epochs at one instant."""
    return replace(catalog, epoch_tai_ns=np.full(len(catalog), (T + t_s).tai_ns))


def shell() -> Catalog:
    return at(sky(COUNT, first=3_000), -3_600.0)


def picture_of(*records: object) -> Picture:
    picture = Picture(REGISTRY, Mode.REAL, nation="AUS")
    for each in records:
        picture.apply(each, T)  # type: ignore[arg-type]
    return picture


def names(catalog: Catalog) -> list[str]:
    return [f"norad:{number}" for number in catalog.norad_id]


def ahead(catalog: Catalog, km: float, rows: list[int]) -> Catalog:
    """Moved along the track."""
    a_km = np.cbrt(398_600.4418 / catalog.mean_motion_rad_s**2)
    shift = np.zeros(len(catalog))
    shift[rows] = km / a_km[rows]
    return replace(catalog, mean_anomaly_rad=(catalog.mean_anomaly_rad + shift) % (2 * np.pi))


def test_who_asks_makes_no_view_of_the_sky(monkeypatch) -> None:
    """A request would build the whole sky under the lock, and take changes from the node's own."""
    catalog = shell()
    picture = picture_of(
        orbit_record(catalog), orbit_record(ahead(catalog, 40.0, [3]), origin="CAN", source="SSC")
    )  # fmt: skip
    monkeypatch.setattr(picture, "view", lambda t: pytest.fail("a view was made"))
    assert len(find_contradictions(picture, names(catalog), T)) == 1


def test_what_is_moved_is_found_and_nothing_else() -> None:
    catalog = shell()
    moved = ahead(catalog, 40.0, [3, 17])
    secret = make_label("C", ["AUS"])
    picture = picture_of(
        orbit_record(catalog), orbit_record(moved, origin="CAN", source="SSC"),
        facts_record(catalog), facts_record(catalog, origin="CAN", source="CAN's"),
        orbit_record(catalog.take(np.array([0])), source="own radar", mark=secret),
    )  # fmt: skip
    found = find_contradictions(picture, names(catalog), T)
    assert {each.object for each in found} == {names(catalog)[3], names(catalog)[17]}
    one = found[0]
    assert (one.field, one.rule) == ("position", 1)
    assert one.size in {"39.9 km along track", "40 km along track"}
    assert {(claim.origin, claim.source) for claim in one.values} == {
        ("AUS", "18 SDS"), ("CAN", "SSC"),
    }  # fmt: skip
    assert {claim.age_s for claim in one.values} == {3_600.0}
    first, second = (np.array(claim.value.split(), float) for claim in one.values)
    assert np.linalg.norm(first - second) == pytest.approx(40.0, abs=0.2)
    assert all(claim.unit.startswith("km TEME at 2026-07-10T11:00:00") for claim in one.values)
    assert all("#" in claim.item_id and claim.label == MARK for claim in one.values)
    assert "the limit is 16 times that" in one.test


def test_age_explains_a_difference_up_to_a_point() -> None:
    catalog = shell()
    old = at(ahead(catalog, 25.0, list(range(COUNT))), -3_600.0)
    for days, contradicts in ((0.0, True), (4.0, False)):
        young = _carried(old, days)
        young = ahead(young, -25.0, list(range(COUNT)))
        picture = picture_of(orbit_record(old), orbit_record(young, origin="CAN"))
        found = find_contradictions(picture, names(catalog), T + days * DAY_S)
        assert bool(found) == contradicts, days


def _carried(catalog: Catalog, days: float) -> Catalog:
    """Element sets of the same orbits, their epoch days later, without any force but SGP4's own."""
    t_s = days * DAY_S
    n, e, i = catalog.mean_motion_rad_s, catalog.eccentricity, catalog.inclination_rad
    a = np.cbrt(398_600.8 / n**2)
    j2 = 1.5 * 1.082616e-3 * (6_378.135 / (a * (1 - e**2))) ** 2 * n
    raan = catalog.raan_rad - j2 * np.cos(i) * t_s
    argp = catalog.argp_rad + j2 * (2.0 - 2.5 * np.sin(i) ** 2) * t_s
    states, _ = Sgp4Bulk(catalog).propagate(T + -3_600.0, np.array([t_s]))
    trial = replace(
        at(catalog, -3_600.0 + t_s), raan_rad=raan % (2 * np.pi), argp_rad=argp % (2 * np.pi)
    )
    # The mean anomaly that puts it where the old set says, by bisection on the angle between.
    anomaly = catalog.mean_anomaly_rad.copy()
    for _ in range(12):
        trial = replace(trial, mean_anomaly_rad=anomaly % (2 * np.pi))
        now, _ = Sgp4Bulk(trial).propagate(T + (-3_600.0 + t_s), np.array([0.0]))
        r, v, want = now[0, :3], now[0, 3:], states[0, :3]
        along = ((want - r) * v).sum(axis=0) / np.linalg.norm(v, axis=0)
        cosine = (r * want).sum(axis=0) / np.linalg.norm(r, axis=0) / np.linalg.norm(want, axis=0)
        anomaly = anomaly + np.sign(along) * np.arccos(np.clip(cosine, -1.0, 1.0))
    return replace(trial, mean_anomaly_rad=anomaly % (2 * np.pi))


def test_a_stale_set_contradicts_by_its_plane_alone() -> None:
    catalog = shell()
    # The planes of sets eight days apart have turned: compare with one carried there.
    carried = _carried(at(catalog, -3_600.0), 8.0)
    carried = replace(
        carried,
        inclination_rad=carried.inclination_rad + np.where(np.arange(COUNT) == 5, 0.05, 0.0),
    )
    picture = picture_of(
        orbit_record(catalog), orbit_record(ahead(carried, 90.0, [2]), origin="CAN")
    )
    found = find_contradictions(picture, names(catalog), T + 8 * DAY_S)
    assert [each.object for each in found] == [names(catalog)[5]]
    assert "cross track" in found[0].size
    assert "stale" in found[0].test


def test_owners_types_names_and_sizes() -> None:
    catalog = replace(
        shell(), owner=np.full(COUNT, "CAN"), object_type=np.full(COUNT, "PAYLOAD"),
        name=np.array([f"BIRD {k}" for k in range(COUNT)]), rcs_m2=np.full(COUNT, 4.0),
    )  # fmt: skip
    owner, kind, name = catalog.owner.copy(), catalog.object_type.copy(), catalog.name.astype("U20")
    rcs_m2 = catalog.rcs_m2.copy()
    owner[1], kind = "FRA", kind.astype("U12")
    kind[2], kind[3], name[4], name[5], name[6] = (
        "DEBRIS",
        "UNKNOWN",
        "BIRD 99",
        "OBJECT C",
        "BIRD 6 (A)",
    )
    rcs_m2[7], rcs_m2[8] = 400.0, 10.0
    other = replace(catalog, owner=owner, object_type=kind, name=name, rcs_m2=rcs_m2)
    picture = picture_of(
        orbit_record(catalog), facts_record(catalog), facts_record(other, origin="CAN", source="op")
    )
    found = {
        (names(catalog).index(each.object), each.field, each.rule): each
        for each in find_contradictions(picture, names(catalog), T + 60.0)
    }
    assert set(found) == {
        (1, "owner", 3), (2, "type", 4), (4, "name", 5), (7, "radar cross-section", 6),
    }  # fmt: skip
    one = found[1, "owner", 3]
    assert {(claim.value, claim.origin, claim.source) for claim in one.values} == {
        ("CAN", "AUS", "satcat"), ("FRA", "CAN", "op"),
    }  # fmt: skip
    assert {claim.age_s for claim in one.values} == {60.0}
    assert found[7, "radar cross-section", 6].size == "a factor of 100"
    assert {claim.unit for claim in found[7, "radar cross-section", 6].values} == {"m²"}


def test_hard_bodies_and_masses() -> None:
    catalog = shell().take(np.arange(2))
    (body,) = object_bodies(catalog, source="a")

    def stating(radius_m: float, mass_kg: float, origin: str) -> object:
        first = msgspec.structs.replace(
            body.objects[0], size=Size(hard_body_radius_km=radius_m / 1e3), mass_kg=mass_kg
        )
        objects = (first, body.objects[1])
        return record(msgspec.structs.replace(body, objects=objects), origin=origin)

    picture = picture_of(stating(2.0, 500.0, "AUS"), stating(5.0, 1_500.0, "CAN"))
    found = find_contradictions(picture, names(catalog), T)
    assert [(each.field, each.size) for each in found] == [
        ("hard-body radius", "a factor of 2.5"), ("mass", "a factor of 3"),
    ]  # fmt: skip
    assert {claim.value for claim in found[0].values} == {"2", "5"}


@pytest.mark.parametrize(("shift_km", "contradicts"), [(0.0, False), (60.0, True)])
def test_a_trajectory_and_elements(shift_km: float, *, contradicts: bool) -> None:
    catalog = shell().take(np.array([0]))
    t_s = np.arange(0.0, 10_800.0, 60.0)
    states, _ = Sgp4Bulk(catalog).propagate(T, t_s)
    r, v = states[:, :3, 0], states[:, 3:, 0]
    ahead_km = v / np.linalg.norm(v, axis=1, keepdims=True) * shift_km
    flown = Ephemeris(
        object_id=names(catalog)[0], frame=Frame.TEME, epoch=T, t_s=t_s, r_km=r + ahead_km, v_km_s=v
    )
    (body,) = ephemeris_bodies(flown, basis=Basis.PLANNED, intent=Intent.COMMITTED, source="op")
    picture = picture_of(orbit_record(catalog), record(body, origin="CAN"))
    found = find_contradictions(picture, names(catalog), T + 600.0)
    assert [each.rule for each in found] == [2] * contradicts
    if contradicts:
        assert "a trajectory" in found[0].test
        assert not find_contradictions(picture, names(catalog), T + 20_000.0)


def test_objects_that_nobody_knows_contradict_nobody() -> None:
    assert find_contradictions(picture_of(), ["norad:1"], T) == []


def stated(
    catalog: Catalog, t_s: float, frame: Frame, *, shift_km: float, sigma_km: float
) -> object:
    """Where SGP4 sees the first object at an instant, moved along its track, as a state."""
    (state,), _ = Sgp4Bulk(catalog).propagate(T, np.array([t_s]))
    r, v = state[:3, 0], state[3:, 0]
    r = r + v / np.linalg.norm(v) * shift_km
    tai_ns = (T + t_s).tai_ns
    r, v = transform_pv(r[None], v[None], Frame.TEME, frame, np.array([tai_ns]))
    triangle = (sigma_km**2, 0.0, sigma_km**2, 0.0, 0.0, sigma_km**2)
    return record(
        OrbitBody(
            object=(names(catalog)[0],), epoch_utc=((T + t_s).utc_iso(9),), source="radar",
            states=States(
                frame=OrbitFrame(frame.value), r_km=(tuple(r[0].tolist()),),
                v_km_s=(tuple(v[0].tolist()),),
            ),
            covariance=CovarianceColumns(
                frame=CovarianceFrame.RTN, lower_km2=(triangle,), origin=CovarianceOrigin.DETERMINED
            ),
        ),
        origin="CAN",
    )  # fmt: skip


@pytest.mark.parametrize("frame", [Frame.TEME, Frame.GCRF])
def test_a_state_is_a_side_that_is_compared_and_not_adopted(frame: Frame) -> None:
    catalog = shell().take(np.array([0, 1]))
    for shift_km, rules in ((0.0, []), (60.0, [2])):
        state = stated(catalog, 1_200.0, frame, shift_km=shift_km, sigma_km=0.05)
        picture = picture_of(orbit_record(catalog), state)
        side, elements = picture.sides(names(catalog)[0])
        assert (side.basis, side.origin, side.adopted) == ("state", "CAN", False)
        assert elements.adopted
        assert picture.elements((side, elements)).norad_id.tolist() == [catalog.norad_id[0]]
        known = picture.state(side)
        assert known is not None
        np.testing.assert_allclose(known[1], 0.05, rtol=1e-12)
        assert picture.state(elements) is None
        found = find_contradictions(picture, names(catalog), T + 3_600.0)
        assert [each.rule for each in found] == rules
        assert picture.view(T).n_sides.tolist() == [2, 1]
    assert "a state" in found[0].test
    assert {claim.age_s for claim in found[0].values} == {2_400.0, 7_200.0}


def test_a_state_taken_back_is_forgotten() -> None:
    catalog = shell().take(np.array([0]))
    state = stated(catalog, 0.0, Frame.TEME, shift_km=90.0, sigma_km=0.05)
    picture = picture_of(orbit_record(catalog), state)
    before = picture.digest()
    picture.apply(taken_back(state, origin="CAN"), T)  # type: ignore[arg-type]
    assert [side.basis for side in picture.sides(names(catalog)[0])] == ["elements"]
    assert picture.digest() != before
    assert not find_contradictions(picture, names(catalog), T)
