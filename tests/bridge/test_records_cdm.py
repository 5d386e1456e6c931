"""Conjunction data messages to bodies: km and km² out of km and m². Authority: the messages."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from cspo.bridge.records_cdm import conjunction_body
from cspo.errors import UsageError
from cspo.messages import cdm as messages
from cspo.operations.kinds import REGISTRY
from cspo.records.bodies import is_positive_semidefinite
from cspo.records.bodies.covariance import CovarianceOrigin
from cspo.time import Epoch

CARA = "astro/pc/cdm/*.cdm"


def values(text: str, keyword: str) -> list[float]:
    """What a message says under a keyword, read without any code of ours."""
    return [float(x) for x in re.findall(rf"^{keyword} *= *(\S+)", text, re.MULTILINE)]


def test_every_real_message_as_it_stands(data_dir: Path) -> None:
    """CARA's CDMs: states km, covariances m², miss m, against the text of the files."""
    paths = sorted(data_dir.glob(CARA))
    assert len(paths) == 25
    for path in paths:
        text = path.read_text()
        parsed = messages.parse(path.read_bytes())
        assert parsed.message is not None
        body = conjunction_body(parsed.message, faulty=bool(parsed.faults))
        assert REGISTRY.decode("conjunction", REGISTRY.encode(body)) == body
        for side, each in enumerate((body.object1, body.object2)):
            assert each.r_km == tuple(values(text, axis)[side] for axis in "XYZ")
            assert each.v_km_s == tuple(values(text, f"{axis}_DOT")[side] for axis in "XYZ")
            assert each.covariance is not None
            names = ("R", "T", "N", "RDOT", "TDOT", "NDOT")
            wanted_m2 = [
                values(text, f"C{a}_{b}")[side] for i, a in enumerate(names) for b in names[: i + 1]
            ]
            np.testing.assert_allclose(
                each.covariance.lower_km2, np.array(wanted_m2) / 1e6, rtol=1e-15
            )
            assert each.covariance.origin is CovarianceOrigin.DETERMINED
            number = re.findall(r"^OBJECT_DESIGNATOR *= *(\S+)", text, re.MULTILINE)[side]
            assert each.object == f"norad:{int(number)}"
        assert body.miss_distance_km == pytest.approx(values(text, "MISS_DISTANCE")[0] / 1e3, 1e-15)
        assert [body.pc] == (values(text, "COLLISION_PROBABILITY") or [None])
        tca = re.findall(r"^TCA *= *(\S+)", text, re.MULTILINE)[0]
        assert Epoch.from_utc(body.tca_utc) == Epoch.from_utc(tca)
        # CARA prints 0.1 m. Its two test cases by Omitron print object 1 less object 2:
        # the states count, in which object 2 is where ours says.
        sign = -1.0 if path.name.startswith("Omitron") else 1.0
        printed_m = [values(text, f"RELATIVE_POSITION_{axis}")[0] for axis in "RTN"]
        np.testing.assert_allclose(
            body.relative_rtn_km, sign * np.array(printed_m) / 1e3, rtol=1e-3, atol=2e-4
        )
        speed_m_s = values(text, "RELATIVE_SPEED")[0]
        assert body.relative_speed_km_s == pytest.approx(speed_m_s / 1e3, abs=2e-3)


def test_covariances_that_are_none_are_kept_and_known_for_it(data_dir: Path) -> None:
    """Authority: LAPACK's eigenvalues of the correlations, from the text of the files."""
    told, wanted = [], []
    for path in sorted(data_dir.glob(CARA)):
        message = messages.parse(path.read_bytes()).message
        assert message is not None
        body = conjunction_body(message)
        for each, other in zip(
            (body.object1, body.object2), (message.object1, message.object2), strict=True
        ):
            assert each.covariance is not None
            told.append(is_positive_semidefinite(each.covariance.lower_km2))
            matrix = other.covariance.matrix_m2()
            sigma = np.sqrt(np.diag(matrix))
            sigma[sigma == 0.0] = 1.0  # without a velocity covariance: its rows are all 0
            wanted.append(bool(np.linalg.eigvalsh(matrix / np.outer(sigma, sigma))[0] > -1e-9))
    assert told == wanted
    assert 0 < told.count(False) < len(told) / 4


def test_the_event_is_the_same_for_each_message_of_a_sequence(data_dir: Path) -> None:
    """TerraSAR-X and TanDEM-X: eight messages of one close approach or its neighbors."""
    paths = sorted(data_dir.glob("cdm/privateer_tsx_tdx/*.cdm"))
    assert paths
    for path in paths:
        parsed = messages.parse(path.read_bytes())
        if parsed.message is None:
            continue
        body = conjunction_body(parsed.message, faulty=bool(parsed.faults))
        assert body.event.startswith("event:norad:31698~norad:36605@")


def test_an_object_without_an_identity_is_refused(data_dir: Path) -> None:
    path = min(data_dir.glob(CARA))
    text = path.read_text()
    for designator in ("A~B", "a b", "x" * 80):
        damaged = re.sub(r"(OBJECT_DESIGNATOR *= *)\S+", rf"\g<1>{designator}", text, count=1)
        message = messages.parse(damaged.encode()).message
        assert message is not None
        with pytest.raises(UsageError) as error:
            conjunction_body(message)
        assert designator not in str(error.value)
    same = re.sub(r"(OBJECT_DESIGNATOR *= *)\S+", r"\g<1>00005", text)
    with pytest.raises(UsageError):
        conjunction_body(messages.parse(same.encode()).message)  # type: ignore[arg-type]
