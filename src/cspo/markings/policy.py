"""Security policies, their levels, and the table that compares levels of different nations."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Final

import msgspec

from cspo.errors import UsageError
from cspo.markings.label import Label
from cspo.markings.parties import NATIONS, is_party

__all__ = ["CSPO_RULEBOOK", "Equivalent", "Rulebook", "SecurityPolicy", "Unknown"]

_FILE: Final = "levels.csv"
_COMMON_CAVEATS: Final = frozenset({"LIMDIS", "PERSONAL", "PROPIN", "SAFETY"})
_NAME: Final = re.compile(r"[A-Z]+", re.ASCII)
_CAVEAT: Final = re.compile(r"[A-Z][A-Z0-9-]*", re.ASCII)
_RESERVED: Final = frozenset({"HELD", "OC", "ORCON"})


class Unknown(msgspec.Struct, frozen=True):
    """What of a label a rulebook does not know.

    Parameters
    ----------
    field : str
        The label's field, or ``"equivalent"`` for a level that has none.
    value : str
        What stands there.
    """

    field: str
    value: str


class SecurityPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """The words that one authority marks with.

    Parameters
    ----------
    id : str
        Its name, as a label gives it.
    versions : tuple of int
        Those that are known, ascending.
    levels : tuple of str
        Classifications, the least first.
    caveats : frozenset of str
        Accesses that its labels may ask for.
    spelled : tuple of str
        The levels once more, written out as banners and other formats have
        them. Empty: as they are.
    """

    id: str
    versions: tuple[int, ...]
    levels: tuple[str, ...]
    caveats: frozenset[str] = frozenset()
    spelled: tuple[str, ...] = ()

    def spell(self, level: str) -> str:
        """The level written out: ``"SECRET"`` for ``"S"``."""
        return self.spelled[self.levels.index(level)] if self.spelled else level

    def unspell(self, text: str) -> str:
        """The level that is written out so; *text* itself where none is."""
        return self.levels[self.spelled.index(text)] if text in self.spelled else text


class Equivalent(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the table: a level of one policy is worth a level of the common one.

    Parameters
    ----------
    policy, level : str
        The level that is compared.
    common : str
        The level of the common policy that it is handled as.
    source, dated : str
        The public document that says so, and its date (YYYY-MM-DD).
    """

    policy: str
    level: str
    common: str
    source: str
    dated: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """What a node knows: policies, nations, and how levels compare.

    Parameters
    ----------
    policies : tuple of SecurityPolicy
        Every policy whose labels are understood.
    parties : frozenset of str
        The nations that are known; organizations are known by their sponsor.
    equivalence : tuple of Equivalent
        At most one row a level. A level without a row compares with nothing.
    common : str
        The policy that all are compared in.

    Raises
    ------
    UsageError
        Where the table could widen or contradict itself (a row for a level that
        is not there, a higher level worth less than a lower one of its policy),
        or a name could be taken for another.
    """

    policies: tuple[SecurityPolicy, ...]
    parties: frozenset[str] = frozenset(NATIONS)
    equivalence: tuple[Equivalent, ...] = ()
    common: str = "CSPO"

    by_id: dict[str, SecurityPolicy] = field(init=False, repr=False, compare=False)
    """Policies by name."""
    ceilings: dict[str, int] = field(init=False, repr=False, compare=False)
    """Rank of each level of the common policy, from 0."""
    ranks: dict[tuple[str, int, str], int] = field(init=False, repr=False, compare=False)
    """Common rank by policy, version and level; nothing that has no equivalent."""

    def __post_init__(self) -> None:
        by_id = {policy.id: policy for policy in self.policies}
        if len(by_id) != len(self.policies) or self.common not in by_id:
            raise _contradiction("policies", "each once, the common one among them")
        for policy in self.policies:
            _check(policy)
        ceilings = {level: rank for rank, level in enumerate(by_id[self.common].levels)}
        worth = _worth(self, by_id, ceilings)
        set_once = object.__setattr__
        set_once(self, "by_id", by_id)
        set_once(self, "ceilings", ceilings)
        set_once(
            self,
            "ranks",
            {
                (policy.id, version, level): worth[policy.id, level]
                for policy in self.policies
                for version in policy.versions
                for level in policy.levels
                if (policy.id, level) in worth
            },
        )

    def rank(self, label: Label) -> int | None:
        """Place of the label's classification among the common levels; None: it has none."""
        return self.ranks.get((label.policy, label.policy_version, label.classification))

    def knows_party(self, party: str) -> bool:
        """Whether *party* is a known nation or under one."""
        return party in self.parties or is_party(party, self.parties)

    def unknown_in(self, label: Label) -> Unknown | None:
        """The first thing in *label* that this rulebook does not know, or None."""
        policy = self.by_id.get(label.policy)
        if policy is None:
            return Unknown("policy", label.policy)
        if label.policy_version not in policy.versions:
            return Unknown("policy_version", str(label.policy_version))
        if self.rank(label) is None:
            known = label.classification in policy.levels
            return Unknown("equivalent" if known else "classification", label.classification)
        strange = [Unknown("caveats", each) for each in label.caveats if each not in policy.caveats]
        for name in ("releasable_to", "originators"):
            parties = getattr(label, name)
            strange += [Unknown(name, each) for each in parties if not self.knows_party(each)]
        return strange[0] if strange else None


def _check(policy: SecurityPolicy) -> None:
    """Refuse a policy whose words could be taken for others."""
    if not _NAME.fullmatch(policy.id):
        raise _contradiction(policy.id, "capitals as its name")
    if not policy.versions or list(policy.versions) != sorted(set(policy.versions)):
        raise _contradiction(policy.id, "versions, ascending")
    names = [*policy.levels, *policy.spelled]
    if not policy.levels or len(set(names)) != len(names):
        raise _contradiction(policy.id, "levels, each once")
    if policy.spelled and len(policy.spelled) != len(policy.levels):
        raise _contradiction(policy.id, "every level spelled, or none")
    if any(not name.isprintable() or name.strip(" /()") != name or "/" in name for name in names):
        raise _contradiction(policy.id, "levels that can stand in a mark")
    if any(not _CAVEAT.fullmatch(caveat) or caveat in _RESERVED for caveat in policy.caveats):
        raise _contradiction(policy.id, "caveats in capitals, none that marks use otherwise")


def _worth(
    rulebook: Rulebook, by_id: dict[str, SecurityPolicy], ceilings: dict[str, int]
) -> dict[tuple[str, str], int]:
    """Common rank by policy and level, proven to rise with the level."""
    worth = {(rulebook.common, level): rank for level, rank in ceilings.items()}
    for row in rulebook.equivalence:
        policy = by_id.get(row.policy)
        if policy is None or row.level not in policy.levels or row.common not in ceilings:
            raise _contradiction(f"{row.policy} {row.level}", "a row for levels that there are")
        if (row.policy, row.level) in worth:
            raise _contradiction(f"{row.policy} {row.level}", "one row a level")
        worth[row.policy, row.level] = ceilings[row.common]
    for policy in rulebook.policies:
        ranks = [worth[policy.id, level] for level in policy.levels if (policy.id, level) in worth]
        if ranks != sorted(ranks):
            raise _contradiction(policy.id, "higher levels worth no less than lower ones")
    return worth


def _contradiction(subject: str, expected: str) -> UsageError:
    return UsageError("make a rulebook", subject, expected=expected)


def _read_levels(lines: Iterable[str]) -> tuple[tuple[SecurityPolicy, ...], tuple[Equivalent, ...]]:
    """Policies and equivalence from the table: a row a level, the least of a policy first."""
    levels: dict[str, list[str]] = {}
    equivalence = []
    for row in csv.DictReader(lines, strict=True):
        levels.setdefault(row["policy"], []).append(row["level"])
        if row["cspo"]:
            equivalence.append(
                Equivalent(
                    policy=row["policy"], level=row["level"], common=row["cspo"],
                    source=row["source"], dated=row["dated"],
                )
            )  # fmt: skip
    policies = tuple(
        SecurityPolicy(id=name, versions=(1,), levels=tuple(ladder), caveats=_COMMON_CAVEATS)
        for name, ladder in levels.items()
    )
    return policies, tuple(equivalence)


def _default() -> Rulebook:
    text = (files("cspo.markings") / "data" / _FILE).read_text("utf-8")
    policies, equivalence = _read_levels(text.splitlines())
    cspo = SecurityPolicy(
        id="CSPO",
        versions=(1,),
        levels=("U", "R", "C", "S", "TS"),
        caveats=_COMMON_CAVEATS,
        spelled=("UNCLASSIFIED", "RESTRICTED", "CONFIDENTIAL", "SECRET", "TOP SECRET"),
    )
    return Rulebook(policies=(cspo, *policies), equivalence=equivalence)


CSPO_RULEBOOK: Final = _default()
"""The coalition's policy, version 1, with those of its nations and of NATO."""
