"""Pc a second and core: every method in bulk, beside Orekit's, in one run.

The 1,085 Kelvins-derived conjunctions, repeated, for the methods in the encounter
plane, from states and covariances as a user calls them; 250,000 made-up events
like those of a screening (misses to 5 km, RTN sigmas of element sets) for what a
screening asks of each; CARA's 23 CDMs, repeated, for the curved methods. Orekit takes
the same events with miss and sigmas already in the plane, one call an event
through JPype; the cost of crossing into Java is measured with a trivial call
and taken off. CPU seconds of the process; the median of the rounds.

    python -m bench.pc [--data DIR] [--rounds N] [--json]
"""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from cspo.conjunction.probability import (
    assess,
    combined_plane,
    covariance_from_rtn_sigma,
    dilution,
    foster1992_on_plane,
    nc2d_hall2021,
    nc3d_hall2021,
    pc_alfano2005,
    pc_elrod2019,
    pc_foster1992,
    pc_montecarlo,
)
from validation.cara_cases import cara_cases, kelvins_columns

REPEAT = 200
TWO_D = "org.orekit.ssa.collision.shorttermencounter.probability.twod."
OREKIT = ("Alfano2005", "Laas2015", "Patera2005", "Chan1997", "Alfriend1999")


def cpu_s(call: Callable[[], object], rounds: int) -> float:
    """Median CPU seconds after one untimed call."""
    call()
    spent = []
    for _ in range(rounds):
        start = time.process_time()
        call()
        spent.append(time.process_time() - start)
    return statistics.median(spent)


def screening(n: int) -> tuple[np.ndarray, ...]:
    """States and hard bodies of *n* circular orbits that cross within 5 km."""
    rng = np.random.default_rng(0)
    r = rng.normal(size=(n, 3))
    r *= (rng.uniform(6_700.0, 8_000.0, n) / np.linalg.norm(r, axis=1))[:, None]
    speed = np.sqrt(398_600.4418 / np.linalg.norm(r, axis=1))[:, None]

    def across(of: np.ndarray) -> np.ndarray:
        v = rng.normal(size=(n, 3))
        v -= of * ((v * of).sum(axis=1) / (of * of).sum(axis=1))[:, None]
        return v / np.linalg.norm(v, axis=1)[:, None]

    v1, v2 = across(r) * speed, across(r) * speed
    miss = across(v2 - v1) * (5.0 * np.sqrt(rng.uniform(size=n)))[:, None]
    return r, v1, r + miss, v2, rng.uniform(0.001, 0.015, n)


def ours(folder: Path, rounds: int) -> dict[str, Any]:
    states, hbr, _ = kelvins_columns(folder)
    many = [np.concatenate([s] * REPEAT) for s in states]
    radius = np.tile(hbr, REPEAT)
    n = len(radius)
    plane = combined_plane(*many, radius)
    exact = pc_foster1992(*states, hbr).pc
    out: dict[str, Any] = {}

    def add(name: str, count: int, call: Callable[[], object], error: float | None) -> None:
        out[name] = {"per_s": count / cpu_s(call, rounds), "n": count, "error": error}

    for name, method in (
        ("foster1992", pc_foster1992),
        ("alfano2005", pc_alfano2005),
        ("elrod2019 (64)", pc_elrod2019),
    ):
        error = float(np.abs(method(*states, hbr).pc / exact - 1.0).max())
        add(name, n, lambda method=method: method(*many, radius), error)
    add("foster1992, in the plane", n, lambda: foster1992_on_plane(plane), 0.0)
    add("maximum and dilution, in the plane", n, lambda: dilution(plane), None)
    r1, v1, r2, v2, body = screening(250_000)
    sigma = np.tile([0.2, 1.0, 0.2], (250_000, 1))
    c1 = covariance_from_rtn_sigma(r1, v1, sigma)
    c2 = covariance_from_rtn_sigma(r2, v2, 2.0 * sigma)
    slim = combined_plane(r1, v1, c1, r2, v2, c2, body)
    add(
        "foster1992, screening",
        len(body),
        lambda: pc_foster1992(r1, v1, c1, r2, v2, c2, body),
        None,
    )
    add("maximum and dilution, screening", len(body), lambda: dilution(slim), None)
    add(
        "covariance of RTN sigmas", len(body),
        lambda: covariance_from_rtn_sigma(r1, v1, sigma), None,
    )  # fmt: skip
    add(
        "assess, screening", len(body),
        lambda: assess(r1, v1, r2, v2, body, cov1=c1, cov2=c2, from_element_sets=True), None,
    )  # fmt: skip

    cases = cara_cases(folder)
    full = [np.concatenate([c.states[k] for c in cases]) for k in range(6)]
    bodies = np.array([c.hbr_km for c in cases])
    for name, label, method, repeat in (
        ("hall2021_nc2d", "Nc2D", nc2d_hall2021, 20),
        ("hall2021_nc3d", "Nc3D", nc3d_hall2021, 1),
    ):
        due = np.array([c.expected[label] for c in cases])
        error = float(np.abs(method(*full, bodies).pc / due - 1.0).max())
        args = [np.concatenate([a] * repeat) for a in (*full, bodies)]
        add(name, len(cases) * repeat, lambda method=method, args=args: method(*args), error)
    args = [np.concatenate([a] * 10) for a in full]
    r1f, v1f, c1f, r2f, v2f, c2f = args
    tiled = np.tile(bodies, 10)
    add(
        "assess, full covariance", len(tiled),
        lambda: assess(r1f, v1f, r2f, v2f, tiled, cov1=c1f, cov2=c2f), None,
    )  # fmt: skip
    one = cases[14]
    trials = 500_000
    add(
        "montecarlo (trials)", trials,
        lambda: pc_montecarlo(*one.states, one.hbr_km, trials=trials), None,
    )  # fmt: skip
    return out


def answer(method: Any, row: tuple[float, ...]) -> float:
    """Pc by a method of Orekit, NaN where it raises."""
    try:
        return float(method.compute(*row).getValue())
    except Exception:  # noqa: BLE001 - whatever Java throws
        return math.nan


def orekit(folder: Path, rounds: int) -> dict[str, Any]:
    import jpype  # noqa: PLC0415 - a peer, loaded when asked for
    import orekit_jpype  # noqa: PLC0415 - a peer, loaded when asked for

    orekit_jpype.initVM(vmargs="-Xmx1g,-Xrs")
    states, hbr, _ = kelvins_columns(folder)
    plane = combined_plane(*states, hbr)
    exact = foster1992_on_plane(plane).pc
    rows = [
        tuple(map(float, row))
        for row in zip(plane.x_km, plane.z_km, plane.sigma_x_km, plane.sigma_z_km, hbr, strict=True)
    ]
    hypot = jpype.JClass("java.lang.Math").fma

    def cross() -> None:
        for row in rows * 4:
            hypot(*row[:3])

    crossing = cpu_s(cross, rounds) / (4 * len(rows))
    out: dict[str, Any] = {}
    for name in OREKIT:
        method = jpype.JClass(TWO_D + name)()

        # Some refuse events whose sum leaves [0, 1]: those are left out, and counted.
        found = np.array([answer(method, row) for row in rows])
        good = [row for row, value in zip(rows, found, strict=True) if not math.isnan(value)]

        def call(method: Any = method, good: list[Any] = good) -> None:
            for row in good:
                method.compute(*row)

        for _ in range(3):
            call()  # the Java compiler warms up
        spent = cpu_s(call, rounds) / len(good)
        out[f"Orekit {name}"] = {
            "per_s": 1.0 / max(spent - crossing, 1e-9),
            "n": len(good),
            "refused": len(rows) - len(good),
            "error": float(np.nanmax(np.abs(found / exact - 1.0))),
        }
    out["crossing into Java"] = {"per_s": 1.0 / crossing, "n": 4 * len(rows), "error": None}
    return out


def show(report: dict[str, Any]) -> None:
    print(f"{'method':<38}{'a second':>14}{'greatest error':>18}")
    for name, row in report.items():
        error = "" if row["error"] is None else f"{row['error']:.1e}"
        refused = f"   refused {row['refused']} of them" if row.get("refused") else ""
        print(f"{name:<38}{row['per_s']:>14,.0f}{error:>18}{refused}")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.pc", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("CSPO_DATA", "")))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    report = ours(given.data, given.rounds) | orekit(given.data, given.rounds)
    if given.json:
        print(json.dumps(report))
    else:
        show(report)


if __name__ == "__main__":
    main()
