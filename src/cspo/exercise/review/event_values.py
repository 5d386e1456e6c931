"""What a review says of true events, of steps of people and of what they decided, as plain values.

Times are UTC texts, spans are in s.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec

__all__ = [
    "STAGES", "By", "DecisionReview", "EventReview", "HumanStep", "KnownThen", "Moment",
    "NationLine", "Stage", "Value", "Verdict",
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
