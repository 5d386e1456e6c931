"""A scenario: all that an exercise is made from, in one frozen value."""

from __future__ import annotations

import re
from typing import Annotated, Final

from msgspec import Meta

from cspo.exercise.scenario.event_parts import Event, Scripted
from cspo.exercise.scenario.fields import (
    Classification,
    Digits64,
    FromOne,
    Line,
    Party,
    SomeLine,
    Text,
    Utc,
    Word,
)
from cspo.exercise.scenario.part import Part
from cspo.exercise.scenario.people_parts import Objective, Participant, StartingPlan
from cspo.exercise.scenario.world_parts import World

__all__ = ["Scenario", "word_of"]

_NOT_PLAIN: Final = re.compile(r"[^a-z0-9]+")
_LONGEST: Final = 64


class Scenario(Part, frozen=True, kw_only=True):
    """An exercise as it is planned. The file begins with its mark.

    Parameters
    ----------
    classification : word
        Of the scenario itself: the first line of the file.
    releasable_to : list of party
        Who may have the scenario itself, which tells of events to come: the second line. Every
        nation that plays, and who directs.
    name : word
    number : integer
        Version.
    title : line
    cover : line
        Its title for players, where its own would tell them what is to come; empty: its own.
        They also see a name made of it in place of the scenario's.
    text : text
        What it is about, and what in it is fictitious.
    starts_utc : UTC
        The instant of its world at which it begins.
    duration_s : number
        In its world.
    tick_s : number
        Between two rounds of its world.
    seed : integer
        Of everything random in it.
    tabletop : true or false
        No sky: people, papers and events alone.
    objectives : list of Objective
    participants : list of Participant
    world : World
    plans : list of StartingPlan
    reads_real : list of record
        Records of mode REAL; kept and checked, none is copied in.
    events : list of Event
        The master scenario events list.
    script : list of Scripted
    """

    classification: Classification
    releasable_to: tuple[Party, ...]
    name: Word
    number: FromOne = 1
    title: SomeLine
    cover: Line = ""
    text: Text = ""
    starts_utc: Utc
    duration_s: Annotated[float, Meta(ge=60.0, le=2_678_400.0)]
    tick_s: Annotated[float, Meta(ge=1.0, le=86_400.0)] = 60.0
    seed: Annotated[int, Meta(ge=0, le=9_007_199_254_740_991)] = 1
    tabletop: bool = False
    objectives: tuple[Objective, ...]
    participants: tuple[Participant, ...]
    world: World = World()
    plans: tuple[StartingPlan, ...] = ()
    reads_real: tuple[Digits64, ...] = ()
    events: tuple[Event, ...]
    script: tuple[Scripted, ...] = ()

    @property
    def shown_title(self) -> str:
        """Its title for players."""
        return self.cover or self.title

    @property
    def shown_name(self) -> str:
        """Its name for players: a word made of the cover title where it has one.

        Examples
        --------
        >>> from cspo.exercise.scenario import read_scenario
        >>> read_scenario("late-manoeuvre-short").shown_name
        'grey-harbour-short-form'
        """
        return word_of(self.cover) if self.cover.strip() else self.name

    @property
    def nations(self) -> tuple[str, ...]:
        """Who plays, in alphabetical order."""
        return tuple(sorted(each.nation for each in self.participants))


def word_of(text: str) -> str:
    """A word that machines compare, made of a line; ``exercise`` where nothing of it is left."""
    return _NOT_PLAIN.sub("-", text.lower()).strip("-")[:_LONGEST].rstrip("-") or "exercise"
