"""The long-term environment against published results, other people's code, and SciPy.

    python -m validation.environment > validation/logs/environment.txt

Writes the figures of docs/validation/environment.md as well. About a minute.
"""

from __future__ import annotations

import gzip
import os
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np

mpl.use("Agg")

from matplotlib import pyplot as plt
from scipy.optimize import root

from cspo.bridge import read_catalog
from cspo.cli.consequence.environment_values import outlook_values
from cspo.consequence.environment import (
    BY_AREA_TO_MASS,
    PAIRS,
    Activity,
    Scenario,
    activity_from,
    bands,
    build,
    crowd,
    find_balance,
    launch_limit,
    mean_density_kg_m3,
    outlook,
    reproduction,
    run,
)
from cspo.consequence.environment.descent import YEAR_S
from cspo.consequence.environment.shells import kinds, typed
from cspo.environment import parse_celestrak_space_weather
from cspo.orbits import Catalog
from cspo.orbits.regime import perigee_apogee_km
from cspo.report.environment_figures import crowd_figure, outlook_figure
from cspo.report.style import AMBER, BLUE, RED, figure_style, trim

ROOT = Path(__file__).resolve().parents[1]
FIGURES = ROOT / "docs/validation/figures"
DATA = Path(os.environ.get("CSPO_DATA", ROOT.parent / "shared/data"))
NEWEST = "catalog/celestrak_full_20250113.csv.gz"
SNAPSHOTS = (
    "events/iridium_cosmos_2009/snapshot_20081011.tle.gz",
    "events/iridium_cosmos_2009/snapshot_20090531.tle.gz",
    "catalog/spacetrack_3le_20131023.txt.gz",
    "events/cosmos1408_2021/snapshot_20211109.tle.gz",
    "events/cosmos1408_2021/spacetrack_3le_20220122.txt.gz",
    "catalog/spacetrack_3le_20231009.txt.gz",
    "catalog/spacetrack_20240705.tle.gz",
    NEWEST,
)
EDGES_KM = np.linspace(200.0, 1_400.0, 25)
LEO_KM = np.linspace(200.0, 2_000.0, 37)
LAUNCHES = np.where(EDGES_KM[:-1] < 900.0, 60.0, 0.0)


def read(name: str) -> Catalog:
    found = read_catalog([str(DATA / name)], cache=None, clock=None, settings=None)  # type: ignore[arg-type]
    return found.catalog


def published() -> None:
    """24 shells, three species: balance, stability, limit, and what departures do."""
    print("Three species, 24 shells from 200 to 1,400 km, 60 satellites a year in each below 900")
    case = Scenario(
        edges_km=EDGES_KM, launches_per_year=LAUNCHES, spread="none", as_published=True
    )  # fmt: skip
    for label, each in (
        ("as published, pieces stay", case),
        ("as published, pieces spread", Scenario(edges_km=EDGES_KM, launches_per_year=LAUNCHES,
                                                 as_published=True)),
        ("our rules", Scenario(edges_km=EDGES_KM, launches_per_year=LAUNCHES)),
    ):  # fmt: skip
        model = build(each, generator=np.random.default_rng(1))
        found = find_balance(model)
        assert found is not None
        number, _ = reproduction(model, found.population)
        s, d, _r, n = found.population.sum(axis=1)
        limit = launch_limit(model)
        print(f"  {label}: S {s:,.0f}, D {d:,.0f}, N {n:,.0f}; stable {found.stable}, slowest "
              f"{found.slowest_years:,.0f} years, residual {found.residual_per_year:.1e} a year; "
              f"reproduction {number:.3f}; launches up to {limit:.2f} times")  # fmt: skip
    model = build(case, generator=np.random.default_rng(1))
    found = find_balance(model)
    assert found is not None
    rows = [0, 1, 3]
    scale = np.maximum(found.population[rows].ravel(), 1.0)

    def remaining(y: Any) -> Any:
        x = np.zeros((4, 24))
        x[rows] = np.maximum(y * scale, 0.0).reshape(3, 24)
        return model.rates_per_year(x)[rows].ravel() / 60.0

    theirs = root(remaining, found.population[rows].ravel() / scale * 1.1, options={"xtol": 1e-12})
    off = np.max(np.abs(theirs.x * scale - found.population[rows].ravel()) / scale)
    print(f"  SciPy's root: largest relative difference {off:.1e}")
    _departures(model, found.population)


def _departures(model: Any, balance: Any) -> None:
    years = np.linspace(0.0, 1_000.0, 101)
    with figure_style():
        figure, (left, right) = plt.subplots(1, 2, figsize=(10.0, 3.6), layout="constrained")
        worst = 0.0
        for factor in np.linspace(0.01, 2.0, 9):
            course = run(model, balance * factor, years)
            for name, color in (("active", BLUE), ("derelict", AMBER), ("debris", RED)):
                left.plot(years, np.maximum(course.total(name), 1.0), color=color, linewidth=0.9)
            end = course.population[-1]
            worst = max(worst, float(np.abs(end - balance).sum() / balance.sum()))
        left.set(xlabel="years", yscale="log",
                 title="1 to 200 % of the balance: active, derelict, debris")  # fmt: skip
        for row, name, color in ((0, "active", BLUE), (1, "derelict", AMBER), (3, "debris", RED)):
            right.stairs(balance[row], EDGES_KM, color=color, label=name)
        right.set(xlabel="altitude, km", yscale="log", ylim=(0.05, None), title="Balance by shell")
        right.legend()
        trim(left)
        trim(right)
        _save(figure, "environment_published.png")
    print(f"  after 1,000 years from 1 to 200 % of it: within {worst:.1e} of the balance")


def legend(newest: Catalog) -> None:
    """No launches after 2006: Liou and Johnson, Science 311 (2006) 340."""
    print("No launches, no explosions, 200 years, against LEGEND (Liou and Johnson 2006): "
          "10.8 catastrophic and 7.4 other collisions, flat for 50 years, then rising")  # fmt: skip
    whole = typed(read(SNAPSHOTS[0]), newest)
    year = np.array([int(text[:4] or 0) for text in whole.designator.tolist()])
    fengyun = np.char.startswith(whole.designator, "1999-025") & (whole.object_type == "DEBRIS")
    sky = whole.take(np.flatnonzero((year < 2006) & ~fengyun))
    start = crowd(sky, LEO_KM, np.zeros(len(sky), np.bool_))
    sun = activity_from(start.epoch, 200.0)
    model = build(Scenario(edges_km=LEO_KM, debris_classes=BY_AREA_TO_MASS),
                  generator=np.random.default_rng(1),
                  density=mean_density_kg_m3, activity=sun)  # fmt: skip
    years = np.linspace(0.0, 200.0, 41)
    course = run(model, start.objects, years)
    whole_break = model.catastrophic
    high = np.array([
        model.collisions_per_year(x)[whole_break].sum(axis=0) for x in course.population
    ]).mean(axis=0)  # fmt: skip
    total = course.total()
    print(f"  2008-10-11 without launches from 2006 on and Fengyun-1C's pieces: {len(sky):,} "
          f"objects, {total[0]:,.0f} in 200 to 2,000 km")  # fmt: skip
    ends = course.collisions[-1]
    at = ", ".join(f"{total[k]:,.0f}" for k in (0, 5, 10, 20, 30, 40))
    print(f"  catastrophic {ends[whole_break].sum():.1f}, others {ends[~whole_break].sum():.1f}; "
          f"objects after 0, 25, 50, 100, 150, 200 years: {at}")  # fmt: skip
    at_900 = high[(LEO_KM[:-1] >= 900.0) & (LEO_KM[:-1] < 1_000.0)].sum() / high.sum()
    print(f"  catastrophic ones from 900 to 1,000 km: {at_900:.0%} (LEGEND: about 60 %)")
    many = bands(model, start.objects, years, generator=np.random.default_rng(2), activity=sun,
                 draws=200)  # fmt: skip
    low, middle, top = many.collisions[:, -1]
    print(f"  band of all collisions: {low:.1f}, {middle:.1f}, {top:.1f} ({many.words})")


def hindcast(newest: Catalog) -> None:
    """What of the catalogue of October 2013 is left in January 2025, with the Sun as it was."""
    old = read("catalog/spacetrack_3le_20131023.txt.gz")
    weather = parse_celestrak_space_weather(
        gzip.decompress((DATA / "space_weather_eop/sw19571001_celestrak_css.txt.gz").read_bytes())
    )
    began = crowd(old, LEO_KM).epoch
    years = (crowd(newest, LEO_KM).epoch - began) / YEAR_S
    t = np.append(np.arange(0.0, years, 0.25), years)
    at = weather.at(began.tai_ns + (t * YEAR_S * 1e9).astype(np.int64))
    model = build(Scenario(edges_km=LEO_KM, debris_classes=BY_AREA_TO_MASS),
                  generator=np.random.default_rng(1),
                  density=mean_density_kg_m3,
                  activity=Activity(years=t, f107=at.f107_81day))  # fmt: skip
    lone = replace(model, pairs=replace(model.pairs, meet=0.0 * model.pairs.meet))
    perigee, apogee = perigee_apogee_km(
        old.mean_motion_rad_s, old.eccentricity, old.inclination_rad
    )
    low = (perigee > 200.0) & (apogee < 2_000.0)
    middle = 0.5 * (perigee + apogee)
    left = np.isin(old.norad_id, newest.norad_id)
    row_of = kinds(old)
    print(f"The catalogue of 2013-10-22 after {years:.1f} years, no collisions: left by the model, "
          "truly left")  # fmt: skip
    for row, name in ((1, "derelict"), (2, "rocket body"), (3, "debris")):
        told = []
        whole = np.zeros(3)
        for a, b in ((200, 500), (500, 600), (600, 700), (700, 800), (800, 900), (900, 2_000)):
            some = low & (row_of == row) & (middle >= a) & (middle < b)
            start = np.zeros((4, 36))
            start[row] = np.histogram(middle[some], LEO_KM)[0]
            end = max(run(lone, start, [0.0, years]).population[-1].sum(), 0.0)
            numbers = np.array([some.sum(), end, left[some].sum()])
            whole += numbers
            told.append(f"{a} to {b} km {numbers[0]:,.0f}: {end:,.0f}, {numbers[2]:,.0f}")
        print(f"  {name} {whole[0]:,.0f}: {whole[1]:,.0f}, {whole[2]:,.0f} "
              f"({whole[1] / whole[2] - 1.0:+.1%}); " + "; ".join(told))  # fmt: skip


def real(newest: Catalog) -> None:
    """A century from the catalogue of 2025, and who matters most."""
    began = time.process_time()
    found = outlook(newest, generator=np.random.default_rng(1), draws=200, critical=50)
    print(f"A century from 2025-01-11, 36 shells, 200 courses: {time.process_time() - began:.1f} "
          "CPU s")  # fmt: skip
    values = outlook_values(found, newest, title="2025-01-11", seed=1)
    for each in values["species"]:
        print(f"  {each['species']}: {each['expected'][0]:,.0f} to {each['low'][-1]:,.0f}, "
              f"{each['expected'][-1]:,.0f}, {each['high'][-1]:,.0f}")  # fmt: skip
    print(f"  reproduction {found.reproduction:.2f}, balance {found.balance is not None}")
    for each in values["swings"]:
        print(f"  {each['name']} / and x {each['factor']:g}: debris {each['low']:,.0f}, "
              f"{each['high']:,.0f}; rank correlation {each['rank_correlation']:.2f}")  # fmt: skip
    began = time.process_time()
    run(found.model, found.start.objects, np.arange(101.0))
    print(f"  one century of 36 shells: {time.process_time() - began:.2f} CPU s")
    _save(outlook_figure(values), "environment_century.png")
    names = newest.name[found.critical_rows]
    kinds = newest.object_type[found.critical_rows]
    zenit = np.char.startswith(names, "SL-16 R/B")
    print("Whose break-up matters most, against McKnight et al. (2021): the first 20 are SL-16, "
          "Envisat is 21st, 78 % of 50 are rocket bodies")  # fmt: skip
    envisat = int(np.flatnonzero(names == "ENVISAT")[0]) + 1
    print(f"  SL-16 among the first 20: {zenit[:20].sum()}, among 50: {zenit.sum()}; Envisat "
          f"{envisat}; rocket bodies {np.mean(kinds == 'ROCKET BODY'):.0%}; "
          f"{Counter(names.tolist()).most_common(5)}")  # fmt: skip


def history(newest: Catalog) -> None:
    """How the shells filled."""
    print("Objects from 200 to 2,000 km by catalogue: active, derelict, rocket body, debris; "
          "densest shell")  # fmt: skip
    lines = []
    for name in SNAPSHOTS:
        found = crowd(typed(read(name), newest), LEO_KM)
        k = int(np.argmax(found.density_per_km3))
        counts = ", ".join(f"{x:,.0f}" for x in found.objects.sum(axis=1))
        print(f"  {found.epoch.utc_iso(0)[:10]}: {counts}; {LEO_KM[k]:.0f} to "
              f"{LEO_KM[k + 1]:.0f} km {found.density_per_km3[k]:.1e}")  # fmt: skip
        lines.append({"epoch_utc": found.epoch.utc_iso(0), "edges_km": LEO_KM.tolist(),
                      "density_per_km3": found.density_per_km3.tolist()})  # fmt: skip
    _save(crowd_figure(lines), "environment_history.png")


def shells_and_spread(newest: Catalog) -> None:
    """How far the answer hangs on the width of shells and on where pieces are put."""
    print("Debris after a century by width of the shells and by spread, from 2025-01-11")
    for width in (25.0, 50.0, 100.0):
        found = outlook(newest, generator=np.random.default_rng(1), shell_km=width, draws=2,
                        critical=0)  # fmt: skip
        print(f"  {width:g} km: {found.bands.expected.total('debris')[-1]:,.0f}")
    case = found.model.scenario
    for spread in ("axis", "residence", "none"):
        other = Scenario(**{
            name: getattr(case, name) for name in case.__dataclass_fields__ if name != "spread"
        }, spread=spread)  # fmt: skip
        model = build(other, generator=np.random.default_rng(1), density=mean_density_kg_m3,
                      activity=activity_from(found.start.epoch, 100.0))  # fmt: skip
        end = run(model, found.start.objects, [0.0, 100.0]).total("debris")[-1]
        print(f"  100 km, pieces by {spread}: {end:,.0f}")


def _save(figure: Any, name: str) -> None:
    path = FIGURES / name
    figure.savefig(path, dpi=100, facecolor="white", metadata={"Software": None})
    plt.close("all")
    assert path.stat().st_size <= 200 * 1024, "figures of the documentation stay small"


def main() -> None:
    assert len(PAIRS) == 10
    newest = read(NEWEST)
    published()
    legend(newest)
    hindcast(newest)
    real(newest)
    history(newest)
    shells_and_spread(newest)


if __name__ == "__main__":
    main()
