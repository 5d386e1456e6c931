"""The script: each deed has what it needs, and is done by who may do it."""

from __future__ import annotations

import math
from collections.abc import Iterator

from cspo.exercise.scenario.conditions import check_condition
from cspo.exercise.scenario.deeds import DEEDS, Argument, Sort
from cspo.exercise.scenario.event_parts import Scripted
from cspo.exercise.scenario.faults import Fault, Path
from cspo.exercise.scenario.names import Names, meant
from cspo.exercise.scenario.once import rising
from cspo.exercise.scenario.scenario import Scenario
from cspo.operations.kinds import REGISTRY

__all__ = ["check_script"]


def check_script(scenario: Scenario, names: Names) -> Iterator[Fault]:
    """What is wrong between the fields of the script."""
    yield from rising(("script",), (each.number for each in scenario.script))
    for at, line in enumerate(scenario.script):
        path: Path = ("script", at)
        if line.by not in names.nations:
            yield Fault((*path, "by"), "a nation that plays", line.by)
        yield from _check_trigger(line, path, names)
        yield from _check_arguments(line, (*path, "arguments"), names)


def _check_trigger(line: Scripted, path: Path, names: Names) -> Iterator[Fault]:
    given = [line.at_s is not None, bool(line.when), line.on_event is not None]
    if sum(given) != 1:
        yield Fault((*path, "at_s"), "one of at_s, when and on_event",
                    "none" if not any(given) else "several")  # fmt: skip
    if line.at_s is not None and line.at_s > names.scenario.duration_s:
        yield Fault((*path, "at_s"), f"at most {names.scenario.duration_s:g} s, when the exercise "
                    "ends", f"{line.at_s:g} s")  # fmt: skip
    if line.at_s is not None and line.after_s:
        yield Fault((*path, "after_s"), "nothing beside at_s", f"{line.after_s:g} s")
    if line.on_event is not None and line.on_event not in names.events:
        yield Fault((*path, "on_event"), "the number of an event", str(line.on_event))
    if line.when:
        yield from check_condition(line.when, (*path, "when"), names)


def _check_arguments(line: Scripted, path: Path, names: Names) -> Iterator[Fault]:
    known = {each.name: each for each in DEEDS[line.do]}
    for name in line.arguments:
        if name not in known:
            yield Fault((*path, name), f"one of {', '.join(known)}", f"{name}, for {line.do}")
    for argument in known.values():
        if argument.name in line.arguments:
            value = line.arguments[argument.name]
            yield from _check_value(argument, value, line, (*path, argument.name), names)
        elif argument.required:
            yield Fault((*path, argument.name), f"{argument.sort.value}: {argument.text}", "none")
    if line.do == "burn" and not any(
        line.arguments.get(name) for name in ("radial_m_s", "in_track_m_s", "cross_track_m_s")
    ):
        yield Fault(path, "a change of velocity", "none", "in_track_m_s: 0.1, say")


def _check_value(
    argument: Argument, value: object, line: Scripted, path: Path, names: Names
) -> Iterator[Fault]:
    if argument.sort is Sort.NUMBER:
        number = value if isinstance(value, int | float) and not isinstance(value, bool) else None
        if number is None or not math.isfinite(number) or abs(number) > argument.most:
            yield Fault(path, f"a number up to {argument.most:,g}", str(value)[:40])
        return
    if not isinstance(value, str) or not value:
        yield Fault(path, argument.sort.value, str(value)[:40] or "nothing")
        return
    if argument.sort is Sort.ASSET:
        asset = names.assets.get(value)
        if asset is None:
            yield Fault(path, "an asset of the scenario", repr(value), meant(names.assets, value))
            return
        owned = asset.can_burn and asset.owner.partition("/")[0] == line.by
        if line.do == "burn" and not owned:
            yield Fault(path, f"an asset of {line.by} that can burn", repr(value))
    wrong = {
        Sort.PLAN: value not in names.plans,
        Sort.NATION: value not in names.nations,
        Sort.KIND: value not in REGISTRY,
    }
    if wrong.get(argument.sort):
        yield Fault(path, argument.sort.value, repr(value)[:60])
