"""A break-up studied: against the model's own laws, two-body motion, and a real event."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from cspo.bridge import read_catalog
from cspo.errors import OutOfRange, UsageError
from cspo.node.clock import SystemClock
from cspo.operations.consequence.breakup import study_breakup
from cspo.operations.consequence.question import BreakupQuestion, mass_of
from cspo.operations.consequence.services_file import read_services
from cspo.operations.consequence.sky import StudySky
from cspo.operations.consequence.steps import Steps, Stopped
from cspo.time import Epoch

EVENT = Epoch.from_utc("2021-11-15T02:47:31Z")
SKY = b"""\
0 COSMOS 1408
1 13552U 82092A   21319.03826954  .00002024  00000-0  69413-4 0  9995
2 13552  82.5637 123.6906 0018570 108.1104 252.2161 15.29390138142807
0 ISS (ZARYA)
1 25544U 98067A   21313.40822360 -.00008551  00000-0 -14735-3 0  9999
2 25544  51.6425 344.6515 0003007 193.0316 237.6143 15.48971861311108
0 FLOCK 3P 30
1 41987U 17008AR  21312.44073049  .00009897  00000-0  32438-3 0  9991
2 41987  97.3074  18.9268 0005206 295.7596  64.3108 15.31824237263134
0 NAVSTAR 62
1 37753U 11036A   21313.50000000 -.00000005  00000-0  00000-0 0  9997
2 37753  56.6000 100.0000 0120000  60.0000 300.0000  2.00560000 75002
"""
"""Cosmos 1408's last public elements, the Space Station, a small satellite, a GPS orbit."""

QUESTION = BreakupQuestion(
    object="norad:13552", at=EVENT, kind="collision", happened="reported", mass_kg=1750.0,
    projectile_mass_kg=50.0, relative_speed_km_s=5.0, smallest_m=0.1,
)  # fmt: skip


@pytest.fixture(scope="module")
def sky(tmp_path_factory):
    path = tmp_path_factory.mktemp("sky") / "sky.3le"
    path.write_bytes(SKY)
    read = read_catalog([str(path)], cache=path.parent, clock=SystemClock())
    return StudySky.of_catalog(read.catalog)


@pytest.fixture(scope="module")
def study(sky):
    return study_breakup(QUESTION, sky, Steps(), threads=1)


def test_it_happened_where_the_public_record_has_it(study):
    """EU SST: over the Plesetsk region, 465 to 490 km, inclination 82.5 degrees, 02:47 UTC."""
    result = study.result
    assert 465.0 <= result.altitude_km <= 490.0
    assert result.latitude_deg == pytest.approx(68.5, abs=0.2)
    assert result.longitude_deg == pytest.approx(46.5, abs=0.5)
    assert result.what.elements_age_s == pytest.approx(6_745.0, abs=2.0)


def test_energy_and_counts_are_those_of_the_published_law(study):
    """Johnson et al. 2001: 0.1 M^0.75 L^-1.71 with M both masses above 40 J/g."""
    result = study.result
    assert result.energy_j_g == pytest.approx(0.5 * 50.0 * 5_000.0**2 / 1_750_000.0, rel=1e-9)
    assert result.catastrophic
    for line in result.pieces:
        law = 0.1 * 1_800.0**0.75 * line.over_m**-1.71
        assert line.count.expected == pytest.approx(law, rel=1e-3)
        assert line.count.low == pytest.approx(law / 4, rel=1e-2)
        assert line.count.high == pytest.approx(law * 4, rel=1e-3)


def test_the_gabbard_picture_meets_at_the_place_of_the_event(study):
    """An orbit through a point has its perigee below and its apogee above it."""
    gabbard = study.result.gabbard
    assert gabbard.total == len(study.breakup.fragments)
    perigee, apogee = np.array(gabbard.perigee_km), np.array(gabbard.apogee_km)
    here_km = np.linalg.norm(study.cloud.r_teme_km[0]) - 6_378.135
    room_km = 15.0  # mean elements against the osculating radius: J2's short periods
    stays = perigee > 100.0  # mean elements of what falls through the ground mean little
    assert stays.mean() > 0.8
    assert (perigee <= here_km + room_km).all()
    assert (apogee >= here_km - room_km)[stays].all()
    kepler_min = 2.0 * math.pi * np.sqrt((6_378.135 + 0.5 * (perigee + apogee)) ** 3 / 398_600.8)
    rows = stays & (apogee < 5_000.0)
    assert np.abs(kepler_min / 60.0 / np.array(gabbard.period_min) - 1.0)[rows].max() < 2e-3


def test_who_is_near_is_crossed_first_and_who_is_far_is_not(study):
    crossed = {line.object: line for line in study.result.crossed}
    assert "norad:13552" not in crossed
    assert "norad:37753" not in crossed, "20,000 km above"
    flock, station = crossed["norad:41987"], crossed["norad:25544"]
    assert flock.first_utc < station.first_utc
    assert station.crewed
    assert study.result.warn[0].crewed
    for line in crossed.values():
        for band in (line.probability, line.large, line.catastrophic):
            assert 0.0 <= band.low <= band.expected <= band.high <= 1.0


def test_hits_in_time_add_up_to_the_probabilities(study):
    total = sum(study.result.risk_hits)
    by_object = sum(-math.log1p(-line.probability.expected) for line in study.result.crossed)
    assert total == pytest.approx(by_object, rel=0.02)


def test_what_stays_up_falls_and_the_sun_sets_the_band(study):
    decay = study.result.decay
    for part in ("low", "expected", "high"):
        values = [getattr(band, part) for band in decay.in_orbit]
        assert values == sorted(values, reverse=True)
    assert decay.half_days.low <= decay.half_days.expected <= decay.half_days.high
    at_year = decay.in_orbit[decay.after_days.index(365.25)]
    assert at_year.low < 432 / 1_785 < at_year.high, "2022-11-20: 432 were left of some 1,785"


def test_density_is_the_pieces_over_the_volume(study):
    """At the event all of those with an orbit are somewhere: the sum over shells is a count."""
    density = study.result.density
    edges = np.array(density.edges_km) + 6_378.135
    volume = 4.0 / 3.0 * np.pi * np.diff(edges**3)
    inside = float(np.array(density.expected_per_km3[0]) @ volume)
    assert 0.5 * study.result.gabbard.total < inside <= 1.01 * study.result.gabbard.total


def test_the_same_seed_gives_the_same_answer_and_words_say_what_it_rests_on(sky, study):
    again = study_breakup(QUESTION, sky, Steps(), threads=1)
    assert again.result == study.result
    assert "1,750 kg, as given" in " ".join(study.result.basis)
    assert not study.result.supposed
    assert "is supposed" not in study.result.headline


def test_a_service_is_touched_when_its_satellite_breaks_up(sky):
    services = b"""
[services]
as_of = 2026-01-01
source = "a test"
[[service]]
id = "relay"
name = "Relay"
kind = "communications"
measure = "count"
satellites = ["norad:13552", "norad:41987"]
source = "a test"
[[place]]
nation = "NOR"
name = "Oslo"
latitude_deg = 59.9
longitude_deg = 10.7
[[use]]
services = ["relay"]
nations = ["NOR"]
sectors = ["shipping"]
source = "a test"
"""
    model = read_services(services, "services.toml")
    question = replace(QUESTION, kind="explosion", projectile_mass_kg=None,
                       relative_speed_km_s=None, hours=1.0)  # fmt: skip
    result = study_breakup(question, sky, Steps(), services=model, threads=1).result
    (line,) = result.services
    assert (line.service, line.of, line.nations) == ("Relay", 2, ["NOR"])
    assert line.probability.low == 1.0, "it broke up"
    assert result.catastrophic is None
    assert result.pieces[0].count.expected == pytest.approx(6.0 * 0.1**-1.6, rel=1e-3)


def test_two_objects_that_are_apart_did_not_collide(sky):
    question = replace(QUESTION, other="norad:25544", projectile_mass_kg=None,
                       relative_speed_km_s=None)  # fmt: skip
    with pytest.raises(OutOfRange, match="parents in one place"):
        study_breakup(question, sky, Steps(), threads=1)


def test_a_study_ends_when_it_is_told_to(sky):
    told = []

    def tell(share, step):
        told.append((share, step))

    with pytest.raises(Stopped):
        study_breakup(QUESTION, sky, Steps(tell, lambda: len(told) > 3), threads=1)
    assert told[0][1] == "where it broke up"


def test_masses_say_what_they_rest_on(sky):
    assert mass_of(sky, 0, 12.0) == (12.0, "given")
    station = sky.row_of("norad:25544")
    assert mass_of(sky, station, None) == (419_725.0, "record")
    mass_kg, why = mass_of(sky, sky.row_of("norad:41987"), None)
    assert why == "class"
    length_m = 2.0 * sky.radius_m[sky.row_of("norad:41987")]
    assert mass_kg == pytest.approx(92.937 * math.pi / 6.0 * length_m**2.26, rel=1e-9)


def test_questions_without_meaning_are_refused(sky):
    for wrong in (
        {"hours": 0.0}, {"hours": math.nan}, {"mass_kg": -1.0}, {"mass_kg": math.inf},
        {"relative_speed_km_s": 25.0}, {"other": "norad:13552"}, {"projectile_mass_kg": None},
        {"relative_speed_km_s": None},
    ):  # fmt: skip
        with pytest.raises(UsageError):
            replace(QUESTION, **wrong)
    with pytest.raises(UsageError, match="an object of this sky"):
        study_breakup(replace(QUESTION, object="norad:1"), sky, Steps(), threads=1)
    with pytest.raises(OutOfRange, match="within a year"):
        study_breakup(replace(QUESTION, at=Epoch.from_utc("2050-01-01")), sky, Steps(), threads=1)
