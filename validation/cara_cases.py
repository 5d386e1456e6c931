"""CARA's 23 test CDMs and the Kelvins-derived set as arrays, for validation and benchmarks."""

from __future__ import annotations

import csv
import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from cspo.bridge.cdm import conjunction_from_cdm
from cspo.frames import rotate_covariance, rtn_from_inertial
from cspo.messages import cdm

__all__ = ["Case", "cara_cases", "kelvins_columns"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """r1, v1, cov1, r2, v2, cov2 of one event, n = 1, km; and CARA's numbers."""

    name: str
    states: tuple[np.ndarray, ...]
    hbr_km: float
    expected: dict[str, Any]


def cara_cases(folder: Path) -> list[Case]:
    """The cases of astro/pc/cara_cdm_cases.json, CDMs read by cspo."""
    cases = json.loads((folder / "astro/pc/cara_cdm_cases.json").read_text())["cases"]
    out = []
    for case in cases:
        message = cdm.read((folder / "astro/pc" / case["file"]).read_bytes())
        found = conjunction_from_cdm(message)
        states: list[np.ndarray] = []
        for state, covariance in (
            (found.state1, found.covariance1),
            (found.state2, found.covariance2),
        ):
            turn = rtn_from_inertial(state.r_km, state.v_km_s).swapaxes(-1, -2)
            full = rotate_covariance(covariance.matrix, turn)
            states += [np.atleast_2d(state.r_km), np.atleast_2d(state.v_km_s)]
            states.append(full.reshape(1, 6, 6))
        out.append(
            Case(
                name=case["id"],
                states=tuple(states),
                hbr_km=case["expected"]["HBR_m"] * 1e-3,
                expected=case["expected"],
            )
        )
    return out


def kelvins_columns(folder: Path) -> tuple[tuple[np.ndarray, ...], np.ndarray, np.ndarray]:
    """States and covariances, combined radius (km) and the file's own Pc of 1,085 events."""
    path = folder / "cdm/kelvins_derived_pc/conjunctions.csv.gz"
    with gzip.open(path, "rt") as handle:
        table = np.array(list(csv.reader(handle))[1:], dtype=np.float64)
    states: list[np.ndarray] = []
    for start in (2, 14):
        r, v = table[:, start : start + 3], table[:, start + 3 : start + 6]
        rr, tt, nn, rt, rn, tn = table[:, start + 6 : start + 12].T
        local = np.array([[rr, rt, rn], [rt, tt, tn], [rn, tn, nn]]).transpose(2, 0, 1)
        turn = rtn_from_inertial(r, v)
        states += [r, v, turn.transpose(0, 2, 1) @ local @ turn]
    return tuple(states), table[:, 1], table[:, 26]
