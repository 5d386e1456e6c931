"""Templates of pages, and what a page of sections is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, Template
from markupsafe import Markup

__all__ = ["Section", "Table", "render_page", "template_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of texts.

    Parameters
    ----------
    columns : sequence of (str, bool)
        Heading with its unit, and whether the column holds numbers.
    rows : sequence of sequence of str
    """

    columns: Sequence[tuple[str, bool]]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a page.

    Parameters
    ----------
    title : str
    texts : sequence of str
        Paragraphs.
    figures : sequence of str
        Inline SVG of our own.
    tables : sequence of Table
    pages : sequence of str
        Plain text that keeps its lines.
    points : sequence of str
        A list.
    """

    title: str
    texts: Sequence[str] = ()
    figures: Sequence[str] = ()
    tables: Sequence[Table] = ()
    pages: Sequence[str] = ()
    points: Sequence[str] = field(default=())


@cache
def _environment() -> Environment:
    folder = files("cspo.report").joinpath("templates")
    return Environment(
        loader=FunctionLoader(lambda name: folder.joinpath(name).read_text("utf-8")),
        autoescape=True, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip


def template_of(name: str) -> Template:
    """A template of this package."""
    return _environment().get_template(name)


def render_page(
    heading: str,
    *,
    banner: str,
    mark: str,
    facts: Mapping[str, str],
    notes: Sequence[str],
    sections: Sequence[Section],
) -> bytes:
    """Return a page of sections as UTF-8 HTML: no script, no link, no network.

    Parameters
    ----------
    banner : str
        Stands at the head and the foot, such as ``SIMULATED``; empty: none.
    mark : str
        Of all that the page holds; empty: none.
    """
    drawn = [
        (section, [Markup(svg) for svg in section.figures])  # noqa: S704 - our own SVG
        for section in sections
    ]
    page = template_of("sections.html").render(
        heading=heading, banner=banner, mark=mark, facts=facts, notes=notes, sections=drawn
    )
    return page.encode()
