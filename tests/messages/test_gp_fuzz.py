"""Damaged element sets: only MalformedMessage may escape, and what is read is in range."""

from __future__ import annotations

import os
import random
import sys
import time
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from cspo.errors import MalformedMessage
from cspo.messages.faults import MAX_FAULTS
from cspo.messages.formats import GP_READERS, read_gp
from cspo.messages.sniff import sniff

sys.path.append(str(Path(__file__).resolve().parents[1]))
from fuzz_seeds import GP_KINDS, seeds_of
from mutation import mutate

COUNT = int(os.environ.get("CSPO_FUZZ_COUNT", "10000"))
SINGLE = ("omm-csv", "omm-json", "omm-kvn", "omm-xml", "tle")


def assert_sound(columns):
    for name, column in columns.columns():
        if column.dtype.kind == "f" and name not in {"rcs_m2", "bterm_m2_kg", "agom_m2_kg"}:
            assert np.isfinite(column).all(), name
    assert (columns.mean_motion_rev_day > 0.0).all()
    assert ((columns.eccentricity >= 0.0) & (columns.eccentricity < 1.0)).all()
    assert ((columns.inclination_deg >= 0.0) & (columns.inclination_deg <= 180.0 + 1e-9)).all()
    assert ((columns.norad_cat_id > 0) | (columns.other_id != "")).all()


@pytest.mark.parametrize("kind", GP_KINDS)
def test_only_malformed_message_escapes(kind, data_dir):
    rng = random.Random(kind)
    seeds = seeds_of(kind, data_dir)
    outcome = {"refused": 0, "faults": 0, "clean": 0}
    for number in range(COUNT):
        data = mutate(rng.choice(seeds), rng)
        try:
            columns, faults = GP_READERS[kind](data)
        except MalformedMessage:
            outcome["refused"] += 1
            continue
        except Exception as error:  # noqa: BLE001 - whatever escapes is the finding
            pytest.fail(f"input {number} of {kind}: {error!r}\n{data[:2000]!r}")
        outcome["faults" if faults else "clean"] += 1
        assert_sound(columns)
        assert len(columns) or faults or kind in {"omm-csv", "elements-csv", "vimpel-json"}
        assert all(len(fault.text) <= 100 and len(fault.got) <= 60 for fault in faults)
    assert outcome["refused"] + outcome["faults"] > COUNT // 4, outcome
    assert outcome["clean"] > COUNT // 200 or kind == "vimpel-json", outcome


def test_recognizing_and_reading_never_raises_anything_else(data_dir):
    rng = random.Random(7)
    seeds = [seed for kind in GP_KINDS for seed in seeds_of(kind, data_dir)]
    for _ in range(COUNT // 5):
        data = mutate(rng.choice(seeds), rng)
        if rng.random() < 0.1:
            data = data.decode("latin-1").encode(rng.choice(("utf-16", "utf-8-sig", "utf-16-le")))
        try:
            sniff(data)
            _, columns, _ = read_gp(data)
        except MalformedMessage:
            continue
        assert_sound(columns)


FILLS = {
    "one line": b"x", "braces": b"{", "empty objects": b"{},", "elements": b"<omm ",
    "deep elements": b"<omm><a>", "first lines": b"1 \n", "short lines": b",\n", "quotes": b'"',
    "backslashes": b"\\", "deep lists": b"[[[", "keywords": b"A=\n", "points": b"1.",
}  # fmt: skip


@pytest.mark.parametrize("fill", sorted(FILLS))
@pytest.mark.parametrize("kind", SINGLE)
def test_a_flood_costs_little(kind, fill, data_dir):
    """150 kB of anything: the good sets kept, 2 CPU s, 60 bytes a byte and the faults at most."""
    seed = seeds_of(kind, data_dir)[0].rstrip()
    flood = FILLS[fill] * (150_000 // len(FILLS[fill]))
    good = read_gp(seed)[1]
    if kind in {"omm-json", "omm-xml"}:
        cut = {"omm-json": b"]", "omm-xml": b"</ndm>"}[kind]
        at = seed.rindex(cut)
        data = seed[:at] + {"omm-json": b',{"A":"', "omm-xml": b"<omm><A>"}[kind] + flood
    else:
        data = seed + b"\n" + flood + b"\n" + seed
    start = time.process_time()
    _, columns, faults = read_gp(data)
    assert time.process_time() - start < 2.0
    assert len(columns) >= len(good)
    assert faults
    if fill == "one line":
        return
    tracemalloc.start()
    try:
        read_gp(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 60 * len(data) + MAX_FAULTS * 1000


@pytest.mark.soak
@pytest.mark.parametrize("kind", SINGLE)
def test_a_line_of_200_megabytes(kind, data_dir):
    """Good sets kept, in seconds, in less than thrice the memory of the file."""
    seed = seeds_of(kind, data_dir)[0].rstrip()
    opening = {"omm-json": b',{"A":"', "omm-xml": b"<omm><A>"}.get(kind, b"\n")
    if kind in {"omm-json", "omm-xml"}:
        seed = seed[: seed.rindex({"omm-json": b"]", "omm-xml": b"</ndm>"}[kind])]
    data = seed + opening + b"x" * 200_000_000
    start = time.process_time()
    tracemalloc.start()
    try:
        _, columns, faults = read_gp(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(columns)
    assert faults
    assert peak < 3 * len(data)
    assert time.process_time() - start < 20.0
