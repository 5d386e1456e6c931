"""Clouds against pieces flown one by one, routes in closed form, and published fluxes.

Run: ``python -m validation.clouds``; the log goes to validation/logs/clouds.txt, the figures to
docs/validation/figures.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from cspo.cli.catalogs import load
from cspo.conjunction import screen
from cspo.conjunction.volume import Volume
from cspo.consequence.clouds import (
    Cloud,
    assets_of,
    crossings,
    element_sets,
    first_orbits,
    flux,
)
from cspo.dynamics import Sgp4Bulk
from cspo.orbits import Catalog
from cspo.orbits.regime import perigee_apogee_km
from cspo.report.style import figure_style, trim
from cspo.time import Epoch
from tests.consequence.clouds.pieces import R_KM, V_KM_S, WHEN, kepler, made

ROOT = Path(__file__).parent
LOG = ROOT / "logs" / "clouds.txt"
FIGURES = ROOT.parent / "docs" / "validation" / "figures"
DISCS_KM = (2.0, 4.0, 8.0)
STEP_S = 12.0
HOURS = 3.0


def main() -> None:
    """Run all parts, print and log them."""
    data = Path(os.environ["CSPO_DATA"])
    lines: list[str] = []

    def told(line: str = "") -> None:
        lines.append(line)
        print(line, flush=True)

    sky = load([str(data / "catalog/spacetrack_20240705.tle.gz")]).catalog
    one_by_one(told, sky)
    closed_form(told, sky)
    routes_against_pieces(told)
    fengyun(told, load([str(data / "events/iridium_cosmos_2009/snapshot_20081011.tle.gz")]).catalog)
    published(told, load([str(data / "catalog/spacetrack_3le_20131023.txt.gz")]).catalog)
    LOG.write_text("\n".join(lines) + "\n")


def one_by_one(told: Callable[[str], None], sky: Catalog) -> None:
    """Objects of every rank, and some that are not crossed, against 60,000 pieces flown past."""
    began = time.process_time()
    found = crossings(made(60_000, 1), sky, generator=np.random.default_rng(1), hours=HOURS,
                      threads=2)  # fmt: skip
    told(f"crossings: {len(sky):,} objects, {HOURS:g} h, 60,000 pieces at 556 km: {len(found):,} "
         f"crossed, {time.process_time() - began:.1f} CPU s")  # fmt: skip
    rank = np.unique(np.geomspace(1, len(found), 48).astype(int)) - 1
    free = np.setdiff1d(np.arange(len(sky)), found.rows)
    low, _ = perigee_apogee_km(sky.mean_motion_rad_s, sky.eccentricity, sky.inclination_rad)
    near = free[low[free] < 2_000.0]
    none = np.random.default_rng(2).choice(near, 20, replace=False)
    rows = np.concatenate((found.rows[rank], none))
    few = sky.take(rows)
    sharp = crossings(made(60_000, 2), few, generator=np.random.default_rng(2), hours=HOURS,
                      samples=20_000, assets=assets_of(few))  # fmt: skip
    hits = np.zeros(len(few))
    hits[sharp.rows] = sharp.by_span.sum(axis=1)
    quick = found.by_span.sum(axis=1)[rank]
    flown, passes = _flown(made(60_000, 3), few)
    told(f"{len(rank)} of them by rank, {len(none)} low ones not crossed; flown: 60,000 others")
    for k, disc_km in enumerate(DISCS_KM):
        many = passes[k] >= 50
        told(f"  passes within {disc_km:g} km: all hits {hits.sum() / flown[k].sum():.3f} of "
             f"flown; 50 passes or more: {_spread(hits[many] / flown[k, many])}")  # fmt: skip
    passed = passes[2] > 0
    told("  objects with a pass within 8 km that crossings() has not: "
         f"{(passed & (hits == 0.0)).sum()} of {passed.sum()}; passes of the {len(none)}: "
         f"{passes[2, len(rank):].sum():.0f}")  # fmt: skip
    upper = len(rank) // 2
    off = np.abs(np.log(quick[:upper] / hits[:upper]))
    error = np.median(found.sampling_error[rank[:upper]])
    told(f"  2,000 samples against 20,000, the {upper} likeliest: within "
         f"{np.expm1(np.quantile(off, 0.5)):.0%} (half), {np.expm1(np.quantile(off, 0.9)):.0%} "
         f"(90 %); sampling error told, median {error:.0%}")  # fmt: skip


def _spread(ratio: np.ndarray) -> str:
    tenths = np.quantile(ratio, (0.1, 0.9))
    return (f"{len(ratio)} objects, median {np.median(ratio):.3f}, {tenths[0]:.2f} to "
            f"{tenths[1]:.2f} (10 to 90 %)")  # fmt: skip


def _flown(cloud: Cloud, catalog: Catalog) -> tuple[np.ndarray, np.ndarray]:
    """Hits (3, n) and passes by disc: straight lines of 12 s between states by SGP4."""
    sets = element_sets(cloud)
    pieces, objects = Sgp4Bulk(sets.catalog), Sgp4Bulk(catalog)
    radius_m = np.sqrt(assets_of(catalog).area_m2 / np.pi)
    half_m = 0.5 * cloud.length_m[sets.rows]
    hits, passes = np.zeros((2, len(DISCS_KM), len(catalog)))
    for t_s in np.arange(0.5 * STEP_S, HOURS * 3_600.0, STEP_S):
        theirs = pieces.propagate(cloud.epoch, np.array([t_s]))[0][0]
        ours = objects.propagate(cloud.epoch, np.array([t_s]))[0][0]
        for k in range(len(catalog)):
            gap = theirs[:3] - ours[:3, k : k + 1]
            near = np.flatnonzero((np.abs(gap) < 8.0 * STEP_S + 20.0).all(axis=0)
                                  & (sets.end_s > t_s))  # fmt: skip
            if not len(near):
                continue
            gap, speed = gap[:, near], theirs[3:, near] - ours[3:, k : k + 1]
            dt = -(gap * speed).sum(axis=0) / (speed * speed).sum(axis=0)
            miss = np.linalg.norm(gap + dt * speed, axis=0)
            for d, disc_km in enumerate(DISCS_KM):
                passed = near[(np.abs(dt) <= 0.5 * STEP_S) & (miss < disc_km)]
                cross_km2 = np.pi * (radius_m[k] + half_m[passed]) ** 2 * 1e-6
                hits[d, k] += (cross_km2 / (np.pi * disc_km**2)).sum()
                passes[d, k] += len(passed)
    return hits, passes


def closed_form(told: Callable[[str], None], sky: Catalog) -> None:
    """The first hour of the 40 most endangered, by routes along their way: no pieces at all."""
    cloud = made(60_000, 1)
    found = crossings(cloud, sky, generator=np.random.default_rng(1), hours=1.0, threads=2)
    rows = found.rows[:40]
    few = sky.take(rows)
    whole = crossings(cloud, few, generator=np.random.default_rng(2), hours=1.0, samples=30_000)
    hits = np.zeros(len(rows))
    hits[whole.rows] = whole.by_span.sum(axis=1)
    (law,) = first_orbits(cloud)
    t_s = np.arange(15.0, 3_600.0, 1.0)
    parent = Sgp4Bulk(element_sets(made(1, 1, median_m_s=1e-6)).catalog)
    ours = Sgp4Bulk(few).propagate(WHEN, t_s)[0]
    real = parent.propagate(WHEN, t_s)[0][:, :, 0]
    plain = np.array([kepler(R_KM, V_KM_S, t)[0] for t in t_s.tolist()])
    ahead = np.array([kepler(R_KM, V_KM_S, t + 0.5)[0] for t in t_s.tolist()])
    before = np.array([kepler(R_KM, V_KM_S, t - 0.5)[0] for t in t_s.tolist()])
    turn = np.einsum("tki,tkj->tij", _axes(plain, ahead - before), _axes(real[:, :3], real[:, 3:]))
    mine = np.zeros(len(rows))
    radius_m = np.sqrt(assets_of(few).area_m2 / np.pi)
    length_m = np.average(cloud.length_m)
    for k in range(len(rows)):
        r = plain + np.einsum("tij,tj->ti", turn, ours[:, :3, k] - real[:, :3])
        v = (ahead - before) + np.einsum("tij,tj->ti", turn, ours[:, 3:, k] - real[:, 3:])
        close = np.linalg.norm(r - plain, axis=1) < 0.002 * t_s * 1_000.0
        rate = np.zeros(len(t_s))
        if close.any():
            rate[close] = law.flux_km2_s(r[close], v[close], t_s[close])[1]
        mine[k] = rate.sum() * np.pi * (radius_m[k] + 0.5 * length_m) ** 2 * 1e-6
    ratio = hits / np.maximum(mine, 1e-30)
    told("first hour in closed form along the ways of the 40 most endangered, no pieces drawn:")
    told(f"  all hits {hits.sum() / mine.sum():.3f} of it; {_spread(ratio)}")


def _axes(r: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Radial, transverse and normal axes as rows, (t, 3, 3)."""
    radial = r / np.linalg.norm(r, axis=1)[:, None]
    normal = np.cross(r, v)
    normal /= np.linalg.norm(normal, axis=1)[:, None]
    return np.stack((radial, np.cross(normal, radial), normal), axis=1)


def routes_against_pieces(told: Callable[[str], None]) -> None:
    """Density by routes against a million pieces flown by two bodies; a picture of both."""
    rng = np.random.default_rng(5)
    cloud = made(1_000_000, 5)
    slow = np.linalg.norm(cloud.dv_km_s, axis=1) < 1.5
    cloud = cloud.take(slow, cloud.weight[slow])
    (law,) = first_orbits(cloud)
    told("density by routes against 1,000,000 pieces, in balls of 15 km about 12 of them:")
    for t_s in (600.0, 2_000.0, 4_300.0, 8_000.0, 15_000.0):
        places = kepler(cloud.r_teme_km, cloud.v_teme_km_s, t_s)
        counted, mapped, spread = 0.0, 0.0, 0.0
        for center in places[:12]:
            ball = rng.normal(size=(400, 3))
            ball *= (15.0 * rng.random(400) ** (1 / 3) / np.linalg.norm(ball, axis=1))[:, None]
            n = law.density_km3(center + ball, t_s) * 4 / 3 * np.pi * 15.0**3
            counted += (np.linalg.norm(places - center, axis=1) < 15.0).sum() - 1
            mapped += n.mean()
            spread += n.var() / 400
        told(f"  {t_s:8,.0f} s: {mapped / counted:.3f} +- "
             f"{np.sqrt(counted + spread) / counted:.3f}")  # fmt: skip
    _picture(cloud, law)


def _picture(cloud: Cloud, law: object) -> None:
    """In the plane of the parent, half a revolution and 1.4 revolutions after."""
    pole = np.cross(R_KM, V_KM_S)
    pole /= np.linalg.norm(pole)
    radial = R_KM / np.linalg.norm(R_KM)
    along = np.cross(pole, radial)
    with figure_style():
        figure = Figure(figsize=(10.5, 8.0))
        for row, t_s in enumerate((4_300.0, 8_000.0)):
            angle = np.radians(np.linspace(0.0, 360.0, 361))
            height = np.linspace(6_500.0, 7_700.0, 121)
            a, h = np.meshgrid(angle, height)
            grid = h[..., None] * (np.cos(a)[..., None] * radial + np.sin(a)[..., None] * along)
            n = law.density_km3(grid.reshape(-1, 3), t_s).reshape(a.shape)  # type: ignore[attr-defined]
            places = kepler(cloud.r_teme_km, cloud.v_teme_km_s, t_s)
            thin = np.abs(places @ pole) < 20.0
            angles = np.degrees(np.arctan2(places @ along, places @ radial)) % 360.0
            r = np.linalg.norm(places, axis=1)
            edges = (np.linspace(0.0, 360.0, 121), np.linspace(6_500.0, 7_700.0, 41))
            count = np.histogram2d(angles[thin], r[thin], edges)[0]
            volume = np.radians(3.0) * 40.0 * np.diff(edges[1] ** 2) / 2.0
            for column, (x, y, z) in enumerate((
                (np.degrees(angle), height - 6_378.137, n),
                (edges[0], edges[1] - 6_378.137, (count / volume).T),
            )):  # fmt: skip
                axes = figure.add_axes((0.07 + 0.49 * column, 0.57 - 0.5 * row, 0.42, 0.37))
                shown = np.where(z > 0.0, np.log10(np.maximum(z, 1e-12)), np.nan)
                image = axes.pcolormesh(x, y, shown, vmin=-7, vmax=-2, shading="auto")
                axes.set(title=f"{t_s:,.0f} s, {('by routes', 'pieces flown')[column]}",
                         xlabel="angle from the break-up, deg", ylabel="altitude, km")  # fmt: skip
                trim(axes)
                figure.colorbar(image, ax=axes)
    FIGURES.mkdir(exist_ok=True)
    figure.savefig(FIGURES / "clouds_routes.png", dpi=90)


def fengyun(told: Callable[[str], None], sky: Catalog) -> None:
    """By how much Fengyun-1C raised the flux on two Italian satellites."""
    low, high = perigee_apogee_km(sky.mean_motion_rad_s, sky.eccentricity, sky.inclination_rad)
    pieces = np.flatnonzero(np.char.startswith(sky.designator, "1999-025"))
    pieces = pieces[np.argsort(sky.norad_id[pieces])]
    told(f"Fengyun-1C, {len(pieces):,} pieces of 2008-10-11 (published 2007: AGILE 12 %, "
         "COSMO-SkyMed 1 38 %)")  # fmt: skip
    names = {31_135: "AGILE", 31_598: "COSMO-SkyMed 1"}
    rows = {number: int(np.flatnonzero(sky.norad_id == number)[0]) for number in names}
    for number, row in rows.items():
        met = flux(low[row], high[row], sky.inclination_rad[row], sky).per_m2_year
        met = np.where(np.arange(len(sky)) == row, 0.0, met)
        rest = met.sum() - met[pieces].sum()
        by_count = ", ".join(
            f"{n:,} (to {sky.norad_id[pieces[n - 1]]}): {met[pieces[:n]].sum() / rest:.1%}"
            for n in (1_200, 1_600, len(pieces))
        )
        told(f"  {names[number]}, nodes at random: {met.sum():.3e} per m2 and year; raised by "
             f"the first {by_count}")  # fmt: skip
    still = replace(sky, bstar_per_er=np.zeros(len(sky)))
    told("  passes within 40 km in 15 days by SGP4, orbits carried back without drag:")
    for day in ("2007-04-15", "2007-06-10", "2007-08-01", "2007-09-15", "2008-10-11"):
        events = screen(still, start=Epoch.from_utc(f"{day}T00:00:00Z"), duration_s=15 * 86_400.0,
                        volume=Volume.sphere(40.0), primary_rows=np.array(list(rows.values())),
                        threads=2)  # fmt: skip
        fast = events.relative_speed_km_s > 0.5
        told(f"    {day}: " + "; ".join(
            _raised(names[number], row, events.row1[fast], events.row2[fast], pieces)
            for number, row in rows.items()
        ))  # fmt: skip


def _raised(
    name: str, row: int, row1: np.ndarray, row2: np.ndarray, pieces: np.ndarray
) -> str:  # fmt: skip
    other = np.where(row1 == row, row2, row1)[(row1 == row) | (row2 == row)]
    new = int(np.isin(other, pieces).sum())
    early = int(np.isin(other, pieces[:1_200]).sum())
    rest = len(other) - new
    per_year = len(other) / (np.pi * 40.0**2 * 1e6) / 15.0 * 365.25
    error = new / rest * np.sqrt(1.0 / new + 1.0 / rest)
    return (f"{name} {per_year:.2e}, raised by {new / rest:.0%} +- {error:.0%} "
            f"(first 1,200: {early / rest:.0%})")  # fmt: skip


def published(told: Callable[[str], None], sky: Catalog) -> None:
    """Fluxes that Pardini and Anselmo published for 2011 and 2016; our catalogue is of 2013-10."""
    low, high = perigee_apogee_km(sky.mean_motion_rad_s, sky.eccentricity, sky.inclination_rad)
    own = (np.abs(low - 777.0) < 6.0) & (np.abs(high - 779.0) < 6.0)
    own &= np.abs(np.degrees(sky.inclination_rad) - 86.4) < 0.2
    clouds = np.zeros(len(sky), np.bool_)
    for launch in ("1999-025", "1993-036", "1997-051"):
        clouds |= np.char.startswith(sky.designator, launch)
    clouds &= ~own
    for name, orbit, out in (
        ("Iridium (published 1.39e-5 in 2011, 1.59e-5 in 2016; +160 % in 2011)",
         (776.0, 779.0, 86.4), own),
        ("COSMO-SkyMed (published +47 % in 2011)", (618.0, 621.0, 97.87), np.zeros_like(own)),
    ):  # fmt: skip
        met = np.where(out, 0.0, flux(*orbit[:2], np.radians(orbit[2]), sky).per_m2_year)
        told(f"  {name}: {met.sum():.2e} per m2 and year; the clouds of Fengyun-1C, Cosmos 2251 "
             f"and Iridium 33: +{met[clouds].sum() / met[~clouds].sum():.0%}")  # fmt: skip


if __name__ == "__main__":
    main()
