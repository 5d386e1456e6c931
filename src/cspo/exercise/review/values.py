"""What a review says, as plain values that JSON holds; times are UTC texts, spans are in s."""

from __future__ import annotations

from cspo.exercise.review.event_values import (
    STAGES,
    By,
    DecisionReview,
    EventReview,
    HumanStep,
    KnownThen,
    Moment,
    NationLine,
    Stage,
    Value,
    Verdict,
)

__all__ = [
    "STAGES", "By", "DecisionReview", "EventReview", "ExpectedReview", "HumanStep", "Improvement",
    "InjectReview", "KnownThen", "MeasureReview", "Moment", "NationLine", "NoteReview",
    "ObjectiveReview", "Review", "RulingReview", "Stage", "StandStill", "Verdict",
]  # fmt: skip


class RulingReview(Value, frozen=True, kw_only=True):
    """What a director ruled; it stands beside what the machine found and counts in its place."""

    ruling: Verdict
    text: str
    utc: str


class ExpectedReview(Value, frozen=True, kw_only=True):
    """An action that an event of the list expects.

    Parameters
    ----------
    place : int
        From 1 among those of its event.
    by : str
    kind, about, text : str
    within_s : float
        After the inject.
    done : Moment or None
        The first record that is it; perhaps too late.
    found : Verdict
        By the machine.
    ruling : RulingReview or None
    verdict : Verdict
        What counts.
    """

    place: int
    by: str
    kind: str
    about: str = ""
    text: str = ""
    within_s: float
    done: Moment | None = None
    found: Verdict
    ruling: RulingReview | None = None
    verdict: Verdict


class MeasureReview(Value, frozen=True, kw_only=True):
    """A measure of an event of the list.

    Parameters
    ----------
    inject : int
    name, text, metric, unit : str
    limit : float or None
    sense : str
        ``at_most`` or ``at_least``: of its limit.
    value : float or None
        In `unit`; None where it never came to be, or is unknown.
    nation : str
        Whom it is of, where it is of one.
    detail : str
        In words, with what decided it.
    found, verdict : Verdict
    ruling : RulingReview or None
    """

    inject: int
    name: str
    text: str = ""
    metric: str
    unit: str = ""
    limit: float | None = None
    sense: str = ""
    value: float | None = None
    nation: str = ""
    detail: str = ""
    found: Verdict
    ruling: RulingReview | None = None
    verdict: Verdict


class InjectReview(Value, frozen=True, kw_only=True):
    """An event of the list, or one that a director put in beside it.

    Parameters
    ----------
    number : int
        0 for one beside the list.
    title : str
    to : list of str
    objectives : list of str
    planned : str
        The instant, UTC, or the condition.
    utc : str
        When it was put in; empty where it never was.
    why : str
        What set it off, in words.
    expected : list of ExpectedReview
    measures : list of MeasureReview
    """

    number: int
    title: str
    to: tuple[str, ...] = ()
    objectives: tuple[str, ...] = ()
    planned: str = ""
    utc: str = ""
    why: str = ""
    expected: tuple[ExpectedReview, ...] = ()
    measures: tuple[MeasureReview, ...] = ()


class ObjectiveReview(Value, frozen=True, kw_only=True):
    """An objective, and what the exercise says of it.

    Parameters
    ----------
    name, text : str
    injects : list of int
    met, of : int
        Expected actions and measures that were met, of those that count.
    found, verdict : Verdict
    ruling : RulingReview or None
    """

    name: str
    text: str
    injects: tuple[int, ...] = ()
    met: int = 0
    of: int = 0
    found: Verdict
    ruling: RulingReview | None = None
    verdict: Verdict


class Improvement(Value, frozen=True, kw_only=True):
    """One line of the improvement plan.

    Parameters
    ----------
    number : int
    found : str
        What was seen.
    action : str
        What is to change.
    owner : str
    due_utc : str
    retest : str
        How it is tested again.
    objectives : list of str
    source : str
        ``machine`` or ``white cell``.
    """

    number: int
    found: str
    action: str
    owner: str
    due_utc: str
    retest: str
    objectives: tuple[str, ...] = ()
    source: str = "machine"


class NoteReview(Value, frozen=True, kw_only=True):
    """What a director put down."""

    utc: str
    kind: str
    text: str
    objective: str = ""
    inject: int | None = None


class StandStill(Value, frozen=True, kw_only=True):
    """A span of the machine's time in which the exercise stood still, or ran at another speed."""

    utc: str
    what: str
    for_s: float | None = None


class Review(Value, frozen=True, kw_only=True):
    """An exercise, reviewed by machine from what it left.

    Parameters
    ----------
    exercise : str
        Name of the scenario.
    number : int
        Its version.
    title : str
    mark : str
        Of all that the review holds.
    audience : list of str
        For whom it was made; empty: for the white cell, which sees all.
    starts_utc, ended_utc : str
        In the world of the exercise; the second is as far as it has come.
    ended : bool
        Whether it has.
    participants : list of str
    software : str
    scenario_sha256, recording_sha256 : str
        Of what it was made from; the second is empty in a version for an audience.
    objectives, events, injects, steps, decisions, improvements, notes, pace : list
    events_more, unseen_more, steps_more, decisions_more : int
        How many more there are than are listed: of true events that are about objects, of close
        approaches that no record tells of, of steps of people, of decisions.
    basis : list of str
        What it rests on.
    limits : list of str
        What it does not say.
    """

    exercise: str
    number: int
    title: str
    mark: str
    audience: tuple[str, ...] = ()
    starts_utc: str
    ended_utc: str
    ended: bool
    participants: tuple[str, ...]
    software: str
    scenario_sha256: str
    recording_sha256: str = ""
    objectives: tuple[ObjectiveReview, ...] = ()
    events: tuple[EventReview, ...] = ()
    injects: tuple[InjectReview, ...] = ()
    steps: tuple[HumanStep, ...] = ()
    decisions: tuple[DecisionReview, ...] = ()
    improvements: tuple[Improvement, ...] = ()
    notes: tuple[NoteReview, ...] = ()
    pace: tuple[StandStill, ...] = ()
    events_more: int = 0
    unseen_more: int = 0
    steps_more: int = 0
    decisions_more: int = 0
    basis: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
