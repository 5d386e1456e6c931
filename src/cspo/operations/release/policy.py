"""A nation's release policy, as values: what its TOML file says, table by table.

Every class here is one table of the file, with the file's own words as field
names; `cspo.operations.release.policy_file` reads them and says what is wrong. Nothing
is decided here: that is `cspo.operations.release.rules`.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Final, Literal

import msgspec

from cspo.errors import UsageError
from cspo.markings.mode import Mode
from cspo.markings.parties import Group, Membership
from cspo.markings.rules import Subject
from cspo.operations.release.policy_tables import (
    BackReleaseTable,
    Case,
    Expected,
    ProfileTable,
    SafetyTable,
    Table,
)
from cspo.time import Epoch

__all__ = [
    "ALL_KINDS",
    "ALL_ON_MARK",
    "EVERY_PARTY",
    "OPERATORS",
    "OWNERS",
    "ROLES",
    "SEVERITIES",
    "About",
    "BackReleaseTable",
    "Case",
    "Expected",
    "GroupTable",
    "How",
    "Member",
    "PartyTable",
    "ProfileTable",
    "ReleasePolicy",
    "ReviewTable",
    "Rule",
    "SafetyTable",
    "duration_s",
    "start_of",
]

OWNERS: Final = "owners of the objects"
OPERATORS: Final = "operators of the objects"
ALL_ON_MARK: Final = "everyone on the mark"
EVERY_PARTY: Final = "every party"
ROLES: Final = (OWNERS, OPERATORS, ALL_ON_MARK, EVERY_PARTY)
"""Recipients that a rule names by what they are, not by name."""

ALL_KINDS: Final = "any"
SEVERITIES: Final = ("routine", "advisory", "warning", "emergency")
"""How grave an event is, ascending."""

How = Literal["at once", "review", "never"]
OnExpiry = Literal["escalate", "withhold", "release"]

_DURATION = re.compile(r"(\d{1,6}) (s|min|h|d)")
_UNIT_S: Final = {"s": 1, "min": 60, "h": 3_600, "d": 86_400}


def duration_s(text: str) -> int:
    """Seconds of a duration as a policy writes it.

    Raises
    ------
    UsageError
        Where it is no number with ``s``, ``min``, ``h`` or ``d``, or nothing long.

    Examples
    --------
    >>> duration_s("90 min")
    5400
    """
    found = _DURATION.fullmatch(text)
    if not found or int(found[1]) == 0:
        raise UsageError(
            "read a duration", text[:40], expected='a number and s, min, h or d: "4 h"'
        )
    return int(found[1]) * _UNIT_S[found[2]]


def start_of(day: date) -> Epoch:
    """Midnight UTC with which a day of the policy begins."""
    return Epoch.from_utc(day.isoformat())


class About(Table, frozen=True, kw_only=True):
    """``[policy]``: whose text this is, and on whose authority."""

    nation: str
    version: int
    title: str
    authority: str
    in_force: date


class ReviewTable(Table, frozen=True, kw_only=True):
    """``[review]``: what holds for a review where its rule says nothing else.

    Parameters
    ----------
    desk : str
        With whom a review begins.
    deadline : str
        How long that desk has.
    escalation : tuple of str
        To whom it goes from there, one after the other. With the last it stays
        open, and overdue, until somebody answers.
    escalation_deadline : str
        How long each of them has.
    """

    desk: str
    deadline: str
    escalation: tuple[str, ...]
    escalation_deadline: str


class PartyTable(Table, frozen=True, kw_only=True):
    """``[[party]]``: one party with whom there is an agreement, and what it covers."""

    id: str
    agreement: str
    ceiling: str
    modes: tuple[Mode, ...] = (Mode.REAL,)
    caveats: tuple[str, ...] = ()
    since: date
    until: date | None = None

    def subject(self) -> Subject:
        """The party as the rules of the markings see it."""
        return Subject(
            party=self.id,
            ceiling=self.ceiling,
            caveats=frozenset(self.caveats),
            modes=frozenset(self.modes),
        )

    @property
    def begins(self) -> Epoch:
        """The first instant of the agreement."""
        return start_of(self.since)

    @property
    def ends(self) -> Epoch | None:
        """The first instant without it; None while it lasts."""
        return None if self.until is None else start_of(self.until)

    def covers(self, t: Epoch) -> bool:
        """Whether the agreement is in force at *t*; its last day is the one before *until*."""
        return self.begins <= t and (self.ends is None or t < self.ends)


class Member(Table, frozen=True, kw_only=True):
    """One member of a group, and its dates; *until* is the first day without it."""

    party: str
    since: date
    until: date | None = None


class GroupTable(Table, frozen=True, kw_only=True):
    """``[[group]]``: parties that rules name together."""

    id: str
    about: str
    members: tuple[Member, ...]

    def group(self) -> Group:
        """The group as the markings know it."""
        return _group(self)


@lru_cache(maxsize=256)
def _group(table: GroupTable) -> Group:
    memberships = (
        Membership(
            each.party, start_of(each.since), None if each.until is None else start_of(each.until)
        )
        for each in table.members
    )
    return Group(table.id, tuple(memberships))


class Rule(Table, frozen=True, kw_only=True):
    """``[[rule]]``: one numbered sentence of the policy.

    Every condition that is given must hold; one that isn't given asks nothing,
    except *modes*, which is REAL alone unless said.

    Parameters
    ----------
    concerns : str
        Whose object the record is about: ``"ours"``, ``"recipient"`` (one that
        the recipient owns or operates), ``"others"`` (neither), or ``"any"``.
    objects : tuple of str
        The record is about one of these.
    sensor : str
        Whether the record names a sensor: ``"named"``, ``"not named"``, ``"any"``.
    caveats_at_most : tuple of str or None
        Its mark has no caveat but these.
    bears_caveat : tuple of str
        Its mark has one of these caveats.
    originators : tuple of str
        Information of one of these is in it.
    to, but_not : tuple of str
        Recipients: parties, groups, and the words of `ROLES`.
    profile : str
        The form in which it goes out; empty: as it is.
    desk, deadline, on_expiry
        Of the review, where `ReviewTable` shall not hold.
    """

    number: int
    text: str
    kinds: tuple[str, ...]
    to: tuple[str, ...]
    how: How
    but_not: tuple[str, ...] = ()
    modes: tuple[Mode, ...] = (Mode.REAL,)
    classification_at_most: str = ""
    concerns: Literal["any", "ours", "recipient", "others"] = "any"
    objects: tuple[str, ...] = ()
    severity_at_least: str = ""
    miss_distance_at_most_km: float | None = None
    tca_within: str = ""
    sensor: Literal["any", "named", "not named"] = "any"
    caveats_at_most: tuple[str, ...] | None = None
    bears_caveat: tuple[str, ...] = ()
    originators: tuple[str, ...] = ()
    profile: str = ""
    desk: str = ""
    deadline: str = ""
    on_expiry: OnExpiry = "escalate"

    @property
    def in_words(self) -> str:
        """The rule's text in one line, as the log has it."""
        return " ".join(self.text.split())


class ReleasePolicy(msgspec.Struct, frozen=True, kw_only=True):
    """A whole policy.

    Parameters
    ----------
    rules : tuple of Rule
        In the order of their numbers, however they stand in the file.
    digest : str
        SHA-256 of the file's bytes, in hex.
    """

    about: About
    review: ReviewTable
    parties: tuple[PartyTable, ...]
    groups: tuple[GroupTable, ...] = ()
    profiles: tuple[ProfileTable, ...] = ()
    rules: tuple[Rule, ...] = ()
    back_releases: tuple[BackReleaseTable, ...] = ()
    safety: SafetyTable | None = None
    cases: tuple[Case, ...] = ()
    digest: str = ""

    @property
    def name(self) -> str:
        """Which text this is, for the log: nation, version, and the digest's beginning."""
        return f"{self.about.nation}/{self.about.version} sha256:{self.digest[:16]}"

    def party(self, name: str) -> PartyTable | None:
        """The table of a party; None where there is no agreement with it."""
        return next((party for party in self.parties if party.id == name), None)

    def group(self, name: str) -> Group | None:
        """A group by its name."""
        return next((table.group() for table in self.groups if table.id == name), None)

    def profile(self, name: str) -> ProfileTable | None:
        """A profile by its name."""
        return next((profile for profile in self.profiles if profile.id == name), None)
