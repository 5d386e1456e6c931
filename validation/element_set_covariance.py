"""Estimate how element sets of one object disagree, by orbit class and age.

Reads the element histories of the real data (``CSPO_DATA``), propagates each
set to the epochs of the later sets of the same object, takes the differences
in RTN, and fits the growth of their robust standard deviation with age. Writes
``src/cspo/conjunction/data/element_covariance.csv``, which ships with cspo:
statistics of a class, no element set.

    python -m validation.element_set_covariance

The differences hold the errors of both sets and miss what both share, so the
result is consistency, not truth; `docs/theory/element-covariance.md` says more.
"""

from __future__ import annotations

import csv
import gzip
import itertools
import os
from collections import defaultdict
from pathlib import Path

import numpy as np
from scipy.optimize import nnls
from sgp4.api import WGS72, Satrec

from cspo.conjunction.element_covariance import CLASSES, class_of

HISTORIES = (
    "spacetrack_2013-10_histories_even.3le.gz",
    "celestrak_2026-05/geo_20260524-28.3le.gz",
    "celestrak_2026-05/oneweb_20260524-28.3le.gz",
    "celestrak_2026-05/resource_20260524-28.3le.gz",
    "celestrak_2026-05/science_20260524-28.3le.gz",
    "celestrak_2026-05/starlink_20260524-28.3le.gz",
    "celestrak_2026-05/weather_20260524-28.3le.gz",
)
AGE_EDGES_D = np.array([0.05, 0.5, 1, 2, 3, 4, 5, 6, 7, 8, 10], float)
CONSTELLATION_FLOOR_KM = 400.0
OUT = Path(__file__).parents[1] / "src/cspo/conjunction/data/element_covariance.csv"


def histories(folder: Path) -> tuple[dict[int, list[Satrec]], set[int]]:
    """Element sets of each object in order of epoch; the numbers of constellations' members."""
    found: dict[int, dict[float, Satrec]] = defaultdict(dict)
    maneuvering = set()
    for name in HISTORIES:
        packed = (folder / "catalog_history" / name).read_bytes()
        lines = gzip.decompress(packed).decode().splitlines()
        for one, two in itertools.pairwise(lines):
            if one.startswith("1 ") and two.startswith("2 ") and one[2:7] == two[2:7]:
                sat = Satrec.twoline2rv(one, two, WGS72)
                found[sat.satnum][sat.jdsatepoch + sat.jdsatepochF] = sat
                if "starlink" in name or "oneweb" in name:
                    maneuvering.add(sat.satnum)
    ordered = {number: [sets[t] for t in sorted(sets)] for number, sets in found.items()}
    return ordered, maneuvering


def differences(sets: list[Satrec]) -> tuple[np.ndarray, np.ndarray]:
    """Age (days) and RTN difference (km) of each earlier set at each later epoch."""
    jd = np.array([s.jdsatepoch for s in sets])
    fr = np.array([s.jdsatepochF for s in sets])
    at_epoch = [s.sgp4(s.jdsatepoch, s.jdsatepochF) for s in sets]
    good = np.array([error == 0 for error, _, _ in at_epoch])
    r = np.array([state[1] for state in at_epoch])
    v = np.array([state[2] for state in at_epoch])
    ages, rtn = [], []
    for i, sat in enumerate(sets[:-1]):
        later = np.flatnonzero(good[i + 1 :]) + i + 1
        error, ri, _ = sat.sgp4_array(jd[later], fr[later])
        later, ri = later[error == 0], ri[error == 0]
        radial = r[later] / np.linalg.norm(r[later], axis=1, keepdims=True)
        normal = np.cross(r[later], v[later])
        normal /= np.linalg.norm(normal, axis=1, keepdims=True)
        axes = np.stack([radial, np.cross(normal, radial), normal], 1)
        ages.append((jd[later] - jd[i]) + (fr[later] - fr[i]))
        rtn.append(np.einsum("kij,kj->ki", axes, ri - r[later]))
    return np.concatenate(ages), np.concatenate(rtn)


def main() -> None:
    """Estimate, fit, print and write the table."""
    data = Path(os.environ.get("CSPO_DATA", "../shared/data"))
    ages, rtn, kind, owner = [], [], [], []
    found, maneuvering = histories(data)
    for number, sets in found.items():
        if len(sets) < 2:
            continue
        age, difference = differences(sets)
        last = sets[-1]
        a_km = (398600.8 / (last.no_kozai / 60.0) ** 2) ** (1.0 / 3.0)
        perigee_km = a_km * (1.0 - last.ecco) - 6378.135
        constellation = number in maneuvering
        if constellation and perigee_km < CONSTELLATION_FLOOR_KM:
            continue  # raising or leaving: no steady behavior to learn from
        which = class_of(
            np.array([perigee_km]), np.array([last.ecco]), np.array([constellation])
        )[0]  # fmt: skip
        ages.append(age)
        rtn.append(difference)
        kind.append(np.full(len(age), which))
        owner.append(np.full(len(age), number))
    age, difference = np.concatenate(ages), np.concatenate(rtn)
    which, number = np.concatenate(kind), np.concatenate(owner)
    rows = []
    for index, name in enumerate(CLASSES):
        chosen = which == index
        sigma, middle, count = _binned(age[chosen], difference[chosen])
        for axis, letter in enumerate("RTN"):
            a, b, c = _fit(middle, sigma[:, axis], count)
            rows.append(
                {
                    "orbit_class": name,
                    "axis": letter,
                    "sigma0_km": f"{a:.4g}",
                    "rate_km_d": f"{b:.4g}",
                    "accel_km_d2": f"{c:.4g}",
                    "pairs": int(chosen.sum()),
                    "objects": len(np.unique(number[chosen])),
                }
            )
            shown = " ".join(
                f"{t:.1f}d:{s:.2f}" for t, s in zip(middle, sigma[:, axis], strict=False)
            )
            print(f"{name:24s} {letter}  {a:8.3f} {b:8.3f} {c:8.4f}   {shown}")
        print(f"{name:24s} pairs {chosen.sum():,}, objects {len(np.unique(number[chosen])):,}")
    with OUT.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _binned(age: np.ndarray, rtn: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Robust sigma (68.27th percentile of the magnitude) in each age bin with 30 pairs."""
    sigma, middle, count = [], [], []
    for low, high in itertools.pairwise(AGE_EDGES_D):
        inside = (age >= low) & (age < high)
        if inside.sum() >= 30:
            sigma.append(np.percentile(np.abs(rtn[inside]), 68.27, axis=0))
            middle.append(float(np.median(age[inside])))
            count.append(int(inside.sum()))
    return np.array(sigma), np.array(middle), np.array(count)


def _fit(age: np.ndarray, sigma: np.ndarray, count: np.ndarray) -> tuple[float, float, float]:
    """Non-negative sigma0 + rate age + accel age squared, relative weights."""
    weight = np.sqrt(np.minimum(count, 1000)) / sigma
    basis = np.stack([np.ones_like(age), age, age**2], 1) * weight[:, None]
    a, b, c = nnls(basis, sigma * weight)[0]
    return float(a), float(b), float(c)


if __name__ == "__main__":
    main()
