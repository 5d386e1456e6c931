"""The break-up model against check values, quadrature, and what was catalogued of real break-ups.

    python -m validation.fragmentation > validation/logs/fragmentation.txt

Writes three figures of docs/validation/fragmentation.md as well. About 40 s.
"""

from __future__ import annotations

import math
import os
import time
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np

mpl.use("Agg")

from matplotlib import pyplot as plt
from scipy.stats import norm

from cspo.consequence.fragmentation import Breakup, Parent, collide
from cspo.consequence.fragmentation.area_to_mass import draw_area_to_mass, mixture
from cspo.consequence.fragmentation.fitted import fitted_masses, fitted_scale
from cspo.consequence.fragmentation.laws import broken_mass_kg, collision_pieces
from cspo.consequence.fragmentation.speeds import draw_delta_v_km_s, mean_log10_speed_m_s
from cspo.report.style import AMBER, BLUE, GREY, TEAL, figure_style, trim
from validation.fragmentation_events import (
    EVENTS,
    UNKNOWN_PROJECTILE,
    Event,
    catalogued,
    snapshots,
)
from validation.fragmentation_gabbard import (
    Comparison,
    Pieces,
    comparisons,
    fit_2009,
    report,
    speed_factors,
)

ROOT = Path(__file__).resolve().parents[1]
FIGURES = ROOT / "docs/validation/figures"
DATA = Path(os.environ.get("CSPO_DATA", ROOT.parent / "shared/data"))
N = 200_000
PARTS = (0.05, 0.25, 0.5, 0.75, 0.95)
COSMOS, IRIDIUM = Parent(mass_kg=900.0), Parent(mass_kg=556.0)


def check_values() -> None:
    print("Pieces over 5 cm of 2,000 kg struck at 10 km/s (NASA CARA: 0, 17, 755, 6801, 9977)")
    for projectile_kg in (0.0, 0.01, 1.6, 1000.0, 3000.0):
        broke, mass_kg = broken_mass_kg(2000.0, projectile_kg, 10.0)
        print(f"  {projectile_kg:7} kg: {float(collision_pieces(mass_kg, 0.05)):8.1f}"
              f" {'catastrophic' if broke else ''}")  # fmt: skip
    print(f"560 + 950 kg, over 5 cm (4,064): {float(collision_pieces(1510.0, 0.05)):.1f}")


def quantiles() -> None:
    """Quantiles of draws, and their probability under the published law, in its own sigmas."""
    print(f"\nQuantiles of {N:,} draws: log10 of A/M in m2/kg and of speed in m/s;"
          " worst distance from the law in standard errors")  # fmt: skip
    for rocket in (False, True):
        for length_m in (0.01, 0.05, 0.09, 0.1, 0.11, 0.3, 1.0):
            generator = np.random.default_rng(5)
            ratio = draw_area_to_mass(np.full(N, length_m), is_rocket_body=rocket,
                                      generator=generator)  # fmt: skip
            law = mixture([length_m], is_rocket_body=rocket)
            at = np.quantile(np.log10(ratio), PARTS)
            part = np.sum(law.weight * norm.cdf((at[:, None] - law.mean) / law.sigma), axis=1)
            error = np.sqrt(np.array(PARTS) * (1.0 - np.array(PARTS)) / N)
            speed = np.linalg.norm(draw_delta_v_km_s(ratio, "collision", generator), axis=1) * 1e3
            mean = mean_log10_speed_m_s(10.0**law.mean, "collision")
            sigma = np.hypot(0.9 * law.sigma, 0.4)
            fast = np.quantile(np.log10(speed), PARTS)
            fast_part = np.sum(law.weight * norm.cdf((fast[:, None] - mean) / sigma), axis=1)
            off = max(np.abs(part - PARTS) / error), max(np.abs(fast_part - PARTS) / error)
            print(f"  {'stage' if rocket else 'spacecraft':10} {length_m:5} m  "
                  + " ".join(f"{x:6.2f}" for x in at) + "   "
                  + " ".join(f"{x:5.2f}" for x in fast)
                  + f"   {off[0]:.1f} {off[1]:.1f}")  # fmt: skip


def off_balance(breakup: Breakup, *parents: Parent) -> tuple[float, float]:
    """Worst error of mass and of momentum of a parent, relative."""
    pieces, mass_off, momentum_off = breakup.fragments, 0.0, 0.0
    for number, parent in enumerate(parents):
        own = pieces.parent == number
        mass, speed = pieces.mass_kg[own], pieces.delta_v_km_s[own]
        total = math.fsum([*mass, breakup.unresolved_mass_kg[number]])
        mass_off = max(mass_off, abs(total / parent.mass_kg - 1.0))
        size = math.fsum(mass * np.linalg.norm(speed, axis=1))
        for axis in range(3):
            momentum_off = max(momentum_off, abs(math.fsum(mass * speed[:, axis])) / size)
    return mass_off, momentum_off


def conservation() -> None:
    worst_mass, worst_momentum = 0.0, 0.0
    for seed in range(200):
        generator = np.random.default_rng(seed)
        a, b = (Parent(mass_kg=float(m)) for m in 10.0 ** generator.uniform(1.0, 4.0, 2))
        breakup = collide(a, b, float(generator.uniform(1.0, 15.0)), smallest_m=0.05,
                          generator=generator)  # fmt: skip
        mass, momentum = off_balance(breakup, a, b)
        worst_mass, worst_momentum = max(worst_mass, mass), max(worst_momentum, momentum)
    print(f"\n200 collisions of 10 to 10,000 kg: mass off by {worst_mass:.1e} at most,"
          f" momentum by {worst_momentum:.1e} (relative)")  # fmt: skip
    for seed in range(2):
        start = time.process_time()
        big = collide(Parent(mass_kg=1e3), Parent(mass_kg=1e3), 10.0, smallest_m=0.0057,
                      generator=np.random.default_rng(seed))  # fmt: skip
        print(f"{len(big.fragments):,} pieces in {time.process_time() - start:.2f} CPU s")


def counts() -> list[tuple[Event, int]]:
    catalogs = snapshots(DATA)
    rows = [(event, catalogued(catalogs, event)) for event in EVENTS]
    print(
        "\nPieces catalogued so far and modelled (explosions with S = 1), from 10 cm on, in GEO 1 m"
    )
    within = 0
    for event, seen in rows:
        ratio = seen / event.expected()
        within += 0.25 <= ratio <= 4.0
        print(f"  {event.name:26} {event.year} {event.what:10} {seen:5} {event.expected():6.0f}"
              f" {0.25 * event.expected():5.0f} to {4.0 * event.expected():5.0f}  {ratio:5.2f}"
              + ("" if 0.25 <= ratio <= 4.0 else "  outside"))  # fmt: skip
    print(f"  within a factor of four: {within} of {len(rows)}")
    ratios = np.array([seen / event.expected() for event, seen in rows])
    print(f"  median ratio {np.median(ratios):.2f}, standard deviation of log10"
          f" {np.log10(ratios).std():.2f}")  # fmt: skip
    small = catalogued(catalogs, UNKNOWN_PROJECTILE)
    mass_kg = (small / float(collision_pieces(1.0, 0.1))) ** (4.0 / 3.0)
    print(f"  {UNKNOWN_PROJECTILE.name}: {small} pieces, so {mass_kg:.0f} kg broken;"
          f" at 10 to 15 km/s by {mass_kg / 225.0:.2f} to {mass_kg / 100.0:.2f} kg")  # fmt: skip
    return rows


def fits(rows: list[tuple[Event, int]]) -> None:
    seen = {event.name: number for event, number in rows}
    print("\nMasses fitted to the pieces catalogued so far (from 10 cm)")
    fit = fitted_masses(COSMOS, IRIDIUM, 11.647, generator=np.random.default_rng(1),
                        counted=(seen["Cosmos 2251"], seen["Iridium 33"]))  # fmt: skip
    print(f"  Cosmos 2251 {fit.broken_kg[0]:.0f} of 900 kg, Iridium 33 {fit.broken_kg[1]:.0f} of"
          f" 556 kg, converged: {fit.converged}")  # fmt: skip
    for event, number in rows:
        if event.what != "collision":
            print(f"  {event.name:26} S = {fitted_scale(number, seen_from_m=event.seen_m):.2f}")


def save(figure: Any, name: str) -> None:
    path = FIGURES / f"fragmentation_{name}.png"
    figure.savefig(path, dpi=120, facecolor="white", metadata={"Software": None})
    plt.close(figure)
    assert path.stat().st_size <= 200 * 1024, "figures of the documentation stay small"


def figure_area_to_mass() -> None:
    figure, axes = plt.subplots(2, 3, figsize=(9.2, 4.6), layout="constrained", sharex=True)
    chi = np.linspace(-3.5, 1.0, 400)
    for row, rocket in zip(axes, (False, True), strict=True):
        for ax, length_m in zip(row, (0.05, 0.094, 0.3), strict=True):
            ratio = draw_area_to_mass(np.full(N, length_m), is_rocket_body=rocket,
                                      generator=np.random.default_rng(2))  # fmt: skip
            ax.hist(np.log10(ratio), 120, range=(-3.5, 1.0), density=True, color=GREY, alpha=0.45,
                    label="200,000 draws")  # fmt: skip
            law = mixture([length_m], is_rocket_body=rocket)
            ax.plot(chi, law.density(chi[:, None])[:, 0], color=BLUE, label="published law")
            if length_m == 0.094:
                two_draws(ax, length_m, rocket=rocket)
            ax.set_title(f"{'stage' if rocket else 'spacecraft'}, {100 * length_m:g} cm")
            trim(ax)
    for ax in axes[1]:
        ax.set_xlabel("log10 of area to mass, m²/kg")
    axes[0, 1].legend(loc="upper left", fontsize=7.5)
    save(figure, "area_to_mass")


def two_draws(ax: Any, length_m: float, *, rocket: bool) -> None:
    """What codes get that add two draws instead of mixing two laws."""
    generator = np.random.default_rng(3)
    large, small = (
        np.log10(draw_area_to_mass(np.full(N, x), is_rocket_body=rocket, generator=generator))
        for x in (0.11, 0.08)
    )
    w = np.log10(length_m / 0.08) / np.log10(0.11 / 0.08)
    ax.hist(w * large + (1.0 - w) * small, 120, range=(-3.5, 1.0), density=True, histtype="step",
            color=AMBER, label="two draws added (wrong)")  # fmt: skip


def figure_counts(rows: list[tuple[Event, int]]) -> None:
    figure, ax = plt.subplots(figsize=(9.2, 4.8), layout="constrained")
    for y, (event, seen) in enumerate(reversed(rows)):
        expected = event.expected()
        ax.plot(
            [0.25 * expected, 4.0 * expected],
            [y, y],
            color=GREY,
            alpha=0.5,
            linewidth=6,
            solid_capstyle="butt",
            label="model, a quarter to four times" if y == 0 else None,
        )
        ax.plot(expected, y, "|", color=BLUE, markersize=11, label="model" if y == 0 else None)
        ax.plot(seen, y, "o", color=AMBER, markersize=5, label="catalogued" if y == 0 else None)
    ax.set(xscale="log", xlim=(1.0, 1e4), yticks=range(len(rows)), xlabel="pieces",
           yticklabels=[f"{event.name}, {event.year}" for event, _ in reversed(rows)])  # fmt: skip
    trim(ax)
    ax.legend(loc="upper left", fontsize=8)
    save(figure, "counts")


def figure_gabbard(cases: list[tuple[Comparison, Pieces, Pieces]]) -> None:
    figure, axes = plt.subplots(2, 2, figsize=(9.2, 6.6), layout="constrained")
    chosen = [case for case in cases if "37 days" not in case[0].name]
    for ax, (case, seen, model) in zip(axes.flat, chosen, strict=True):
        few = np.random.default_rng(1).permutation(len(model.apogee_km))[: len(seen.apogee_km)]
        for column in ("apogee_km", "perigee_km"):
            ax.plot(
                model.period_min[few],
                getattr(model, column)[few],
                ".",
                color=GREY,
                markersize=3,
                label="modelled, as many" if column == "apogee_km" else None,
            )
            ax.plot(seen.period_min, getattr(seen, column), ".", markersize=3,
                    color=BLUE if column == "apogee_km" else TEAL,
                    label=f"catalogued, {column[:-3]}")  # fmt: skip
        middle = np.median(seen.period_min)
        ax.set(title=case.name, xlim=(middle - 7.0, middle + 14.0), ylim=(100.0, 2200.0),
               xlabel="period, min", ylabel="altitude, km")  # fmt: skip
        trim(ax)
    axes[0, 0].legend(loc="upper left", fontsize=7.5)
    save(figure, "gabbard")


def main() -> None:
    check_values()
    quantiles()
    conservation()
    rows = counts()
    fits(rows)
    fit_2009(DATA)
    cases = comparisons(DATA)
    print("\nOrbits, two-sample Kolmogorov-Smirnov distance (KS)")
    for case, seen, model in cases:
        report(case.name, seen, model)
    speed_factors(DATA)
    with figure_style():
        figure_area_to_mass()
        figure_counts(rows)
        figure_gabbard(cases)


if __name__ == "__main__":
    main()
