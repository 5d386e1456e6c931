"""Decay and drag against what real orbits did.

    CSPO_DATA=... python validation/decay.py       # about two minutes

Writes validation/logs/decay.txt and the figures of docs/validation/decay.md.
"""

from __future__ import annotations

import gzip
import itertools
import json
import os
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
import numpy as np

mpl.use("Agg")

from matplotlib import pyplot as plt

from cspo.bridge import latest_rows, read_catalog, read_space_weather
from cspo.consequence.decay import (
    BALLISTIC_FACTOR,
    ballistic_between,
    ballistic_from_bstar,
    decay,
    shared_factor,
)
from cspo.environment import SpaceWeather
from cspo.orbits import Catalog
from cspo.orbits.regime import perigee_apogee_km
from cspo.report.style import AMBER, BLUE, GREY, figure_style, trim
from cspo.time import Epoch
from cspo.units import DAY_NS, DAY_S, NS_PER_S

ROOT = Path(__file__).resolve().parents[1]
FIGURES = ROOT / "docs/validation/figures"
LOG = ROOT / "validation/logs/decay.txt"
WEATHER = "space_weather_eop/sw19571001_celestrak_css.txt.gz"
SNAPSHOTS = {
    "2008-10-11": "events/iridium_cosmos_2009/snapshot_20081011.tle.gz",
    "2009-05-31": "events/iridium_cosmos_2009/snapshot_20090531.tle.gz",
    "2013-10-23": "catalog/spacetrack_3le_20131023.txt.gz",
    "2021-11-09": "events/cosmos1408_2021/snapshot_20211109.tle.gz",
    "2021-11-26": "events/cosmos1408_2021/snapshot_20211126.tle.gz",
    "2021-12-22": "events/cosmos1408_2021/snapshot_20211222.tle.gz",
    "2022-01-18": "events/cosmos1408_2021/snapshot_20220118.tle.gz",
    "2022-01-22": "events/cosmos1408_2021/spacetrack_3le_20220122.txt.gz",
    "2023-10-09": "catalog/spacetrack_3le_20231009.txt.gz",
    "2023-10-19": "catalog/snapshot_20231019.tle.gz",
    "2024-07-05": "catalog/spacetrack_20240705.tle.gz",
    "2024-07-09": "catalog/snapshot_20240709.tle.gz",
    "2024-11-01": "catalog/celestrak_on_orbit_20241101.omm.csv.gz",
}
BROKE_UP = ("1982-092", "1993-036", "1999-025")
BEFORE = {
    "2009-05-31": ("2008-10-11", "2009-05-31"), "2013-10-23": ("2009-05-31", "2013-10-23"),
    "2021-11-09": ("2013-10-23", "2021-11-09"), "2021-11-26": ("2013-10-23", "2021-11-09"),
    "2022-01-22": ("2013-10-23", "2021-11-09"), "2023-10-19": ("2021-11-09", "2023-10-09"),
    "2024-07-09": ("2021-11-09", "2023-10-09"), "2024-11-01": ("2023-10-09", "2024-07-05"),
}  # fmt: skip
"""The history that tells, on a day, how far its B* are off together."""
HISTORIES = "catalog_history/spacetrack_2013-10_histories_even.3le.gz"
MAY_2026 = "catalog_history/celestrak_2026-05/{}_20260524-28.3le.gz"
RATIOS = (0.25, 0.5, 1.0, 2.0, 4.0)
TODAY = Epoch.from_utc("2026-08-11T08:00:00")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloud:
    """A break-up whose pieces were counted in 2026."""

    name: str
    launch: str
    parent: int
    first_piece: int
    from_snapshot: str
    later: tuple[str, ...]
    file: str
    column: int


CLOUDS = (
    Cloud(name="Iridium 33", launch="1997-051", parent=24946, first_piece=33_000,
          from_snapshot="2009-05-31", later=("2013-10-23", "2021-11-09", "2023-10-19",
                                             "2024-07-09", "2024-11-01"),
          file="iridium33", column=1),
    Cloud(name="Cosmos 2251", launch="1993-036", parent=22675, first_piece=33_000,
          from_snapshot="2009-05-31", later=("2013-10-23", "2021-11-09", "2023-10-19",
                                             "2024-07-09", "2024-11-01"),
          file="cosmos2251", column=2),
    Cloud(name="Cosmos 1408", launch="1982-092", parent=13552, first_piece=49_000,
          from_snapshot="2022-01-22", later=("2023-10-19", "2024-07-09", "2024-11-01"),
          file="cosmos1408", column=3),
)  # fmt: skip

SPHERES = {
    7646: ("Starlette", 0.24, 47.25), 22824: ("Stella", 0.24, 48.0),
    25398: ("WESTPAC", 0.24, 23.8), 27944: ("Larets", 0.24, 23.28),
    900: ("Calsphere 1", 0.356, 0.98), 902: ("Calsphere 2", 0.356, 9.8),
}  # fmt: skip
"""Diameter m, mass kg: mission pages of the ILRS; Calspheres: 14 inches, 1 and 10 kg."""


class Sky:
    """Snapshots, read once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.weather: SpaceWeather = read_space_weather(folder / WEATHER)
        self.known: dict[str, Catalog] = {}

    def at(self, date: str) -> Catalog:
        if date not in self.known:
            self.known[date] = read_catalog(self.folder / SNAPSHOTS[date]).catalog
        return self.known[date]

    def names(self) -> dict[int, str]:
        out: dict[int, str] = {}
        for date in ("2013-10-23", "2022-01-22", "2023-10-09"):
            catalog = self.at(date)
            out |= {int(k): str(v) for k, v in zip(catalog.norad_id, catalog.name, strict=True)}
        return out


def apsides(catalog: Catalog) -> tuple[np.ndarray, np.ndarray]:
    return perigee_apogee_km(
        catalog.mean_motion_rad_s, catalog.eccentricity, catalog.inclination_rad
    )


def spread(x: np.ndarray) -> float:
    return float(1.4826 * np.median(np.abs(x - np.median(x))))


def passive(catalog: Catalog, names: dict[int, str]) -> np.ndarray:
    """Debris and rocket bodies by name, and all pieces of launches that broke up."""
    name = np.array([names.get(int(n), "") for n in catalog.norad_id])
    broke = np.isin(np.array([d[:8] for d in catalog.designator]), BROKE_UP)
    return (np.char.find(name, " DEB") >= 0) | (np.char.find(name, "R/B") >= 0) | broke


def with_usual(ballistic: np.ndarray) -> np.ndarray:
    """Coefficients of B* that is none or not positive: the median of the others."""
    good = np.isfinite(ballistic) & (ballistic > 0.0)
    return np.where(good, ballistic, np.median(ballistic[good]))


def ends(catalog: Catalog, ballistic: np.ndarray, weather: SpaceWeather, until: Epoch):
    """End of each orbit, s from the earliest epoch, and that epoch."""
    start = Epoch(int(catalog.epoch_tai_ns.min()))
    came = decay(
        *apsides(catalog), ballistic, start, (until - start) / DAY_S, weather,
        inclination_rad=catalog.inclination_rad,
        begin_s=(catalog.epoch_tai_ns - start.tai_ns) / NS_PER_S,
    )  # fmt: skip
    return start, came.end_s


def shared(sky: Sky, date: str) -> float:
    """What the B* of *date* are too large by, as the history before it tells."""
    first, last = (sky.at(d) for d in BEFORE[date])
    _, i, j = np.intersect1d(first.norad_id, last.norad_id, return_indices=True)
    first, last = first.take(i), last.take(j)
    perigee, apogee = apsides(first)
    keep = passive(first, sky.names()) & (perigee > 400.0) & (apogee < 900.0)
    keep &= last.epoch_tai_ns - first.epoch_tai_ns > 100 * DAY_NS
    first, last = first.take(keep), last.take(keep)
    known = ballistic_between(first, last, sky.weather)
    today = sky.at(date)
    _, i, j = np.intersect1d(first.norad_id, today.norad_id, return_indices=True)
    return shared_factor(today.take(j), known[i], sky.weather)


def spheres(sky: Sky, say) -> None:
    say("## Drag coefficients of spheres of known size and mass")
    say("sphere | perigee x apogee km | 2009-13 | 2013-21 | 2021-24")
    rows: dict[int, list[str]] = {}
    dates = ("2009-05-31", "2013-10-23", "2021-11-09", "2024-11-01")
    for a, b in itertools.pairwise(dates):
        first, last = sky.at(a), sky.at(b)
        for number, (name, diameter, mass) in SPHERES.items():
            i, j = (np.flatnonzero(c.norad_id == number) for c in (first, last))
            before = first.take(i)
            found = float(ballistic_between(before, last.take(j), sky.weather)[0])
            p, q = apsides(before)
            rows.setdefault(number, [f"{name} | {p[0]:.0f} x {q[0]:.0f}"]).append(
                f"{found * mass / (np.pi * diameter**2 / 4.0):.2f}"
            )
    for row in rows.values():
        say(" | ".join(row))


def mean_motion(sky: Sky, say) -> tuple[np.ndarray, np.ndarray]:
    say("\n## Sinking over two weeks, 2013-10, and four days, 2026-05: forecast to observed")
    names = sky.names()
    out = []
    for label, files, least_days in (
        ("2013-10", [HISTORIES], 7.0),
        (
            "2026-05",
            [MAY_2026.format(k) for k in ("resource", "science", "weather", "military")],
            3.0,
        ),
    ):
        sets = read_catalog([sky.folder / f for f in files], latest_only=False).catalog
        first, last = first_and_last(sets)
        days = (last.epoch_tai_ns - first.epoch_tai_ns) / DAY_NS
        perigee, apogee = apsides(first)
        sunk = 0.5 * (perigee + apogee) - 0.5 * np.add(*apsides(last))
        keep = (days > least_days) & (perigee > 180.0) & (apogee < 2_500.0) & (sunk > 0.1)
        if label == "2013-10":
            keep &= passive(first, names)
        first, last, sunk, days = first.take(keep), last.take(keep), sunk[keep], days[keep]
        ballistic = ballistic_from_bstar(first, sky.weather)
        good = ballistic > 0.0
        first, sunk, days, ballistic = first.take(good), sunk[good], days[good], ballistic[good]
        forecast = sunk_by(first, ballistic, days, sky.weather)
        ratio = np.log(forecast / sunk)
        ratio = ratio[np.isfinite(ratio)]
        p = apsides(first)[0][: len(ratio)]
        say(
            f"{label}: {len(ratio)} objects, median {np.exp(np.median(ratio)):.3f}, "
            f"standard deviation (log) {spread(ratio):.3f}, within 20 %: "
            f"{np.mean(np.abs(np.exp(ratio) - 1) < 0.2):.0%}"
        )
        out.append((p, ratio))
    return out[0]


def first_and_last(sets: Catalog) -> tuple[Catalog, Catalog]:
    order = np.lexsort((sets.epoch_tai_ns, sets.norad_id))
    ids = sets.norad_id[order]
    begin = np.flatnonzero(np.append(True, ids[1:] != ids[:-1]))
    end = np.append(begin[1:], len(ids)) - 1
    several = sets.epoch_tai_ns[order[end]] > sets.epoch_tai_ns[order[begin]]
    return sets.take(order[begin[several]]), sets.take(order[end[several]])


def sunk_by(first: Catalog, ballistic: np.ndarray, days: np.ndarray, weather: SpaceWeather):
    """How far the semi-major axis is forecast to sink in *days*, km; NaN where it ends."""
    start = Epoch(int(first.epoch_tai_ns.min()))
    begin = (first.epoch_tai_ns - start.tai_ns) / NS_PER_S
    until = begin + days * DAY_S
    came = decay(
        *apsides(first), ballistic, start, float(until.max()) / DAY_S, weather,
        inclination_rad=first.inclination_rad, begin_s=begin, t_s=until[:, None],
    )  # fmt: skip
    return 0.5 * np.add(*apsides(first)) - 0.5 * (came.perigee_km + came.apogee_km)[:, 0]


def ended(sky: Sky, say) -> list[tuple[str, np.ndarray, np.ndarray]]:
    """Objects whose end is known to days: up in one snapshot, gone in the next."""
    say("\n## Ends: forecast time to the end over the true one")
    names = sky.names()
    cases = (
        ("2021-11-09", "2021-11-26", "2021-12-22"), ("2021-11-26", "2021-12-22", "2022-01-22"),
        ("2021-11-09", "2023-10-09", "2023-10-19"), ("2022-01-22", "2023-10-09", "2023-10-19"),
        ("2021-11-09", "2024-07-05", "2024-07-09"), ("2022-01-22", "2024-07-05", "2024-07-09"),
        ("2023-10-19", "2024-07-05", "2024-07-09"),
    )  # fmt: skip
    out = []
    for seen, before, after in cases:
        catalog = sky.at(seen)
        up, gone = sky.at(before), sky.at(after)
        keep = np.isin(catalog.norad_id, up.norad_id) & ~np.isin(catalog.norad_id, gone.norad_id)
        perigee, apogee = apsides(catalog)
        low = np.isfinite(perigee) & (perigee < 700.0) & (apogee < 3_000.0)
        keep &= passive(catalog, names) & low
        _, mine, theirs = np.intersect1d(catalog.norad_id[keep], up.norad_id, return_indices=True)
        catalog, last = catalog.take(np.flatnonzero(keep)[mine]), up.take(theirs)
        falling = apsides(last)[0] < 330.0  # others were lost, not ended
        falling &= last.epoch_tai_ns - catalog.epoch_tai_ns > 5 * DAY_NS
        catalog, last = catalog.take(falling), last.take(falling)
        if len(catalog) < 3:
            continue
        plain = with_usual(ballistic_from_bstar(catalog, sky.weather))
        start, plain_s = ends(catalog, plain, sky.weather, TODAY)
        _, end_s = ends(catalog, plain / shared(sky, seen), sky.weather, TODAY)
        origin = (catalog.epoch_tai_ns - start.tai_ns) / NS_PER_S
        true_s = true_ends(sky, last, Epoch.from_utc(after)) - start.tai_ns / NS_PER_S
        true_days = (true_s - origin) / DAY_S
        say(f"{seen}, ended between {before} and {after}: {len(catalog)} objects, some "
            f"{np.median(true_days):.0f} days ahead")  # fmt: skip
        for label, seconds in (("B* as they are", plain_s), ("less what they share", end_s)):
            ratio = np.log((seconds - origin) / DAY_S / true_days)
            say(f"  {label}: {described(ratio)}")
        out.append((f"{seen} to {before}..{after}", true_days, ratio))
    return out


def true_ends(sky: Sky, last: Catalog, gone: Epoch) -> np.ndarray:
    """When objects ended, TAI s: from their last set on, and before they were missed."""
    ballistic = with_usual(ballistic_from_bstar(last, sky.weather))
    start, end_s = ends(last, ballistic, sky.weather, TODAY)
    return np.minimum(start.tai_ns / NS_PER_S + end_s, gone.tai_ns / NS_PER_S)


def described(ratio: np.ndarray) -> str:
    """What is said of the logarithms of forecast over truth."""
    far = np.isinf(ratio)
    return (
        f"median {np.exp(np.median(ratio)):.2f}, standard deviation (log) "
        f"{spread(ratio[~far]):.2f}, within 20 %: {np.mean(np.abs(np.exp(ratio) - 1) < 0.2):.0%}, "
        f"within a factor of 1.5: {np.mean(np.abs(ratio) < np.log(1.5)):.0%}"
        + (f", {far.sum()} not yet" if far.any() else "")
    )


def fallen(sky: Sky, say) -> tuple[str, np.ndarray, np.ndarray]:
    """Objects that ended in the two weeks of 2013-10, from their first element set there."""
    sets = read_catalog(sky.folder / HISTORIES, latest_only=False).catalog
    first, last = first_and_last(sets)
    keep = (apsides(last)[0] < 190.0) & (apsides(first)[1] < 3_000.0)
    keep &= (last.epoch_tai_ns - first.epoch_tai_ns > 3 * DAY_NS) & passive(first, sky.names())
    first, last = first.take(keep), last.take(keep)
    until = Epoch.from_utc("2013-12-01")
    start, end_s = ends(
        last, with_usual(ballistic_from_bstar(last, sky.weather)), sky.weather, until
    )
    true = start.tai_ns / NS_PER_S + end_s - first.epoch_tai_ns / NS_PER_S
    start, end_s = ends(
        first, with_usual(ballistic_from_bstar(first, sky.weather)), sky.weather, until
    )
    ours = end_s - (first.epoch_tai_ns - start.tai_ns) / NS_PER_S
    near = np.isfinite(true)
    ratio = np.log(ours[near] / true[near])
    say(f"in the histories of 2013-10: {near.sum()} objects, some "
        f"{np.median(true[near]) / DAY_S:.0f} days ahead: {described(ratio)}")  # fmt: skip
    return "2013-10", true[near] / DAY_S, ratio


def bstar_scatter(sky: Sky, say) -> None:
    say("\n## Coefficients of one B* against those of the years that followed")
    names = sky.names()
    for a, b in (("2009-05-31", "2013-10-23"), ("2013-10-23", "2021-11-09"),
                 ("2022-01-22", "2023-10-09"), ("2023-10-09", "2024-07-05")):  # fmt: skip
        first, last = sky.at(a), sky.at(b)
        _, i, j = np.intersect1d(first.norad_id, last.norad_id, return_indices=True)
        first, last = first.take(i), last.take(j)
        perigee, apogee = apsides(first)
        keep = passive(first, names) & (perigee > 300.0) & (apogee < 1_500.0)
        keep &= last.epoch_tai_ns > first.epoch_tai_ns
        first, last, perigee = first.take(keep), last.take(keep), perigee[keep]
        true = ballistic_between(first, last, sky.weather)
        given = ballistic_from_bstar(first, sky.weather)
        good = np.isfinite(true) & (true > 1e-3) & (given > 0.0)
        ln = np.log(given[good] / true[good])
        parts = []
        for low, high in ((300, 500), (500, 700), (700, 850), (850, 1000)):
            here = (perigee[good] >= low) & (perigee[good] < high)
            if here.sum() >= 20:
                parts.append(f"{low}-{high} km: {np.exp(np.median(ln[here])):.2f} "
                             f"+- {spread(ln[here]):.2f} ({here.sum()})")  # fmt: skip
        say(f"{a} against {a}..{b}: " + "; ".join(parts))


def clouds(sky: Sky, say) -> None:
    say("\n## Survivors of three break-ups on 2026-08-11")
    for cloud in CLOUDS:
        path = sky.folder / f"events/debris_2026/gp-debris-{cloud.file}_20260811.json.gz"
        now = json.loads(gzip.decompress(path.read_bytes()))
        alive = {int(row["NORAD_CAT_ID"]) for row in now}
        known: set[int] = set()
        total, corrected = np.zeros((2, 3))
        covered = 0
        for stage, date in enumerate((cloud.from_snapshot, *cloud.later)):
            pieces = new_pieces(sky.at(date), cloud, known)
            known |= {int(k) for k in pieces.norad_id}
            if not len(pieces):
                continue
            up = np.isin(pieces.norad_id, list(alive))
            covered += up.sum()
            off = shared(sky, date)
            counts, both, sampled = forecast(pieces, sky.weather, up)
            total += counts
            corrected += forecast(pieces, sky.weather, up, off)[0]
            say(
                f"{cloud.name}, {'pieces of' if stage == 0 else 'first seen by'} {date}: "
                f"{len(pieces)}; still listed {up.sum()}; forecast {counts[1]:.0f} "
                f"({counts[0]:.0f} to {counts[2]:.0f}; with scattered coefficients {sampled:.0f}), "
                f"the same pieces {both}"
                + (f"; forecast to listed {counts[1] / up.sum():.2f}" if up.any() else "")
                + f"; B* of the day high by {off:.2f}"
            )
        say(
            f"{cloud.name}, all: listed {len(alive)}, of which in the snapshots {covered}; "
            f"forecast {total[1]:.0f} ({total[0]:.0f} to {total[2]:.0f}): "
            f"{total[1] / len(alive) - 1:+.0%}; less what the B* share {corrected[1]:.0f} "
            f"({corrected[0]:.0f} to {corrected[2]:.0f}): {corrected[1] / len(alive) - 1:+.0%}"
        )


def new_pieces(catalog: Catalog, cloud: Cloud, known: set[int]) -> Catalog:
    """Pieces of the cloud and its parent, less those already known."""
    mine = np.char.startswith(catalog.designator, cloud.launch)
    mine &= (catalog.norad_id >= cloud.first_piece) | (catalog.norad_id == cloud.parent)
    pieces = catalog.take(mine & ~np.isin(catalog.norad_id, list(known)))
    return pieces.take(latest_rows(pieces))


def forecast(pieces: Catalog, weather: SpaceWeather, up: np.ndarray, off: float = 1.0):
    """Counts low, expected, high; how many the same; mean of 20 scattered draws."""
    ballistic = with_usual(ballistic_from_bstar(pieces, weather)) / off
    left = []
    for factor in (BALLISTIC_FACTOR, 1.0, 1.0 / BALLISTIC_FACTOR):
        _, end_s = ends(pieces, ballistic * factor, weather, TODAY)
        left.append(np.isinf(end_s))
    rng = np.random.default_rng(1)
    draws = []
    for _ in range(20):
        drawn = ballistic * BALLISTIC_FACTOR ** rng.standard_normal(len(ballistic))
        draws.append(np.isinf(ends(pieces, drawn, weather, TODAY)[1]).sum())
    return np.array([x.sum() for x in left]), int((left[1] & up).sum()), float(np.mean(draws))


def course_figure(sky: Sky) -> None:
    """Pieces in the catalogue over the years, and those of one snapshot as forecast."""
    path = sky.folder / "events/fragment_counts_by_snapshot.csv"
    lines = [line.split(",") for line in path.read_text().splitlines()[1:]]
    day = np.array([np.datetime64(f"{r[0][:4]}-{r[0][4:6]}-{r[0][6:]}") for r in lines])
    with figure_style():
        figure, axes = plt.subplots(1, 3, figsize=(9.0, 3.6), layout="constrained")
        for ax, cloud in zip(axes, CLOUDS, strict=True):
            count = np.array([int(r[cloud.column]) for r in lines])
            ax.plot(day, count, ".", color=GREY, ms=3, label="catalogued, whole launch")
            now = {"Iridium 33": 111, "Cosmos 2251": 595, "Cosmos 1408": 3}[cloud.name]
            ax.plot(
                [np.datetime64("2026-08-11")], [now], "o", color=AMBER, label="listed 2026-08-11"
            )
            date = "2013-10-23" if cloud.column < 3 else cloud.from_snapshot
            pieces = new_pieces(sky.at(date), cloud, set())
            plain = with_usual(ballistic_from_bstar(pieces, sky.weather))
            for ballistic, style, label in (
                (plain, ":", "forecast from one snapshot, B* as they are"),
                (plain / shared(sky, date), "-", "the same, less what B* share"),
            ):
                start, end_s = ends(pieces, ballistic, sky.weather, TODAY)
                t = np.linspace(0.0, (TODAY - start) / DAY_S, 200)
                left = [(end_s > x * DAY_S).sum() for x in t]
                origin = np.datetime64(start.utc_iso(0)[:10])
                days = origin + t.astype("timedelta64[D]")
                ax.plot(days, left, style, color=BLUE, label=label)
            for k, then in enumerate(("2021-11-09", "2022-01-22", "2023-10-19", "2024-11-01")):
                if then > date:
                    still = np.isin(pieces.norad_id, sky.at(then).norad_id).sum()
                    ax.plot([np.datetime64(then)], [still], "s", color=BLUE, ms=4, mfc="none",
                            label="its pieces still catalogued" if k == 0 else None)  # fmt: skip
            ax.set_title(cloud.name)
            ax.set_xlim(np.datetime64("2009-01-01" if cloud.column < 3 else "2021-10-01"),
                        np.datetime64("2027-01-01"))  # fmt: skip
            ax.set_ylim(0, None)
            ax.xaxis.set_major_locator(mpl.dates.AutoDateLocator(maxticks=5))
            ax.xaxis.set_major_formatter(mpl.dates.DateFormatter("%Y"))
            trim(ax)
        axes[0].set_ylabel("pieces")
        handles, labels = axes[1].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=3, frameon=False)
        figure.savefig(FIGURES / "decay_survivors.png", dpi=150)
        plt.close(figure)


def error_figure(ends_of: list, rates: tuple[np.ndarray, np.ndarray]) -> None:
    with figure_style():
        figure, axes = plt.subplots(1, 2, figsize=(8.0, 3.0), layout="constrained")
        perigee, ratio = rates
        axes[0].plot(perigee, np.exp(ratio), ".", color=BLUE, ms=2, alpha=0.5)
        axes[0].set(xlabel="perigee, km", ylabel="sinking, forecast to observed", yscale="log",
                    ylim=(0.2, 5.0), title="two weeks of October 2013")  # fmt: skip
        for _, days, error in ends_of:
            axes[1].plot(days, np.exp(error), ".", color=AMBER, ms=3)
        axes[1].set(xlabel="days to the end", ylabel="forecast to true time left", yscale="log",
                    xscale="log", ylim=(0.2, 5.0),
                    title="ends known to days")  # fmt: skip
        for ax in axes:
            ax.axhline(1.0, color=GREY, lw=0.8)
            trim(ax)
            ax.yaxis.set_major_locator(mpl.ticker.FixedLocator(RATIOS))
            ax.yaxis.set_minor_locator(mpl.ticker.NullLocator())
            ax.yaxis.set_major_formatter("{x:g}")
        figure.savefig(FIGURES / "decay_errors.png", dpi=150)
        plt.close(figure)


def main() -> None:
    said: list[str] = []

    def say(text: str) -> None:
        print(text, flush=True)
        said.append(text)

    sky = Sky(Path(os.environ["CSPO_DATA"]))
    spheres(sky, say)
    bstar_scatter(sky, say)
    rates = mean_motion(sky, say)
    ends_of = [*ended(sky, say), fallen(sky, say)]
    clouds(sky, say)
    course_figure(sky)
    error_figure(ends_of, rates)
    LOG.write_text("\n".join(said) + "\n")


if __name__ == "__main__":
    main()
