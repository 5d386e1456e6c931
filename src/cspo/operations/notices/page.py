"""A page: its head, blocks of a label and a value, and what makes it one A4 page and no more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from cspo.errors import UsageError
from cspo.markings.label import Label
from cspo.markings.portion import banner
from cspo.operations.language import PAGE_COLUMNS, PAGE_LINES, Speech, justified, wrap
from cspo.time import Epoch

__all__ = ["TEXT_LINES", "Head", "Page", "blocks", "labelled", "listed", "print_page", "set_page"]

TEXT_LINES: Final = PAGE_LINES - 6
"""Lines of a page's text: the mark stands above and below, on two lines at most, and a blank."""

_LONGEST_TITLE: Final = 200
_INDENT: Final = "  "


class Page(NamedTuple):
    """What a notice's body holds: the title, and the whole text from the head to the foot."""

    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands above each page.

    Parameters
    ----------
    serial : str
        Its number.
    origin : str
        The nation that issues it.
    mode : str
        Of which world.
    t : Epoch
        When it is issued.
    replaces : str
        The page that it updates or cancels; empty for a first one.
    cancels : bool
        Whether that page ends with it.
    """

    serial: str
    origin: str
    mode: str
    t: Epoch
    replaces: str = ""
    cancels: bool = False


def set_page(title: str, body: Sequence[str], foot: str, head: Head, speech: Speech) -> Page:
    """Put a page together.

    Parameters
    ----------
    body : sequence of str
        Its lines, within 72 columns.
    foot : str
        Until when it holds.

    Raises
    ------
    UsageError
        Where it is more than a page.
    """
    wide = speech.rules.ambiguous_columns
    title = title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 3]}..."
    first = speech.say("notice.head", serial=head.serial)
    lines = [justified(first, speech.rules.name, ambiguous=wide)]
    if warned := speech.say(f"mode.{head.mode}"):
        lines.append(warned)
    nation = speech.say(f"nation.{head.origin}")
    lines.append(speech.say("notice.issued", origin=nation, t=speech.instant(head.t)))
    if head.replaces:
        name = "notice.cancels" if head.cancels else "notice.updates"
        lines.append(speech.say(name, serial=head.replaces))
    lines += ["-" * PAGE_COLUMNS, *wrap(title, ambiguous=wide), "", *body, ""]
    lines += wrap(foot, ambiguous=wide)
    if len(lines) > TEXT_LINES:
        raise UsageError(
            "write a notice", head.serial, expected=f"one page, of {TEXT_LINES} lines",
            got=f"{len(lines)} lines", hint="say less: a notice is read in a minute",
        )  # fmt: skip
    return Page(title, "\n".join(lines) + "\n")


def labelled(label: str, value: str, speech: Speech) -> list[str]:
    """A label and its value, the further lines indented."""
    wide = speech.rules.ambiguous_columns
    said = speech.say("unit.labelled", label=label, value=value)
    return wrap(said, rest=_INDENT, ambiguous=wide)


def listed(label: str, values: Iterable[str], speech: Speech) -> list[str]:
    """A label, and below it values by number; nothing where there are none."""
    wide = speech.rules.ambiguous_columns
    lines = [speech.say("unit.colon", label=label)]
    for number, value in enumerate(values, 1):
        first = f"{_INDENT}{number}. "
        lines += wrap(value, first=first, rest=" " * len(first), ambiguous=wide)
    return lines if len(lines) > 1 else []


def blocks(*several: Sequence[str]) -> list[str]:
    """Blocks one below the other, with a blank line between; empty ones are left out."""
    lines: list[str] = []
    for block in several:
        if block:
            lines += ["", *block] if lines else block
    return lines


def print_page(text: str, label: Label) -> str:
    """The page as it is printed: its text between its mark, above and below.

    Parameters
    ----------
    text : str
        Of a notice.
    label : Label
        Its record's mark: what the text itself holds would not follow a change of that.
    """
    lines = [line.center(PAGE_COLUMNS).rstrip() for line in wrap(banner(label))]
    mark = "\n".join(lines)
    return f"{mark}\n\n{text.rstrip()}\n\n{mark}\n"
