"""Who information can be released to: nations, their guests, and groups with dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from cspo.errors import UsageError
from cspo.time import Epoch

__all__ = ["CSPO", "NATIONS", "Group", "Membership", "expand", "is_party", "sponsor_of"]

NATIONS: Final = ("AUS", "CAN", "DEU", "FRA", "GBR", "ITA", "JPN", "NOR", "NZL", "USA")
"""The ten nations, as ISO 3166-1 alpha-3 trigraphs, sorted."""

_PARTY: Final = re.compile(r"([A-Z]{3})(?:/[a-z0-9-]{1,40})?", re.ASCII)


def is_party(text: str, nations: Iterable[str] = NATIONS) -> bool:
    """Whether *text* names a party: a nation, or an organization under its sponsor.

    An organization is a guest on its sponsor's node. Which guests there are is
    the sponsor's business, so any name of the right form under a known nation
    is a party.

    Examples
    --------
    >>> [is_party(text) for text in ("GBR", "GBR/acme-sat", "XYZ", "GBR/", "gbr")]
    [True, True, False, False, False]
    """
    found = _PARTY.fullmatch(text)
    return found is not None and found[1] in nations


def sponsor_of(party: str) -> str:
    """The nation that answers for *party*: itself, or the sponsor of an organization.

    Examples
    --------
    >>> sponsor_of("GBR/acme-sat"), sponsor_of("GBR")
    ('GBR', 'GBR')
    """
    return party.partition("/")[0]


class Membership(msgspec.Struct, frozen=True):
    """One party's time in a group.

    Parameters
    ----------
    party : str
        Who.
    since : Epoch
        The first instant as a member.
    until : Epoch or None
        The first instant as a member no more; None while it lasts.
    """

    party: str
    since: Epoch
    until: Epoch | None = None


class Group(msgspec.Struct, frozen=True):
    """A named set of parties that changes with time.

    A label never names a group. It lists who were members at the moment of
    release, so that a change of membership releases nothing and withdraws
    nothing by itself.

    Parameters
    ----------
    id : str
        The group's name, ``"CSPO"``. Never the form of a party.
    members : tuple of Membership
        Any order; a party that left and returned is there twice.

    Raises
    ------
    UsageError
        Where the name could be taken for a party's, a member is no party, or
        an interval ends before it begins.
    """

    id: str
    members: tuple[Membership, ...]

    def __post_init__(self) -> None:
        if not self.id or _PARTY.fullmatch(self.id):
            raise UsageError("make a group", self.id, expected="a name that is no party's")
        for member in self.members:
            if not _PARTY.fullmatch(member.party):
                raise UsageError(
                    "make a group", self.id, expected="parties as members", got=member.party
                )
            if member.until is not None and member.until <= member.since:
                raise UsageError(
                    "make a group", self.id, expected="an end after the beginning", got=member.party
                )

    def members_at(self, epoch: Epoch) -> tuple[str, ...]:
        """Who are members at *epoch*, sorted; the beginning counts, the end does not."""
        return tuple(
            sorted(
                {
                    member.party
                    for member in self.members
                    if member.since <= epoch and (member.until is None or epoch < member.until)
                }
            )
        )


def expand(names: Iterable[str], groups: Mapping[str, Group], epoch: Epoch) -> tuple[str, ...]:
    """Parties and groups, as the sorted parties that they mean at *epoch*.

    Parameters
    ----------
    names : iterable of str
        Parties, and names of groups.
    groups : mapping
        Groups by name. A party's name is never looked up here.
    epoch : Epoch
        The moment of release.

    Raises
    ------
    UsageError
        Where a name is neither a party of the ten nor one of *groups*.
    """
    parties: set[str] = set()
    for name in names:
        if is_party(name):
            parties.add(name)
        elif name in groups:
            parties.update(groups[name].members_at(epoch))
        else:
            raise UsageError("expand a release list", name, expected="a party or a known group")
    return tuple(sorted(parties))


def _since(day: str, *parties: str) -> tuple[Membership, ...]:
    return tuple(Membership(party, Epoch.from_utc(day)) for party in parties)


CSPO: Final = Group(
    "CSPO",
    (
        *_since("2015-01-01", "AUS", "CAN", "GBR", "USA"),
        *_since("2016-01-01", "NZL"),
        *_since("2020-01-01", "DEU"),
        *_since("2020-02-11", "FRA"),
        *_since("2023-12-05", "JPN"),
        *_since("2023-12-07", "ITA", "NOR"),
    ),
)
"""The coalition, all ten since 2023-12-07.

Sources: Vandenberg's 14 Air Force, 2020-02-17 (Germany in December 2019, France on 11 February
2020); Japan's Ministry of Defense, 2023-12-05; Italy's, 2023-12-07. Where only a
month or a year is public (2014 for the first four, 2015 for New Zealand), a member counts from
the first day after it: nobody is in a group too early.
"""
