"""A catalogue in batches of records and back. Authority: the catalogue itself, bit for bit."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import msgspec
import numpy as np
import pytest
from sgp4.api import WGS72, Satrec

from cspo.bridge import read_catalog
from cspo.bridge.records_catalog import catalog_from_orbits, orbit_bodies
from cspo.bridge.records_objects import object_bodies, with_objects
from cspo.dynamics import Sgp4Bulk
from cspo.errors import OutOfRange, UsageError
from cspo.operations.kinds import REGISTRY
from cspo.orbits import Catalog, reference_population
from cspo.records.bodies import OrbitBody
from cspo.records.bodies.objects import ObjectStatus
from cspo.records.bodies.orbit import States
from cspo.records.bodies.words import OrbitFrame
from cspo.time import Epoch
from cspo.time.utc import jd_utc_arrays

ORBIT = [
    "norad_id", "other_id", "designator", "name", "epoch_tai_ns", "mean_motion_rad_s",
    "eccentricity", "inclination_rad", "raan_rad", "argp_rad", "mean_anomaly_rad", "bstar_per_er",
    "mean_motion_dot_rad_s2", "mean_motion_ddot_rad_s3", "ephemeris_type", "element_set_no",
    "rev_at_epoch", "classification",
]  # fmt: skip

ISS = (
    "1 25544U 98067A   08264.51782528 -.00002182  00000-0 -11606-4 0  2927",
    "2 25544  51.6416 247.4627 0006703 130.5360 325.0288 15.72125391563537",
)


def there_and_back(catalog: Catalog, source: str) -> tuple[Catalog, list[int]]:
    """A catalogue through the bytes of its records, and the size of each."""
    batches = orbit_bodies(catalog, source=source)
    assert len(batches.left_out) == 0
    data = [REGISTRY.encode(body) for body in batches.bodies]
    bodies = [REGISTRY.decode("orbit", each) for each in data]
    assert all(isinstance(body, OrbitBody) for body in bodies)
    back = catalog_from_orbits(bodies, simulated=catalog.simulated)  # type: ignore[arg-type]
    return back, [len(each) for each in data]


def assert_equal(back: Catalog, catalog: Catalog, columns: list[str]) -> None:
    for name in columns:
        np.testing.assert_array_equal(getattr(back, name), getattr(catalog, name), err_msg=name)


def test_a_catalogue_of_26905_objects_is_27_records() -> None:
    catalog = reference_population().take(np.arange(26_905))
    back, sizes = there_and_back(catalog, "reference population")
    assert len(sizes) == 27
    assert back.simulated
    assert_equal(back, catalog, ORBIT)
    assert set(back.source.tolist()) == {"reference population"}


def test_a_real_catalogue_comes_back_bit_for_bit(data_dir: Path) -> None:
    path = data_dir / "catalog/celestrak_on_orbit_20241101.omm.csv.gz"
    catalog = read_catalog(str(path)).catalog
    back, sizes = there_and_back(catalog, "CelesTrak GP of 2024-11-01")
    assert len(sizes) == 27
    assert_equal(back, catalog, ORBIT)
    assert back.mean_motion_rad_s.tobytes() == catalog.mean_motion_rad_s.tobytes()
    # 228 bytes an object, and no path of this machine in any of them.
    assert sum(sizes) / len(catalog) == pytest.approx(228, abs=3)
    assert str(data_dir) not in repr(orbit_bodies(catalog.take(np.arange(3)), source="x").bodies)


def test_two_catalogues_by_other_names_than_numbers(data_dir: Path) -> None:
    catalog = read_catalog(str(data_dir / "catalog/jsc_vimpel_tle_2025.json.gz")).catalog
    catalog = catalog.take(np.arange(0, len(catalog), 5))
    back, _ = there_and_back(catalog, "JSC Vimpel")
    assert_equal(back, catalog, ORBIT)
    assert back.identity(0) == "vimpel:12104"


def test_what_comes_back_flies_as_the_sgp4_package_does() -> None:
    """One way: lines to record to SGP4 here, the same lines in the package. To 1 mm."""
    catalog = read_catalog("-", stdin=BytesIO("\n".join(ISS).encode())).catalog
    back, _ = there_and_back(catalog, "lines")
    satrec = Satrec.twoline2rv(*ISS, WGS72)
    for minutes in (0, 90, 1440):
        epoch = Epoch(int(back.epoch_tai_ns[0]))
        jd, fr = jd_utc_arrays(np.array([(epoch + 60.0 * minutes).tai_ns]))
        _, wanted_km, wanted_km_s = satrec.sgp4(jd[0], fr[0])
        states, _ = Sgp4Bulk(back).propagate(epoch, np.array([60.0 * minutes]))
        np.testing.assert_allclose(states.ravel()[:3], wanted_km, rtol=0.0, atol=1e-6)
        np.testing.assert_allclose(states.ravel()[3:], wanted_km_s, rtol=0.0, atol=1e-9)


def test_rows_that_no_record_may_hold_are_named() -> None:
    good = reference_population().take(np.arange(8))
    numbers, others = good.norad_id.copy(), ["", "x y", "", "", "", "", "", ""]
    numbers[:2] = 0
    broken = {
        "eccentricity": (2, 1.0), "mean_motion_rad_s": (3, np.nan), "raan_rad": (4, 6.4),
        "inclination_rad": (5, -0.1), "bstar_per_er": (6, np.inf),
    }  # fmt: skip
    columns = {}
    for name, (row, value) in broken.items():
        column = getattr(good, name).copy()
        column[row] = value
        columns[name] = column
    catalog = replace(good, norad_id=numbers, other_id=np.array(others), **columns)
    batches = orbit_bodies(catalog, source="x")
    assert batches.left_out.tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert batches.bodies[0].object == (good.identity(7),)


def test_names_that_do_not_print_are_left_out_and_the_orbit_is_not() -> None:
    catalog = reference_population().take(np.arange(3))
    catalog = replace(catalog, name=np.array(["A\x1b[31m", "B" * 201, "ÉTOILE"]))
    (body,) = orbit_bodies(catalog, source="x").bodies
    assert body.name == ("", "", "ÉTOILE")
    bare = replace(catalog, name=np.array(["", "", "\n"]))
    assert orbit_bodies(bare, source="x").bodies[0].name == ()


def test_batches_have_the_size_that_is_asked_for() -> None:
    catalog = reference_population().take(np.arange(25))
    assert [len(b.object) for b in orbit_bodies(catalog, source="x", size=10).bodies] == [10, 10, 5]
    for size in (0, 1001):
        with pytest.raises(UsageError):
            orbit_bodies(catalog, source="x", size=size)
    nothing = catalog.take(np.array([], np.int64))
    assert orbit_bodies(nothing, source="x").bodies == ()
    with pytest.raises(UsageError):
        catalog_from_orbits([])


def test_states_are_no_element_sets() -> None:
    states = OrbitBody(
        object=("norad:5",), epoch_utc=("2024-11-01T00:00:00Z",),
        states=States(frame=OrbitFrame.GCRF, r_km=((7e3, 0.0, 0.0),), v_km_s=((0.0, 7.5, 0.0),)),
    )  # fmt: skip
    with pytest.raises(UsageError) as error:
        catalog_from_orbits([states])
    assert error.value.expected == "mean elements"


def test_an_epoch_beyond_a_catalogue_is_refused() -> None:
    (body,) = orbit_bodies(reference_population().take(np.arange(1)), source="x").bodies
    far = msgspec.structs.replace(body, epoch_utc=("2500-01-01T00:00:00Z",))
    with pytest.raises(OutOfRange):
        catalog_from_orbits([far])


def test_what_else_is_known_of_objects_goes_and_comes_back(data_dir: Path) -> None:
    catalog = read_catalog(str(data_dir / "catalog/celestrak_full_20250113.csv.gz")).catalog
    catalog = catalog.take(np.arange(0, len(catalog), 12))
    bodies = object_bodies(catalog, source="CelesTrak", as_of="2025-01-13")
    assert [len(body.objects) for body in bodies] == [1000, 1000, 250]
    read = [REGISTRY.decode("catalog-object", REGISTRY.encode(body)) for body in bodies]
    orbits, _ = there_and_back(catalog, "CelesTrak")
    back = with_objects(orbits, read)  # type: ignore[arg-type]
    assert_equal(back, catalog, ["name", "designator", "owner", "status", "rcs_m2"])
    unstated = catalog.object_type == ""
    assert unstated.any()
    assert set(back.object_type[unstated]) == {"UNKNOWN"}
    np.testing.assert_array_equal(back.object_type[~unstated], catalog.object_type[~unstated])
    facts = {each.object: each for body in bodies for each in body.objects}
    active = np.flatnonzero(catalog.status == "+")[0]
    assert facts[catalog.identity(active)].status is ObjectStatus.OPERATIONAL


def test_an_owner_stands_with_who_says_so(data_dir: Path) -> None:
    path = data_dir / "catalog/spacetrack_gp_sample_20231222.json.gz"
    catalog = read_catalog(str(path)).catalog
    (body,) = object_bodies(catalog, source="Space-Track GP", as_of="2023-12-22")
    owners = {each.object: each.owners[0] for each in body.objects}
    assert owners["norad:5"].name == "USA"
    assert {(each.source, each.as_of) for each in owners.values()} == {
        ("Space-Track GP", "2023-12-22")
    }
    assert_equal(with_objects(catalog, [body]), catalog, ["owner", "object_type"])


def test_of_two_records_of_an_object_the_later_holds() -> None:
    catalog = reference_population().take(np.arange(2))
    first = object_bodies(replace(catalog, owner=np.array(["USA", "FRA"])), source="a")
    second = object_bodies(replace(catalog, owner=np.array(["GBR", ""])), source="b")
    assert with_objects(catalog, [*first, *second]).owner.tolist() == ["GBR", catalog.owner[1]]
    assert with_objects(catalog, []).owner.tolist() == catalog.owner.tolist()
