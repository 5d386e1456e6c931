"""What a world gives, what truly happened in it, and what is done to it.

All three are plain values that JSON holds, so that a recording of an exercise can keep them
and give them back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, cast

import msgspec

from cspo.markings import Label
from cspo.operations.kinds import REGISTRY
from cspo.records.bodies import Body
from cspo.time import Epoch

__all__ = [
    "DIRECTOR", "JOINTS", "Input", "InputKind", "TruthEvent", "TruthKind", "WorldAction",
    "WorldDeed", "subject_of",
]  # fmt: skip

DIRECTOR: Final = "white cell"
"""Who directs an exercise, where a `WorldAction` says who does something."""


class InputKind(StrEnum):
    """What kind of thing reaches a nation."""

    CATALOG = "catalog"
    """Element sets of its own catalogue, and what it says of objects."""
    CDM = "cdm"
    """A conjunction data message of a source outside the ten."""
    OBSERVATION = "observation"
    """A track that one of its sensors measured."""
    REPORT = "report"
    """What somebody reports: behavior, a break-up, an anomaly, interference."""
    READINESS = "readiness"
    """What its own sensor says of itself: ready, or down."""
    FEED_CUT = "feed_cut"
    """The link from one nation to another carries nothing from now on."""
    FEED_BACK = "feed_back"
    """The link carries again."""
    RELEASE_LATE = "release_late"
    """What the nation releases from now on goes out later."""
    RELEASE_PROMPT = "release_prompt"
    """It goes out at once again, and all that waits with it."""


class TruthKind(StrEnum):
    """What kind of thing truly happened."""

    BEGAN = "began"
    BURN = "burn"
    """number: the change of velocity, m/s."""
    BREAKUP = "breakup"
    """number: pieces that can be tracked."""
    APPROACH = "approach"
    """Two objects truly were, at this instant, at a local minimum of range; number: it, km."""
    DRIFT = "drift"
    """A geosynchronous object left its place, or came to another; number: its mean longitude over
    a revolution, deg east."""
    NOT_DONE = "not_done"
    """A burn or a break-up was due, and the world could not let it happen; the text says why."""
    REPORTED = "reported"
    """Somebody outside the ten said something, true or not."""
    SENSOR_FAILED = "sensor_failed"
    SENSOR_BACK = "sensor_back"
    LIE_BEGAN = "lie_began"
    """A source begins to give false orbits; its words begin with what it calls itself."""
    LIE_ENDED = "lie_ended"
    FEED_CUT = "feed_cut"
    FEED_BACK = "feed_back"
    LATE_BEGAN = "late_began"
    """What a nation releases waits before it goes out to partners; number: for how long, s."""
    LATE_ENDED = "late_ended"
    """It goes out at once again, and all that waited."""
    SOURCES_LATE = "sources_late"
    """What a nation's own sources tell it is late from now on; number: by how much, s."""
    SOURCES_PROMPT = "sources_prompt"
    SHOWN = "shown"
    """The first input of a nation that shows an earlier event; number: s after it."""


class WorldDeed(StrEnum):
    """What can be done to a world while it runs."""

    SET_OFF = "set_off"
    """name: what waits in the scenario happens now, or begins."""
    END = "end"
    """name: what lasts, ends now."""
    BURN = "burn"
    """As a `cspo.exercise.scenario.Burn`; the name may be left out, as in all that follow."""
    BREAKUP = "breakup"
    """As a `cspo.exercise.scenario.Breakup`."""
    SENSOR_FAILURE = "sensor_failure"
    """As a `cspo.exercise.scenario.SensorFailure`."""
    FALSE_SOURCE = "false_source"
    """As a `cspo.exercise.scenario.FalseSource`."""
    CUT_FEED = "cut_feed"
    """As a `cspo.exercise.scenario.CutFeed`."""
    LATE_RELEASE = "late_release"
    """As a `cspo.exercise.scenario.LateRelease`."""
    LATE_SOURCE = "late_source"
    """As a `cspo.exercise.scenario.LateSource`."""
    REPORT = "report"
    """As a `cspo.exercise.scenario.Report`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """Something that reaches a nation from its world.

    Parameters
    ----------
    t : Epoch
        When it arrives.
    nation : str
        Whom it reaches; of a link, who hears through it; of a release, whose it is.
    kind : InputKind
    label : Label or None
        The mark of the records that it becomes; None of a link or a release.
    data : mapping
        Of a link ``from`` and ``to``; of a release the ``name`` of what makes it late, whom it is
        late ``to``, and ``delay_s``. Else ``bodies``, a list of ``{"kind", "body"}`` of records,
        ``origin`` (whose word it is: the nation or an organization under it; empty: the nation)
        and ``sensor`` (of the provenance).
    """

    t: Epoch
    nation: str
    kind: InputKind
    label: Label | None = None
    data: Mapping[str, Any] = field(default_factory=dict)

    def bodies(self) -> tuple[Body, ...]:
        """The bodies of the records that it becomes, in order; none of a link or a release.

        Raises
        ------
        MalformedMessage
            Where the data holds no such bodies.
        """
        return tuple(
            cast("Body", REGISTRY.decode(each["kind"], msgspec.json.encode(each["body"])))
            for each in self.data.get("bodies", ())
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TruthEvent:
    """Something that truly happened.

    Parameters
    ----------
    t : Epoch
        When.
    what : TruthKind
    name : str
        What the event is called, ``burn-1`` say; what follows from an event (its end, whom it
        was shown to) has its name.
    objects : tuple of str
        Identities of those that it is about.
    nation : str
        Whose sensor, source or release, or to whom it was shown; else empty.
    number : float or None
        As the kind says; None where there is none.
    unit : str
        Of the number.
    text : str
        In words.
    """

    t: Epoch
    what: TruthKind
    name: str
    objects: tuple[str, ...] = ()
    nation: str = ""
    number: float | None = None
    unit: str = ""
    text: str = ""


JOINTS: Final = {
    TruthKind.BREAKUP: " broke up", TruthKind.LIE_BEGAN: " gives false orbits of ",
}  # fmt: skip
"""What follows, in the words of an event, on the name of whom they tell."""


def subject_of(event: TruthEvent) -> str:
    """What broke up, or who lies, by the name that records have it; empty of other events.

    Examples
    --------
    >>> at = Epoch.from_utc("2026-03-02T09:00:00Z")
    >>> text = "OLD STAGE 11 broke up (explosion): 61 pieces of 0.1 m and more are in the world"
    >>> subject_of(TruthEvent(t=at, what=TruthKind.BREAKUP, name="burst", text=text))
    'OLD STAGE 11'
    >>> text = "A service gives false orbits of LARKSPUR 7: it has not taken in the burn"
    >>> subject_of(TruthEvent(t=at, what=TruthKind.LIE_BEGAN, name="stale", text=text))
    'A service'
    """
    joint = JOINTS.get(event.what)
    if joint is None:
        return ""
    subject, found, _ = event.text.partition(joint)
    return subject if found else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldAction:
    """Something that a player or a director does to the world.

    Parameters
    ----------
    t : Epoch
        When it is done; not before where the world has got to.
    who : str
        The party that does it, `DIRECTOR` for the white cell. A party orders burns of objects
        that are its own, or its organization's, and can burn; all else is the white cell's.
    what : WorldDeed
    arguments : mapping
        As the deed says.
    """

    t: Epoch
    who: str
    what: WorldDeed
    arguments: Mapping[str, Any] = field(default_factory=dict)
