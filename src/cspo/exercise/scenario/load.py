"""Scenarios from YAML, and back: every fault of a file, with its line and column."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any, Final

import msgspec
import yaml

from cspo.exercise.scenario.check import check
from cspo.exercise.scenario.faults import Fault, MalformedScenario, Path, Place, path_text
from cspo.exercise.scenario.reading import MISSING, MOST_FAULTS, UNKNOWN, read_part
from cspo.exercise.scenario.scenario import Scenario
from cspo.exercise.scenario.yaml_tree import Broken, Tree, read_tree

__all__ = [
    "MoreChecks", "PlainDumper", "dump", "first_of", "load", "nothing_more", "scenario_faults",
    "told_broken", "told_faults",
]  # fmt: skip

_MARK: Final = ("classification", "releasable_to")


MoreChecks = Callable[[Scenario], Iterable[Fault]]


def nothing_more(scenario: Scenario) -> Iterable[Fault]:  # noqa: ARG001 - a check that finds none
    """No faults."""
    return ()


def load(data: bytes, name: str = "scenario") -> Scenario:
    """The scenario of a file.

    Parameters
    ----------
    data : bytes
        YAML in UTF-8, at most a mebibyte.
    name : str
        What errors call it.

    Raises
    ------
    MalformedScenario
        Which is a MalformedMessage: its first fault, with the number of others.

    Examples
    --------
    >>> load(b"", "x")
    Traceback (most recent call last):
    cspo.exercise.scenario.faults.MalformedScenario: x:1:1: expected a scenario, got an empty file
    """
    scenario, wrong = scenario_faults(data, name)
    if scenario is None or wrong:
        raise first_of(wrong)
    return scenario


def scenario_faults(
    data: bytes, name: str = "scenario", more: MoreChecks = nothing_more
) -> tuple[Scenario | None, list[MalformedScenario]]:
    """The scenario as far as it can be read, and all that is wrong with it, by line.

    Parameters
    ----------
    data : bytes
    name : str
    more : callable
        What else is to be checked of a scenario that has no fault of its own: what lies beside it.
    """
    try:
        tree = read_tree(data)
    except Broken as broken:
        return None, [told_broken(name, broken)]
    return told_faults(name, tree, more)


def told_faults(
    name: str, tree: Tree, more: MoreChecks = nothing_more
) -> tuple[Scenario | None, list[MalformedScenario]]:
    """The scenario of plain values as far as it can be made, and all that is wrong, by line."""
    found: list[Fault] = []
    scenario = read_part(Scenario, tree.value, found)
    if isinstance(tree.value, dict) and tree.names:
        found += _mark_first(list(tree.value))
    if scenario is not None and not found:
        found += islice(check(scenario), MOST_FAULTS)
        found += () if found else more(scenario)
    told = [_told(name, _place(tree, each), each.path, each) for each in found[:MOST_FAULTS]]
    return scenario, sorted(told, key=lambda each: (each.line or 0, each.column))


def told_broken(name: str, broken: Broken) -> MalformedScenario:
    """Why the text could not be read on."""
    return _told(name, broken.place, (), broken)


def first_of(wrong: list[MalformedScenario]) -> MalformedScenario:
    """The first fault, with the number of others in its hint."""
    first = wrong[0]
    if len(wrong) > 1:
        more = f"{len(wrong) - 1} more faults in the file"
        first.hint = f"{first.hint}; {more}" if first.hint else more
    return first


def dump(scenario: Scenario) -> bytes:
    """A scenario as YAML that `load` reads as the same value.

    Comments of the file that it came from are no part of it.
    """
    text = yaml.dump(
        msgspec.to_builtins(scenario), Dumper=PlainDumper, sort_keys=False, allow_unicode=True,
        width=96, default_flow_style=False,
    )  # fmt: skip
    return str(text).encode()


class PlainDumper(yaml.SafeDumper):  # type: ignore[misc]
    """Texts as they are read here: quoted where YAML 1.1 or 1.2 would see something else."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - PyYAML's own interface
        """No anchors and aliases, ever."""
        return True


def _write_text(dumper: yaml.SafeDumper, text: str) -> Any:
    style = "|" if "\n" in text and _block(text) else '"' if _quoted(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _block(text: str) -> bool:
    """Whether a block of lines would be read back as it is."""
    good = all(line == line.rstrip() for line in text.split("\n"))
    return good and "\t" not in text and text[0] not in " \n"


def _quoted(text: str) -> bool:
    return not text or not text[0].isalpha() or "\n" in text or text in {"true", "false", "null"}


PlainDumper.add_representer(str, _write_text)


def _mark_first(names: list[str]) -> list[Fault]:
    """The mark stands first, so that who opens the file knows who may read on."""
    wrong = names[:2] != list(_MARK) and set(_MARK) <= set(names)
    at = next((name for name, wanted in zip(names, _MARK, strict=False) if name != wanted), "")
    if not wrong:
        return []
    return [Fault((at,), "the mark first: classification, then releasable_to", at,
                  "whoever opens the file must see who may read it")]  # fmt: skip


def _place(tree: Tree, fault: Fault) -> Place:
    if fault.got.startswith(UNKNOWN):
        return tree.name_place(fault.path)
    if fault.got == MISSING and fault.path and fault.path not in tree.values:
        return tree.place(fault.path[:-1])
    return tree.place(fault.path)


def _told(name: str, place: Place, path: Path, what: Fault | Broken) -> MalformedScenario:
    return MalformedScenario(
        name, line=place.line, column=place.column, expected=what.expected, got=what.got,
        hint=what.hint, keyword=path_text(path),
    )  # fmt: skip
