"""Small scenarios by chance: for whoever wants to know that any exercise runs to its end."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from cspo.exercise.scenario import (
    Asset,
    Breakup,
    Burn,
    Change,
    CutFeed,
    Elements,
    Event,
    Expected,
    FalseSource,
    LateRelease,
    LateSource,
    Measure,
    Objective,
    Participant,
    Report,
    Scenario,
    Scripted,
    Sensor,
    SensorFailure,
    StartingPlan,
    Take,
    World,
)
from cspo.exercise.scenario import Assumption as PlanAssumption
from cspo.exercise.world.streams import stream

__all__ = ["chance_scenario"]

_NATIONS: Final = ("AUS", "CAN", "DEU", "FRA", "GBR", "ITA", "JPN", "NOR", "NZL", "USA")
_MEASURES: Final = ("could_know", "knew", "warned", "released", "acknowledged", "acted")
_KINDS: Final = ("warning", "acknowledgement", "log-entry", "conjunction", "orbit")
_ORBITS: Final = (
    (14.2, 15.2, 0.002, 30.0, 110.0), (14.2, 15.2, 0.002, 97.0, 99.0),
    (1.9, 2.1, 0.01, 50.0, 60.0), (1.0, 1.005, 0.001, 0.1, 8.0), (2.0, 2.01, 0.7, 60.0, 65.0),
)  # fmt: skip
"""Revolutions a day from and to, eccentricity up to, inclination from and to, deg."""


class _Chance:
    """Draws of one scenario."""

    def __init__(self, seed: int) -> None:
        self._draws = stream(seed, "chance scenario")

    def whole(self, low: int, high: int) -> int:
        """From low to high, both included."""
        return int(self._draws.integers(low, high + 1))

    def number(self, low: float, high: float) -> float:
        """Between two, to six digits: a file holds it as it is."""
        return float(f"{self._draws.uniform(low, high):.6g}")

    def yes(self, share: float = 0.5) -> bool:
        """With a probability."""
        return bool(self._draws.random() < share)

    def one(self, of: Any) -> Any:
        """One of several."""
        return of[self.whole(0, len(of) - 1)]

    def some(self, of: Any, most: int) -> tuple[Any, ...]:
        """One or more of several, each once, in their order."""
        count = self.whole(1, min(most, len(of)))
        picked = np.sort(self._draws.permutation(len(of))[:count])
        return tuple(of[k] for k in picked.tolist())


def chance_scenario(seed: int) -> Scenario:
    """A small scenario that follows from a seed: one without a fault, and nothing else.

    Two to four nations, up to eight named objects in low, middle and high orbits, sometimes some
    others, and anything that may happen to them; or, one in twelve, a tabletop. Two to six hours,
    in rounds of five to fifteen minutes.

    Examples
    --------
    >>> one = chance_scenario(1)
    >>> one == chance_scenario(1), one == chance_scenario(2)
    (True, False)
    """
    draws = _Chance(seed)
    nations = draws.some(_NATIONS, 4)
    if len(nations) < 2:
        nations = tuple(sorted({*nations, "NOR", "USA"}))
    duration_s = 3_600.0 * draws.whole(2, 6)
    tabletop = draws.yes(1 / 12)
    world = (
        _tabletop(draws, nations, duration_s) if tabletop else _world(draws, nations, duration_s)
    )
    plans = tuple(_plan(draws, nation, world) for nation in nations if draws.yes(0.6))
    events = _events(draws, nations, duration_s, world, plans)
    return Scenario(
        classification="U", releasable_to=nations, name=f"chance-{seed}",
        title=f"By chance, seed {seed}",
        starts_utc=f"20{draws.whole(24, 30)}-{draws.whole(1, 12):02d}-{draws.whole(1, 28):02d}"
        f"T{draws.whole(0, 23):02d}:00:00Z",
        duration_s=duration_s, tick_s=60.0 * draws.one((5, 10, 15)), seed=seed, tabletop=tabletop,
        objectives=(Objective(name="run", text="It runs to its end."),),
        participants=tuple(Participant(nation=nation) for nation in nations),
        world=world, plans=plans, events=events,
        script=_script(draws, nations, world, plans, events),
    )  # fmt: skip


def _tabletop(draws: _Chance, nations: tuple[Any, ...], duration_s: float) -> World:
    return World(cut_feeds=(_cut(draws, nations, duration_s, waits=False),))


def _world(draws: _Chance, nations: tuple[Any, ...], duration_s: float) -> World:
    assets = tuple(_asset(draws, number, nations) for number in range(1, draws.whole(2, 8) + 1))
    names = [asset.name for asset in assets]

    def at_s() -> float:
        return draws.number(0.0, 0.8 * duration_s)

    fails = []
    if draws.yes():
        start_s = at_s()
        fails = [SensorFailure(name="fails", sensor=draws.one(nations), start_s=start_s,
                               stop_s=draws.one((None, start_s + 3_600.0)))]  # fmt: skip
    return World(
        catalog=draws.one(("none", "none", "reference")), take=Take(most=draws.whole(0, 40)),
        assets=assets, sensors=_sensors(draws, nations),
        report_every_s=draws.one((1_800.0, 3_600.0, 7_200.0)), noise_km=draws.number(0.0, 0.3),
        cdm_every_s=draws.one((None, 7_200.0)),
        burns=tuple(
            Burn(name=f"burn-{k}", asset=draws.one(names), at_s=None if k == 1 else at_s(),
                 in_track_m_s=draws.number(-3.0, 3.0) or 1.0)
            for k in range(1, draws.whole(1, 3) + 1)
        ),
        breakups=(_breakup(draws, names, at_s()),) if draws.yes(0.4) else (),
        sensor_failures=tuple(fails),
        false_sources=(FalseSource(
            name="lies", source="AN INVENTED SOURCE", nation=draws.one(nations),
            asset=draws.one(names), start_s=at_s(), in_track_km=draws.number(10.0, 800.0),
            every_s=1_800.0,
        ),) if draws.yes(0.4) else (),
        cut_feeds=(_cut(draws, nations, duration_s, waits=False),) if draws.yes() else (),
        late_releases=(LateRelease(
            name="late", nation=draws.one(nations), delay_s=draws.number(60.0, 7_200.0),
            start_s=at_s(),
        ),) if draws.yes(0.4) else (),
        reports=(Report(
            name="says", source="An invented newspaper", asset=draws.one(names), at_s=at_s(),
            kind=draws.one(("behavior", "break-up", "anomaly", "interference")),
            text="Something has happened.",
        ),) if draws.yes() else (),
        late_sources=(LateSource(
            name="late-sources", nation=draws.one(nations), delay_s=draws.number(60.0, 7_200.0),
            start_s=at_s(),
        ),) if draws.yes(0.4) else (),
    )  # fmt: skip


def _asset(draws: _Chance, number: int, nations: tuple[Any, ...]) -> Asset:
    low, high, round_to, flat, steep = draws.one(_ORBITS)
    owner = draws.one((*nations, ""))
    return Asset(
        name=f"INVENTED {number}", norad_id=995_000_000 + number, owner=owner,
        kept_by=draws.some(nations, 2) if draws.yes() else (),
        object_type="PAYLOAD" if owner else draws.one(("ROCKET BODY", "DEBRIS", "UNKNOWN")),
        can_burn=bool(owner),
        elements=Elements(
            mean_motion_rev_d=draws.number(low, high), inclination_deg=draws.number(flat, steep),
            eccentricity=draws.number(round_to / 2.0, round_to),
            raan_deg=draws.number(0.0, 360.0), argp_deg=draws.number(0.0, 360.0),
            mean_anomaly_deg=draws.number(0.0, 360.0), bstar_per_er=draws.number(0.0, 1e-4),
        ),
    )  # fmt: skip


def _sensors(draws: _Chance, nations: tuple[Any, ...]) -> tuple[Sensor, ...]:
    return tuple(
        Sensor(
            name=f"Invented {k}",
            nation=draws.one(nations),
            kind=draws.one(("radar", "optical")),
            latitude_deg=draws.number(-70.0, 70.0),
            longitude_deg=draws.number(-180.0, 180.0),
            lag_s=draws.number(0.0, 1_200.0),
        )
        for k in range(1, draws.whole(0, 3) + 1)
    )


def _breakup(draws: _Chance, names: list[str], at_s: float) -> Breakup:
    collides = draws.yes()
    return Breakup(
        name="breaks", asset=draws.one(names), at_s=at_s, most_pieces=draws.whole(1, 30),
        kind="collision" if collides else "explosion", other_kg=20.0 if collides else None,
        relative_speed_km_s=draws.number(1.0, 14.0) if collides else None,
        found_after_s=draws.number(0.0, 7_200.0),
    )  # fmt: skip


def _cut(draws: _Chance, nations: tuple[Any, ...], duration_s: float, *, waits: bool) -> CutFeed:
    start_s = draws.number(0.0, 0.5 * duration_s)
    origin, both_ways = draws.one(nations), draws.yes()
    stop_s = draws.one((None, start_s + 1_800.0))
    return CutFeed(
        name="cut",
        origin=origin,
        both_ways=both_ways,
        start_s=None if waits else start_s,
        stop_s=None if waits else stop_s,
    )


def _plan(draws: _Chance, nation: Any, world: World) -> StartingPlan:
    asks = [f'feed_lag("{nation}") < 6 h']
    if world.assets:
        asks.append(f'max_pc("{draws.one(world.assets).name}", days=1) < 1e-4')
    return StartingPlan(
        name=f"plan-{nation.lower()}", nation=nation, releasable_to=(nation,),
        objective="To go on as planned.", steps=("Go on.",),
        assumptions=(PlanAssumption(text="All is well.", expression=draws.one(asks)),),
    )  # fmt: skip


def _events(
    draws: _Chance, nations: tuple[Any, ...], duration_s: float, world: World,
    plans: tuple[StartingPlan, ...],
) -> tuple[Event, ...]:  # fmt: skip
    """The first serves the objective; others come at instants, or by a condition."""
    waiting = tuple(each.name for each in world.burns if each.at_s is None)
    about = (draws.one(world.assets).name,) if world.assets else ()
    since = [each.name for each in world.burns]
    first = Event(
        number=1, at_s=draws.number(0.0, 1_800.0), to=draws.some(nations, 4), title="It begins",
        text="Something has been seen.", about=about, objectives=("run",),
        world_action=Change(sets_off=waiting) if waiting else None,
        expected=(Expected(by=draws.one(nations), kind=draws.one(_KINDS), within_s=3_600.0,
                           text="Somebody does something."),),
        measures=(
            Measure(name="how-soon", text="Until they did.", metric=draws.one(_MEASURES),
                    since=draws.one(since) if since else "", limit=draws.number(1.0, 6.0),
                    unit="h"),
            Measure(name="how-many", text="So many.", metric="records", kind=draws.one(_KINDS),
                    limit=1.0, unit="records", sense="at_least"),
        ),
    )  # fmt: skip
    more = [
        Event(number=k, at_s=draws.number(1_800.0, duration_s), to=draws.some(nations, 4),
              title="And then", text="Something else has been seen.")
        for k in range(2, draws.whole(2, 4) + 1)
    ]  # fmt: skip
    when = Event(
        number=9, when=f'records("{draws.one(_KINDS)}") > {draws.whole(0, 3)}',
        of=draws.one(nations), until_s=draws.one((None, duration_s / 2.0)),
        to=draws.some(nations, 4), title="By what is known", text="You know enough by now.",
        measures=(Measure(name="asked", text="It is known.", metric="condition", unit="truth",
                          condition='records("orbit") > 0', at_s=duration_s / 2.0),),
    )  # fmt: skip
    return (first, *more, when) if plans or draws.yes() else (first, *more)


def _script(
    draws: _Chance, nations: tuple[Any, ...], world: World, plans: tuple[StartingPlan, ...],
    events: tuple[Event, ...],
) -> tuple[Scripted, ...]:  # fmt: skip
    """Deeds of every kind that the scenario has something for; some can't be done, and say so."""
    lines: list[dict[str, Any]] = [
        {"by": draws.one(nations), "do": "note", "on_event": 1, "after_s": draws.number(0.0, 900.0),
         "arguments": {"text": "Noted."}}
    ]  # fmt: skip
    lines += [
        {"by": plan.nation, "do": "reaffirm", "on_event": draws.one(events).number,
         "arguments": {"plan": plan.name, "text": "It stands."}}
        for plan in plans
    ]  # fmt: skip
    for asset in world.assets:
        deed = draws.one(("acknowledge", "propose", "accept", "release", "burn", "note", ""))
        about: dict[str, Any] = {"about": asset.name, "text": "By the script."}
        if deed in ("acknowledge", "accept", "note"):
            lines.append({"by": draws.one(nations), "do": deed, "on_event": 1, "arguments": about})
        elif deed == "propose":
            lines.append({"by": draws.one(nations), "do": deed, "on_event": 1,
                          "arguments": {**about, "in_track_m_s": 0.1}})  # fmt: skip
        elif deed == "release":
            to = {"kind": "orbit", "to": draws.one(nations)}
            lines.append({"by": draws.one(nations), "do": deed, "on_event": 1,
                          "arguments": {**about, **to}})  # fmt: skip
        elif deed == "burn" and asset.can_burn:
            lines.append({"by": asset.owner, "do": deed, "when": 'records("orbit") > 0',
                          "arguments": {"asset": asset.name,
                                        "in_track_m_s": draws.number(0.05, 1.0)}})  # fmt: skip
    return tuple(Scripted(number=k, **line) for k, line in enumerate(lines, 1))
