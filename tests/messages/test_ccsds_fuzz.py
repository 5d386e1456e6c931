"""Damaged OEMs and CDMs: only MalformedMessage may escape, and what is read is finite."""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path

import numpy as np
import pytest

from cspo.errors import MalformedMessage
from cspo.messages import cdm, oem
from cspo.messages.validate import validate

sys.path.append(str(Path(__file__).resolve().parents[1]))
from mutation import mutate

COUNT = int(os.environ.get("CSPO_FUZZ_COUNT", "10000"))
SEEDS = {
    "oem-kvn": ("ndm/orekit/odm/oem/OEMExampleWithHeaderComment.txt",
                "ndm/bradsease_oem/v2_0/valid/sample08.oem", "ndm/orekit/odm/oem/test.oem"),
    "oem-xml": ("ndm/bradsease_oem/v2_0/valid/sample10.oem",),
    "cdm-kvn": ("astro/ccsds/good/CDMExample3.txt", "ndm/orekit/cdm/CDMExample_issue988_2.txt",
                "astro/ccsds/good/CDM-no-orbit-center-defined-obj1.txt"),
    "cdm-xml": ("ndm/orekit/cdm/CDMExample1.xml",),
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(SEEDS))
def test_only_malformed_message_escapes(kind, data_dir):
    rng = random.Random(kind)
    seeds = [(data_dir / name).read_bytes() for name in SEEDS[kind]]
    reader = oem if kind.startswith("oem") else cdm
    outcome = {"refused": 0, "faults": 0, "clean": 0}
    for number in range(COUNT):
        data = mutate(rng.choice(seeds), rng)
        try:
            parsed = reader.parse(data)
        except MalformedMessage:
            outcome["refused"] += 1
            continue
        except Exception as error:  # noqa: BLE001 - whatever escapes is the finding
            pytest.fail(f"input {number} of {kind}: {error!r}\n{data[:2000]!r}")
        outcome["faults" if parsed.faults else "clean"] += 1
        if parsed.message is not None:
            _is_sound(parsed.message)
            if not parsed.faults and number % 10 == 0:
                assert not reader.parse(reader.write(parsed.message, "xml")).faults
                assert not reader.parse(reader.write(parsed.message)).faults
    assert min(outcome.values()) > COUNT // 200, outcome


def test_validate_never_raises(data_dir):
    rng = random.Random(5)
    names = [name for seeds in SEEDS.values() for name in seeds]
    seeds = [(data_dir / name).read_bytes() for name in names]
    for _ in range(COUNT // 10):
        report = validate(mutate(rng.choice(seeds), rng))
        assert (report.valid is False) == bool(report.faults)


def _is_sound(message):
    if isinstance(message, oem.Oem):
        for segment in message.segments:
            assert np.isfinite(segment.r_km).all()
            assert np.isfinite(segment.v_km_s).all()
            if segment.covariances is not None:
                assert np.isfinite(segment.covariances.matrix_km2).all()
    else:
        for each in (message.object1, message.object2):
            assert np.isfinite(each.covariance.matrix_m2()).all()
