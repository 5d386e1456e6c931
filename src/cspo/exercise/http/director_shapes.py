"""What the white cell sees and says: the whole list of events, what is expected, who has what."""

from __future__ import annotations

from typing import Literal

import msgspec

from cspo.exercise.http.shapes import ClockView, MessageView

__all__ = [
    "AdjudicationView", "CommandView", "ExpectedView", "InjectView", "KnowsView", "MeasureView",
    "NodeView", "ObjectiveView", "PlaceView", "TellsView", "WhiteCellView",
]  # fmt: skip

MeasureState = Literal["waiting", "met", "missed", "unknown"]


class ExpectedView(msgspec.Struct, frozen=True, kw_only=True):
    """An action that is expected of players.

    Parameters
    ----------
    number : int
        Within its inject, from 1.
    by : str
        A nation, or a nation's cell.
    kind : str
        Of the record that would show it; empty: people judge.
    text : str
    within_s : float or None
        After the inject was given, s of the world.
    state : str
        ``waiting`` (the inject is to come), ``open``, ``met``, ``late`` (done after its time),
        ``missed`` (its time has passed), ``void`` (the white cell took it out).
    due_utc, done_utc : str or None
    after_s : float or None
        From inject to deed, s of the world.
    record : str
        What shows it; empty: none.
    judged : str
        The white cell's word, where it gave one; empty: found by machine.
    """

    number: int
    by: str
    kind: str
    text: str
    within_s: float | None
    state: Literal["waiting", "open", "met", "late", "missed", "void"]
    due_utc: str | None
    done_utc: str | None
    after_s: float | None
    record: str
    judged: str


class InjectView(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the master scenario events list, and how it stands.

    Parameters
    ----------
    number : int
    title, text : str
    to : list of str
        Nations that learn of it.
    at_s : float or None
        When, s after the world's begin; null: on a condition, or by hand.
    at_utc : str or None
        The same as an instant of the world.
    when, of : str
        The condition, and the nation whose picture it is read in; empty: none.
    reading : str
        The condition as it stands now, in words; empty: it has none or is over.
    state : str
        ``waiting``, ``held`` (the white cell keeps it back), ``given``, ``skipped``, ``failed``.
    given_utc : str or None
    given_by : str
        ``time``, ``condition`` or the office that gave it.
    improvised : bool
        Put in by hand; not in the scenario.
    objectives : list of str
        Names of those that it serves.
    expected : list of ExpectedView
    world_action : str
        What it does to the world, in words; empty: nothing.
    record : str
        Once given; empty: none.
    """

    number: int
    title: str
    text: str
    to: tuple[str, ...]
    at_s: float | None
    at_utc: str | None
    when: str
    of: str
    reading: str
    state: Literal["waiting", "held", "given", "skipped", "failed"]
    given_utc: str | None
    given_by: str
    improvised: bool
    objectives: tuple[str, ...]
    expected: tuple[ExpectedView, ...]
    world_action: str
    record: str


class MeasureView(msgspec.Struct, frozen=True, kw_only=True):
    """A measure, and what it is now.

    Parameters
    ----------
    name, text : str
    inject : int or None
        Of which event; null: of the whole.
    nation : str
        Of whom; empty: of all.
    metric : str
        As the scenario has it.
    unit : str
        Of value and limit: ``s``, ``records``; empty: a condition, 1 where it holds.
    value, limit : float or None
    at_least : bool
        Whether the limit is a least and not a most.
    state : str
        ``waiting``, ``met``, ``missed``, ``unknown`` (evidence is lacking; *reason* says which).
    reason : str
    records : list of str
        What it rests on, at most ten.
    """

    name: str
    text: str
    inject: int | None
    nation: str
    metric: str
    unit: str
    value: float | None
    limit: float | None
    at_least: bool
    state: MeasureState
    reason: str
    records: tuple[str, ...]


class ObjectiveView(msgspec.Struct, frozen=True, kw_only=True):
    """What the exercise is to find out, and how far that is.

    Parameters
    ----------
    name, text : str
    injects : list of int
        That serve it.
    measures : list of MeasureView
    """

    name: str
    text: str
    injects: tuple[int, ...]
    measures: tuple[MeasureView, ...]


class PlaceView(msgspec.Struct, frozen=True, kw_only=True):
    """A place at the table.

    Parameters
    ----------
    nation, cell, role : str
    played_by : str
        ``people``, ``script`` or ``nobody``.
    offices : list of str
        Who has signed in there; at most ten.
    last_utc : str or None
        Their last deed, in the world.
    """

    nation: str
    cell: str
    role: str
    played_by: Literal["people", "script", "nobody"]
    offices: tuple[str, ...]
    last_utc: str | None


class NodeView(msgspec.Struct, frozen=True, kw_only=True):
    """A nation's node.

    Parameters
    ----------
    nation : str
    objects, warnings : int
        In its picture; open.
    last_utc : str or None
        Of the newest record that it took in.
    cut_from : list of str
        Nations of whose feed it gets nothing now.
    text : str
        What is wrong with it; empty: nothing.
    """

    nation: str
    objects: int
    warnings: int
    last_utc: str | None
    cut_from: tuple[str, ...]
    text: str


class KnowsView(msgspec.Struct, frozen=True, kw_only=True):
    """How far a nation is with something that has truly happened.

    Parameters
    ----------
    nation : str
    stage : str
        The furthest: ``unaware``, ``could_know``, ``knew``, ``warned``, ``released``,
        ``acknowledged``, ``acted``.
    at_utc : str or None
        When it came there.
    after_s : float or None
        From truth to there, s of the world.
    record : str
        What shows it; empty: none.
    """

    nation: str
    stage: Literal["unaware", "could_know", "knew", "warned", "released", "acknowledged", "acted"]
    at_utc: str | None
    after_s: float | None
    record: str


class TellsView(msgspec.Struct, frozen=True, kw_only=True):
    """Something that truly happened in the world, and who has it.

    Parameters
    ----------
    truth : int
        Its line in the log of truth.
    world_utc : str
    text : str
    objects : list of str
    nations : list of KnowsView
    """

    truth: int
    world_utc: str
    text: str
    objects: tuple[str, ...]
    nations: tuple[KnowsView, ...]


class AdjudicationView(msgspec.Struct, frozen=True, kw_only=True):
    """A ruling of the white cell.

    Parameters
    ----------
    world_utc : str
    who : str
        An office.
    inject : int or None
    expected : int or None
        Which action of it.
    verdict : str
        ``met``, ``missed``, ``void``; empty: a note.
    text : str
    """

    world_utc: str
    who: str
    inject: int | None
    expected: int | None
    verdict: Literal["", "met", "missed", "void"]
    text: str


class CommandView(msgspec.Struct, frozen=True, kw_only=True):
    """A command of the white cell, and what became of it.

    Parameters
    ----------
    number : int
    wall_utc : str
        When it was given, by the clock on the wall: of ours and not of the world.
    world_utc : str or None
        The round that carried it out; null: it waits.
    who, what : str
    text : str
        It in words, and why not where it was refused.
    state : str
        ``waiting``, ``done`` or ``refused``.
    """

    number: int
    wall_utc: str
    world_utc: str | None
    who: str
    what: str
    text: str
    state: Literal["waiting", "done", "refused"]


class WhiteCellView(msgspec.Struct, frozen=True, kw_only=True):
    """All that the white cell looks at.

    Parameters
    ----------
    clock : ClockView
    marks : list of str
        Portion mark of what players don't see: the scenario whole.
    injects : list of InjectView
        In the order of their numbers; those put in by hand after them.
    objectives : list of ObjectiveView
    places : list of PlaceView
    nodes : list of NodeView
    truths : list of TellsView
        The newest first, at most 100.
    adjudications : list of AdjudicationView
        The newest first, at most 100.
    messages : list of MessageView
        Of players, the newest first, at most 100.
    commands : list of CommandView
        The newest first, at most 50.
    """

    clock: ClockView
    marks: tuple[str, ...]
    injects: tuple[InjectView, ...]
    objectives: tuple[ObjectiveView, ...]
    places: tuple[PlaceView, ...]
    nodes: tuple[NodeView, ...]
    truths: tuple[TellsView, ...]
    adjudications: tuple[AdjudicationView, ...]
    messages: tuple[MessageView, ...]
    commands: tuple[CommandView, ...]
