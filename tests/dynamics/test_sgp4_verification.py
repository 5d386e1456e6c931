"""The verification set of AIAA 2006-6753: states to 1 mm, and the errors that are due."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from element_catalogs import from_satrecs
from sgp4.api import WGS72, Satrec

from cspo.dynamics import PropagationStatus, Sgp4Bulk
from cspo.time import Epoch

POSITION_KM = 1e-6
VELOCITY_KM_S = 1.5e-9  # the files print nine decimals; 1e-9 is ours

DUE = {
    # satellite, first minute of its grid: minute and code at which the published run stops
    (22312, 0.0): (494.2028672, PropagationStatus.MEAN_ECCENTRICITY),
    (28350, 0.0): (1560.0, PropagationStatus.MEAN_ECCENTRICITY),
    (28872, 0.0): (55.0, PropagationStatus.DECAYED),
    (29141, 0.0): (440.0, PropagationStatus.DECAYED),
    (33333, 0.0): (25.0, PropagationStatus.SEMILATUS_RECTUM),
    (33334, 0.0): (0.0, PropagationStatus.PERTURBED_ECCENTRICITY),
    (20413, 1844000.0): (1844345.0, PropagationStatus.DECAYED),
}


def grid_of(start: float, stop: float, step: float) -> np.ndarray:
    """Minutes: epoch first, then start to stop, both ends kept."""
    grid = np.append(np.arange(start, stop, step), stop)
    return grid if start == 0.0 else np.insert(grid, 0, 0.0)


def published(data_dir: Path) -> list[tuple[Satrec, tuple[float, ...], np.ndarray]]:
    """Each satellite, start, stop and step in minutes, and the published t, r, v."""
    folder = data_dir / "tle_sgp4"
    tables: list[list[list[float]]] = []
    for line in (folder / "tcppver.out").read_text().splitlines():
        if line.endswith("xx"):
            tables.append([])
        else:
            tables[-1].append([float(x) for x in line.split()[:7]])
    lines = [x for x in (folder / "SGP4-VER.TLE").read_text().splitlines() if not x.startswith("#")]
    return [
        (Satrec.twoline2rv(one, two, WGS72), tuple(map(float, two[69:].split())), np.array(rows))
        for one, two, rows in zip(lines[0::2], lines[1::2], tables, strict=True)
    ]


def test_published_states_and_errors(data_dir: Path) -> None:
    """tcppver.out: 33 runs, 711 published states; every code of every grid as in C++."""
    runs = published(data_dir)
    assert len(runs) == 33
    met = set()
    for satrec, (start, stop, step), listed in runs:
        catalog = from_satrecs([satrec])
        grid = grid_of(start, stop, step)
        epoch = Epoch(int(catalog.epoch_tai_ns[0]))
        states, status = Sgp4Bulk(catalog).propagate(epoch, grid * 60.0)
        codes = status[:, 0]
        assert codes.tolist() == [satrec.sgp4_tsince(t)[0] for t in grid]
        assert np.isnan(states[codes != 0]).all()
        key = (satrec.satnum, 0.0 if start < 1e6 else 1_844_000.0)
        if codes.any():
            first = int(np.flatnonzero(codes)[0])
            assert (pytest.approx(DUE[key][0]), DUE[key][1]) == (grid[first], codes[first])
            met.add(key)
        # satellite 33334 prints the state of its error at epoch
        rows = listed[: int(np.flatnonzero(codes)[0])] if codes.any() else listed
        assert np.allclose(rows[:, 0], grid[: len(rows)], rtol=0, atol=1e-7)
        assert len(rows) == (int(np.flatnonzero(codes)[0]) if codes.any() else len(grid))
        off = np.abs(states[: len(rows), :, 0] - rows[:, 1:])
        assert off[:, :3].max(initial=0.0) < POSITION_KM
        assert off[:, 3:].max(initial=0.0) < VELOCITY_KM_S
    assert met == set(DUE)


def test_improved_mode_of_the_second_set(data_dir: Path) -> None:
    """astro/sgp4/sgp4_ver.json: 16 of the satellites run in mode 'i'."""
    found = json.loads((data_dir / "astro" / "sgp4" / "sgp4_ver.json").read_text())["cases"]
    assert len(found) == 16
    for case in found:
        catalog = from_satrecs([Satrec.twoline2rv(case["line1"], case["line2"], WGS72)])
        minutes = np.array([row["t_min"] for row in case["expected"]])
        states, status = Sgp4Bulk(catalog).propagate(
            Epoch(int(catalog.epoch_tai_ns[0])), minutes * 60.0
        )
        assert not status.any()
        r_km = np.array([row["r_km"] for row in case["expected"]])
        v_km_s = np.array([row["v_km_s"] for row in case["expected"]])
        assert np.abs(states[:, :3, 0] - r_km).max() < POSITION_KM
        assert np.abs(states[:, 3:, 0] - v_km_s).max() < VELOCITY_KM_S
        grid = grid_of(case["start_min"], case["stop_min"], case["step_min"])
        if len(grid) > len(minutes):  # the error due where the listing stops
            _, status = Sgp4Bulk(catalog).propagate(
                Epoch(int(catalog.epoch_tai_ns[0])), grid[len(minutes) :][:1] * 60.0
            )
            assert status[0, 0] in {1, 2, 3, 4, 6}
