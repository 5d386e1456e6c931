"""A warning policy, as values: what its TOML file says, table by table.

Every class here is one table of the file, with the file's own words as field
names; `cspo.operations.warn.policy_file` reads them and says what is wrong. What
a policy can't say is what follows from the ground that a warning rests on: action
is asked for on determined orbits alone, whatever a rule says.
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from cspo.operations.release.policy import duration_s
from cspo.operations.release.policy_tables import Table
from cspo.records.bodies.conjunction import Advice
from cspo.records.bodies.warning import Asks, Grounds, Severity

__all__ = [
    "ASKS",
    "CONCERNS",
    "SEVERITIES",
    "ChecklistTable",
    "Concern",
    "DeadlineTable",
    "ItemTable",
    "MaterialTable",
    "PolicyTable",
    "ShelvingTable",
    "WarnPolicy",
    "WarnRule",
    "gravity_of",
]

Concern = Literal["ours", "sponsored", "depends", "partner", "others"]
"""Whose object is in it: ours, an organization's under us, one that we depend on, another
party's, or nobody's that is known."""

CONCERNS: Final[tuple[Concern, ...]] = ("ours", "sponsored", "depends", "partner", "others")
SEVERITIES: Final = tuple(Severity)
ASKS: Final = tuple(Asks)


def gravity_of(severity: Severity | None, asks: Asks | None) -> int:
    """How grave a warning is, for comparing: first its severity, then what it asks for.

    One that does not say is taken for a warning that asks for better data.

    Examples
    --------
    >>> gravity_of(Severity.ADVISORY, Asks.BETTER_DATA) < gravity_of(Severity.WARNING, Asks.WATCH)
    True
    """
    how = SEVERITIES.index(severity or Severity.WARNING)
    return 1 + how * len(ASKS) + ASKS.index(asks or Asks.BETTER_DATA)


class PolicyTable(Table, frozen=True, kw_only=True):
    """``[policy]``: which text this is; both stand in every warning."""

    id: str
    version: int
    title: str


class DeadlineTable(Table, frozen=True, kw_only=True):
    """``[deadlines]``: how the last useful moment to act is computed.

    Parameters
    ----------
    burn_before_orbits : float
        How many orbits before closest approach a burn must come to be of use.
    preparation : str
        From the decision to the burn.
    tracking : str
        From asking for better data to having a new orbit.
    """

    burn_before_orbits: float
    preparation: str
    tracking: str


class MaterialTable(Table, frozen=True, kw_only=True):
    """``[material]``: which changes make an update; see `cspo.operations.warn.material`."""

    pc_factor: float
    miss_factor: float
    miss_at_least_km: float
    tca_moved: str
    deadband: float


class ShelvingTable(Table, frozen=True, kw_only=True):
    """``[shelving]``: how long a warning may be put aside, and which may not."""

    longest: str
    return_before: str
    never_from: Severity


class WarnRule(Table, frozen=True, kw_only=True):
    """``[[rule]]``: one numbered sentence. Every condition that is given must hold.

    Parameters
    ----------
    concerns : tuple of str
        One of the objects is of one of these; empty asks nothing.
    grounds : tuple of Grounds
        What the conjunction rests on is one of these.
    pc_at_least, max_pc_at_least : float or None
        Probability, and the greatest one that any covariance could give.
    advice : tuple of Advice
        What the numbers call for, as whoever computed them says, is one of these.
    tca_within, act_within : str
        Closest approach, the last useful moment to act, comes within this; what has
        passed is within it.
    sources : tuple of str
        Parties: the conjunction comes from one of these.
    stays_close : str
        Whether pairs that stay together all day are meant (``"yes"``), not meant
        (``"no"``), or both (``"any"``).
    can_act : str
        Whether an object must be able to manoeuvre (``"yes"``), none may be
        (``"no"``), or either (``"any"``).
    position : str
        Of whose desk it is the alarm.
    """

    number: int
    text: str
    severity: Severity
    asks: Asks
    concerns: tuple[Concern, ...] = ()
    grounds: tuple[Grounds, ...] = ()
    pc_at_least: float | None = None
    max_pc_at_least: float | None = None
    miss_distance_at_most_km: float | None = None
    advice: tuple[Advice, ...] = ()
    tca_within: str = ""
    act_within: str = ""
    objects: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    stays_close: Literal["yes", "no", "any"] = "no"
    can_act: Literal["yes", "no", "any"] = "yes"
    position: str = "watch"
    checklist: str = ""

    @property
    def gravity(self) -> int:
        """For comparing."""
        return gravity_of(self.severity, self.asks)


class ItemTable(Table, frozen=True, kw_only=True):
    """One thing to do, so long *before* the last useful moment; empty: whenever."""

    text: str
    before: str = ""


class ChecklistTable(Table, frozen=True, kw_only=True):
    """``[[checklist]]``: what to do, in order."""

    id: str
    items: tuple[ItemTable, ...]


class WarnPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """A whole policy.

    Parameters
    ----------
    rules : tuple of WarnRule
        In the order of their numbers, however they stand in the file.
    digest : str
        SHA-256 of the file's bytes, in hex.
    """

    about: PolicyTable
    deadlines: DeadlineTable
    material: MaterialTable
    shelving: ShelvingTable
    rules: tuple[WarnRule, ...]
    checklists: tuple[ChecklistTable, ...] = ()
    digest: str = ""

    def rule(self, number: str) -> WarnRule | None:
        """A rule by its number as a warning has it."""
        return next((rule for rule in self.rules if str(rule.number) == number), None)

    def items(self, checklist: str) -> tuple[ItemTable, ...]:
        """What a checklist lists; nothing for none."""
        return next((each.items for each in self.checklists if each.id == checklist), ())

    @property
    def name(self) -> str:
        """Which text this is: its id, version, and the digest's beginning."""
        return f"{self.about.id}/{self.about.version} sha256:{self.digest[:16]}"

    @property
    def looks_ahead_s(self) -> int:
        """How far ahead of closest approach a rule may hold, s; the longest of all rules."""
        return max((duration_s(rule.tca_within or "7 d") for rule in self.rules), default=0)
