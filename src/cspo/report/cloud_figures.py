"""Figures of a cloud of pieces: density by altitude and time, and by latitude."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from cspo.report.style import figure_style, trim

__all__ = ["cloud_figure"]

Floats = NDArray[np.float64]


def cloud_figure(
    hours: Floats, altitude_edges_km: Floats, latitude_edges_deg: Floats, per_km3: Floats,
    volume_km3: Floats,
) -> Figure:  # fmt: skip
    """Mean density of each shell at all times; and of each cell at the last.

    Parameters
    ----------
    hours : (t,) float64
        After the break-up.
    altitude_edges_km, latitude_edges_deg : (h + 1,), (b + 1,) float64
    per_km3 : (t, h, b) float64
    volume_km3 : (h, b) float64
        Of the cells.
    """
    with figure_style():
        figure = Figure(figsize=(11.0, 4.0))
        lines = figure.add_axes((0.075, 0.14, 0.36, 0.76))
        shells = (per_km3 * volume_km3).sum(axis=2) / volume_km3.sum(axis=1)
        for k, (hour, shell) in enumerate(zip(hours.tolist(), shells, strict=True)):
            share = k / max(len(hours) - 1, 1)
            lines.stairs(np.where(shell > 0.0, shell, np.nan), altitude_edges_km,
                         color=(share, 0.25, 1.0 - share), label=f"{hour:g} h")  # fmt: skip
        lines.set(title="Pieces in a cubic kilometre, mean of each shell", xlabel="altitude, km",
                  yscale="log")  # fmt: skip
        lines.legend(ncols=2)
        trim(lines)
        cells = figure.add_axes((0.52, 0.14, 0.46, 0.76))
        last = np.where(per_km3[-1] > 0.0, np.log10(np.maximum(per_km3[-1], 1e-30)), np.nan)
        image = cells.pcolormesh(altitude_edges_km, latitude_edges_deg, last.T, cmap="viridis")
        figure.colorbar(image, ax=cells, label="log10 of pieces in a cubic kilometre")
        cells.set(title=f"After {hours[-1]:g} h", xlabel="altitude, km", ylabel="latitude, deg")
    return figure
