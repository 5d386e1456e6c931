"""How figures look: one palette, one type, light and dark from the same SVG."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

__all__ = ["AMBER", "BLUE", "GREY", "INK", "RED", "TEAL", "figure_style", "to_svg", "trim"]

# Okabe and Ito (2008): told apart by readers with any colour vision.
BLUE = "#0072b2"
TEAL = "#009e73"
AMBER = "#e69f00"
RED = "#d55e00"
GREY = "#8a8f98"

INK = "#010203"
"""Stands for the page's own text colour: `to_svg` writes ``currentColor``."""

_RC = {
    "svg.fonttype": "none",
    "svg.hashsalt": "cspo",
    "font.family": "sans-serif",
    "font.size": 9.5,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlecolor": INK,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "text.color": INK,
    "legend.frameon": False,
    "legend.fontsize": 8.5,
    "lines.linewidth": 1.6,
}


@contextmanager
def figure_style() -> Iterator[None]:
    """Draw within the house style, leaving matplotlib's settings as they were."""
    with mpl.rc_context(_RC):  # type: ignore[arg-type]  # keys are literals there
        yield


def to_svg(figure: Figure, title: str) -> str:
    """Return the figure as an inline SVG element with an accessible *title*."""
    out = io.StringIO()
    figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    text = out.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r"font: ([\d.]+)px 'sans-serif'[^;\"]*", r"font: \1px inherit", text)
    head = '<svg role="img" aria-label="' + title.replace('"', "'") + '" '
    return text.replace("<svg ", head, 1).replace(INK, "currentColor")


def trim(axes: Axes) -> None:
    """Keep the grid faint and behind the data, and log ticks few and plain."""
    for axis in (axes.xaxis, axes.yaxis):
        if axis.get_scale() == "log":
            axis.set_major_locator(LogLocator(numticks=6))
            axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
            axis.set_minor_locator(NullLocator())
    axes.grid(visible=True, color=GREY, alpha=0.25, linewidth=0.5)
    axes.set_axisbelow(True)
