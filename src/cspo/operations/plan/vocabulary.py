"""What an assumption may ask of a node's picture: the functions, their arguments and units."""

from __future__ import annotations

from typing import Final

from cspo.policy import INSTANT, NUMBER, TEXT, TIME_S, TRUTH, Function, Parameter, Vocabulary
from cspo.policy.unit import LENGTH_KM
from cspo.records.bodies.assessment import Hazard
from cspo.records.bodies.readiness import Regime

__all__ = ["HORIZON_DAYS", "PICTURE", "REGIMES"]

REGIMES: Final = tuple(each.value.upper() for each in Regime)
"""Sorts of orbits that a sensor may look at."""

HORIZON_DAYS: Final = 7.0
"""How far ahead is asked where nothing else is said, d."""

_KINDS: Final = (
    "acknowledgement", "assessment", "behavior-event", "conjunction", "ephemeris",
    "handover", "log-entry", "maneuver-notice", "notice", "observation", "opinion", "orbit",
    "plan", "plan-finding", "proposal", "readiness", "statement", "tasking", "warning",
    "withdrawal",
)  # fmt: skip

_ASSET: Final = Parameter(
    name="asset", text="an identity, as `norad:39034`, or a name as the catalogue has it"
)
_DAYS: Final = Parameter(
    name="days", type=NUMBER, required=False, low=0.0, high=30.0,
    text=f"how far ahead, {HORIZON_DAYS:g} where left out",
)  # fmt: skip
_PARTY: Final = Parameter(name="nation", text="a party, as `NOR` or `GBR/acme-sat`")
_WHOSE: Final = Parameter(name="nation", required=False, text="whose; our own where left out")

_OF_THE_SKY: Final = (
    Function(
        name="max_pc", parameters=(_ASSET, _DAYS), unit=NUMBER, low=0.0, high=1.0,
        text="The greatest probability of collision among the close approaches of an asset in the "
        "coming days, by our own screening and by what others report; 0 where it is screened and "
        "none is found.",
    ),
    Function(
        name="miss_distance", parameters=(_ASSET, _DAYS), unit=LENGTH_KM, low=0.0,
        text="The least distance of them; where none is found at least that of the screening.",
    ),
    Function(
        name="elements_age", parameters=(_ASSET,), unit=TIME_S, low=0.0,
        text="How old the orbit is by which the picture goes for an asset.",
    ),
    Function(
        name="maneuvers", parameters=(_ASSET, _DAYS), unit=NUMBER, low=0.0,
        text="How many burns of an asset are announced for the coming days; a lower bound while "
        "one is silent by whose orbits we go.",
    ),
    Function(
        name="warnings", parameters=(_ASSET,), unit=NUMBER, low=0.0,
        text="How many warnings stand that name an asset; bounded in the same way.",
    ),
    Function(
        name="launch_closed", unit=NUMBER, low=0.0, high=1.0,
        parameters=(
            Parameter(name="site", text="a launch site, as `cape-canaveral`"),
            Parameter(
                name="days", type=NUMBER, required=False, low=0.0, high=366.0,
                text="how far ahead, 1 where left out",
            ),
        ),
        text="The share of launch instants that is closed: of the window that the file of assets "
        "plans there, where it opens in those days; else by the newest study that reaches "
        "through them.",
    ),
)  # fmt: skip

_OF_THE_COALITION: Final = (
    Function(
        name="feed_lag", parameters=(_PARTY,), unit=TIME_S, low=0.0,
        text="How long a partner itself has told us nothing; unknown where it never did.",
    ),
    Function(
        name="contact_age", unit=TIME_S, low=0.0,
        parameters=(
            _PARTY,
            Parameter(
                name="role", required=False,
                text="an office; whom to call first where left out",
            ),
        ),
        text="How long ago somebody last got through to a party's office.",
    ),
    Function(
        name="unanswered", parameters=(_PARTY,), unit=NUMBER, low=0.0,
        text="How many warnings and proposals wait for a party's acknowledgement.",
    ),
    Function(
        name="records", unit=NUMBER, low=0.0,
        parameters=(
            Parameter(name="kind", choices=_KINDS, text="of records"),
            _WHOSE,
            Parameter(
                name="days", type=NUMBER, required=False, low=0.0, high=366.0,
                text="made in so many last days, 1 where left out",
            ),
        ),
        text="How many records of a kind a party has made.",
    ),
    Function(
        name="obligations_late",
        parameters=(
            Parameter(name="nation", required=False, text="who owes; anybody where left out"),
        ),
        unit=NUMBER, low=0.0,
        text="How many obligations are past their time: those that were stated, and overdue checks "
        "of contacts, releases that wait for our desk and reviews of plans.",
    ),
)  # fmt: skip

_OF_READINESS: Final = (
    Function(
        name="sensors_up", unit=NUMBER, low=0.0,
        parameters=(
            Parameter(name="regime", choices=REGIMES, text="what they look at"),
            Parameter(name="nation", required=False, text="whose; anybody's where left out"),
        ),
        text="How many sensors are ready. One whose report has run out, or whose nation is silent, "
        "counts as one that may be.",
    ),
    Function(
        name="crew_ready", parameters=(Parameter(name="crew", text="its name"), _WHOSE), unit=TRUTH,
        text="Whether a crew is ready and no qualification of it has expired.",
    ),
    Function(
        name="ready", parameters=(Parameter(name="name", text="of a line of the board"), _WHOSE),
        unit=TRUTH,
        text="Whether a sensor, a crew, a service or a site is reported ready; unknown while its "
        "nation is silent.",
    ),
    Function(
        name="service.state", parameters=(Parameter(name="name", text="of a service"), _WHOSE),
        unit=TEXT,
        text='How a service is reported: "ready", "limited" or "down".',
    ),
)  # fmt: skip

_ASSESSED: Final = (
    Parameter(name="name", text="what is assessed, as its record names it"),
    Parameter(
        name="hazard", required=False, choices=tuple(each.value for each in Hazard),
        text="of this hazard; all together where left out",
    ),
    _WHOSE,
)  # fmt: skip

_OF_JUDGEMENT: Final = (
    Function(
        name="assessment.likelihood", parameters=_ASSESSED, unit=NUMBER, low=0.0, high=1.0,
        text="The likelihood that an assessment states: what people state while its time is not "
        "past, else the newest that was computed.",
    ),
    Function(
        name="assessment.confidence", parameters=_ASSESSED, unit=TEXT,
        text='How sure it is: "low", "moderate", "high" or "unknown".',
    ),
    Function(
        name="assessment.age", parameters=_ASSESSED, unit=TIME_S, low=0.0,
        text="How long ago it was made.",
    ),
    Function(
        name="finding", unit=NUMBER,
        parameters=(
            Parameter(name="assessment", text="what is assessed"),
            Parameter(name="name", text="of a finding that has no unit, or counts"),
            _WHOSE,
        ),
        text="A number of the newest assessment.",
    ),
    Function(
        name="plan.holds", parameters=(Parameter(name="name", text="of a plan"), _WHOSE),
        unit=TRUTH,
        text="Whether all assumptions of another plan hold, by its owner's latest word; unknown "
        "while its nation is silent.",
    ),
    Function(name="now", unit=INSTANT, text="The present, by the node's clock."),
)  # fmt: skip

PICTURE: Final = Vocabulary(
    (*_OF_THE_SKY, *_OF_THE_COALITION, *_OF_READINESS, *_OF_JUDGEMENT)
)  # fmt: skip
"""Every function that plans, policies and scenarios may call."""
