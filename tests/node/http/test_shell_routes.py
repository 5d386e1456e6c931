"""Crowds by HTTP: counts and densities by altitude, the belt, the pieces of a launch."""

from __future__ import annotations

import numpy as np
import pytest
from skies import facts_record, orbit_record

from cspo.constants import WGS72_RADIUS_KM
from cspo.markings import Mode, make_label
from cspo.operations.catalog import Picture
from cspo.operations.kinds import REGISTRY
from cspo.orbits import Catalog
from cspo.orbits.shells import residence
from cspo.time import Epoch
from cspo.units import DAY_S, TAU

OPEN = make_label("U", ["NOR"])
SECRET = make_label("S", ["NOR"])
T = Epoch.from_utc("2026-03-01T12:00:00Z")
SIDEREAL_RAD_S = 7.292115e-5
KINDS = {"PAYLOAD": 3, "ROCKET BODY": 1, "DEBRIS": 4}


def circles() -> Catalog:
    """Eight circles at 800 km, and two geostationary satellites."""
    low = 1.0382e-3  # rad/s: 800 km and some
    motion = np.array([low] * 8 + [SIDEREAL_RAD_S, SIDEREAL_RAD_S * 1.002])
    kinds = [kind for kind, count in KINDS.items() for _ in range(count)] + ["PAYLOAD"] * 2
    return Catalog(
        norad_id=np.arange(80_001, 80_011), epoch_tai_ns=np.full(10, T.tai_ns),
        mean_motion_rad_s=motion, eccentricity=np.full(10, 1e-4),
        inclination_rad=np.array([1.7] * 8 + [1e-3, 1e-3]), raan_rad=np.linspace(0.0, 6.0, 10),
        argp_rad=np.zeros(10), mean_anomaly_rad=np.linspace(0.0, 6.0, 10),
        bstar_per_er=np.zeros(10), source="made up", object_type=np.array(kinds),
        name=np.array([f"PIECE {row}" for row in range(8)] + ["STAYS", "DRIFTS"]),
        designator=np.array([f"1999-025{chr(65 + row)}" for row in range(8)] + ["2001-001A"] * 2),
    )  # fmt: skip


@pytest.fixture
def ask(node, client, as_):
    node.clock.t = T
    node.picture = Picture(REGISTRY, Mode.REAL, nation="NOR")
    sky = circles()
    shown, hidden = sky.take(np.arange(1, 10)), sky.take(np.array([0]))
    for part, mark in ((shown, OPEN), (hidden, SECRET)):
        for made in (
            orbit_record(part, mark=mark, origin="NOR", t=T),
            facts_record(part, mark=mark, origin="NOR", t=T),
        ):
            node.put(made)
            node.picture.apply(made, T)
    node.sky = node.picture.view(T)

    def got(path, person="v.viewer", **params):
        answer = client.get(f"/api/v1/shells/{path}", params=params, headers=as_(person))
        assert answer.status_code == 200, answer.text
        return answer.json()

    return got


def test_counts_and_densities_by_altitude(ask):
    found = ask("altitudes", shell_km=50.0, low_km=500.0, high_km=1_100.0)
    for kind, count in KINDS.items():
        assert sum(found["mean_count"][kind]) == pytest.approx(count, abs=1e-6)
    assert sum(found["mean_count"]["UNKNOWN"]) == 0.0
    edges = np.array(found["edges_km"])
    assert (edges[0], edges[-1], len(edges)) == (500.0, 1_100.0, 13)
    total = np.sum(list(found["mean_count"].values()), axis=0)
    volumes = 4.0 / 3.0 * np.pi * np.diff((WGS72_RADIUS_KM + edges) ** 3)
    assert found["density_per_km3"] == pytest.approx((total / volumes).tolist(), rel=1e-5)
    assert found["objects"] == 10


def test_a_large_sky_is_counted_in_parts(ask, monkeypatch):
    whole = ask("altitudes", shell_km=5.0)
    sizes = []

    def watched(perigee, apogee, edges):
        sizes.append(len(perigee))
        return residence(perigee, apogee, edges)

    monkeypatch.setattr("cspo.node.http.routes.shells.residence", watched)
    monkeypatch.setattr("cspo.node.http.routes.shells._AT_ONCE", 4)
    assert ask("altitudes", shell_km=5.0) == whole
    assert sizes == [4, 4, 2]


def test_what_is_hidden_does_not_count(ask):
    found = ask("altitudes", "u.cleared", low_km=500.0, high_km=1_100.0)
    assert sum(found["mean_count"]["PAYLOAD"]) == pytest.approx(2.0, abs=1e-6)
    assert found["objects"] == 9
    assert found["mark"].startswith("(U") or found["mark"].startswith("U")
    assert ask("altitudes")["mark"] != found["mark"]


def test_the_mark_of_what_stands_for_hidden_rows_is_kept_with_the_sky(ask, node, monkeypatch):
    """A guest may be kept from every adopted orbit: nobody asks of each row for each answer."""
    shared = make_label("U", ["NOR", "NOR/nordsat", "GBR"])
    both = circles().take(np.array([8, 9]))
    for part, mark, t in ((both, shared, T - 60.0), (circles(), SECRET, T)):
        source = "guest" if mark == shared else "18 SDS"
        made = orbit_record(part, mark=mark, origin="NOR", t=t, source=source)
        node.put(made)
        node.picture.apply(made, t)
    node.sky = node.picture.view(T)
    asked = []
    monkeypatch.setattr(type(node.picture), "sides", lambda _, name: asked.append(name))
    monkeypatch.setattr(type(node.picture), "facts", lambda _, name: asked.append(name))
    found = ask("altitudes", "u.cleared")
    assert found["objects"] == 9
    assert found["mark"].startswith("(U") or found["mark"].startswith("U")
    assert "S//" not in found["mark"]
    assert ask("belt", "u.cleared", days=5.0, step_h=6.0)["mark"] == found["mark"]
    assert not asked


def test_the_belt_stands_still_and_drifts(ask):
    found = ask("belt", days=5.0, step_h=6.0)
    by_name = {each["name"]: each for each in found["objects"]}
    assert set(by_name) == {"STAYS", "DRIFTS"}
    assert (found["count"], found["now"]) == (41, 20)
    stays = np.array(by_name["STAYS"]["longitude_deg"])
    assert np.ptp(np.unwrap(stays, period=360.0)) < 0.5
    assert abs(by_name["STAYS"]["drift_deg_day"]) < 0.05
    # 0.2 % faster than the Earth turns: 0.72 degrees a day to the east.
    expected = np.degrees(SIDEREAL_RAD_S * 0.002) * DAY_S
    assert by_name["DRIFTS"]["drift_deg_day"] == pytest.approx(expected, abs=0.06)
    start = Epoch.from_utc(found["start_utc"])
    assert (start + found["now"] * found["step_s"]) - T == pytest.approx(0.0, abs=1e-3)


def test_the_pieces_of_a_launch(ask):
    found = ask("gabbard", family="1999-025")
    assert found["total"] == 8
    piece = found["objects"][0]
    assert piece["period_min"] == pytest.approx(TAU / 1.0382e-3 / 60.0, abs=1e-3)
    assert piece["perigee_km"] < piece["apogee_km"] < piece["perigee_km"] + 3.0
    assert ask("gabbard", "u.cleared", family="1999-025")["total"] == 7
    assert ask("gabbard", family="drift")["objects"][0]["name"] == "DRIFTS"
    assert ask("gabbard", family="nothing")["objects"] == []


def test_launches_with_many_pieces(ask):
    first, *_ = ask("families")["families"]
    assert (first["family"], first["objects"], first["debris"]) == ("1999-025", 8, 4)
    assert first["name"] == "PIECE 0"
    assert ask("families", "u.cleared")["families"][0]["name"] == "PIECE 1"


@pytest.mark.parametrize(
    ("path", "params", "field"),
    [
        ("altitudes", {"low_km": 900.0, "high_km": 800.0}, "shell_km"),
        ("altitudes", {"shell_km": 5.0, "high_km": 50_000.0}, "shell_km"),
        ("altitudes", {"shell_km": 0.0}, "shell_km"),
        ("belt", {"days": 500.0}, "days"),
    ],
)
def test_what_has_no_meaning_is_refused(ask, client, as_, path, params, field):
    answer = client.get(f"/api/v1/shells/{path}", params=params, headers=as_("v.viewer"))
    assert answer.status_code == 400
    assert answer.json()["error"]["field"] == field


def test_a_node_without_a_sky_shows_nothing(node, client, as_):
    for path in ("altitudes", "belt", "families"):
        answer = client.get(f"/api/v1/shells/{path}", headers=as_("v.viewer"))
        assert answer.status_code == 200, answer.text
