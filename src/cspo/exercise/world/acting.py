"""What players and directors do to a world: read, and refused where it may not be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from cspo.errors import UsageError
from cspo.exercise.scenario import Breakup, Burn, FalseSource, LateSource, Report, SensorFailure
from cspo.exercise.scenario.names import stops_s
from cspo.exercise.world.happening import Begun
from cspo.exercise.world.lasting import PARTS, Happening
from cspo.exercise.world.sky import Sky
from cspo.exercise.world.stage import Stage
from cspo.exercise.world.telling import DIRECTOR, WorldAction, WorldDeed
from cspo.markings.parties import sponsor_of

__all__ = ["Ordered", "check_objects", "read_action"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """An action that may be done.

    Parameters
    ----------
    name : str
        Of what happens or ends.
    begun : Begun or None
        What happens; None where something ends.
    """

    name: str
    begun: Begun | None = None


def read_action(
    stage: Stage, action: WorldAction, number: int, waiting: Mapping[str, Happening],
    lasting: Mapping[str, Happening],
) -> Ordered:  # fmt: skip
    """Read an action.

    Parameters
    ----------
    number : int
        Of the action, for what is given no name.
    waiting, lasting : mapping
        What an event may set off, and what may be ended.

    Raises
    ------
    UsageError
        Where it has no meaning in this world, or is not for *who* to do.
    """
    if action.what is not WorldDeed.BURN and action.who != DIRECTOR:
        raise _refused(action, f"{DIRECTOR}, or an order to burn", action.who)
    if action.what in (WorldDeed.SET_OFF, WorldDeed.END):
        name = str(action.arguments.get("name", ""))
        known = waiting if action.what is WorldDeed.SET_OFF else lasting
        if name not in known:
            state = "waits" if action.what is WorldDeed.SET_OFF else "lasts"
            names = ", ".join(sorted(known)) or "none"
            raise _refused(action, f"the name of what {state}: {names}", name)
        if action.what is WorldDeed.END:
            return Ordered(name=name)
        return Ordered(name=name, begun=Begun(what=waiting[name]))
    given: dict[str, Any] = {"name": f"ordered-{number}", **action.arguments}
    try:
        what: Happening = msgspec.convert(given, PARTS[action.what])
    except msgspec.ValidationError as error:
        raise _refused(action, "arguments as the scenario has them", str(error)) from error
    if what.name in waiting or what.name in lasting:
        raise _refused(action, "a name of its own", what.name)
    _check(stage, action, what)
    stop_s, after_s = stops_s(what), action.t - stage.starts
    if stop_s is not None and stop_s <= after_s:
        raise _refused(action, f"stop_s after {after_s:g} s, when it begins", f"{stop_s:g} s")
    by = action.who if action.who != DIRECTOR else ""
    return Ordered(name=what.name, begun=Begun(what=what, by=by))


def _check(stage: Stage, action: WorldAction, what: Happening) -> None:
    """Objects, sensors and rights."""
    sky = stage.sky
    if isinstance(what, Burn | Breakup | FalseSource | LateSource | Report) and sky is None:
        raise _refused(action, "a scenario with a sky", "a tabletop")
    if sky is not None:
        check_objects(sky, what)
    if isinstance(what, Burn) and sky is not None and action.who != DIRECTOR:
        _check_owner(action, sky, sky.number_of(what.asset))
    elif isinstance(what, SensorFailure) and sky is not None:
        names = {name for eye in sky.upkeep.eyes for name in (eye.name, eye.nation)}
        if what.sensor not in names:
            raise _refused(action, "a sensor of the world, or a nation with one", what.sensor)


def check_objects(sky: Sky, what: Happening) -> None:
    """Whether what it happens to is there.

    Raises
    ------
    UsageError
        Where it is not.
    """
    if isinstance(what, Burn | Breakup | FalseSource | Report):
        sky.number_of(what.asset)
    elif isinstance(what, LateSource):
        for name in what.assets:
            sky.number_of(name)


def _check_owner(action: WorldAction, sky: Sky, number: int) -> None:
    asset = sky.asset_of(number)
    owner = str(sky.truth.catalog.owner[number])
    ours = owner == action.who or (owner and sponsor_of(owner) == action.who)
    if not ours:
        raise _refused(action, f"{owner or 'nobody'}, whose it is", action.who)
    if asset is None or not asset.can_burn:
        raise _refused(action, "an object that can burn", str(sky.truth.catalog.name[number]))
    if number in sky.broken:
        raise _refused(action, "an object that is whole", "one that broke up")


def _refused(action: WorldAction, expected: str, got: str) -> UsageError:
    return UsageError("act on world", action.what.value, expected=expected, got=got[:120])
