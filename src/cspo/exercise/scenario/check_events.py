"""The events list: each event can come, reaches somebody who plays, and can be measured."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from typing import Final

from cspo.exercise.scenario.conditions import check_condition
from cspo.exercise.scenario.event_parts import Change, Event, Measure
from cspo.exercise.scenario.faults import Fault, Path
from cspo.exercise.scenario.happening_parts import (
    Breakup,
    Burn,
    CutFeed,
    LateRelease,
    Report,
    SensorFailure,
)
from cspo.exercise.scenario.names import Happening, Names, happenings, starts_s
from cspo.exercise.scenario.once import each_once, rising
from cspo.exercise.scenario.scenario import Scenario
from cspo.operations.kinds import REGISTRY

__all__ = ["check_events"]

_TIMES: Final = frozenset({"s", "min", "h"})
_MOST_NAMED: Final = 12
_UNTOLD: Final = (CutFeed, LateRelease, SensorFailure)
"""No object takes part in them, so that no record can be found to tell of them."""
_UNITS: Final = {"records": frozenset({"records"}), "condition": frozenset({"truth"})}


def check_events(scenario: Scenario, names: Names) -> Iterator[Fault]:
    """What is wrong between the fields of events."""
    yield from rising(("events",), (each.number for each in scenario.events))
    measures: set[str] = set()
    for at, event in enumerate(scenario.events):
        path: Path = ("events", at)
        yield from _check_trigger(event, path, names)
        yield from _check_reach(event, path, names)
        if event.world_action is not None:
            yield from _check_change(event.world_action, (*path, "world_action"), names)
        for row, expected in enumerate(event.expected):
            where: Path = (*path, "expected", row)
            yield from _playing(expected.by, (*where, "by"), names)
            yield from _kind(expected.kind, (*where, "kind"))
            yield from _about(expected.about, (*where, "about"), names)
        for row, measure in enumerate(event.measures):
            where = (*path, "measures", row)
            if measure.name in measures:
                yield Fault((*where, "name"), "each measure once", f"{measure.name} a second time")
            measures.add(measure.name)
            yield from _check_measure(measure, where, names)
    yield from _check_waiting(scenario)


def _check_trigger(event: Event, path: Path, names: Names) -> Iterator[Fault]:
    end_s = names.scenario.duration_s
    if (event.at_s is None) == (not event.when):
        got = "neither" if event.at_s is None else "both"
        yield Fault((*path, "at_s"), "an instant, at_s, or a condition, when", got)
    if event.at_s is not None and event.at_s > end_s:
        yield _late((*path, "at_s"), event.at_s, end_s)
    if event.from_s > end_s:
        yield _late((*path, "from_s"), event.from_s, end_s)
    if event.until_s is not None and not event.from_s <= event.until_s <= end_s:
        yield Fault((*path, "until_s"), f"from {event.from_s:g} to {end_s:g} s",
                    f"{event.until_s:g} s")  # fmt: skip
    if event.when:
        yield from check_condition(event.when, (*path, "when"), names)
        if not event.of:
            yield Fault((*path, "of"), "the nation whose picture is asked", "nothing")
    elif event.of or event.from_s or event.until_s is not None:
        field = "of" if event.of else "from_s" if event.from_s else "until_s"
        yield Fault((*path, field), "nothing, for the event has an instant", "a value",
                    "take it out, or write a condition, when")  # fmt: skip
    if event.of:
        yield from _playing(event.of, (*path, "of"), names)


def _check_reach(event: Event, path: Path, names: Names) -> Iterator[Fault]:
    yield from each_once((*path, "to"), event.to)
    yield from each_once((*path, "objectives"), event.objectives)
    for row, nation in enumerate(event.to):
        yield from _playing(nation, (*path, "to", row), names)
    for row, name in enumerate(event.objectives):
        if name not in names.objectives:
            yield Fault((*path, "objectives", row), "an objective of the scenario", repr(name),
                        _known(names.objectives, name))  # fmt: skip
    for row, name in enumerate(event.about):
        yield from _about(name, (*path, "about", row), names)
    if event.to and not event.text:
        yield Fault((*path, "text"), "what they are told", "nothing")
    if not event.to and event.text:
        yield Fault((*path, "to"), "who is told the text", "nobody")
    if not event.to and event.world_action is None:
        yield Fault(path, "somebody who learns of it, or a world_action", "neither")


def _check_change(change: Change, path: Path, names: Names) -> Iterator[Fault]:
    for row, name in enumerate(change.sets_off):
        found = names.happenings.get(name)
        if found is None or starts_s(found) is not None:
            got = repr(name) if found is None else f"{name}, which happens by itself"
            yield Fault((*path, "sets_off", row), "what waits in the world: a name there, "
                        "without at_s or start_s", got,
                        _known(_waiting(names), name))  # fmt: skip
    for row, name in enumerate(change.ends):
        found = names.happenings.get(name)
        if found is None or isinstance(found, Burn | Breakup | Report):
            yield Fault((*path, "ends", row), "what lasts in the world: a failure, false source, "
                        "cut or delay", repr(name))  # fmt: skip
    if not change.sets_off and not change.ends:
        yield Fault(path, "what it sets_off or ends", "nothing")


def _check_waiting(scenario: Scenario) -> Iterator[Fault]:
    """Nothing waits in the world for an event that never comes."""
    changes = [each.world_action for each in scenario.events if each.world_action is not None]
    set_off = {name for change in changes for name in change.sets_off}
    for kind, at, each in happenings(scenario.world):
        if starts_s(each) is None and each.name not in set_off:
            field = "at_s" if isinstance(each, Burn | Breakup | Report) else "start_s"
            yield Fault(("world", kind, at, field), "an instant, or an event that sets it off",
                        "neither", f"sets_off: [{each.name}] in a world_action")  # fmt: skip


def _check_measure(measure: Measure, path: Path, names: Names) -> Iterator[Fault]:
    for row, nation in enumerate(measure.of):
        yield from _playing(nation, (*path, "of", row), names)
    if measure.kind:
        yield from _kind(measure.kind, (*path, "kind"))
    if measure.since and measure.since not in names.happenings:
        yield Fault((*path, "since"), "a name of what happens in the world", repr(measure.since),
                    _known(names.happenings, measure.since))  # fmt: skip
    since = names.happenings.get(measure.since)
    if measure.metric not in _UNITS and isinstance(since, _UNTOLD) and not measure.about:
        yield Fault((*path, "since"), "what records can tell of: a burn, a break-up, a false "
                    "source or a report; or an asset or plan, about", measure.since,
                    "of a silence a condition tells: feed_lag, sensors_up")  # fmt: skip
    yield from _about(measure.about, (*path, "about"), names)
    if measure.at_s is not None and measure.at_s > names.scenario.duration_s:
        yield _late((*path, "at_s"), measure.at_s, names.scenario.duration_s)
    good = _UNITS.get(measure.metric, _TIMES)
    if measure.unit not in good:
        yield Fault((*path, "unit"), f"{' or '.join(sorted(good))} for {measure.metric}",
                    measure.unit)  # fmt: skip
    if measure.metric == "condition":
        yield from _check_asked(measure, path, names)
        return
    if measure.condition:
        yield Fault((*path, "condition"), f"nothing, for the metric is {measure.metric}", "a text")
    if measure.limit is None:
        yield Fault((*path, "limit"), f"a limit in {measure.unit}", "none")
    if measure.metric == "records" and not measure.kind:
        yield Fault((*path, "kind"), "the kind of records that are counted", "none")


def _check_asked(measure: Measure, path: Path, names: Names) -> Iterator[Fault]:
    if measure.limit is not None:
        yield Fault((*path, "limit"), "no limit beside a condition, which has its own",
                    f"{measure.limit:g}")  # fmt: skip
    if not measure.condition:
        yield Fault((*path, "condition"), "a condition of the language of assumptions", "nothing")
        return
    yield from check_condition(measure.condition, (*path, "condition"), names)


def _playing(nation: str, path: Path, names: Names) -> Iterator[Fault]:
    if nation not in names.nations:
        yield Fault(path, "a nation that plays", nation, _known(names.nations, nation))


def _kind(kind: str, path: Path) -> Iterator[Fault]:
    if kind not in REGISTRY:
        yield Fault(path, "a kind of records", repr(kind), _known(REGISTRY, kind))


def _about(name: str, path: Path, names: Names) -> Iterator[Fault]:
    if name and not names.knows_object(name) and name not in names.plans:
        yield Fault(
            path, "an asset or plan of the scenario", repr(name), _known(names.assets, name)
        )


def _late(path: Path, at_s: float, end_s: float) -> Fault:
    return Fault(path, f"at most {end_s:g} s, when the exercise ends", f"{at_s:g} s")


def _waiting(names: Names) -> list[str]:
    found: list[tuple[str, Happening]] = list(names.happenings.items())
    return [name for name, each in found if starts_s(each) is None]


def _known(there: Iterable[str], given: str) -> str:
    """Which of those that there are was perhaps meant, or the first of them."""
    listed = sorted(there)
    near = difflib.get_close_matches(given, listed, n=1)
    if near:
        return f"did you mean {near[0]}?"
    if not listed:
        return "there is none"
    return ", ".join(listed[:_MOST_NAMED]) + (", ..." if len(listed) > _MOST_NAMED else "")
