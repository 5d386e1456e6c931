"""Figures of docs/validation/services.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np

mpl.use("Agg")

from matplotlib import pyplot as plt

from cspo.consequence.services import Places, service_map
from cspo.frames import EarthOrientation
from cspo.operations.consequence.services_file import sample_services
from cspo.orbits import Catalog
from cspo.time import Epoch


def draw_removed(rows: Any, figures: Path) -> None:
    figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
    for column, name, color in ((1, "whole Earth", "#1f6fb2"), (4, "worst site", "#c05020")):
        axes.fill_between(
            rows[:, 0], rows[:, column], rows[:, column + 2], alpha=0.25, color=color, linewidth=0
        )
        axes.plot(rows[:, 0], rows[:, column + 1], color=color, marker="o", label=name)
    axes.axhline(0.98, color="#1f6fb2", linestyle=":", linewidth=1)
    axes.axhline(0.88, color="#c05020", linestyle=":", linewidth=1)
    axes.set(xlabel="GPS satellites removed of 31", ylabel="share of the day with PDOP at most 6",
             ylim=(0, 1.02))  # fmt: skip
    axes.set_title("2025-01-13, mask 5°; median and 90 % of 30 draws; dotted: the standard")
    axes.legend(loc="lower left")
    figure.savefig(figures / "services_removed.png", dpi=110)
    plt.close(figure)


def draw_map(catalog: Catalog, start: Epoch, eop: EarthOrientation, figures: Path) -> None:
    """GPS alone with a dozen satellites gone."""
    model = sample_services()
    lost = model.service("gps").satellites[::3]
    latitude, longitude = np.meshgrid(
        np.radians(np.arange(-88.0, 89.0, 4.0)), np.radians(np.arange(-178.0, 179.0, 4.0)),
        indexing="ij",
    )  # fmt: skip
    grid = Places(
        latitude_rad=latitude.ravel(), longitude_rad=longitude.ravel(),
        weight=np.cos(latitude).ravel(),
    )  # fmt: skip
    found = service_map(model, "gps", catalog, start=start, eop=eop, lost=lost, places=grid)
    figure, axes = plt.subplots(figsize=(8, 4.2), layout="constrained")
    shown = axes.pcolormesh(
        np.degrees(longitude), np.degrees(latitude), 100.0 * found.after.reshape(latitude.shape),
        cmap="viridis", shading="nearest",
    )  # fmt: skip
    axes.set(xlabel="longitude, deg", ylabel="latitude, deg",
             title=f"GPS alone, {len(lost)} of 31 removed, 2025-01-13")  # fmt: skip
    figure.colorbar(shown, label="% of the day with PDOP at most 6")
    figure.savefig(figures / "services_map.png", dpi=110)
    plt.close(figure)
