"""Avoidance: what a satellite can do about a close approach, and what that costs.

An `Encounter` says who meets whom, when, how surely. A `Burn` is one impulse before it.
`transition` carries small changes from the burn to the closest approach in closed form, so
`trade` can show miss distance and Pc against size, direction and time of hundreds of burns at
once, and `smallest_burns` finds the least that reaches a target. None of that is believed:
`fly` carries the chosen burn along both orbits, and `screen_again` holds the burnt trajectory
against the whole catalogue, for a burn that avoids one object may meet another.

Who of two should burn at all is a matter of rules, in `right_of_way`. Theory, limits and
checks: docs/theory/avoidance.md.
"""

from __future__ import annotations

from cspo.avoidance.again import ScreenedAgain, burnt, from_elements, from_state, screen_again
from cspo.avoidance.burn import Burn, Target
from cspo.avoidance.encounter import Encounter
from cspo.avoidance.flight import Flight, fly
from cspo.avoidance.smallest import choose, smallest_burns
from cspo.avoidance.trade import Trade, trade
from cspo.avoidance.transition import burn_response

__all__ = [
    "Burn",
    "Encounter",
    "Flight",
    "ScreenedAgain",
    "Target",
    "Trade",
    "burn_response",
    "burnt",
    "choose",
    "fly",
    "from_elements",
    "from_state",
    "screen_again",
    "smallest_burns",
    "trade",
]
