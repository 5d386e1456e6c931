"""The master scenario events list: what is put in, what is expected, how it is measured."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from cspo.exercise.scenario.fields import (
    Condition,
    FromOne,
    Line,
    Nation,
    Seconds,
    SomeLine,
    Text,
    Word,
)
from cspo.exercise.scenario.part import Part

__all__ = ["Change", "Event", "Expected", "Measure", "Metric", "Scripted", "ScriptedDeed"]

Metric = Literal[
    "could_know", "knew", "warned", "released", "acknowledged", "acted", "records", "condition"
]
"""The first six: seconds from the truth until a nation could know, knew, warned, and so on.
``records``: how many of a kind. ``condition``: a condition of the language at an instant."""

ScriptedDeed = Literal["acknowledge", "propose", "accept", "burn", "release", "reaffirm", "note"]
"""What a scripted player can do; `cspo.exercise.scenario.deeds` says with which arguments."""


class Expected(Part, frozen=True, kw_only=True):
    """What players should do; the directors' own.

    Parameters
    ----------
    by : nation
    kind : word
        Of the record in which it shows.
    about : line
        Name of an asset, of a plan, or empty.
    within_s : number
        Of the event.
    text : line
    """

    by: Nation
    kind: Word
    about: Line = ""
    within_s: Annotated[float, Meta(gt=0.0, le=2_678_400.0)]
    text: SomeLine


class Measure(Part, frozen=True, kw_only=True):
    """How well: a number from the records and the truth, beside a limit.

    Parameters
    ----------
    name : word
        Each once in a scenario.
    text : line
    metric : word
    of : list of nation
        Who is measured; the worst of them counts. Empty: all who play.
    since : word
        Name of what happens in the world, from which time counts; empty: the event itself.
    kind : word
        Of records: which kind is counted, or in which they acted; empty where any.
    about : line
        Name of an asset or plan; empty: any.
    condition : text
        Of ``condition`` only.
    at_s : number
        When a condition is asked, or until when records are counted; null: the end.
    limit : number
        In `unit`; null of a condition.
    unit : word
    sense : word
        Whether the limit is the most or the least that is good.
    """

    name: Word
    text: SomeLine
    metric: Metric
    of: tuple[Nation, ...] = ()
    since: Word | Literal[""] = ""
    kind: Word | Literal[""] = ""
    about: Line = ""
    condition: Condition = ""
    at_s: Seconds | None = None
    limit: Annotated[float, Meta(ge=0.0, le=1e9)] | None = None
    unit: Literal["s", "min", "h", "records", "truth"] = "s"
    sense: Literal["at_most", "at_least"] = "at_most"


class Change(Part, frozen=True, kw_only=True):
    """What an event changes in the world, by the names of what waits there, or lasts.

    Parameters
    ----------
    sets_off : list of word
        Burns, break-ups, failures, false sources, cuts, delays and reports without an instant.
    ends : list of word
        Failures, false sources, cuts and delays that last.
    """

    sets_off: tuple[Word, ...] = ()
    ends: tuple[Word, ...] = ()


class Event(Part, frozen=True, kw_only=True):
    """One line of the list: put in at an instant, or once a condition holds.

    Parameters
    ----------
    number : integer
        Rising.
    at_s : number
        When; null where a condition says it.
    when : text
        A condition in the language of assumptions, of the picture of `of`.
    of : nation
    from_s : number
        Before that the condition is not asked.
    until_s : number
        At the latest then the event is put in all the same; null: it may never be.
    to : list of nation
        Who learns of it; empty: the directors alone.
    title : line
    text : text
        What they are told.
    about : list of line
        Names of assets or plans.
    objectives : list of word
        Which it serves.
    world_action : Change
    expected : list of Expected
    measures : list of Measure
    """

    number: FromOne
    at_s: Seconds | None = None
    when: Condition = ""
    of: Nation | Literal[""] = ""
    from_s: Seconds = 0.0
    until_s: Seconds | None = None
    to: tuple[Nation, ...] = ()
    title: SomeLine
    text: Text = ""
    about: tuple[SomeLine, ...] = ()
    objectives: tuple[Word, ...] = ()
    world_action: Change | None = None
    expected: tuple[Expected, ...] = ()
    measures: tuple[Measure, ...] = ()


class Scripted(Part, frozen=True, kw_only=True):
    """What a nation does where nobody sits at its node.

    Parameters
    ----------
    number : integer
        Rising.
    by : nation
    at_s : number
        When; or else one of the next two.
    when : text
        A condition of its own picture.
    on_event : integer
        Number of an event of the list.
    after_s : number
        So long after the condition holds, or the event.
    do : word
    arguments : object
        By name; which, depends on `do`.
    text : line
        Why; for the directors.
    """

    number: FromOne
    by: Nation
    at_s: Seconds | None = None
    when: Condition = ""
    on_event: FromOne | None = None
    after_s: Seconds = 0.0
    do: ScriptedDeed
    arguments: dict[str, Annotated[str, Meta(max_length=8_000)] | float | bool] = msgspec.field(
        default_factory=dict
    )
    text: Line = ""
