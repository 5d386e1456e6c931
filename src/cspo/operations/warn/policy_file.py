"""Reading a warning policy: TOML to values, and every fault with its line and what to do."""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Collection, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import msgspec

from cspo.errors import CspoError, MalformedMessage
from cspo.markings.parties import is_party
from cspo.operations.release.policy import duration_s
from cspo.operations.toml_tables import Fault, TableForm
from cspo.operations.warn.policy import (
    ChecklistTable,
    DeadlineTable,
    MaterialTable,
    PolicyTable,
    ShelvingTable,
    WarnPolicy,
    WarnRule,
)
from cspo.records.bodies.identities import is_object
from cspo.records.bodies.warning import Asks, Grounds

__all__ = [
    "TABLES",
    "default_warn_policy",
    "load_warn_policy",
    "read_warn_policy",
    "warn_policy_faults",
]

TABLES: Final[dict[str, tuple[type[msgspec.Struct], str]]] = {
    "policy": (PolicyTable, "one"),
    "deadlines": (DeadlineTable, "one"),
    "material": (MaterialTable, "one"),
    "shelving": (ShelvingTable, "one"),
    "rule": (WarnRule, "some"),
    "checklist": (ChecklistTable, "any"),
}
"""The tables of a file: its class, and how often it stands there."""

_FORM: Final = TableForm("read warning policy", TABLES)
_DEFAULT: Final = "warning_policy.toml"
_MOST_LINE: Final = 200
_WORD: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/:+-]{0,63}")


@cache
def default_warn_policy() -> WarnPolicy:
    """The policy that holds where a nation has written none."""
    data = (files("cspo.operations.warn") / "data" / _DEFAULT).read_bytes()
    return read_warn_policy(data, _DEFAULT)


def load_warn_policy(path: Path) -> WarnPolicy:
    """Read a policy from its file.

    Raises
    ------
    MalformedMessage
        The first fault, with the number of others; `warn_policy_faults` gives all.
    SourceError
        Where the file can't be read.
    """
    return _FORM.load(path, _made)


def read_warn_policy(data: bytes, name: str) -> WarnPolicy:
    """Read a policy from bytes; *name* is what errors call it.

    Raises
    ------
    MalformedMessage
        The first fault, with the number of others; `warn_policy_faults` gives all.
    """
    return _FORM.parse(data, name, _made)


def warn_policy_faults(data: bytes, name: str) -> tuple[WarnPolicy | None, list[MalformedMessage]]:
    """The policy, as far as its tables can be read, and all that is wrong with it, by line."""
    return _FORM.faults(data, name, _made)


def _made(values: dict[str, Any], data: bytes) -> tuple[WarnPolicy, Iterator[Fault]]:
    policy = WarnPolicy(
        about=values["policy"], deadlines=values["deadlines"], material=values["material"],
        shelving=values["shelving"], checklists=values["checklist"],
        rules=tuple(sorted(values["rule"], key=lambda rule: rule.number)),
        digest=hashlib.sha256(data).hexdigest(),
    )  # fmt: skip
    return policy, _faults(values["rule"], values["checklist"], values)


def _faults(
    rules: tuple[WarnRule, ...],
    checklists: tuple[ChecklistTable, ...],
    values: dict[str, PolicyTable | DeadlineTable | MaterialTable | ShelvingTable],
) -> Iterator[Fault]:
    """All that is wrong in a policy whose tables could be read."""
    yield from _heads(values)
    yield from _twice("rule", "number", [str(rule.number) for rule in rules])
    yield from _twice("checklist", "id", [each.id for each in checklists])
    names = [each.id for each in checklists]
    for at, rule in enumerate(rules):
        yield from _of_rule(at, rule, names)
    for at, checklist in enumerate(checklists):
        for item in checklist.items:
            if not item.text or len(item.text) > _MOST_LINE or "\n" in item.text:
                yield Fault(
                    "checklist", at, "items", f"text: one line of at most {_MOST_LINE} characters",
                    f"{len(item.text)} characters", "say one thing to do",
                )  # fmt: skip
            if item.before not in {"", "0 min"}:
                yield from _duration("checklist", at, "items", item.before)


def _heads(
    values: dict[str, PolicyTable | DeadlineTable | MaterialTable | ShelvingTable],
) -> Iterator[Fault]:
    about, deadlines = values["policy"], values["deadlines"]
    material, shelving = values["material"], values["shelving"]
    assert isinstance(about, PolicyTable)  # noqa: S101 - tables are what TABLES has them
    assert isinstance(deadlines, DeadlineTable)  # noqa: S101
    assert isinstance(material, MaterialTable)  # noqa: S101
    assert isinstance(shelving, ShelvingTable)  # noqa: S101
    if not _WORD.fullmatch(about.id):
        yield Fault("policy", 0, "id", "a word of letters, digits and ._/:+-", about.id[:40],
                    "the warnings carry it")  # fmt: skip
    if about.version < 1:
        yield Fault("policy", 0, "version", "1 or more", str(about.version), "count from 1")
    if not 0.0 <= deadlines.burn_before_orbits <= 10.0:
        yield Fault("deadlines", 0, "burn_before_orbits", "0 to 10",
                    f"{deadlines.burn_before_orbits:g}", "half an orbit is 0.5")  # fmt: skip
    for field in ("preparation", "tracking"):
        yield from _duration("deadlines", 0, field, getattr(deadlines, field))
    for field in ("pc_factor", "miss_factor", "deadband"):
        value = getattr(material, field)
        if not value >= 1.0:
            yield Fault("material", 0, field, "a factor of at least 1", f"{value:g}",
                        "1 makes every change material")  # fmt: skip
    if not material.miss_at_least_km >= 0.0:
        yield Fault("material", 0, "miss_at_least_km", "at least 0",
                    f"{material.miss_at_least_km:g}", "in km")  # fmt: skip
    yield from _duration("material", 0, "tca_moved", material.tca_moved)
    for field in ("longest", "return_before"):
        yield from _duration("shelving", 0, field, getattr(shelving, field))


def _of_rule(at: int, rule: WarnRule, checklists: Collection[str]) -> Iterator[Fault]:
    if rule.number < 1:
        yield Fault("rule", at, "number", "1 or more", str(rule.number), "count from 1")
    if not rule.text.strip():
        yield Fault("rule", at, "text", "the rule in plain words", "none", "warnings repeat it")
    if rule.asks is Asks.ACTION and rule.grounds != (Grounds.DETERMINED,):
        yield Fault(
            "rule", at, "grounds", 'grounds = ["determined"] where asks = "action"',
            ", ".join(rule.grounds) or "none",
            "element sets and stale orbits call for better data, never for a burn",
        )  # fmt: skip
    if rule.asks is Asks.ACTION and rule.can_act != "yes":
        yield Fault("rule", at, "can_act", 'can_act = "yes" where asks = "action"', rule.can_act,
                    "who can't manoeuvre can't be asked to")  # fmt: skip
    yield from _of_thresholds(at, rule)
    for name in rule.objects:
        if not is_object(name):
            yield Fault("rule", at, "objects", "objects as scheme:value", name[:40],
                        'write "norad:25544"')  # fmt: skip
    for name in rule.sources:
        if not is_party(name):
            yield Fault("rule", at, "sources", "parties", name[:40], 'write "GBR"')
    if not _WORD.fullmatch(rule.position):
        yield Fault("rule", at, "position", "a word", rule.position[:40], 'write "watch"')
    if rule.checklist and rule.checklist not in checklists:
        near = difflib.get_close_matches(rule.checklist, checklists, n=1)
        hint = f"did you mean {near[0]}?" if near else "add a [[checklist]] of that id"
        yield Fault("rule", at, "checklist", f"one of {', '.join(checklists) or 'no checklist'}",
                    rule.checklist[:40], hint)  # fmt: skip


def _of_thresholds(at: int, rule: WarnRule) -> Iterator[Fault]:
    limits = (rule.pc_at_least, rule.max_pc_at_least, rule.miss_distance_at_most_km)
    if all(limit is None for limit in limits):
        yield Fault(
            "rule", at, "", "a threshold: pc_at_least, max_pc_at_least or miss_distance_at_most_km",
            "none", "a rule without one would warn of every approach",
        )  # fmt: skip
    for field in ("pc_at_least", "max_pc_at_least"):
        value = getattr(rule, field)
        if value is not None and not 0.0 < value <= 1.0:
            yield Fault("rule", at, field, "above 0, up to 1", f"{value:g}", "1e-4 is usual")
    miss_km = rule.miss_distance_at_most_km
    if miss_km is not None and not 0.0 < miss_km <= 1_000.0:
        yield Fault("rule", at, "miss_distance_at_most_km", "above 0, up to 1,000",
                    f"{miss_km:g}", "in km")  # fmt: skip
    for field in ("tca_within", "act_within"):
        if value := getattr(rule, field):
            yield from _duration("rule", at, field, value)


def _duration(table: str, at: int, field: str, text: str) -> Iterator[Fault]:
    try:
        duration_s(text)
    except CspoError as error:
        yield Fault(table, at, field, error.expected, text[:40] or "nothing", 'as "90 min"')


def _twice(table: str, field: str, names: list[str]) -> Iterator[Fault]:
    for at, name in enumerate(names):
        if name in names[:at]:
            yield Fault(table, at, field, "its own", f"{name} twice", "take another")
