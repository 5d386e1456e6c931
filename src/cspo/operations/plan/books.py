"""What the world of assumptions answers from: a node's books at one instant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cspo.markings.parties import sponsor_of
from cspo.policy import Reading, Unit
from cspo.time import Epoch

if TYPE_CHECKING:
    from cspo.markings.label import Label
    from cspo.operations.awaited import Awaited
    from cspo.operations.catalog import Picture, SkyView
    from cspo.operations.contacts import ContactBook
    from cspo.operations.plan.falling_due import FallsDue
    from cspo.operations.plan.naming import AssetNames
    from cspo.operations.plan.said import SaidBook
    from cspo.operations.screen import ScreeningView
    from cspo.operations.screen.ahead_view import AheadView
    from cspo.records.bodies.standing import PlanStanding

__all__ = ["MOST_EVIDENCE", "Books", "FeedHeard", "OtherPlan", "named", "silence", "unknown"]

MOST_EVIDENCE: Final = 50
"""Records that one reading names, and one more of each mark that none of these has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHeard:
    """When a partner was last heard of.

    Parameters
    ----------
    nation : str
    heard : Epoch or None
        When it signed its last checkpoint, which it does whether it has something to say or
        not; None: never.
    silent : bool
        Longer than a partner may be.
    """

    nation: str
    heard: Epoch | None
    silent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherPlan:
    """How a plan stands by its owner's latest word.

    Parameters
    ----------
    standing : PlanStanding or None
        Of its worst assumption; None where it is retired, or assumes nothing that a machine
        can check.
    since : Epoch
    evidence : tuple of str
        Its edition, and the findings that say so.
    text : str
    """

    standing: PlanStanding | None
    since: Epoch
    evidence: tuple[str, ...]
    text: str = ""


def silence(feeds: Mapping[str, FeedHeard], nation: str, party: str) -> str:
    """Why the last word of a party may be no longer true: nothing is heard of its nation.

    Empty where it was heard of, or is ours.

    Parameters
    ----------
    feeds : mapping
        By partner.
    nation : str
        Ours.
    party : str
    """
    heard = feeds.get(sponsor_of(party))
    if heard is None or not heard.silent or heard.nation == nation:
        return ""
    since = "" if heard.heard is None else f" since {heard.heard.utc_iso(0)}"
    return f"no word{since} from {party}"


def _no_plan(nation: str, name: str) -> OtherPlan | None:  # noqa: ARG001 - nobody has plans
    return None


def _none(name: str) -> bool:  # noqa: ARG001 - nothing is screened further ahead
    return False


def _none_late(party: str) -> tuple[tuple[str, Label], ...]:  # noqa: ARG001 - nobody owes anything
    return ()


def _looked_at_none(party: str) -> tuple[str, ...]:  # noqa: ARG001 - nobody owes anything
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """What a world answers from, as it is at one instant.

    Parameters
    ----------
    nation : str
        Whose picture.
    t : Epoch
        The present.
    picture : Picture
    sky : SkyView or None
        None before the first look at it.
    screening : ScreeningView or None
        None where nothing is screened.
    screened_km : float
        Largest miss distance that the screening finds, km.
    ahead : AheadView or None
        The screening of a few objects beyond that; None where there is none.
    awaits : callable
        Whether an object is going to be screened further ahead and has not been yet.
    crowded : callable
        Whether an object is asked of further ahead and not screened so, since too many are.
    contacts : ContactBook
    said : SaidBook
    names : AssetNames
    feeds : mapping
        By partner.
    waiting : callable
        What waits for an acknowledgement.
    plan : callable
        ``(nation, name) -> OtherPlan or None``.
    falls_due : callable
        What is owed by other books: checks of contacts, releases, reviews of plans.
    late : callable
        Records of the obligations of a party, or of anybody, that are past their time, and marks.
    looked_at : callable
        Records by which it is known whether what a party, or anybody, owes is met.
    """

    nation: str
    t: Epoch
    picture: Picture
    sky: SkyView | None
    screening: ScreeningView | None
    screened_km: float
    contacts: ContactBook
    said: SaidBook
    names: AssetNames
    feeds: Mapping[str, FeedHeard] = field(default_factory=dict)
    waiting: Callable[[], Sequence[Awaited]] = tuple
    plan: Callable[[str, str], OtherPlan | None] = _no_plan
    falls_due: Callable[[], Sequence[FallsDue]] = tuple
    late: Callable[[str], Sequence[tuple[str, Label]]] = _none_late
    looked_at: Callable[[str], Sequence[str]] = _looked_at_none
    ahead: AheadView | None = None
    awaits: Callable[[str], bool] = _none
    crowded: Callable[[str], bool] = _none

    def identity(self, said: str) -> str:
        """The one object that a text names; empty where none or several are called so."""
        found = self.names.find(said, self.picture, self.sky)
        return found[0] if len(found) == 1 else ""

    def no_word(self, party: str) -> str:
        """As `silence`."""
        return silence(self.feeds, self.nation, party)


def named(found: Iterable[tuple[str, Label]], most: int = MOST_EVIDENCE) -> tuple[str, ...]:
    """Records that a reading names: the first ones, and of the rest one of each further mark.

    What is told of a reading bears the marks of the records that it names, and is for those
    alone who may see all of these. So a count of many bears the marks of all that were counted.

    Parameters
    ----------
    found : iterable of (str, Label)
        Records and their marks.
    most : int
        How many come first.
    """
    names: list[str] = []
    marks: set[Label] = set()
    for record_id, label in found:
        if len(names) < most or label not in marks:
            names.append(record_id)
            marks.add(label)
    return tuple(names)


def unknown(unit: Unit, text: str, **fields: object) -> Reading:
    """A reading that is not known, and why."""
    return Reading(value=None, unit=unit, text=text, **fields)  # type: ignore[arg-type]
