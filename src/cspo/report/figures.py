"""The figures of a screening report."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Ellipse
from numpy.typing import NDArray

from cspo.report.style import AMBER, BLUE, GREY, INK, RED, TEAL, figure_style, to_svg, trim

__all__ = ["altitude_figure", "encounter_figure", "hour_figure", "miss_figure", "speed_figure"]

Floats = NDArray[np.float64]
_SIZE = (5.4, 2.7)
_MARGINS = (0.11, 0.18, 0.86, 0.70)
_WIDE = (12.0, 3.1)
_PANELS = ((0.06, 0.17, 0.34, 0.72), (0.47, 0.17, 0.22, 0.72), (0.76, 0.17, 0.22, 0.72))
_PLANE_SHAPE = (_PANELS[0][2] * _WIDE[0]) / (_PANELS[0][3] * _WIDE[1])  # equal scale on both axes


def hour_figure(hours: Floats, duration_h: float) -> str:
    """Events by hour of the window. *hours* since its start."""
    step = 1.0 if duration_h <= 48.0 else 6.0
    return _histogram(
        hours,
        np.arange(0.0, duration_h + step, step),
        BLUE,
        f"Events in each {'hour' if step == 1.0 else '6 hours'}",
        "hours since the start of the window",
    )


def altitude_figure(altitude_km: Floats) -> str:
    """Events by altitude of the encounter, km above the equatorial radius."""
    return _histogram(
        altitude_km[altitude_km < 2000.0],
        np.arange(150.0, 2001.0, 25.0),
        TEAL,
        "Events by altitude, below 2000 km",
        "altitude, km",
    )


def speed_figure(speed_km_s: Floats) -> str:
    """Events by relative speed, km/s."""
    return _histogram(
        speed_km_s, np.arange(0.0, 16.01, 0.25), AMBER, "Events by relative speed", "km/s"
    )


def miss_figure(miss_km: Floats, threshold_km: float) -> str:
    """Count of events closer than a distance, beside the square law of a uniform flux."""
    with figure_style():
        figure = Figure(figsize=_SIZE)
        axes = figure.add_axes(_MARGINS)
        ordered = np.sort(miss_km[miss_km > 0.0])
        if ordered.size:
            rank = np.arange(1, ordered.size + 1)
            keep = np.unique(np.geomspace(1, ordered.size, 400).astype(int)) - 1
            axes.loglog(ordered[keep], rank[keep], color=RED, label="this screening")
            line = np.array([threshold_km / 300.0, threshold_km])
            axes.loglog(
                line,
                ordered.size * (line / threshold_km) ** 2,
                color=GREY,
                linestyle="--",
                linewidth=1.0,
                label="distance squared (uniform flux)",
            )
            axes.set_ylim(bottom=0.8)
            axes.legend(loc="upper left")
        axes.set(title="Events closer than a distance", xlabel="miss distance, km")
        trim(axes)
        return to_svg(figure, "Number of events closer than a distance")


def encounter_figure(
    miss_km: float,
    cov_km2: Floats,
    hbr_km: float,
    sweeps: tuple[Floats, Floats, Floats, Floats],
) -> str:
    """Encounter plane, and how Pc moves with hard body and covariance.

    Parameters
    ----------
    miss_km : float
        Projected miss distance; the x axis points along it.
    cov_km2 : (2, 2) float64
        Combined position covariance in the encounter plane.
    hbr_km : float
        Combined hard-body radius.
    sweeps : four (n,) float64
        Hard-body radius m, its Pc, covariance scale (times sigma), its Pc.
    """
    with figure_style():
        figure = Figure(figsize=_WIDE)
        plane, by_hbr, by_scale = (figure.add_axes(box) for box in _PANELS)
        _draw_plane(plane, miss_km, cov_km2, hbr_km)
        hbr_m, hbr_pc, scale, scale_pc = sweeps
        _draw_sweep(by_hbr, hbr_m, hbr_pc, hbr_km * 1e3, "Pc by hard-body radius", "m", BLUE)
        _draw_sweep(
            by_scale, scale, scale_pc, 1.0, "Pc by covariance scale", "× sigma as given", TEAL
        )
        return to_svg(figure, "Encounter plane and sensitivity of the probability")


def _draw_plane(axes: Axes, miss_km: float, cov_km2: Floats, hbr_km: float) -> None:
    values, vectors = np.linalg.eigh(cov_km2)
    sigma = np.sqrt(np.maximum(values, 0.0))
    angle = float(np.degrees(np.arctan2(vectors[1, 1], vectors[0, 1])))
    for k, alpha in ((3.0, 0.10), (2.0, 0.16), (1.0, 0.26)):
        axes.add_patch(
            Ellipse(
                (miss_km, 0.0),
                2.0 * k * sigma[1],
                2.0 * k * sigma[0],
                angle=angle,
                facecolor=BLUE,
                edgecolor=BLUE,
                alpha=alpha,
                linewidth=0.8,
            )
        )
    axes.add_patch(Circle((0.0, 0.0), hbr_km, facecolor=RED, edgecolor=RED, linewidth=0.8))
    axes.plot([0.0], [0.0], marker="+", color=RED, markersize=9)
    axes.plot([0.0, miss_km], [0.0, 0.0], color=INK, linewidth=0.9)
    axes.plot([miss_km], [0.0], marker="o", color=BLUE, markersize=3.5)
    reach = 1.1 * max(3.0 * sigma[1], 0.6 * miss_km, 4.0 * hbr_km)
    axes.set_xlim(miss_km / 2.0 - reach * _PLANE_SHAPE, miss_km / 2.0 + reach * _PLANE_SHAPE)
    axes.set_ylim(-reach, reach)
    axes.set(title="Encounter plane, 1 2 3 σ", xlabel="along the miss, km", ylabel="km")
    trim(axes)


def _draw_sweep(
    axes: Axes, x: Floats, pc: Floats, here: float, title: str, label: str, color: str
) -> None:
    shown = pc > 1e-30
    if shown.any():
        axes.loglog(x[shown], pc[shown], color=color)
        top = float(pc[shown].max())
        axes.set_ylim(max(float(pc[shown].min()), top * 1e-8) * 0.5, min(top * 4.0, 2.0))
    else:
        axes.set_xscale("log")
        axes.text(0.5, 0.5, "below 1e-30", transform=axes.transAxes, ha="center")
    axes.axvline(here, color=GREY, linestyle="--", linewidth=1.0)
    axes.set(title=title, xlabel=label)
    trim(axes)


def _histogram(values: Floats, edges: Floats, color: str, title: str, label: str) -> str:
    with figure_style():
        figure = Figure(figsize=_SIZE)
        axes = figure.add_axes(_MARGINS)
        counts, _ = np.histogram(values, edges)
        axes.stairs(counts, edges, fill=True, color=color, alpha=0.85)
        axes.set(title=title, xlabel=label, xlim=(edges[0], edges[-1]))
        trim(axes)
        return to_svg(figure, title)
