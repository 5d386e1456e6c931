"""Figures of an exercise: who came when to what, after something truly happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cspo.report.style import AMBER, BLUE, GREY, INK, RED, TEAL, figure_style, to_svg

__all__ = ["STAGE_NAMES", "stages_figure", "unit_of"]

Values = Mapping[str, Any]

STAGE_NAMES: Final = {
    "could_know": "could know", "knew": "knew", "warned": "warned", "released": "released",
    "acknowledged": "acknowledged", "acted": "acted",
}  # fmt: skip
_LOOKS: Final = {
    "could_know": ("o", GREY, "none"), "knew": ("o", BLUE, BLUE), "warned": ("^", RED, RED),
    "released": ("s", AMBER, AMBER), "acknowledged": ("D", TEAL, TEAL), "acted": ("P", INK, INK),
}  # fmt: skip
"""Marker, colour of its edge and of its face: told apart by form alone, too."""
_UNITS: Final = (
    (86_400.0, 4.0 * 86_400.0, "d"),
    (3_600.0, 2.0 * 3_600.0, "h"),
    (60.0, 300.0, "min"),
    (1.0, 0.0, "s"),
)  # fmt: skip


def unit_of(span_s: float) -> tuple[float, str]:
    """Seconds in the unit in which people read such a span, and its name."""
    for size_s, least_s, name in _UNITS:
        if abs(span_s) >= least_s:
            return size_s, name
    return 1.0, "s"


def stages_figure(event: Values) -> str:
    """A line for each nation: when it could have known, knew, and so on, after the truth.

    Parameters
    ----------
    event : mapping
        An `EventReview` of `cspo.exercise.review` as plain values.
    """
    lines: Sequence[Values] = event["nations"]
    known = [line[stage]["after_s"] for line in lines for stage in STAGE_NAMES if line[stage]]
    size_s, unit = unit_of(max(map(abs, known), default=0.0))
    with figure_style():
        height = 1.05 + 0.27 * len(lines)
        figure = Figure(figsize=(10.6, height))
        axes = figure.add_axes((0.055, 0.62 / height, 0.93, 1.0 - 1.02 / height))
        _rows(axes, lines, size_s)
        axes.axvline(0.0, color=INK, linewidth=1.0)
        axes.set_yticks(range(len(lines)), [line["nation"] for line in lines])
        axes.set_ylim(len(lines) - 0.4, -0.6)
        low, high = min([0.0, *known]) / size_s, max([0.0, *known]) / size_s
        room = 0.03 * max(high - low, 1e-9)
        axes.set_xlim(low - room, high + room)
        before = " (before it: negative)" if low < 0.0 else ""
        axes.set_xlabel(f"{unit} after it truly happened{before}")
        axes.grid(visible=True, axis="x", color=GREY, alpha=0.25, linewidth=0.5)
        axes.set_axisbelow(True)
        axes.tick_params(axis="y", length=0)
        _legend(axes)
        return to_svg(figure, f"When each nation came to what: {event['title']}")


def _rows(axes: Axes, lines: Sequence[Values], size_s: float) -> None:
    for row, line in enumerate(lines):
        points = {stage: line[stage]["after_s"] / size_s for stage in STAGE_NAMES if line[stage]}
        if not points:
            axes.text(
                0.006, row, "never", transform=axes.get_yaxis_transform(), va="center",
                fontsize=8.5, color=GREY,
            )  # fmt: skip
            continue
        reached = list(points.values())
        axes.plot([min(reached), max(reached)], [row, row], color=GREY, alpha=0.45, linewidth=2.4,
                  solid_capstyle="butt", zorder=1)  # fmt: skip
        for stage, x in points.items():
            form, edge, face = _LOOKS[stage]
            axes.plot([x], [row], form, markeredgecolor=edge, markerfacecolor=face,
                      markeredgewidth=1.3, markersize=7.0 if form != "o" else 7.5,
                      zorder=2)  # fmt: skip


def _legend(axes: Axes) -> None:
    for stage, name in STAGE_NAMES.items():
        form, edge, face = _LOOKS[stage]
        axes.plot([], [], form, markeredgecolor=edge, markerfacecolor=face, markeredgewidth=1.3,
                  markersize=7.0, label=name)  # fmt: skip
    axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=6, borderaxespad=0.2,
                handletextpad=0.2, columnspacing=1.6)  # fmt: skip
