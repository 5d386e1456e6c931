"""Reading a release policy: TOML to values, and every fault with its line and what to do.

How a file of tables is read, and how its faults are told, is the business of
`cspo.operations.toml_tables`; here is which tables a release policy has.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

import msgspec

from cspo.errors import MalformedMessage
from cspo.markings.policy import CSPO_RULEBOOK, Rulebook
from cspo.operations.release.policy import (
    About,
    BackReleaseTable,
    Case,
    GroupTable,
    PartyTable,
    ProfileTable,
    ReleasePolicy,
    ReviewTable,
    Rule,
    SafetyTable,
)
from cspo.operations.release.policy_checks import faults_of
from cspo.operations.toml_tables import Fault, TableForm
from cspo.records.kinds import Registry

__all__ = ["TABLES", "load_policy", "policy_faults", "read_policy"]

TABLES: Final[dict[str, tuple[type[msgspec.Struct], str]]] = {
    "policy": (About, "one"),
    "review": (ReviewTable, "one"),
    "party": (PartyTable, "some"),
    "group": (GroupTable, "any"),
    "profile": (ProfileTable, "any"),
    "rule": (Rule, "some"),
    "back_release": (BackReleaseTable, "any"),
    "safety": (SafetyTable, "one or none"),
    "case": (Case, "any"),
}
"""The tables of a file: its class, and how often it stands there."""

_FIELDS: Final = {
    "policy": "about",
    "party": "parties",
    "group": "groups",
    "profile": "profiles",
    "rule": "rules",
    "back_release": "back_releases",
    "case": "cases",
}
_FORM: Final = TableForm("read release policy", TABLES)


def load_policy(
    path: Path, *, kinds: Registry, rulebook: Rulebook = CSPO_RULEBOOK
) -> ReleasePolicy:
    """Read a policy from its file.

    Raises
    ------
    MalformedMessage
        The first fault, with the number of others; `policy_faults` gives all.
    SourceError
        Where the file can't be read.
    """
    return _FORM.load(path, _maker(kinds, rulebook))


def read_policy(
    data: bytes, name: str, *, kinds: Registry, rulebook: Rulebook = CSPO_RULEBOOK
) -> ReleasePolicy:
    """Read a policy from bytes; *name* is what errors call it.

    Parameters
    ----------
    kinds : Registry
        The kinds of record that there are.

    Raises
    ------
    MalformedMessage
        The first fault, with the number of others; `policy_faults` gives all.
    """
    return _FORM.parse(data, name, _maker(kinds, rulebook))


def policy_faults(
    data: bytes, name: str, *, kinds: Registry, rulebook: Rulebook = CSPO_RULEBOOK
) -> tuple[ReleasePolicy | None, list[MalformedMessage]]:
    """The policy, as far as its tables can be read, and all that is wrong with it, by line."""
    return _FORM.faults(data, name, _maker(kinds, rulebook))


def _maker(
    kinds: Registry, rulebook: Rulebook
) -> Callable[[dict[str, Any], bytes], tuple[ReleasePolicy, Iterable[Fault]]]:
    def made(values: dict[str, Any], data: bytes) -> tuple[ReleasePolicy, Iterable[Fault]]:
        parts = {_FIELDS.get(table, table): value for table, value in values.items()}
        policy = ReleasePolicy(**parts, digest=hashlib.sha256(data).hexdigest())
        return policy, faults_of(policy, kinds=kinds, rulebook=rulebook)

    return made
