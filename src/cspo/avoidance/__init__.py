"""Avoidance: what a satellite can do about a close approach, and what that costs.

An `Encounter` says who meets whom, when, how surely. A `Burn` is one impulse before it.
`transition` carries small changes from the burn to the closest approach in closed form, so
`trade` can show miss distance and Pc against size, direction and time of hundreds of burns at
once, and `smallest_burns` finds the least that reaches a target. None of that is believed:
`confirm` flies the chosen burn on both orbits, and `screen_again` holds the burnt trajectory
against the whole catalogue, for a burn that avoids one object may meet another.

Theory, limits and checks: docs/theory/avoidance.md.
"""

from __future__ import annotations

__all__: list[str] = []
