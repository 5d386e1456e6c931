"""Figures of a break-up: by period, by altitude and time, hits by hour, what stays up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure

from cspo.report.style import AMBER, BLUE, GREY, RED, TEAL, figure_style, to_svg, trim

__all__ = ["bands_figure", "decay_figure", "density_figure", "gabbard_figure", "hits_figure"]

Values = Mapping[str, Any]

_SIZE = (5.4, 3.0)
_MARGINS = (0.15, 0.17, 0.82, 0.71)
_WITH_BAR = (0.15, 0.17, 0.64, 0.71)
_CELLS: Any = {"cmap": "viridis", "edgecolors": "face", "linewidth": 0.4}
"""Cells with an edge of their own colour: without, a thin line shows between them."""
_COLORS = (BLUE, RED, TEAL, AMBER)


def gabbard_figure(gabbard: Values) -> str:
    """Apogee and perigee of the pieces against their period, with the object before."""
    with figure_style():
        figure = Figure(figsize=_SIZE)
        axes = figure.add_axes(_MARGINS)
        period = np.array(gabbard["period_min"])
        axes.plot(period, gabbard["apogee_km"], ".", color=BLUE, markersize=2.2, label="apogee")
        axes.plot(period, gabbard["perigee_km"], ".", color=RED, markersize=2.2, label="perigee")
        parent = gabbard["parent_period_min"]
        both = [gabbard["parent_apogee_km"], gabbard["parent_perigee_km"]]
        axes.plot([parent, parent], both, "+", color=GREY, markersize=10, label="the object")
        if len(period):
            low, high = np.quantile(period, [0.02, 0.985])
            axes.set_xlim(max(low, parent - 10.0) - 1.0, max(high, parent + 3.0) + 1.0)
            axes.set_ylim(0.0, 1.1 * float(np.quantile(gabbard["apogee_km"], 0.985)))
        axes.set(title="Pieces by period (Gabbard)", xlabel="period, min", ylabel="km")
        axes.legend(loc="upper left")
        trim(axes)
        return to_svg(figure, "Perigee and apogee of the pieces against their period")


def density_figure(density: Values) -> str:
    """Expected pieces in a cubic kilometre by altitude, at a few times after the event."""
    with figure_style():
        figure = Figure(figsize=_SIZE)
        axes = figure.add_axes(_WITH_BAR)
        edges = np.array(density["edges_km"])
        after_h = np.array(density["after_h"])
        values = np.array(density["expected_per_km3"]).T
        shown = np.where(values > 0.0, values, np.nan)
        top = float(np.nanmax(shown)) if np.isfinite(shown).any() else 1.0
        columns = np.arange(len(after_h) + 1) - 0.5
        norm = LogNorm(top * 1e-4, top)
        axes.pcolormesh(columns, edges, shown, **_CELLS, norm=norm)
        axes.set_xticks(range(len(after_h)), [_after(h) for h in after_h], rotation=45,
                        fontsize=7.5)  # fmt: skip
        axes.set(title="Density by altitude and time", ylabel="altitude, km")
        bar = figure.add_axes((0.81, 0.17, 0.03, 0.71))
        steps = np.geomspace(top * 1e-4, top, 49)
        middle = np.sqrt(steps[1:] * steps[:-1])[:, None]
        bar.pcolormesh([0.0, 1.0], steps, middle, **_CELLS, norm=norm)
        bar.set(yscale="log", xticks=[], ylabel="pieces in a km³")
        bar.yaxis.set_label_position("right")
        bar.yaxis.tick_right()
        return to_svg(figure, "Density of the pieces by altitude and time after the event")


def hits_figure(after_h: Sequence[float], hits: Sequence[float]) -> str:
    """Expected number of hits on all objects, by time."""
    with figure_style():
        figure = Figure(figsize=_SIZE)
        axes = figure.add_axes(_MARGINS)
        edges = np.concatenate(([0.0], np.asarray(after_h, np.float64)))
        rate = np.asarray(hits, np.float64) / np.maximum(np.diff(edges), 1e-9)
        axes.stairs(rate, edges, fill=True, color=AMBER, alpha=0.85)
        axes.set(title="Expected hits an hour, on all objects", xlabel="hours after the event",
                 xlim=(0.0, edges[-1]))  # fmt: skip
        axes.ticklabel_format(axis="y", style="sci", scilimits=(-2, 3))
        axes.grid(visible=True, color=GREY, alpha=0.25, linewidth=0.5)
        return to_svg(figure, "Expected number of hits an hour after the event")


def decay_figure(decay: Values) -> str:
    """Part of the pieces that is still up, with its band."""
    years = np.array(decay["after_days"]) / 365.25
    return bands_figure(
        years, {"pieces in orbit": decay["in_orbit"]}, "What stays up",
        "years after the event", "part", floor=0.0,
    )  # fmt: skip


def bands_figure(
    x: Sequence[float] | np.ndarray[Any, Any], lines: Mapping[str, Sequence[Values]], title: str,
    xlabel: str, ylabel: str, *, floor: float | None = None,
) -> str:  # fmt: skip
    """Lines with their bands; *lines* by name, each a list of low, expected and high."""
    with figure_style():
        figure = Figure(figsize=_SIZE)
        axes = figure.add_axes(_MARGINS)
        for (name, bands), color in zip(lines.items(), _COLORS * len(lines), strict=False):
            low, mid, high = (
                np.array([band[part] for band in bands]) for part in ("low", "expected", "high")
            )
            axes.fill_between(x, low, high, color=color, alpha=0.22, linewidth=0.0)
            axes.plot(x, mid, color=color, label=name)
        axes.set(title=title, xlabel=xlabel, ylabel=ylabel)
        if floor is not None:
            axes.set_ylim(bottom=floor)
        axes.legend(loc="best")
        trim(axes)
        return to_svg(figure, title)


def _after(hours: float) -> str:
    if hours < 24.0:
        return "0" if hours == 0.0 else f"{hours:g} h"
    days = hours / 24.0
    return f"{days:.0f} d" if days < 364.0 else f"{days / 365.25:.0f} y"
