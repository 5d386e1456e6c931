"""What a review says, as plain values that JSON holds; times are UTC texts, spans are in s."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec

__all__ = [
    "STAGES", "By", "DecisionReview", "EventReview", "ExpectedReview", "HumanStep", "Improvement",
    "InjectReview", "KnownThen", "MeasureReview", "Moment", "NationLine", "NoteReview",
    "ObjectiveReview", "Review", "RulingReview", "Stage", "StandStill", "Verdict",
]  # fmt: skip


class Verdict(StrEnum):
    """What became of what was expected."""

    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not-met"
    NOT_TRIED = "not-tried"
    """What asks for it never came."""
    UNKNOWN = "unknown"
    """What was recorded does not say."""
    VOID = "void"
    """A director ruled that it does not count."""


class By(StrEnum):
    """Who took a step."""

    MACHINE = "machine"
    PERSON = "person"
    SCRIPTED = "scripted"
    """A scripted player, in a person's place."""


class Stage(StrEnum):
    """What a nation does about an event, in the order in which it can."""

    COULD_KNOW = "could_know"
    """The first evidence of it reached the nation."""
    KNEW = "knew"
    """The first finding about it was in its store: its own, or a partner's."""
    WARNED = "warned"
    """The first warning that is for the nation, or the first page of notice, was in its store."""
    RELEASED = "released"
    """The first of its records about it was released to a partner."""
    ACKNOWLEDGED = "acknowledged"
    """It first acknowledged a record about it."""
    ACTED = "acted"
    """It first proposed, promised, announced or ordered something about it."""


STAGES: Final = tuple(Stage)


class Value(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a review."""


class Moment(Value, frozen=True, kw_only=True):
    """When something first was so, and what says so.

    Parameters
    ----------
    utc : str
    after_s : float
        After what it is measured from: the truth, or an inject.
    record : str
        Id of the record that says so; empty where the truth itself does.
    kind, origin : str
        Of that record.
    mark : str
        Its portion mark.
    by : By
    """

    utc: str
    after_s: float
    record: str = ""
    kind: str = ""
    origin: str = ""
    mark: str = ""
    by: By = By.MACHINE


class NationLine(Value, frozen=True, kw_only=True):
    """What one nation did about one event.

    Parameters
    ----------
    nation : str
    could_know, knew, warned, released, acknowledged, acted : Moment or None
        As `Stage` says; None where it never was so.
    gave_warning : Moment or None
        It made its own first warning, or page of notice.
    first_person : Moment or None
        The first step that a person of it took about the event.
    slowest : str
        The stage that took longest after the one before; empty where there are no two.
    slowest_s : float
    """

    nation: str
    could_know: Moment | None = None
    knew: Moment | None = None
    warned: Moment | None = None
    released: Moment | None = None
    acknowledged: Moment | None = None
    acted: Moment | None = None
    gave_warning: Moment | None = None
    first_person: Moment | None = None
    slowest: str = ""
    slowest_s: float = 0.0


class EventReview(Value, frozen=True, kw_only=True):
    """Something that truly happened, and what became of it.

    Parameters
    ----------
    name : str
        As the truth calls it.
    what : str
        Of `cspo.exercise.world.TruthKind`.
    title : str
    utc : str
        When it truly happened.
    objects : list of str
    text : str
    number : float or None
    unit : str
    first : Moment or None
        The first evidence of it that anybody had.
    first_nation : str
        Who had that.
    nations : list of NationLine
        Each participant once, in order.
    injects : list of int
        Events of the list that concern it.
    """

    name: str
    what: str
    title: str
    utc: str
    objects: tuple[str, ...] = ()
    text: str = ""
    number: float | None = None
    unit: str = ""
    first: Moment | None = None
    first_nation: str = ""
    nations: tuple[NationLine, ...] = ()
    injects: tuple[int, ...] = ()


class HumanStep(Value, frozen=True, kw_only=True):
    """Something that a person, or a scripted player in a person's place, did.

    Parameters
    ----------
    utc : str
    nation : str
    role : str
        In what office; never a name.
    by : By
    what : str
        In words.
    kind, record, mark : str
        Of the record that it made, where it made one.
    event : str
        Name of the event that it concerns; empty where none.
    after_s : float or None
        After that event.
    waited_s : float or None
        Since what it answers had reached the nation.
    """

    utc: str
    nation: str
    role: str = ""
    by: By = By.PERSON
    what: str
    kind: str = ""
    record: str = ""
    mark: str = ""
    event: str = ""
    after_s: float | None = None
    waited_s: float | None = None


class KnownThen(Value, frozen=True, kw_only=True):
    """One thing that was in a store at the time of a decision.

    Parameters
    ----------
    utc : str
        Since when it was there.
    origin, kind, record, mark, text : str
    """

    utc: str
    origin: str
    kind: str
    record: str
    mark: str
    text: str


class DecisionReview(Value, frozen=True, kw_only=True):
    """A decision beside what was known then.

    Parameters
    ----------
    utc, nation, role, kind, record, mark : str
    by : By
    what : str
        In words.
    event : str
    known : list of KnownThen
        The newest word of each source that was in its store then.
    elsewhere : list of KnownThen
        What others held then about the same and it did not have.
    """

    utc: str
    nation: str
    role: str = ""
    by: By = By.PERSON
    kind: str
    record: str
    mark: str
    what: str
    event: str = ""
    known: tuple[KnownThen, ...] = ()
    elsewhere: tuple[KnownThen, ...] = ()


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
    basis: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
