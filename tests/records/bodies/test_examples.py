"""Examples of bodies against those who know: other people's software, data and keys."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import math
import re
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sgp4.api import WGS72, Satrec

from cspo.errors import UsageError
from cspo.records.bodies import (
    KINDS,
    AssessmentBody,
    BehaviorEventBody,
    ConjunctionBody,
    EphemerisBody,
    ManeuverNoticeBody,
    ObservationBody,
    OrbitBody,
    PolicyBody,
    StatementBody,
    bytes_to_join,
)
from cspo.records.bodies.examples import example, example_bytes, reference_orbits
from cspo.time import Epoch
from cspo.time.utc import jd_utc_arrays

ISS = (
    "1 25544U 98067A   08264.51782528 -.00002182  00000-0 -11606-4 0  2927",
    "2 25544  51.6416 247.4627 0006703 130.5360 325.0288 15.72125391563537",
)
VANGUARD = (
    "1 00005U 58002B   00179.78495062  .00000023  00000-0  28098-4 0  4753",
    "2 00005  34.2682 348.7242 1859667 331.7664  19.3264 10.82419157413667",
)
SPEED_OF_LIGHT_KM_S = 299_792.458


def test_there_is_one_example_a_kind_and_no_other() -> None:
    folder = files("cspo.records.bodies.examples")
    names = {path.name for path in folder.iterdir() if path.name.endswith(".json")}
    assert names == {f"{kind.name}.json" for kind in KINDS}
    for kind in KINDS:
        text = (folder / f"{kind.name}.json").read_bytes()
        assert json.loads(text) == json.loads(example_bytes(kind.name)), "nothing left unsaid"
    with pytest.raises(UsageError):
        example("elset")


def test_elements_are_those_that_the_sgp4_package_reads() -> None:
    """sgp4 2.x on the same lines; rad/min there, rad/s here. To 1e-15 of the value."""
    orbit = example("orbit")
    assert isinstance(orbit, OrbitBody)
    assert orbit.object == ("norad:25544", "norad:5")
    elements = orbit.elements
    assert elements is not None
    for row, lines in enumerate((ISS, VANGUARD)):
        satrec = Satrec.twoline2rv(*lines, WGS72)
        got = [
            elements.mean_motion_rad_s[row] * 60.0, elements.eccentricity[row],
            elements.inclination_rad[row], elements.raan_rad[row], elements.argp_rad[row],
            elements.mean_anomaly_rad[row], elements.bstar_per_er[row],
            elements.mean_motion_rate_rad_s2[row] * 3600.0,
        ]  # fmt: skip
        wanted = [
            satrec.no_kozai, satrec.ecco, satrec.inclo, satrec.nodeo, satrec.argpo, satrec.mo,
            satrec.bstar, 2.0 * satrec.ndot,
        ]  # fmt: skip
        np.testing.assert_allclose(got, wanted, rtol=1e-15)
        jd, fr = jd_utc_arrays(np.array([Epoch.from_utc(orbit.epoch_utc[row]).tai_ns]))
        assert abs((jd[0] - satrec.jdsatepoch) + (fr[0] - satrec.jdsatepochF)) < 1e-14
        assert elements.set_number[row] == satrec.elnum
        assert elements.revolution[row] == satrec.revnum


def test_states_of_the_conjunction_are_those_of_the_sgp4_package(data_dir: Path) -> None:
    """Iridium 33 and Cosmos 2251 by their last lines, at the TCA that the body says: to 1 mm."""
    body = example("conjunction")
    assert isinstance(body, ConjunctionBody)
    lines = (data_dir / "events/iridium_cosmos_2009/last_tle_before_collision.3le").read_text()
    one, two = (Satrec.twoline2rv(*pair, WGS72) for pair in re.findall(r"(1 .*)\n(2 .*)", lines))
    jd, fr = jd_utc_arrays(np.array([Epoch.from_utc(body.tca_utc).tai_ns]))
    states = []
    for side, satrec in ((body.object1, one), (body.object2, two)):
        _, r_km, v_km_s = satrec.sgp4(jd[0], fr[0])
        np.testing.assert_allclose(side.r_km, r_km, rtol=0.0, atol=1e-6)
        np.testing.assert_allclose(side.v_km_s, v_km_s, rtol=0.0, atol=1e-9)
        states.append((np.array(r_km), np.array(v_km_s)))
    (r1, v1), (r2, v2) = states
    assert body.miss_distance_km == pytest.approx(np.linalg.norm(r2 - r1), abs=1e-6)
    assert body.relative_speed_km_s == pytest.approx(np.linalg.norm(v2 - v1), abs=1e-9)
    # The curator of the data found 0.700 km, 11.647 km/s at 16:55:59.80.
    assert body.miss_distance_km == pytest.approx(0.700, abs=0.003)
    assert body.relative_speed_km_s == pytest.approx(11.647, abs=0.001)
    radial = float((r2 - r1) @ r1 / np.linalg.norm(r1))
    assert body.relative_rtn_km is not None
    assert body.relative_rtn_km[0] == pytest.approx(radial, abs=1e-6)
    assert body.advice == "better-data", "element sets alone never ask for a burn"


def test_points_of_the_ephemeris_are_those_of_the_operator(data_dir: Path) -> None:
    body = example("ephemeris")
    assert isinstance(body, EphemerisBody)
    (path,) = (data_dir / "ephemeris_truth/starlink").glob("MEME_44714_*.txt.gz")
    lines = gzip.decompress(path.read_bytes()).decode().splitlines()[4:]
    assert body.covariance is not None
    for k in range(3):
        epoch, *state = lines[4 * k].split()
        numbers = [float(x) for line in lines[4 * k + 1 : 4 * k + 4] for x in line.split()]
        assert [*body.r_km[k], *body.v_km_s[k]] == [float(x) for x in state]
        assert list(body.covariance.lower_km2[k] or ()) == numbers
        at = Epoch.from_utc(body.epoch_utc) + body.t_s[k]
        stamp = f"{epoch[:4]}-{epoch[4:7]}T{epoch[7:9]}:{epoch[9:11]}:{epoch[11:]}Z"
        assert at == Epoch.from_utc(stamp)


def test_measurements_are_those_of_the_radar(data_dir: Path) -> None:
    """Two-way times of flight become one-way km, a Doppler that falls towards us negative km/s."""
    body = example("observation")
    assert isinstance(body, ObservationBody)
    (path,) = (data_dir / "observations/radar_eiscat").glob("*.tdm.gz")
    text = gzip.decompress(path.read_bytes()).decode()
    ranges = re.findall(r"^ *RANGE += (\S+) (\S+)$", text, re.MULTILINE)
    start = Epoch.from_utc(body.epoch_utc)
    for k, (when, seconds) in enumerate(ranges[:4]):
        assert start + body.measurements.t_s[k] == Epoch.from_utc(when)
        wanted = float(seconds) * SPEED_OF_LIGHT_KM_S / 2.0
        assert body.measurements.range_km[k] == pytest.approx(wanted, abs=1e-6)
    # The sign, from the ranges themselves: in two seconds the object comes 10.7 km nearer.
    later = float(ranges[100][1]) * SPEED_OF_LIGHT_KM_S / 2.0
    slope = (later - float(body.measurements.range_km[0] or 0.0)) / (
        Epoch.from_utc(ranges[100][0]) - start
    )
    assert body.measurements.range_rate_km_s[0] == pytest.approx(slope, rel=0.02)
    # The site, by Bowring's inverse of what the message prints: 69.58649229 N 19.22592538 E.
    x, y, z = body.site_itrf_km or (0.0, 0.0, 0.0)
    assert math.degrees(math.atan2(y, x)) == pytest.approx(19.22592538, abs=1e-7)
    p, a, b = math.hypot(x, y), 6378.137, 6356.752314245
    u = math.atan2(z * a, p * b)
    e2, ep2 = 1 - b * b / a / a, a * a / b / b - 1
    latitude = math.atan2(z + ep2 * b * math.sin(u) ** 3, p - e2 * a * math.cos(u) ** 3)
    assert math.degrees(latitude) == pytest.approx(69.58649229, abs=1e-7)


def test_the_burn_is_that_of_the_ids(data_dir: Path) -> None:
    """Sentinel-3A, day 213 of 2018: m/s in the file, km/s in the body."""
    body = example("maneuver-notice")
    assert isinstance(body, ManeuverNoticeBody)
    lines = (data_dir / "manoeuvres/raw/s3aman.txt").read_text().splitlines()
    (line,) = [line for line in lines if line.startswith("SEN3A 2018 213")]
    words = line.split()
    numbers = [float(word) for word in words[16:20]]
    assert numbers[0] == 1.5
    assert list(body.delta_v_rtn_km_s or ()) == pytest.approx(
        [x * 1e-3 for x in numbers[1:]], rel=1e-12
    )
    assert body.delta_v_km_s == pytest.approx(np.linalg.norm(numbers[1:]) * 1e-3, rel=1e-12)
    middle = Epoch.from_utc(f"2018-213T{words[13]}:{words[14]}:{words[15]}Z")
    assert Epoch.from_utc(body.start_utc) + 0.75 == middle
    assert Epoch.from_utc(body.stop_utc) - 0.75 == middle


def test_the_break_up_is_that_of_the_published_facts(data_dir: Path) -> None:
    body, assessment = example("behavior-event"), example("assessment")
    assert isinstance(body, BehaviorEventBody)
    assert isinstance(assessment, AssessmentBody)
    rows = (data_dir / "events/events.csv").read_text().splitlines()
    (row,) = [row for row in rows if row.startswith("cosmos1408_asat")]
    when = Epoch.from_utc(row.split(",")[2])
    assert Epoch.from_utc(body.start_utc) < when < Epoch.from_utc(body.stop_utc)
    assert body.objects == (f"norad:{row.split(',')[3]}",)
    for finding, day in zip(assessment.findings, ("20211222", "20220118"), strict=True):
        path = data_dir / f"events/cosmos1408_2021/snapshot_{day}.tle.gz"
        text = gzip.decompress(path.read_bytes()).decode()
        assert finding.value == len(re.findall(r"^1 .{7}82092", text, re.MULTILINE))


def test_who_joined_the_statement_signed_it() -> None:
    statement = example("statement")
    assert isinstance(statement, StatementBody)
    signed = bytes_to_join(statement)
    for joined, seed in zip(statement.joined, (1, 2), strict=True):
        key = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32).public_key()
        digest = hashlib.sha256(key.public_bytes_raw()).hexdigest()
        assert joined.key == f"{joined.party}#{digest[:32]}"
        key.verify(base64.b64decode(joined.signature_base64), signed)
    assert signed.startswith(b"DSSEv1 41 application/vnd.cspo.joint-statement+json ")


def test_a_policy_is_the_file_that_its_hash_says() -> None:
    policy = example("policy")
    assert isinstance(policy, PolicyBody)
    assert policy.sha256 == hashlib.sha256(policy.text.encode()).hexdigest()


def test_the_reference_batch_is_the_same_each_time() -> None:
    assert reference_orbits(50) == reference_orbits(50)
    assert len({str(row) for row in reference_orbits(50).covariance.lower_km2}) == 50  # type: ignore[union-attr]
