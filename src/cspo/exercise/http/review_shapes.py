"""The after-action review as the page has it: what happened, who had it when, what to do better."""

from __future__ import annotations

from typing import Literal

import msgspec

from cspo.exercise.http.director_shapes import MeasureView
from cspo.exercise.http.shapes import ClockView

__all__ = [
    "AfterActionView",
    "DecisionThenView",
    "HumanStepView",
    "ImprovementView",
    "KnownView",
    "NationLineView",
    "ObjectiveResultView",
    "StageView",
    "TruthView",
]  # fmt: skip


class StageView(msgspec.Struct, frozen=True, kw_only=True):
    """That a nation came to a stage.

    Parameters
    ----------
    stage : str
        ``could_know``, ``knew``, ``warned``, ``released``, ``acknowledged`` or ``acted``.
    world_utc : str
    after_s : float
        From truth, s of the world.
    text : str
        How that is known.
    record : str
        What shows it; empty: none.
    """

    stage: Literal["could_know", "knew", "warned", "released", "acknowledged", "acted"]
    world_utc: str
    after_s: float
    text: str
    record: str


class HumanStepView(msgspec.Struct, frozen=True, kw_only=True):
    """What people did between two stages, and how long it took them.

    Parameters
    ----------
    office : str
    text : str
    began_utc, ended_utc : str
        In the world.
    took_s : float
        Of the world.
    took_wall_s : float or None
        By the clock on the wall; null: a script did it.
    """

    office: str
    text: str
    began_utc: str
    ended_utc: str
    took_s: float
    took_wall_s: float | None


class NationLineView(msgspec.Struct, frozen=True, kw_only=True):
    """A nation's way with one event.

    Parameters
    ----------
    nation : str
    stages : list of StageView
        Those that it came to, in order of time.
    steps : list of HumanStepView
    """

    nation: str
    stages: tuple[StageView, ...]
    steps: tuple[HumanStepView, ...]


class TruthView(msgspec.Struct, frozen=True, kw_only=True):
    """Something that truly happened, and when who had it.

    Parameters
    ----------
    truth : int
        Its line in the log of truth.
    world_utc : str
    what : str
        ``burn``, ``breakup``, ``sensor``, ``source``, ``feed``, ``inject``...
    text : str
    objects : list of str
    injects : list of int
        Lines of the events list that it belongs to.
    nations : list of NationLineView
        All that play, in order; one without stages never came to know.
    """

    truth: int
    world_utc: str
    what: str
    text: str
    objects: tuple[str, ...]
    injects: tuple[int, ...]
    nations: tuple[NationLineView, ...]


class ObjectiveResultView(msgspec.Struct, frozen=True, kw_only=True):
    """What the exercise found out of an objective.

    Parameters
    ----------
    name, text : str
    state : str
        ``met`` (every measure), ``partly``, ``missed``, ``unknown``.
    measures : list of MeasureView
    """

    name: str
    text: str
    state: Literal["met", "partly", "missed", "unknown"]
    measures: tuple[MeasureView, ...]


class KnownView(msgspec.Struct, frozen=True, kw_only=True):
    """Something that stood in a nation's picture at an instant, or did not.

    Parameters
    ----------
    text : str
    world_utc : str
        Since when it was so in the picture; for what was not known, since when it was true.
    source : str
        Of whom it came; empty: nobody told.
    record : str
        Empty: none.
    """

    text: str
    world_utc: str
    source: str
    record: str


class DecisionThenView(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody decided, beside what was known then.

    Parameters
    ----------
    world_utc : str
    nation, office : str
    kind : str
        Of the record.
    text : str
    record : str
    inject : int or None
    known, unknown : list of KnownView
        What the picture held then; what was true and not in it. At most ten each.
    """

    world_utc: str
    nation: str
    office: str
    kind: str
    text: str
    record: str
    inject: int | None
    known: tuple[KnownView, ...]
    unknown: tuple[KnownView, ...]


class ImprovementView(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the improvement plan.

    Parameters
    ----------
    number : int
    text : str
        What is to be better.
    because : str
        What was found.
    measure : str
        By which measure; empty: none.
    owner : str
        A party; empty: to be named.
    due : str
        A day of ours; empty: to be named.
    retest : str
        How it will be seen: a scenario, an inject; empty: to be named.
    """

    number: int
    text: str
    because: str
    measure: str
    owner: str
    due: str
    retest: str


class AfterActionView(msgspec.Struct, frozen=True, kw_only=True):
    """The review as far as the caller may see it.

    Parameters
    ----------
    clock : ClockView
    marks : list of str
        Of what is shown.
    whole : bool
        Whether the exercise has ended; else it is as far as it goes.
    truths : list of TruthView
        In order of time; at most 200: close approaches that no record tells of give way first.
    objectives : list of ObjectiveResultView
    decisions : list of DecisionThenView
        In order of time; at most 300.
    truths_more, decisions_more : int
        How many more there were than are listed.
    improvements : list of ImprovementView
    """

    clock: ClockView
    marks: tuple[str, ...]
    whole: bool
    truths: tuple[TruthView, ...]
    objectives: tuple[ObjectiveResultView, ...]
    decisions: tuple[DecisionThenView, ...]
    truths_more: int
    decisions_more: int
    improvements: tuple[ImprovementView, ...]
