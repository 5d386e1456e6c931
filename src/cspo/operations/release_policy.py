"""A nation's release policy, as values: what its TOML file says, table by table.

Every class here is one table of the file, with the file's own words as field
names; `cspo.operations.policy_file` reads them and says what is wrong. Nothing
is decided here: that is `cspo.operations.release_rules`.
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


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One table of the file."""


class About(_Table, frozen=True, kw_only=True):
    """``[policy]``: whose text this is, and on whose authority."""

    nation: str
    version: int
    title: str
    authority: str
    in_force: date


class ReviewTable(_Table, frozen=True, kw_only=True):
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


class PartyTable(_Table, frozen=True, kw_only=True):
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


class Member(_Table, frozen=True, kw_only=True):
    """One member of a group, and its dates; *until* is the first day without it."""

    party: str
    since: date
    until: date | None = None


class GroupTable(_Table, frozen=True, kw_only=True):
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


class ProfileTable(_Table, frozen=True, kw_only=True):
    """``[[profile]]``: a coarser form in which a record goes out.

    Parameters
    ----------
    keep : tuple of str
        Paths of the body that stay, ``"states.r_km"``, each with all below it.
        What isn't named is left out.
    round : dict
        Step by path, in the unit of the field's name. Covariances grow to match.
    round_times : str
        Instants are rounded to this; empty leaves them.
    at_most_every : str
        No second form of the same object goes to the same party sooner. A moving object
        gives every form another rounding error, and who collects many gains on them.
    hide_sensor : bool
        The form does not say which sensor or software it comes from.
    classification : str
        Level of the form's mark; empty keeps the product's.
    widen_to : tuple of str
        Who is put on the form's mark beside those on the product's: parties, groups,
        owners or operators of the objects.
    drop_caveats : tuple of str
        Caveats that the form needs no more.
    approved_by : tuple of str
        The two persons who allowed this profile to widen without asking again.
    approved_on : date or None
        When they did.
    """

    id: str
    text: str
    kinds: tuple[str, ...]
    keep: tuple[str, ...]
    round: dict[str, float] = {}
    round_times: str = ""
    at_most_every: str = ""
    hide_sensor: bool = True
    classification: str = ""
    widen_to: tuple[str, ...] = ()
    drop_caveats: tuple[str, ...] = ()
    approved_by: tuple[str, ...] = ()
    approved_on: date | None = None

    @property
    def widens(self) -> bool:
        """Whether the form's mark lets more through than the product's may."""
        return bool(self.widen_to or self.drop_caveats or self.classification)

    @property
    def approved(self) -> bool:
        """Whether two different persons have allowed the widening beforehand."""
        return len(set(self.approved_by)) >= 2 and self.approved_on is not None


class Rule(_Table, frozen=True, kw_only=True):
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


class BackReleaseTable(_Table, frozen=True, kw_only=True):
    """``[[back_release]]``: which past records a newcomer to a group gets.

    The rules decide on each of them as on a new product; this only says which
    are put before them.

    Parameters
    ----------
    window : str
        How far back from the newcomer's first day.
    how : str
        ``"as the rules say"``, or ``"review"`` even where a rule says at once.
    profile : str
        The form in which they go out where the rule names none; usually one
        that widens their mark to the group as it is now, since their mark
        lists its members of then.
    """

    group: str
    text: str
    kinds: tuple[str, ...]
    window: str
    how: Literal["as the rules say", "review"]
    profile: str = ""


class SafetyTable(_Table, frozen=True, kw_only=True):
    """``[safety]``: what one person may send at once when lives or satellites are in danger.

    The contents are fixed and stand in no file: objects, time of closest
    approach, miss distance, whom to call.

    Parameters
    ----------
    to : tuple of str
        Recipients, as in a rule.
    miss_distance_at_most_km, tca_within
        Beyond these it is no emergency.
    call : str
        Whom to call, as it goes out.
    persons : tuple of str
        Who may send it; empty: any person of the node.
    not_about : tuple of str
        Objects that it never speaks of; about them one calls.
    review_within : str
        When it is looked at by somebody else.
    """

    text: str
    to: tuple[str, ...]
    miss_distance_at_most_km: float
    tca_within: str
    call: str
    modes: tuple[Mode, ...] = (Mode.REAL,)
    persons: tuple[str, ...] = ()
    not_about: tuple[str, ...] = ()
    review_within: str = "1 d"


class Expected(_Table, frozen=True, kw_only=True):
    """What a case expects for one party: the verdict, the rule, and the form if not as it is."""

    party: str
    verdict: Literal["at once", "review", "withheld"]
    rule: int | str
    profile: str = ""


class Case(_Table, frozen=True, kw_only=True):
    """``[[case]]``: a product, and who must get it; whoever isn't named must not.

    Parameters
    ----------
    mark : str
        The product's portion mark, ``"U//REL TO FRA, NOR"``.
    originators : tuple of str
        Whose information is in it.
    objects : tuple of str
        ``"norad:25544 of USA"``, ``"norad:25544 of GBR, operated by GBR/acme-sat"``.
    tca_in : str
        How long before the closest approach it is decided.
    on : date or None
        The day on which it is decided; None: that on which the policy comes into force.
    granted_by : tuple of str
        Originators whose signed grant is at hand.
    joined : str
        The group which the parties of *expect* have joined: the product is a past one, *made* ago.
    made : str
        How long ago the product was made, for *joined*.
    safety_by : str
        The person who sends it by the safety profile.
    """

    number: int
    title: str
    kind: str
    mark: str
    expect: tuple[Expected, ...] = ()
    text: str = ""
    mode: Mode = Mode.REAL
    objects: tuple[str, ...] = ()
    originators: tuple[str, ...] = ()
    sensor: str = ""
    severity: str = ""
    miss_distance_km: float | None = None
    tca_in: str = ""
    on: date | None = None
    granted_by: tuple[str, ...] = ()
    joined: str = ""
    made: str = ""
    safety_by: str = ""


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
