"""What is drawn against what the node says: everything within a kilometre, in the right frame.

The node's own positions are `GET /api/v1/tracks`, which its own tests hold against the frames;
the page has them from SGP4 in JavaScript, its own turn of the Earth, and a polynomial between
two frames of time. Nothing of the one is in the other.
"""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import Page

from cspo.frames import geodetic_from_itrf
from cspo.time import Epoch
from tests.web.sky_page import VIEW, drawn, moved_to, positions_of

ISS = 25544
WITHIN_KM = 1.0
START = Epoch.from_utc("2024-10-31T21:30:00Z")


def utc(hours: float) -> str:
    return (START + hours * 3_600.0).utc_iso(0)


def told(box, at: str, numbers: list[int], **more) -> dict[str, np.ndarray]:
    """The node's positions, (instants, 3) km, by identity."""
    found = {}
    with box.client("AUS") as client:
        for some in range(0, len(numbers), 50):
            params = {
                "object": [f"norad:{n}" for n in numbers[some : some + 50]],
                "start": at,
                **more,
            }
            answer = client.get("api/v1/tracks", params=params)
            answer.raise_for_status()
            for each in answer.json()["tracks"]:
                columns = [each[name] for name in ("x_km", "y_km", "z_km")]
                found[each["object"]] = np.array(columns, np.float64).T
    return found


@pytest.fixture
def page(open_page) -> Page:
    opened = open_page("AUS", f"sky?t={utc(0)}")
    drawn(opened)
    return opened


def numbers_of(page: Page) -> list[int]:
    numbers: list[int] = page.evaluate(f"Array.from({VIEW}.scene.motion.sky.noradId)")
    return [number for number in numbers if number]


def test_what_is_drawn_is_where_the_node_says(page, box):
    numbers = numbers_of(page)
    assert len(numbers) > 2_000
    some = sorted({*numbers[::9], ISS})
    for hours in (0.0, 12.0, 72.0, -48.0):
        if hours:
            moved_to(page, utc(hours))
        shown, server = positions_of(page, utc(hours), some), told(box, utc(hours), some)
        off_km = {
            name: float(np.linalg.norm(np.array(r_km) - server[name][0]))
            for name, r_km in shown.items()
            if r_km is not None and np.isfinite(server[name]).all()
        }
        assert len(off_km) > 0.98 * len(some)
        worst = max(off_km, key=off_km.__getitem__)
        assert off_km[worst] < WITHIN_KM, (hours, worst, off_km[worst])
        for name, r_km in shown.items():  # what the one can't propagate, the other can't either
            assert (r_km is None) == (not np.isfinite(server[name]).all()), (hours, name)


def test_between_two_frames_of_time_too(page, box):
    some = numbers_of(page)[::40]
    for seconds in (7, 29, 53):
        at = (START + float(seconds)).utc_iso(0)
        shown, server = positions_of(page, at, some), told(box, at, some)
        for name, r_km in shown.items():
            if r_km is not None:
                assert np.linalg.norm(np.array(r_km) - server[name][0]) < WITHIN_KM, (at, name)


def test_a_geostationary_satellite_stands_still_over_its_longitude(page, box):
    belt = page.evaluate(f"""() => {{
        const {{ sky }} = {VIEW}.scene.motion;
        const rate = (2 * Math.PI) / 86164.1;
        const found = [];
        for (let n = 0; n < sky.count; n++) {{
          const still = Math.abs(sky.meanMotionRadS[n] / rate - 1) < 3e-5;
          if (still && sky.eccentricity[n] < 4e-4 && sky.inclinationRad[n] < 0.0015)
            found.push(sky.noradId[n]);
        }}
        return found;
    }}""")  # fmt: skip
    assert len(belt) > 10
    longitudes_deg = []
    for hours in (0.0, 6.0, 12.0):
        if hours:
            moved_to(page, utc(hours))
        shown = positions_of(page, utc(hours), belt)
        r_km = np.array([shown[f"norad:{number}"] for number in belt])
        _, longitude_rad, height_km = geodetic_from_itrf(r_km)
        assert (np.abs(height_km - 35_786.0) < 60.0).all()
        longitudes_deg.append(np.rad2deg(longitude_rad))
    moved_deg = np.abs(np.array(longitudes_deg) - longitudes_deg[0])
    # In a frame that does not turn, six hours would be ninety degrees.
    assert (np.minimum(moved_deg, 360.0 - moved_deg) < 0.12).all()


def test_the_ground_track_of_the_space_station(open_page, box, shot):
    page = open_page("AUS", f"sky?object=norad:{ISS}&t={utc(0)}")
    drawn(page)
    line, period_s = page.evaluate(f"""() => {{
        const {{ scene }} = {VIEW};
        const row = scene.motion.sky.noradId.indexOf({ISS});
        const periodS = 2 * Math.PI / scene.motion.sky.meanMotionRadS[row];
        return [Array.from(scene.track.layer.data.line), periodS];
    }}""")  # fmt: skip
    drawn_km = np.array(line).reshape(-1, 3)
    step_s = 2.0 * period_s / 360.0
    start = (START - 0.5 * period_s).utc_iso(6)
    server_km = told(box, start, [ISS], step_s=step_s, count=len(drawn_km))[f"norad:{ISS}"]
    drawn_rad, server_rad = (np.array(geodetic_from_itrf(r)[:2]) for r in (drawn_km, server_km))
    apart_rad = np.hypot(
        drawn_rad[0] - server_rad[0],
        np.cos(server_rad[0]) * np.angle(np.exp(1j * (drawn_rad[1] - server_rad[1]))),
    )
    assert len(drawn_km) == 361
    assert apart_rad.max() * 6_378.0 < WITHIN_KM
    shot(page, "sky-space-station")
