"""McIlwain's L over the Earth from the International Geomagnetic Reference Field.

    python -m validation.l_shells IGRF14.shc

Reads the coefficients of 2025.0 (https://doi.org/10.5281/zenodo.14012302), traces the field line
of each point of a net to its conjugate, and writes src/cspo/consequence/belts/data/l_shells.csv.
First it traces a dipole, whose L is known. Some minutes.

McIlwain 1961, JGR 66(11), 3681: I is the integral of sqrt(1 - B/Bm) along the line between the
points of the same B; Hilton 1971, JGR 76(28), 6952: L³ Bm / M from I³ Bm / M.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from cspo.consequence.belts import l_shell

OUT = Path(__file__).resolve().parents[1] / "src/cspo/consequence/belts/data/l_shells.csv"
EPOCH = 2025.0
DEGREE = 13
LATITUDES_DEG = np.arange(-90.0, 91.0, 5.0)
LONGITUDES_DEG = np.arange(0.0, 360.0, 10.0)
RADII = np.array([0.99, 1.03, 1.07, 1.12, 1.18, 1.27, 1.4, 1.6, 2.0, 2.7, 4.0, 6.0, 8.0])
"""Over 6,371.2 km."""
FARTHEST_L = 40.0
MCILWAIN_M = 0.311653
"""Gauss Earth radii cubed, as L has been defined since 1961."""

Floats = NDArray[np.float64]


def coefficients(path: Path) -> tuple[Floats, Floats]:
    """g and h (n, m), nT, at the epoch."""
    lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
    column = [float(year) for year in lines[1].split()].index(EPOCH)
    g, h = np.zeros((DEGREE + 1, DEGREE + 1)), np.zeros((DEGREE + 1, DEGREE + 1))
    for line in lines[2:]:
        n, m, *values = line.split()
        if int(n) <= DEGREE:
            (g if int(m) >= 0 else h)[int(n), abs(int(m))] = float(values[column])
    return g, h


@njit(cache=True)
def field(x, y, z, g, h, out):
    """Field at a point (Earth radii), nT along x, y, z; Schmidt semi-normalized functions."""
    r = np.sqrt(x * x + y * y + z * z)
    c = z / r
    s = np.sqrt(max(1.0 - c * c, 1e-20))
    phi = np.arctan2(y, x)
    n_max = g.shape[0] - 1
    p = np.zeros((n_max + 1, n_max + 1))
    dp = np.zeros((n_max + 1, n_max + 1))
    p[0, 0] = 1.0
    for n in range(1, n_max + 1):
        for m in range(n + 1):
            if n == m:
                k = 1.0 if n == 1 else np.sqrt(1.0 - 1.0 / (2.0 * n))
                p[n, n] = k * s * p[n - 1, n - 1]
                dp[n, n] = k * (s * dp[n - 1, n - 1] + c * p[n - 1, n - 1])
            else:
                a = (2.0 * n - 1.0) / np.sqrt(float(n * n - m * m))
                p[n, m] = a * c * p[n - 1, m]
                dp[n, m] = a * (c * dp[n - 1, m] - s * p[n - 1, m])
                if n > m + 1:
                    b = np.sqrt(float((n - 1) * (n - 1) - m * m)) / np.sqrt(float(n * n - m * m))
                    p[n, m] -= b * p[n - 2, m]
                    dp[n, m] -= b * dp[n - 2, m]
    br = bt = bp = 0.0
    for n in range(1, n_max + 1):
        scale = r ** -(n + 2)
        for m in range(n + 1):
            cos, sin = np.cos(m * phi), np.sin(m * phi)
            v = g[n, m] * cos + h[n, m] * sin
            br += scale * (n + 1) * v * p[n, m]
            bt -= scale * v * dp[n, m]
            bp += scale * m * (g[n, m] * sin - h[n, m] * cos) * p[n, m] / s
    cp, sp = np.cos(phi), np.sin(phi)
    out[0] = (br * s + bt * c) * cp - bp * sp
    out[1] = (br * s + bt * c) * sp + bp * cp
    out[2] = br * c - bt * s
    return np.sqrt(out[0] ** 2 + out[1] ** 2 + out[2] ** 2)


@njit(cache=True)
def step(at, length, g, h, k):
    """One fourth-order step along the field, in place; returns the field where it began."""
    b = field(at[0], at[1], at[2], g, h, k[0])
    k[0] /= b
    for stage, share in ((1, 0.5), (2, 0.5), (3, 1.0)):
        x = at + share * length * k[stage - 1]
        size = field(x[0], x[1], x[2], g, h, k[stage])
        k[stage] /= size
    at += length / 6.0 * (k[0] + 2.0 * k[1] + 2.0 * k[2] + k[3])
    return b


@njit(cache=True)
def l_of(x, y, z, g, h):
    """L of one point; inf where the line doesn't come back within 60 Earth radii."""
    k = np.zeros((4, 3))
    at = np.array([x, y, z])
    b_mirror = field(x, y, z, g, h, k[0])
    direction = 0.0
    for sign in (1.0, -1.0):
        probe = np.array([x, y, z])
        step(probe, sign * 1e-3, g, h, k)
        if field(probe[0], probe[1], probe[2], g, h, k[0]) < b_mirror:
            direction = sign
    integral = 0.0
    if direction != 0.0:
        before = 0.0
        for _ in range(20_000):
            r = np.sqrt(at[0] ** 2 + at[1] ** 2 + at[2] ** 2)
            if r > 60.0:
                return np.inf
            length = 0.004 * r
            step(at, direction * length, g, h, k)
            b = field(at[0], at[1], at[2], g, h, k[0])
            now = 1.0 - b / b_mirror
            if now <= 0.0:
                part = before / (before - now)
                integral += 2.0 / 3.0 * part * length * np.sqrt(before)
                break
            root, last = np.sqrt(now), np.sqrt(before)
            # the root of what is linear along the step
            mean = (root * root + root * last + last * last) / (root + last)
            integral += 2.0 / 3.0 * length * mean
            before = now
    x3 = integral**3 * b_mirror * 1e-5 / MCILWAIN_M
    a = x3 ** (1.0 / 3.0)
    y3 = 1.0 + 1.35047 * a + 0.465376 * a * a + 0.0475455 * x3
    return (y3 * MCILWAIN_M / (b_mirror * 1e-5)) ** (1.0 / 3.0)


@njit(parallel=True, cache=True)
def l_of_all(points, g, h):
    out = np.empty(len(points))
    for i in prange(len(points)):
        out[i] = l_of(points[i, 0], points[i, 1], points[i, 2], g, h)
    return out


def points(latitude_deg: Floats, longitude_deg: Floats, radius: Floats) -> Floats:
    la, lo = np.radians(latitude_deg), np.radians(longitude_deg)
    return np.stack(
        (np.cos(la) * np.cos(lo) * radius, np.cos(la) * np.sin(lo) * radius, np.sin(la) * radius),
        axis=-1,
    )


def check_dipole() -> None:
    """A dipole of McIlwain's moment: L is r / cos² of the latitude, by the definition."""
    g, h = np.zeros((2, 2)), np.zeros((2, 2))
    g[1, 0] = -MCILWAIN_M * 1e5
    latitude = np.array([0.0, 10.0, 30.0, 50.0, 60.0, -40.0])
    radius = np.array([1.2, 1.1, 1.3, 2.0, 1.05, 3.0])
    ours = l_of_all(points(latitude, np.full(6, 20.0), radius), g, h)
    exact = radius / np.cos(np.radians(latitude)) ** 2
    print("dipole: off by", ", ".join(f"{each:.1e}" for each in np.abs(ours / exact - 1.0)))


def main() -> None:
    g, h = coefficients(Path(sys.argv[1]))
    check_dipole()
    radius, latitude, longitude = np.meshgrid(
        RADII, np.clip(LATITUDES_DEG, -89.9, 89.9), LONGITUDES_DEG, indexing="ij"
    )
    found = l_of_all(points(latitude.ravel(), longitude.ravel(), radius.ravel()), g, h)
    # r / L is smooth where L is not: cos² of the latitude, in a dipole
    ratio = radius.ravel() / np.minimum(found, FARTHEST_L)
    lines = [
        "# L by IGRF-14, epoch 2025.0, degree 13 (doi 10.5281/zenodo.14012302); made by",
        "# python -m validation.l_shells. A row: radius (of 6,371.2 km), geocentric latitude, then",
        "# 10,000 radius / L by longitude from 0 east in steps of 10 degrees.",
        "radius,latitude_deg," + ",".join(f"east_{each:g}" for each in LONGITUDES_DEG),
    ]
    table = np.rint(1e4 * ratio).astype(int).reshape(-1, len(LONGITUDES_DEG))
    keys = [(r, la) for r in RADII for la in LATITUDES_DEG]
    lines += [
        f"{r:g},{la:g}," + ",".join(map(str, row))
        for (r, la), row in zip(keys, table.tolist(), strict=True)
    ]
    OUT.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{len(keys):,} rows to {OUT.name}; L from {found.min():.3f}, "
          f"{np.isinf(found).mean():.1%} of the points on lines that don't come back")  # fmt: skip
    check_table(g, h)


def check_table(g: Floats, h: Floats) -> None:
    """The table's L against the field line of the point itself, at random points."""
    draws = np.random.default_rng(20250101)
    print("table against field line, where L is under 8: median, 95 %, most")
    for name, low_km, high_km in (
        ("500 to 900 km", 6871.0, 7271.0), ("900 to 2,000 km", 7271.0, 8371.0),
        ("2,000 to 20,000 km", 8371.0, 26_371.0),
    ):  # fmt: skip
        unit = draws.normal(size=(250, 3))
        unit /= np.linalg.norm(unit, axis=1)[:, None]
        r_km = unit * draws.uniform(low_km, high_km, 250)[:, None]
        traced = l_of_all(r_km / 6371.2, g, h)
        apart = np.abs(l_shell(r_km) / traced - 1.0)[traced < 8.0]
        print(
            f"  {name}: {np.median(apart):.2%}, {np.percentile(apart, 95):.2%}, {apart.max():.2%}"
        )


if __name__ == "__main__":
    main()
