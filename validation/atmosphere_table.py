"""Make the table of mean air density that comes with cspo, from NRLMSIS 2.1.

    python validation/atmosphere_table.py       # about a minute

Writes src/cspo/environment/data/atmosphere.csv: by altitude and by the 81-day mean of F10.7, the
density averaged over the day of the year, universal time, local time, and latitude by area; then
how it changes with Ap, with F10.7 of the day, with the season and with latitude.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pymsis

OUT = Path(__file__).resolve().parents[1] / "src/cspo/environment/data/atmosphere.csv"
ALTITUDE_KM = 90.0 + 60.0 * np.expm1(0.055 * np.arange(65))
F107 = np.arange(60.0, 321.0, 26.0)
AP = np.array([0.0, 5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 320.0])
USUAL_AP = 2  # the Ap at which season, latitude and daily F10.7 are taken
STEP_SFU = 20.0

DAYS = np.datetime64("2001-01-01") + np.arange(12) * 30 + 15  # 2001: no leap year
HOURS = np.arange(4) * 6
DATES = (DAYS[:, None].astype("datetime64[h]") + HOURS).ravel()
LONGITUDE_DEG = np.arange(0.0, 360.0, 45.0)
SIN_LATITUDE, WEIGHT = np.polynomial.legendre.leggauss(8)
LATITUDE_DEG = np.rad2deg(np.arcsin(SIN_LATITUDE))


def density(f107: float, f107_81day: float, ap: float) -> np.ndarray:
    """Mean over hours and longitudes, (12 days, 8 latitudes, 65 altitudes), kg/m³."""
    n = len(DATES)
    out = pymsis.calculate(
        DATES, LONGITUDE_DEG, LATITUDE_DEG, ALTITUDE_KM,
        [f107] * n, [f107_81day] * n, [[ap] * 7] * n, version=2.1,
    )[..., 0]  # fmt: skip
    return out.reshape(12, 4, 8, 8, 65).mean(axis=(1, 2))


def column_set(f107: float) -> np.ndarray:
    """The columns of one F10.7, (65, 14)."""
    by_ap = [density(f107, f107, ap) for ap in AP]
    mean = [(x * WEIGHT[:, None]).sum(axis=1).mean(axis=0) / 2.0 for x in by_ap]
    usual = by_ap[USUAL_AP]
    by_day = np.log((usual * WEIGHT[:, None]).sum(axis=1) / 2.0)  # (12, 65)
    angle = 2.0 * np.pi * ((DAYS - DAYS.astype("datetime64[Y]")).astype(float) + 0.5) / 365.25
    waves = np.stack([f(k * angle) for k in (1, 2) for f in (np.cos, np.sin)])
    season = np.linalg.lstsq(np.vstack([np.ones(12), waves]).T, by_day, rcond=None)[0][1:]
    p2 = 1.5 * SIN_LATITUDE**2 - 0.5
    by_latitude = usual.mean(axis=0)  # (8, 65)
    latitude = 2.5 * (by_latitude * (WEIGHT * p2)[:, None]).sum(axis=0) / mean[USUAL_AP]
    up = np.log(density(f107 + STEP_SFU, f107, AP[USUAL_AP]).mean(axis=(0, 1)))
    down = np.log(density(f107 - STEP_SFU, f107, AP[USUAL_AP]).mean(axis=(0, 1)))
    return np.column_stack([*np.log10(mean), (up - down) / (2.0 * STEP_SFU), *season, latitude])


def main() -> None:
    names = [f"log10_kg_m3_ap{ap:.0f}" for ap in AP]
    names += ["per_sfu", "year_cos", "year_sin", "half_cos", "half_sin", "latitude_p2"]
    lines = ["altitude_km,f107_81day," + ",".join(names)]
    sets = np.stack([column_set(f) for f in F107])
    for k, altitude in enumerate(ALTITUDE_KM):
        for j, f107 in enumerate(F107):
            row = sets[j, k]
            numbers = [f"{x:.4f}" for x in row[:8]] + [f"{row[8]:.5f}"]
            numbers += [f"{x:.3f}" for x in row[9:]]
            lines.append(f"{altitude:.4f},{f107:.0f}," + ",".join(numbers))
    OUT.write_text("\n".join(lines) + "\n")
    print(f"{len(lines) - 1} rows to {OUT.name}, pymsis {pymsis.__version__}, NRLMSIS 2.1")


if __name__ == "__main__":
    main()
