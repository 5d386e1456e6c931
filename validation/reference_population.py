"""Compare the reference population with the real catalogue, and write the page about it.

    python validation/reference_population.py       # about 15 s: two screenings and five figures

Writes docs/validation/reference_population.md and its figures.
"""

from __future__ import annotations

import os
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np

mpl.use("Agg")

from matplotlib import pyplot as plt
from scipy.stats import ks_2samp

from cspo.bridge import read_catalog
from cspo.conjunction import screen
from cspo.constants import EARTH_RADIUS_KM, WGS72_MU_KM3_S2
from cspo.orbits import Catalog
from cspo.orbits.reference_population import REFERENCE_EPOCH, reference_population
from cspo.report.style import AMBER, BLUE, GREY, figure_style, trim
from cspo.units import DEG_RAD

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/validation/reference_population.md"
FIGURES = ROOT / "docs/validation/figures"
SNAPSHOT = "catalog/celestrak_on_orbit_20241101.omm.csv.gz"
KS_LIMIT = 0.05
EVENTS_LIMIT = 0.20
REAL, MADE = "public catalogue, 2024-11-01", "reference population, SIMULATED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sky:
    """What of a catalogue is compared: elements, and close approaches of one day."""

    altitude_km: np.ndarray
    perigee_km: np.ndarray
    apogee_km: np.ndarray
    eccentricity: np.ndarray
    inclination_deg: np.ndarray
    raan_deg: np.ndarray
    event_altitude_km: np.ndarray
    event_speed_km_s: np.ndarray


def measure(catalog: Catalog) -> Sky:
    a_km = np.cbrt(WGS72_MU_KM3_S2 / catalog.mean_motion_rad_s**2)
    events = screen(catalog, start=REFERENCE_EPOCH, duration_s=86_400.0, threshold_km=5.0)
    return Sky(
        altitude_km=a_km - EARTH_RADIUS_KM,
        perigee_km=a_km * (1 - catalog.eccentricity) - EARTH_RADIUS_KM,
        apogee_km=a_km * (1 + catalog.eccentricity) - EARTH_RADIUS_KM,
        eccentricity=catalog.eccentricity,
        inclination_deg=catalog.inclination_rad / DEG_RAD,
        raan_deg=catalog.raan_rad / DEG_RAD,
        event_altitude_km=np.linalg.norm(events.r1_teme_km, axis=1) - EARTH_RADIUS_KM,
        event_speed_km_s=events.relative_speed_km_s,
    )


def save(figure: Any, name: str) -> None:
    FIGURES.mkdir(parents=True, exist_ok=True)
    path = FIGURES / f"reference_population_{name}.png"
    figure.savefig(
        path, dpi=130, facecolor="white", bbox_inches="tight", metadata={"Software": None}
    )
    plt.close(figure)
    size_kb = path.stat().st_size / 1024
    print(f"{path.relative_to(ROOT)}: {size_kb:.0f} kB")
    assert size_kb <= 200, "figures of the documentation stay small"


def two_histograms(ax: Any, real: np.ndarray, made: np.ndarray, edges: np.ndarray) -> None:
    ax.stairs(np.histogram(real, edges)[0], edges, fill=True, color=GREY, alpha=0.45, label=REAL)
    ax.stairs(np.histogram(made, edges)[0], edges, color=BLUE, linewidth=1.2, label=MADE)
    ax.set_xlim(edges[0], edges[-1])
    trim(ax)
    thousands(ax)


def thousands(ax: Any) -> None:
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(lambda value, _: f"{value:,.10g}")


def figure_altitude(real: Sky, made: Sky) -> None:
    figure, (low, high) = plt.subplots(
        1, 2, figsize=(9.2, 3.5), layout="constrained", width_ratios=(1.5, 1)
    )
    two_histograms(low, real.altitude_km, made.altitude_km, np.arange(200, 1_801, 20))
    low.set(title="Low Earth orbit", xlabel="mean altitude, km", ylabel="objects in 20 km")
    low.legend(loc="upper right")
    two_histograms(high, real.altitude_km, made.altitude_km, np.arange(2_000, 42_001, 1_000))
    high.set_yscale("log")
    trim(high)
    thousands(high)
    high.set(title="Above", xlabel="mean altitude, km", ylabel="objects in 1,000 km")
    save(figure, "altitude")


def figure_inclination(real: Sky, made: Sky) -> None:
    figure, axes = plt.subplots(
        1, 2, figsize=(9.2, 4.4), layout="constrained", sharex=True, sharey=True
    )
    for ax, sky, color, title in (
        (axes[0], real, "#4d535b", REAL),
        (axes[1], made, BLUE, MADE),
    ):
        ax.scatter(
            sky.inclination_deg, sky.altitude_km, s=1.6, color=color, alpha=0.16, linewidths=0
        )
        ax.set(title=title, xlabel="inclination, deg", xlim=(0, 120), ylim=(200, 1_800))
        ax.set_xticks(range(0, 121, 20))
        trim(ax)
        thousands(ax)
    axes[0].set_ylabel("mean altitude, km")
    save(figure, "inclination")


def figure_cdf(real: Sky, made: Sky) -> None:
    figure, axes = plt.subplots(1, 3, figsize=(9.2, 3.3), layout="constrained", sharey=True)
    for ax, key, label, log in (
        (axes[0], "eccentricity", "eccentricity", True),
        (axes[1], "inclination_deg", "inclination, deg", False),
        (axes[2], "altitude_km", "mean altitude, km", True),
    ):
        for sky, style in (
            (real, {"color": GREY, "linewidth": 3.2, "alpha": 0.75, "label": REAL}),
            (made, {"color": BLUE, "linewidth": 1.1, "label": MADE}),
        ):
            x = np.sort(getattr(sky, key))
            ax.plot(x, np.arange(1, len(x) + 1) / len(x), **style)
        found = ks_2samp(getattr(real, key), getattr(made, key))
        ax.axvline(found.statistic_location, color=AMBER, linewidth=1.0, linestyle="--")
        ax.set(xlabel=label, title=f"KS distance {found.statistic:.3f}")
        if log:
            ax.set_xscale("log")
        trim(ax)
    axes[0].set(ylabel="share of objects below", xlim=(1e-5, 1), ylim=(0, 1))
    axes[0].set_xticks(
        [1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1], ["1e-5", "1e-4", "0.001", "0.01", "0.1", "1"]
    )
    axes[1].set(xlim=(0, 120))
    axes[2].set(xlim=(250, 60_000))
    axes[2].set_xticks(
        [300, 1_000, 3_000, 10_000, 36_000], ["300", "1,000", "3,000", "10,000", "36,000"]
    )
    axes[2].legend(loc="lower right", fontsize=7.5)
    save(figure, "distributions")


def figure_events(real: Sky, made: Sky) -> None:
    figure, (by_altitude, by_speed) = plt.subplots(
        1, 2, figsize=(9.2, 3.4), layout="constrained", width_ratios=(1.5, 1)
    )
    two_histograms(
        by_altitude, real.event_altitude_km, made.event_altitude_km, np.arange(300, 1_701, 25)
    )
    by_altitude.set(
        title="Close approaches under 5 km in 24 h",
        xlabel="altitude of the approach, km",
        ylabel="events in 25 km",
    )
    by_altitude.legend(loc="upper right")
    two_histograms(by_speed, real.event_speed_km_s, made.event_speed_km_s, np.arange(0, 16.1, 0.5))
    by_speed.set(xlabel="relative speed, km/s", ylabel="events in 0.5 km/s")
    save(figure, "events")


def figure_belt(real: Sky, made: Sky) -> None:
    figure, axes = plt.subplots(
        1, 2, figsize=(9.2, 4.9), layout="constrained", sharex=True, sharey=True
    )
    turn = np.linspace(0, 2 * np.pi, 361)
    for ax, sky, color, title in (
        (axes[0], real, "#4d535b", REAL),
        (axes[1], made, BLUE, MADE),
    ):
        belt = (abs(sky.altitude_km - 35_786) < 1_200) & (sky.eccentricity < 0.1)
        inc, node = sky.inclination_deg[belt], np.radians(sky.raan_deg[belt])
        ax.plot(
            7.4 - 7.4 * np.cos(turn), 7.4 * np.sin(turn), color=AMBER, linewidth=1.2, zorder=1,
            label="53-year circle of the pole",
        )  # fmt: skip
        ax.scatter(
            inc * np.cos(node), inc * np.sin(node), s=7, color=color, alpha=0.4, linewidths=0
        )
        ax.set(title=title, xlabel="i cos Ω, deg", xlim=(-4, 18), ylim=(-10, 10), aspect="equal")
        trim(ax)
    axes[0].set_ylabel("i sin Ω, deg")
    axes[0].legend(loc="upper right")
    save(figure, "belt")


def tables(real: Sky, made: Sky) -> tuple[str, bool]:
    """The two tables of the page, and whether every limit holds."""
    lines = ["| distribution | KS distance | limit |", "|---|---|---|"]
    good = True
    for key, label, bound in (
        ("altitude_km", "mean altitude", True),
        ("inclination_deg", "inclination", True),
        ("eccentricity", "eccentricity", True),
        ("perigee_km", "perigee altitude", False),
        ("apogee_km", "apogee altitude", False),
    ):
        distance = ks_2samp(getattr(real, key), getattr(made, key)).statistic
        good &= not bound or distance <= KS_LIMIT
        lines.append(f"| {label} | {distance:.3f} | {KS_LIMIT if bound else ''} |")
    near = [sky.eccentricity[sky.eccentricity < 0.02] for sky in (real, made)]
    lines.append(f"| eccentricity of orbits under 0.02 | {ks_2samp(*near).statistic:.3f} | |")
    lines += ["", "| | real | reference | ratio | limit |", "|---|---|---|---|---|"]
    lines.append(
        f"| objects | {len(real.altitude_km):,} | {len(made.altitude_km):,} "
        f"| {len(made.altitude_km) / len(real.altitude_km):.2f} | |"
    )
    for label, pick, bound in (
        ("events a day", lambda s: np.ones(len(s.event_speed_km_s), bool), True),
        ("of these over 0.5 km/s", lambda s: s.event_speed_km_s > 0.5, False),
        ("at 300 to 500 km", lambda s: band(s, 300, 500), False),
        ("at 500 to 600 km", lambda s: band(s, 500, 600), False),
        ("at 600 to 1,000 km", lambda s: band(s, 600, 1_000), False),
        ("at 1,000 to 2,000 km", lambda s: band(s, 1_000, 2_000), False),
    ):
        a, b = int(pick(real).sum()), int(pick(made).sum())
        good &= not bound or abs(b / a - 1) <= EVENTS_LIMIT
        lines.append(f"| {label} | {a:,} | {b:,} | {b / a:.2f} | {'0.8 to 1.2' if bound else ''} |")
    return "\n".join(lines), good


def band(sky: Sky, low_km: float, high_km: float) -> np.ndarray:
    return (sky.event_altitude_km >= low_km) & (sky.event_altitude_km < high_km)


def sources() -> str:
    table = tomllib.loads(
        (ROOT / "src/cspo/orbits/data/reference_population.toml").read_text(encoding="utf-8")
    )
    families = [family for kind in ("walker", "belt", "cloud") for family in table[kind]]
    lines = ["| source | families | objects in the table |", "|---|---|---|"]
    for key, text in table["sources"].items():
        mine = [family for family in families if family["source"] == key]
        count = sum(family["count"] for family in mine)
        lines.append(f"| {text} | {len(mine)} | {count:,} |")
    return "\n".join(lines)


PAGE_TEXT = """\
# The reference population against the real sky

*Written by `validation/reference_population.py`; the numbers and pictures are its output.*

`cspo.orbits.reference_population` makes 30,000 objects for use without network or data. They
are SIMULATED, all of them, and the whole is meant to be like the real sky where screening
notices: how many objects at which altitude, inclination and eccentricity, and how many close
approaches a day. This page compares it with the public catalogue of 2024-11-01 (CelesTrak,
{n_real:,} objects). Mean altitude is the semi-major axis less 6,378.137 km. The KS distance
(Kolmogorov and Smirnov, two samples, whole population) is the greatest difference of the two
cumulative shares. Events are close approaches under 5 km, all against all, in the 24 hours
from 2024-11-01T00:00:00Z, by `cspo.conjunction.screen`.

{tables}

## Altitude

![Histogram of mean altitude](figures/reference_population_altitude.png)

Between 25,000 and 33,000 km the reference population has more: it includes a thousand objects
in high orbits that JSC Vimpel observes and the public catalogue doesn't list.

## Inclination and altitude

Shells are thin lines, break-up clouds are smears about the inclination of what broke up, and
the sun-synchronous orbits lean to the right with altitude.

![Inclination against altitude](figures/reference_population_inclination.png)

## Cumulative distributions

The dashed line is where the two differ most.

![Cumulative distributions](figures/reference_population_distributions.png)

## Close approaches

![Events by altitude and by relative speed](figures/reference_population_events.png)

The reference population has about a tenth more events: 12 % more objects, a third of the
surplus in high orbits where little meets. In both catalogues the number grows from day to day,
because element sets know nothing of station keeping. Shells keep their distance by Walker's
phasing; with anomalies at random the Starlink shells alone would add 50,000 events a day.

## The geosynchronous belt

Where inclination control ends, Moon, Sun and the Earth's oblateness lead the pole of an orbit
round a circle in 53 years.

![Poles of geosynchronous orbits](figures/reference_population_belt.png)

## Where the facts come from

Shells, planes and slots are public filings, clouds are published break-ups. Counts and spreads
of the {n_families} families (three percentiles each) are fitted to aggregates of the same
catalogue by `validation/fit_reference_population.py`, so the agreement above is a test of the
*form* of the families, not an independent prediction. No row of the table describes an object.

{sources}

## What it can't be used for

- Any statement about a real object, operator or event.
- Ages and errors of element sets: all epochs are the same and nothing is mistaken.
- Manoeuvres: satellites on station drift with their B* like everything else.
- A date far from 2024: the sizes of the families don't change with the epoch.
"""


def main() -> int:
    data = Path(os.environ.get("CSPO_DATA") or ROOT.parent / "shared/data")
    real = measure(read_catalog(str(data / SNAPSHOT)).catalog)
    made = measure(reference_population())
    with figure_style():
        for draw in (
            figure_altitude, figure_inclination, figure_cdf, figure_events, figure_belt,
        ):  # fmt: skip
            draw(real, made)
    text, good = tables(real, made)
    listed = sources()
    PAGE.write_text(
        PAGE_TEXT.format(
            n_real=len(real.altitude_km),
            tables=text,
            sources=listed,
            n_families=sum(int(line.split("|")[2]) for line in listed.splitlines()[2:]),
        ),
        encoding="utf-8",
    )
    print(text)
    print("every limit holds" if good else "A LIMIT IS BROKEN")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
