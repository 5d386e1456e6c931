"""The mark that every record carries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

import msgspec

from cspo.errors import UsageError

__all__ = ["Label", "make_label"]

_SETS: Final = ("releasable_to", "originators", "caveats", "derived_from", "reason")


class Label(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a record is protected and who may have it.

    A label can be written down that no rulebook knows; `cspo.markings.decide`
    denies it. What is checked here is form: the same mark has one spelling, so
    that equal labels are equal bytes.

    Parameters
    ----------
    policy : str
        The security policy whose words these are, ``"CSPO"`` or a nation's.
    policy_version : int
        Its version.
    classification : str
        A level of that policy.
    releasable_to : tuple of str
        Every party that may have it, the origin included. Empty: held.
    orcon : bool
        Originator controlled: each originator must agree before it is widened.
    originators : tuple of str
        Parties whose information is in it.
    caveats : tuple of str
        Accesses that a reader must hold beside the level.
    derived_from : tuple of str
        Titles of the guides and markings that the mark rests on; never record
        ids, which would tell of records that a reader may not know of.
    review : str
        UTC date (YYYY-MM-DD) by which the mark must be reviewed, or ``""``.
    reason : tuple of str
        Why it is marked so.

    Raises
    ------
    UsageError
        Where a tuple is not sorted and unique or holds an empty text, where a
        text has characters that no reader sees, where *review* is no date, or
        *orcon* has no originator to ask. A msgspec decoder lets the error pass
        as it is.
    """

    policy: str
    policy_version: int
    classification: str
    releasable_to: tuple[str, ...]
    orcon: bool = False
    originators: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    derived_from: tuple[str, ...] = ()
    review: str = ""
    reason: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in _SETS:
            values = getattr(self, name)
            if type(values) is not tuple or not _is_ordered_set(values):
                raise UsageError(
                    "make a label", name, expected="a sorted tuple of distinct texts",
                    got=repr(values)[:80], hint="make_label sorts",
                )  # fmt: skip
            if not all(map(str.isprintable, values)):
                raise _unreadable(name)
        if not (self.policy.isprintable() and self.classification.isprintable()):
            raise _unreadable("policy or classification")
        if self.review and not _is_date(self.review):
            raise UsageError(
                "make a label", "review", expected="YYYY-MM-DD or nothing", got=self.review[:20]
            )
        if self.orcon and not self.originators:
            raise UsageError(
                "make a label", "originators", expected="who controls it, since it is ORCON",
                got="nobody",
            )  # fmt: skip


def make_label(
    classification: str,
    releasable_to: Iterable[str],
    *,
    policy: str = "CSPO",
    policy_version: int = 1,
    orcon: bool = False,
    originators: Iterable[str] = (),
    caveats: Iterable[str] = (),
    derived_from: Iterable[str] = (),
    review: str = "",
    reason: Iterable[str] = (),
) -> Label:
    """A label from values in any order, sorted and without repetitions.

    Raises
    ------
    UsageError
        As `Label` does; also where a list is given as one text.

    Examples
    --------
    >>> make_label("U", ["FRA", "AUS", "FRA"]).releasable_to
    ('AUS', 'FRA')
    """
    return Label(
        policy=policy,
        policy_version=policy_version,
        classification=classification,
        releasable_to=_ordered("releasable_to", releasable_to),
        orcon=orcon,
        originators=_ordered("originators", originators),
        caveats=_ordered("caveats", caveats),
        derived_from=_ordered("derived_from", derived_from),
        review=review,
        reason=_ordered("reason", reason),
    )


def _ordered(name: str, values: Iterable[str]) -> tuple[str, ...]:
    if isinstance(values, str):  # its letters would be taken for parties
        raise UsageError("make a label", name, expected="several texts", got=repr(values)[:80])
    return tuple(sorted(set(values)))


def _unreadable(name: str) -> UsageError:
    return UsageError("make a label", name, expected="texts of characters that can be seen")


def _is_ordered_set(values: tuple[str, ...]) -> bool:
    return "" not in values and list(values) == sorted(set(values))


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
