"""What a scripted player can do, and what has to be said with it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

from cspo.exercise.scenario.event_parts import ScriptedDeed

__all__ = ["DEEDS", "Argument", "Sort"]


class Sort(StrEnum):
    """What an argument is."""

    TEXT = "a text"
    NUMBER = "a number"
    ASSET = "an asset"
    PLAN = "a plan that a nation starts with"
    NATION = "a nation that plays"
    KIND = "a kind of records"


class Argument(NamedTuple):
    """One argument of a deed.

    Parameters
    ----------
    name : str
    sort : Sort
    text : str
        What it means.
    required : bool
    most : float
        Of a number: its greatest size.
    """

    name: str
    sort: Sort
    text: str
    required: bool = False
    most: float = 1e6


_ABOUT: Final = Argument(
    "about", Sort.ASSET, "the object whose newest event it is about", required=True
)
_TEXT: Final = Argument("text", Sort.TEXT, "what is said with it")
_BURN: Final = (
    Argument("radial_m_s", Sort.NUMBER, "outwards", most=1e3),
    Argument("in_track_m_s", Sort.NUMBER, "along the orbit", most=1e3),
    Argument("cross_track_m_s", Sort.NUMBER, "across it", most=1e3),
    Argument("lead_s", Sort.NUMBER, "so long after the deed it is done; 1,800 where left out"),
)

DEEDS: Final[dict[ScriptedDeed, tuple[Argument, ...]]] = {
    "acknowledge": (_ABOUT, _TEXT),
    "propose": (_ABOUT, *_BURN, _TEXT),
    "accept": (_ABOUT, _TEXT),
    "burn": (
        Argument("asset", Sort.ASSET, "an own one that can burn", required=True), *_BURN, _TEXT,
    ),
    "release": (
        _ABOUT, Argument("kind", Sort.KIND, "of the newest record about it", required=True),
        Argument("to", Sort.NATION, "to whom", required=True), _TEXT,
    ),
    "reaffirm": (
        Argument("plan", Sort.PLAN, "which", required=True),
        Argument("text", Sort.TEXT, "why it still stands", required=True),
    ),
    "note": (
        Argument("about", Sort.ASSET, "an object"),
        Argument("text", Sort.TEXT, "what goes into the log", required=True),
    ),
}  # fmt: skip
"""By deed: its arguments, in order."""
