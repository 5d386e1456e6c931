"""What everybody who plays is told of the exercise, and what a player is asked and has done.

A player learns of an inject when it was given, and of nothing that is expected
of it: those are the directors' own (`cspo.exercise.http.director_shapes`).
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

__all__ = [
    "AskView",
    "CellView",
    "ClockView",
    "DeedView",
    "ExerciseView",
    "MessageView",
    "ParticipantView",
    "PlayerView",
    "PlayerWord",
]  # fmt: skip

Phase = Literal["waiting", "running", "paused", "ended"]
_Number = Annotated[int, msgspec.Meta(ge=1, le=100_000)]


class ClockView(msgspec.Struct, frozen=True, kw_only=True):
    """The clock of the exercise's world; nothing in it is a time of ours.

    Parameters
    ----------
    world_utc : str
        The present there.
    starts_utc, ends_utc : str
        First and last instant there.
    elapsed_s, duration_s : float
        Since the first instant, and in all, s there.
    phase : str
        ``waiting`` (not begun), ``running``, ``paused`` or ``ended``.
    speed : float
        Seconds there in one second of ours that are asked for; 0: it goes by steps.
    speed_reached : float or None
        What the machine keeps up with; null: not yet known, or it stands.
    tick_s : float
        Length of a round, s there.
    rounds : int
        Rounds so far.
    text : str
        Why it stands, or is slower than asked; empty: all is as asked.
    """

    world_utc: str
    starts_utc: str
    ends_utc: str
    elapsed_s: float
    duration_s: float
    phase: Phase
    speed: float
    speed_reached: float | None
    tick_s: float
    rounds: int
    text: str


class CellView(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a nation that plays.

    Parameters
    ----------
    name, role : str
        As the scenario has them.
    """

    name: str
    role: str


class ParticipantView(msgspec.Struct, frozen=True, kw_only=True):
    """A nation that plays.

    Parameters
    ----------
    nation : str
    cells : list of CellView
    """

    nation: str
    cells: tuple[CellView, ...]


class ExerciseView(msgspec.Struct, frozen=True, kw_only=True):
    """What everybody in an exercise may know of it.

    Parameters
    ----------
    name, title : str
        Of the scenario to the white cell; to players those of its cover, where it has one.
    number : int
        Version of the scenario, from 1.
    marks : list of str
        Portion mark of the scenario as far as the caller sees it.
    tabletop : bool
        Without a sky.
    clock : ClockView
    participants : list of ParticipantView
    directs : bool
        Whether the caller is of the white cell.
    nation : str
        Of the caller.
    cells : list of str
        Of the caller's nation, which the caller plays; empty: none or all.
    review_open : bool
        Whether the caller may look at the after-action review now.
    """

    name: str
    title: str
    number: int
    marks: tuple[str, ...]
    tabletop: bool
    clock: ClockView
    participants: tuple[ParticipantView, ...]
    directs: bool
    nation: str
    cells: tuple[str, ...]
    review_open: bool


class MessageView(msgspec.Struct, frozen=True, kw_only=True):
    """A word between a player and the white cell.

    Parameters
    ----------
    world_utc : str
    nation : str
        Who wrote; empty: the white cell.
    who : str
        An office or cell, never a name.
    text : str
    """

    world_utc: str
    nation: str
    who: str
    text: str


class AskView(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was put before the caller's nation.

    Parameters
    ----------
    inject : int
        Its number.
    title, text : str
    from_cell : str
        Who says so in the play: ``white cell``, or a name that the scenario gives.
    given_utc : str
        When, in the world.
    record : str
        The inject's record; empty: none.
    marks : list of str
        Portion marks.
    read_utc, read_by : str or None, str
        When somebody of the nation said that it was read, and which office; null, empty: nobody.
    messages : list of MessageView
        What was answered to it, in order.
    """

    inject: int
    title: str
    text: str
    from_cell: str
    given_utc: str
    record: str
    marks: tuple[str, ...]
    read_utc: str | None
    read_by: str
    messages: tuple[MessageView, ...]


class DeedView(msgspec.Struct, frozen=True, kw_only=True):
    """Something that the nation's people did, as a record of theirs says it.

    Parameters
    ----------
    world_utc : str
    kind : str
        Of the record.
    text : str
        It in words.
    office : str
        Under which it was done; empty: the record names none.
    record : str
    to : list of str
        Parties that have it.
    marks : list of str
    inject : int or None
        To which it answers, where that is known.
    """

    world_utc: str
    kind: str
    text: str
    office: str
    record: str
    to: tuple[str, ...]
    marks: tuple[str, ...]
    inject: int | None


class PlayerView(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of the caller's nation and what it has done; of injects to come, nothing.

    Parameters
    ----------
    clock : ClockView
    nation : str
    asks : list of AskView
        The newest first.
    deeds : list of DeedView
        The newest first, at most 200.
    deeds_more : int
        Older ones that are not listed.
    messages : list of MessageView
        With the white cell that are about no inject, in order.
    """

    clock: ClockView
    nation: str
    asks: tuple[AskView, ...]
    deeds: tuple[DeedView, ...]
    deeds_more: int
    messages: tuple[MessageView, ...]


class PlayerWord(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a player tells the white cell.

    Parameters
    ----------
    inject : int or None
        To which; null: to none.
    text : str
        Empty: only that it was read.
    office : str
        Who writes: an office, never a name.
    """

    inject: _Number | None = None
    text: Annotated[str, msgspec.Meta(max_length=8_000)] = ""
    office: Annotated[
        str, msgspec.Meta(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")
    ] = "duty officer"
