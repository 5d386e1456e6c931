"""Conjunctions with published answers, read as they are, without the product's own readers."""

from __future__ import annotations

import csv
import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

_TERMS = """
CR_R CT_R CT_T CN_R CN_T CN_N CRDOT_R CRDOT_T CRDOT_N CRDOT_RDOT CTDOT_R CTDOT_T CTDOT_N
CTDOT_RDOT CTDOT_TDOT CNDOT_R CNDOT_T CNDOT_N CNDOT_RDOT CNDOT_TDOT CNDOT_NDOT
"""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One event: arrays of n = 1, km, and what its authority says."""

    name: str
    states: tuple[Any, ...]
    hbr_km: float
    expected: dict[str, Any]

    @property
    def inputs(self) -> tuple[Any, ...]:
        """r1, v1, cov1, r2, v2, cov2, hbr: what every method takes."""
        return (*self.states, self.hbr_km)


def rtn_axes(r: Any, v: Any) -> Any:
    radial = r / np.linalg.norm(r)
    normal = np.cross(r, v)
    normal = normal / np.linalg.norm(normal)
    return np.column_stack([radial, np.cross(normal, radial), normal])


def read_cdm(path: Path) -> tuple[list[dict[str, str]], list[tuple[str, str]]]:
    """Header and the two objects of a KVN CDM, and its comments with an equals sign."""
    parts: list[dict[str, str]] = [{}]
    comments = []
    for line in path.read_text().splitlines():
        key, _, value = (x.strip() for x in line.partition("="))
        if key.startswith("COMMENT"):
            comments.append((key[7:].strip(), value))
            continue
        if key == "OBJECT":
            parts.append({})
        parts[-1][key] = value.split("[")[0].strip()
    return parts, comments


def cdm_object(part: dict[str, str]) -> tuple[Any, Any, Any]:
    r = np.array([float(part[k]) for k in ("X", "Y", "Z")])
    v = np.array([float(part[k]) for k in ("X_DOT", "Y_DOT", "Z_DOT")])
    cov = np.zeros((6, 6))
    terms = iter(_TERMS.split())
    for i in range(6):
        for k in range(i + 1):
            cov[i, k] = cov[k, i] = float(part[next(terms)]) * 1e-6  # m2 -> km2
    turn = np.kron(np.eye(2), rtn_axes(r, v))
    return r[None], v[None], (turn @ cov @ turn.T)[None]


@pytest.fixture(scope="session")
def cara(data_dir: Path) -> list[Case]:
    """23 real CDMs with CARA's numbers (CARA_PcMethod_Test_Conjunctions.xlsx)."""
    folder = data_dir / "astro" / "pc"
    cases = json.loads((folder / "cara_cdm_cases.json").read_text())["cases"]
    out = []
    for case in cases:
        parts, _ = read_cdm(folder / case["file"])
        out.append(
            Case(
                name=case["id"],
                states=(*cdm_object(parts[1]), *cdm_object(parts[2])),
                hbr_km=case["expected"]["HBR_m"] * 1e-3,
                expected=case["expected"],
            )
        )
    assert len(out) == 23
    return out


@pytest.fixture(scope="session")
def alfano(data_dir: Path) -> dict[int, Case]:
    """Alfano 2009 test cases with Alfano's and CARA's numbers."""
    text = (data_dir / "astro" / "pc" / "alfano2009.json").read_text()
    out = {}
    for case in json.loads(text)["cases"]:
        tca = {k: np.array(v) for k, v in case["tca"].items() if k != "title"}
        states = (
            tca["r1_m"][None] * 1e-3, tca["v1_mps"][None] * 1e-3, tca["C1"][None] * 1e-6,
            tca["r2_m"][None] * 1e-3, tca["v2_mps"][None] * 1e-3, tca["C2"][None] * 1e-6,
        )  # fmt: skip
        out[case["case"]] = Case(
            name=case["desc"],
            states=states,
            hbr_km=case["HBR_m"] * 1e-3,
            expected={**case["expected"], "window_s": float(case["half_window_s"])},
        )
    return out


@pytest.fixture(scope="session")
def cara_unit(data_dir: Path) -> list[Case]:
    """CARA's unit tests of the plane methods: circles only."""
    text = (data_dir / "astro" / "pc" / "cara_unit.json").read_text()
    out = []
    for case in json.loads(text)["cases"]:
        if case["method"] != "2D circle":
            continue
        km = 1.0 if case["units"].startswith("km") else 1e-3
        states = tuple(
            np.array(case[k])[None] * (km * km if k[0] == "C" else km)
            for k in ("r1", "v1", "C1", "r2", "v2", "C2")
        )
        out.append(
            Case(
                name=case["id"], states=states, hbr_km=case["HBR"] * km,
                expected={"pc": case["expected"]},
            )
        )  # fmt: skip
    return out


@pytest.fixture(scope="session")
def kelvins(data_dir: Path) -> dict[str, Any]:
    """1,085 conjunctions derived from ESA's collision avoidance challenge, in columns."""
    path = data_dir / "cdm" / "kelvins_derived_pc" / "conjunctions.csv.gz"
    with gzip.open(path, "rt") as handle:
        rows = list(csv.reader(handle))[1:]
    table = np.array(rows, dtype=np.float64)
    assert len(table) == 1085
    states = []
    for start in (2, 14):
        r, v = table[:, start : start + 3], table[:, start + 3 : start + 6]
        rr, tt, nn, rt, rn, tn = table[:, start + 6 : start + 12].T
        cov = np.array([[rr, rt, rn], [rt, tt, tn], [rn, tn, nn]]).transpose(2, 0, 1)
        axes = np.array([rtn_axes(a, b) for a, b in zip(r, v, strict=True)])
        states += [r, v, axes @ cov @ axes.transpose(0, 2, 1)]
    return {"states": tuple(states), "hbr_km": table[:, 1], "pc": table[:, 26]}


@pytest.fixture(scope="session")
def privateer(data_dir: Path) -> list[Case]:
    """TerraSAR-X and TanDEM-X: eight CDMs with two Pc each."""
    out = []
    for path in sorted((data_dir / "cdm" / "privateer_tsx_tdx").glob("*.cdm")):
        parts, comments = read_cdm(path)
        out.append(
            Case(
                name=path.name,
                states=(*cdm_object(parts[1]), *cdm_object(parts[2])),
                hbr_km=float("nan"),
                expected={
                    "hall": float(parts[0]["COLLISION_PROBABILITY"]),
                    "elrod": float(dict(comments)["COLLISION_PROBABILITY"]),
                },
            )
        )
    assert len(out) == 8
    return out
