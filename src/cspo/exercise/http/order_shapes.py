"""What the white cell says: orders to the clock, injects, rulings and notes."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

__all__ = ["Adjudicated", "Injected", "NewCommand", "Queued"]

_Blank = Annotated[str, msgspec.Meta(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
_Text = Annotated[str, msgspec.Meta(max_length=4_000)]
_Number = Annotated[int, msgspec.Meta(ge=1, le=100_000)]
_Nation = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{3}$")]


class NewCommand(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the play's clock is to do.

    Parameters
    ----------
    what : str
        ``pause``, ``go``, ``speed``, ``step`` or ``stop``, which ends the exercise for good.
    speed : float or None
        With ``speed``: seconds of the world in one of ours.
    step_s : float or None
        With ``step``: how far, s of the world; null: one round.
    """

    what: Literal["pause", "go", "speed", "step", "stop"]
    speed: Annotated[float, msgspec.Meta(gt=0.0, le=100_000.0)] | None = None
    step_s: Annotated[float, msgspec.Meta(gt=0.0, le=2_678_400.0)] | None = None


class Injected(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Give an inject now, hold it, skip it, or put in one that the scenario has not.

    Parameters
    ----------
    number : int or None
        Of the scenario; null: a new one of the fields below.
    what : str
        ``give`` (with the next round), ``hold``, ``free`` (its time holds again) or ``skip``.
    title, text : str
    to : list of str
        Nations that learn of it.
    """

    number: _Number | None = None
    what: Literal["give", "hold", "free", "skip"] = "give"
    title: _Blank = ""
    text: _Text = ""
    to: Annotated[tuple[_Nation, ...], msgspec.Meta(max_length=20)] = ()


class Adjudicated(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A ruling, a note, or a word to players.

    Parameters
    ----------
    inject, expected : int or None
        About which action; null: about none.
    verdict : str
        Empty: a note.
    text : str
        The reason.
    to : list of str
        Nations that are told; none: it stays with the white cell.
    releasable : bool
        Whether the text may stand in a report that players read.
    kind : str
        Of a note: ``observation``, ``strength``, or ``improvement``, which goes into the plan.
    objective : str
        Of a note: which one it is about; empty: none.
    owner, due_utc, retest : str
        Of an improvement: who is to do it, by when, how it is tested again.
    """

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=4_000)]
    inject: _Number | None = None
    expected: _Number | None = None
    verdict: Literal["", "met", "missed", "void"] = ""
    to: Annotated[tuple[_Nation, ...], msgspec.Meta(max_length=20)] = ()
    releasable: bool = False
    kind: Literal["observation", "strength", "improvement"] = "observation"
    objective: _Blank = ""
    owner: _Blank = ""
    due_utc: _Blank = ""
    retest: _Blank = ""


class Queued(msgspec.Struct, frozen=True, kw_only=True):
    """It waits for the next round.

    Parameters
    ----------
    number : int
        Of the command.
    """

    number: int
