"""Conditions of a scenario: read in the language of assumptions, before anybody plays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cspo.exercise.scenario.faults import Fault, Path
from cspo.exercise.scenario.names import Names, meant
from cspo.operations.plan.vocabulary import PICTURE
from cspo.policy import Expression, MalformedExpression, parse

__all__ = ["assets_of", "check_condition"]

_OBJECT_SCHEMES: Final = ("norad:", "cospar:", "vimpel:")


def check_condition(text: str, path: Path, names: Names) -> Iterator[Fault]:
    """What is wrong with a condition: it is not of the language, or asks about what is not there.

    Parameters
    ----------
    text : str
    path : Path
        Of the text.
    names : Names
    """
    try:
        expression = parse(text, PICTURE)
    except MalformedExpression as error:
        at = f"character {error.column}" if error.line == 1 else \
            f"line {error.line} of it, character {error.column}"  # fmt: skip
        hint = f"{error.hint}; " if error.hint else ""
        yield Fault(path, error.expected, error.got or "nothing", f"{hint}at its {at}")
        return
    for asset in _asked(expression, "asset"):
        if not _known(asset, names):
            yield Fault(path, "an asset of the scenario", repr(asset), meant(names.assets, asset))
    for nation in _asked(expression, "nation"):
        if nation.partition("/")[0] not in names.nations:
            yield Fault(path, "a nation that plays", repr(nation))


def assets_of(text: str) -> Iterator[str]:
    """Objects that a condition asks about; none where it is not of the language."""
    try:
        yield from _asked(parse(text, PICTURE), "asset")
    except MalformedExpression:
        return


def _asked(expression: Expression, argument: str) -> Iterator[str]:
    for call in expression.calls:
        for name, each in call.arguments:
            if name == argument and isinstance(each.value, str):
                yield each.value


def _known(asset: str, names: Names) -> bool:
    if asset.startswith(_OBJECT_SCHEMES):
        numbers = {f"norad:{each.norad_id}" for each in names.assets.values()}
        return asset in numbers or names.open_sky
    return names.knows_object(asset)
