"""Tables of a release policy beside its rules: forms, the past for newcomers, safety, cases."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from cspo.markings.mode import Mode

__all__ = [
    "BackReleaseTable", "Case", "Expected", "ProfileTable", "SafetyTable", "Table",
]  # fmt: skip


class Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One table of the file."""


class ProfileTable(Table, frozen=True, kw_only=True):
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


class BackReleaseTable(Table, frozen=True, kw_only=True):
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


class SafetyTable(Table, frozen=True, kw_only=True):
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


class Expected(Table, frozen=True, kw_only=True):
    """What a case expects for one party: the verdict, the rule, and the form if not as it is."""

    party: str
    verdict: Literal["at once", "review", "withheld"]
    rule: int | str
    profile: str = ""


class Case(Table, frozen=True, kw_only=True):
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
