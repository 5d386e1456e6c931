"""Figures of the long-term environment: objects over the years, by shell, and what drives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from cspo.report.style import AMBER, BLUE, GREY, RED, TEAL, figure_style, trim

__all__ = ["crowd_figure", "outlook_figure"]

Values = Mapping[str, Any]

_COLORS = {"active": BLUE, "derelict": AMBER, "rocket body": TEAL, "debris": RED}
_SIZE = (12.0, 3.6)
_PANELS = ((0.055, 0.15, 0.25, 0.74), (0.37, 0.15, 0.25, 0.74), (0.76, 0.15, 0.22, 0.74))
_MOST_SWING = 1e12


def outlook_figure(outlook: Values) -> Figure:
    """Bands by species over the years; shells at the start and the end; what each input does.

    Parameters
    ----------
    outlook : mapping
        As ``cspo consequence environment --json`` prints it.
    """
    with figure_style():
        figure = Figure(figsize=_SIZE)
        _species(figure, outlook)
        _shells(figure, outlook)
        _swings(figure, outlook)
    return figure


def crowd_figure(snapshots: Sequence[Values]) -> Figure:
    """Spatial density by altitude, one line for each catalogue.

    Parameters
    ----------
    snapshots : sequence of mappings
        With ``epoch_utc``, ``edges_km`` and ``density_per_km3``.
    """
    with figure_style():
        figure = Figure(figsize=(7.0, 3.8))
        axes = figure.add_axes((0.10, 0.14, 0.86, 0.76))
        for row, each in enumerate(snapshots):
            share = row / max(len(snapshots) - 1, 1)
            axes.stairs(
                each["density_per_km3"], each["edges_km"], color=(share, 0.25, 1.0 - share),
                label=str(each["epoch_utc"])[:10], linewidth=1.2,
            )  # fmt: skip
        axes.set(title="Catalogued objects in a cubic kilometre", xlabel="altitude, km",
                 yscale="log")  # fmt: skip
        axes.legend(ncols=2 if len(snapshots) > 6 else 1)
        trim(axes)
    return figure


def _species(figure: Figure, outlook: Values) -> None:
    axes = figure.add_axes(_PANELS[0])
    years = np.array(outlook["years"])
    for each in outlook["species"]:
        color = _COLORS[each["species"]]
        low, middle, high = (_numbers(each[key]) for key in ("low", "expected", "high"))
        axes.fill_between(years, np.maximum(low, 0.5), high, color=color, alpha=0.18, linewidth=0)
        axes.plot(years, np.maximum(middle, 0.5), color=color, label=each["species"])
    axes.set(title="Objects, 5th to 95th percentile", xlabel="years", yscale="log")
    axes.legend(loc="best")
    trim(axes)


def _shells(figure: Figure, outlook: Values) -> None:
    axes = figure.add_axes(_PANELS[1])
    edges = np.array(outlook["edges_km"])
    shells = outlook["debris_by_shell"]
    axes.stairs(_numbers(shells["first"]), edges, color=GREY, label="debris at the start")
    axes.stairs(_numbers(shells["low"]), edges, color=RED, linewidth=0.6, linestyle=":")
    axes.stairs(_numbers(shells["high"]), edges, color=RED, linewidth=0.6, linestyle=":")
    axes.stairs(_numbers(shells["expected"]), edges, color=RED,
                label=f"after {outlook['years'][-1]:g} years")  # fmt: skip
    axes.set(title="Debris by shell", xlabel="altitude, km", yscale="log")
    axes.legend(loc="best")
    trim(axes)


def _swings(figure: Figure, outlook: Values) -> None:
    axes = figure.add_axes(_PANELS[2])
    rows = list(reversed(outlook["swings"]))
    expected = float(next(s for s in outlook["species"] if s["species"] == "debris")["expected"][-1]
                     or np.nan)  # fmt: skip
    for place, each in enumerate(rows):
        low, high = (
            float(x) if x is not None else _MOST_SWING for x in (each["low"], each["high"])
        )
        axes.plot([low, high], [place, place], color=GREY, linewidth=6, solid_capstyle="butt")
        axes.plot(low, place, "|", color=BLUE, markersize=11, markeredgewidth=2)
        axes.plot(high, place, "|", color=RED, markersize=11, markeredgewidth=2)
    if np.isfinite(expected):
        axes.axvline(expected, color=GREY, linewidth=0.8, linestyle="--")
    axes.set_yticks(
        range(len(rows)), [f"{each['name']} ÷ × {each['factor']:g}" for each in rows]
    )  # fmt: skip
    axes.set(title="Debris, one input at a time", xscale="log")
    trim(axes)


def _numbers(values: Sequence[float | None]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Null, as infinity is written in JSON, is left out of the picture."""
    return np.array([np.nan if x is None else x for x in values], np.float64)
