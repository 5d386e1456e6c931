"""Fit the numbers of the reference population's families to a real catalogue.

    python validation/fit_reference_population.py            # the fit, as a table
    python validation/fit_reference_population.py --write    # and into the table of families

The families, their facts and sources are written by hand in
``src/cspo/orbits/data/reference_population.toml``. This script assigns every object of the
snapshot to the first family whose ``like`` it fits, and writes the aggregates of each family
back into its row: how many objects, and the 10th, 50th and 90th percentile of what describes
them. Nothing of a single object is kept; a family of fewer than `MIN_COUNT` objects leaves
the table, and its objects go to the next family that they fit.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import os
import re
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from cspo.constants import EARTH_RADIUS_KM, WGS72_J2, WGS72_MU_KM3_S2, WGS72_RADIUS_KM
from cspo.orbits.population_families import sun_synchronous_deg

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "src/cspo/orbits/data/reference_population.toml"
SNAPSHOT = "catalog/celestrak_on_orbit_20241101.omm.csv.gz"
SNAPSHOT_UTC = datetime(2024, 11, 1)  # noqa: DTZ001 -- UTC throughout
SUN_RA_DEG = 216.6  # mean Sun, 2024-11-01
MIN_COUNT = 10
ARCS = 12  # of longitude
KINDS = ("walker", "belt", "cloud")


def read_snapshot(data: Path) -> dict[str, Any]:
    """The snapshot in columns: degrees, km; nodes brought to one epoch."""
    with gzip.open(data / SNAPSHOT, "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))

    def number(key: str) -> np.ndarray:
        return np.array([float(row[key] or 0) for row in rows])

    name = np.array([row["OBJECT_NAME"] for row in rows])
    age_s = np.array(
        [(SNAPSHOT_UTC - datetime.fromisoformat(r["EPOCH"])).total_seconds() for r in rows]
    )
    n = number("MEAN_MOTION") * 2 * np.pi / 86_400
    a = np.cbrt(WGS72_MU_KM3_S2 / n**2)
    e, inc = number("ECCENTRICITY"), number("INCLINATION")
    p = a * (1 - e**2)
    node_rate = -1.5 * WGS72_J2 * n * (WGS72_RADIUS_KM / p) ** 2 * np.cos(np.radians(inc))
    raan = (number("RA_OF_ASC_NODE") + np.degrees(node_rate) * age_s) % 360
    longitude = number("RA_OF_ASC_NODE") + number("ARG_OF_PERICENTER") + number("MEAN_ANOMALY")
    return {
        "name": name,
        "launch": np.array([row["OBJECT_ID"][:8] for row in rows]),
        "kind": np.where(
            np.char.find(name, " DEB") >= 0, "D", np.where(np.char.find(name, "R/B") >= 0, "R", "P")
        ),
        "inc": inc,
        "ecc": e,
        "alt": a - EARTH_RADIUS_KM,
        "peri": a * (1 - e) - EARTH_RADIUS_KM,
        "apo": a * (1 + e) - EARTH_RADIUS_KM,
        "raan": raan,
        "ltan": ((raan - SUN_RA_DEG) / 15 + 12) % 24,
        "argp": number("ARG_OF_PERICENTER"),
        "longitude": (longitude - sidereal_deg(age_s)) % 360,
        "bstar": number("BSTAR"),
    }


def sidereal_deg(age_s: np.ndarray) -> np.ndarray:
    """Sidereal angle at a time before the snapshot. Source: IAU 1982, linear part."""
    days = (SNAPSHOT_UTC - datetime(2000, 1, 1, 12)).total_seconds() / 86_400 - age_s / 86_400  # noqa: DTZ001 -- UTC throughout
    return 280.46061837 + 360.98564736629 * days


def fits(sky: dict[str, Any], like: dict[str, Any]) -> np.ndarray:
    """Which objects a family stands for."""
    inside = np.ones(len(sky["name"]), dtype=bool)
    for key, want in like.items():
        if key == "name":
            pattern = re.compile(want)
            inside &= np.array([bool(pattern.search(name)) for name in sky["name"]])
        elif key == "launch":
            inside &= np.isin(sky["launch"], want)
        elif key == "kind":
            inside &= sky["kind"] == want
        else:
            inside &= (sky[key] >= want[0]) & (sky[key] < want[1])
    return inside


def figures(value: float, digits: int) -> float:
    return float(f"{value:.{digits}g}")


def spread(x: np.ndarray, digits: int, decimals: int) -> list[float]:
    """The 10th, 50th and 90th percentile, rounded."""
    return [round(figures(q, digits), decimals) for q in np.percentile(x, [10, 50, 90])]


def robust_sd(x: np.ndarray) -> float:
    """Standard deviation from the middle 80 %: a few strays don't widen a shell."""
    low, high = np.percentile(x, [10, 90])
    return float(high - low) / 2.563


def direction(angle_deg: np.ndarray) -> list[float] | None:
    """Mean and spread (deg) of angles, or None where they are all around the circle."""
    z = np.exp(1j * np.radians(angle_deg)).mean()
    if abs(z) < 0.35:
        return None
    sd = float(np.degrees(np.sqrt(-2 * np.log(abs(z)))))
    return [round(float(np.degrees(np.angle(z))) % 360, 0), round(sd, 0)]


def best_phasing(planes: int, slots: int, inc_deg: float) -> int:
    """Walker's F with the greatest closest approach between any two satellites of the shell.

    Source: Speckman, Lang, Boyce, An analysis of the line of sight vector between two satellites
    in common altitude circular orbits, Astrodynamics 1989, p. 866.
    """
    inc, d_node = np.radians(inc_deg), 2 * np.pi * np.arange(1, planes) / planes
    half = np.sqrt((1 + np.cos(inc) ** 2 + np.sin(inc) ** 2 * np.cos(d_node)) / 2)
    turn = 2 * np.arctan2(np.cos(inc) * np.sin(d_node / 2), np.cos(d_node / 2))
    slot = 2 * np.pi * np.arange(slots)[:, None] / slots
    closest = [
        np.abs(half * np.sin((slot + turn + f * d_node / slots) / 2)).min() for f in range(planes)
    ]
    return int(np.argmax(closest))


def fit_walker(sky: dict[str, Any], mine: np.ndarray, family: dict[str, Any]) -> dict[str, Any]:
    alt, inc, e = sky["alt"][mine], sky["inc"][mine], sky["ecc"][mine]
    w = np.radians(sky["argp"][mine])
    ex, ey = np.median(e * np.cos(w)), np.median(e * np.sin(w))
    e_sd = np.hypot(robust_sd(e * np.cos(w)), robust_sd(e * np.sin(w))) / np.sqrt(2)
    if "plane_step_km" in family:
        step = family["plane_step_km"]
        planes = alt - np.median(alt)
        scatter = robust_sd(planes - step * np.round(planes / step))
    else:
        scatter = robust_sd(alt)
    fitted = {
        "alt_km": [round(float(np.median(alt)), 2), figures(scatter, 2)],
        "inc_deg": [round(float(np.median(inc)), 3), figures(robust_sd(inc), 2)],
        "ecc": [figures(float(np.hypot(ex, ey)), 2), figures(float(e_sd), 2)],
        "argp_deg": round(float(np.degrees(np.arctan2(ey, ex))) % 360, 0),
    }
    if not {"node_span_deg", "raan"} & family.keys():
        fitted["phasing"] = best_phasing(family["planes"], family["slots"], fitted["inc_deg"][0])
    return fitted


def fit_cloud(sky: dict[str, Any], mine: np.ndarray, family: dict[str, Any]) -> dict[str, Any]:
    fit: dict[str, Any] = {"alt_km": spread(sky["alt"][mine], 5, 1)}
    if np.median(sky["ecc"][mine]) > 0.2:
        fit["perigee_km"] = spread(sky["peri"][mine], 3, 0)
    else:
        fit["ecc"] = spread(sky["ecc"][mine], 2, 7)
    sunward = family.get("inclination") == "sun-synchronous"
    if sunward:
        a = sky["alt"][mine] + EARTH_RADIUS_KM
        offset = sky["inc"][mine] - sun_synchronous_deg(a, sky["ecc"][mine])
        fit["inc_offset_deg"] = spread(offset, 3, 2)
    else:
        fit["inc_deg"] = spread(sky["inc"][mine], 5, 2)
    node = direction(sky["raan"][mine])
    if node and sunward:
        hours = direction(sky["ltan"][mine] * 15)
        fit["ltan_h"] = [round(hours[0] / 15, 1), round(hours[1] / 15, 1)] if hours else None
    elif node:
        fit["raan_deg"] = node
    argp = direction(sky["argp"][mine])
    if argp:
        fit["argp_deg"] = argp
    return {k: x for k, x in fit.items() if x is not None}


def fit_belt(sky: dict[str, Any], mine: np.ndarray, family: dict[str, Any]) -> dict[str, Any]:
    fit: dict[str, Any] = {
        "alt_km": spread(sky["alt"][mine], 6, 1),
        "ecc": spread(sky["ecc"][mine], 2, 7),
    }
    if family.get("controlled"):
        fit["inc_deg"] = spread(sky["inc"][mine], 2, 3)
        share = np.histogram(sky["longitude"][mine], np.linspace(0, 360, ARCS + 1))[0]
        fit["longitude_share"] = [figures(x, 2) for x in share / share.sum()]
    else:
        fit["years_adrift"] = spread(years_adrift(sky["inc"][mine], sky["raan"][mine]), 2, 1)
    return fit


def years_adrift(inc_deg: np.ndarray, raan_deg: np.ndarray) -> np.ndarray:
    """Years since inclination control ended, from where the pole is on its 53-year circle."""
    x = 7.4 - inc_deg * np.cos(np.radians(raan_deg))
    y = inc_deg * np.sin(np.radians(raan_deg))
    return (np.degrees(np.arctan2(y, x)) % 360) / 360 * 53


def toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {toml(x)}" for key, x in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(toml(x) for x in value) + "]"
    return f"{value:.6g}"


FITTED = (
    "count",
    "alt_km",
    "perigee_km",
    "ecc",
    "inc_deg",
    "inc_offset_deg",
    "years_adrift",
    "longitude_share",
    "raan_deg",
    "ltan_h",
    "argp_deg",
    "phasing",
    "bstar",
)


def fit(sky: dict[str, Any], table: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Every family with its numbers, too small ones left out."""
    free = np.ones(len(sky["name"]), dtype=bool)
    rows: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
    for kind in KINDS:
        for family in table[kind]:
            if "like" not in family:
                rows[kind].append(family)
                continue
            mine = free & fits(sky, family["like"])
            if mine.sum() < MIN_COUNT and family.get("raan") != "docked":
                continue
            free &= ~mine
            facts = {k: x for k, x in family.items() if k not in FITTED}
            if kind == "walker":
                numbers = fit_walker(sky, mine, family)
            elif kind == "belt":
                numbers = fit_belt(sky, mine, family)
            else:
                numbers = fit_cloud(sky, mine, family)
            drag = np.abs(sky["bstar"][mine])
            numbers["bstar"] = spread(drag[drag > 0], 2, 8) if (drag > 0).sum() > 3 else [0, 0, 0]
            rows[kind].append({**facts, "count": int(mine.sum()), **numbers})
    for index in np.flatnonzero(free):
        print("in no family:", sky["name"][index], round(float(sky["alt"][index])))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    data = Path(os.environ.get("CSPO_DATA") or ROOT.parent / "shared/data")
    text = TABLE.read_text(encoding="utf-8")
    rows = fit(read_snapshot(data), tomllib.loads(text))
    body = "".join(
        f"{kind} = [\n" + "".join(f"  {toml(row)},\n" for row in rows[kind]) + "]\n\n"
        for kind in KINDS
    )
    for kind in KINDS:
        print(kind, len(rows[kind]), "families", sum(r["count"] for r in rows[kind]), "objects")
    if arguments.write:
        head, rest = text.split("\nwalker = [", 1)
        tail = rest[rest.index("[sources]") :]
        TABLE.write_text(f"{head}\n{body}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
