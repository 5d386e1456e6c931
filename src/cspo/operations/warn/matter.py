"""One event, as the watch sees it: what sources report, who has warned, what was done about it.

Values, frozen; `cspo.operations.warn.book` replaces them whole, so that whoever reads
one reads one state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from cspo.markings.label import Label
from cspo.markings.parties import sponsor_of
from cspo.operations.warn.policy import gravity_of
from cspo.operations.warn.reports import Report
from cspo.records.bodies.coordination import Progress
from cspo.records.bodies.warning import WarningBody
from cspo.records.bodies.words import Issue
from cspo.time import Epoch

__all__ = ["Answered", "Issued", "Matter", "Shelf", "State", "everything", "in_order", "order_key"]


def everything(label: Label) -> bool:  # noqa: ARG001 - the door that is always open
    """Lets every label through: what the node itself may see."""
    return True


class State(StrEnum):
    """Where a matter stands for the watch."""

    OPEN = "open"
    SHELVED = "shelved"
    CANCELLED = "cancelled"
    PAST = "past"
    """Closest approach is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """One numbered warning of one origin."""

    record_id: str
    origin: str
    t_created: Epoch
    label: Label
    body: WarningBody

    @property
    def gravity(self) -> int:
        """For comparing; what is cancelled is not grave."""
        if self.body.issue is Issue.CANCELLED:
            return 0
        return gravity_of(self.body.severity, self.body.asks)

    @property
    def about(self) -> Epoch:
        """When what is warned of happens."""
        return Epoch.from_utc(self.body.about_utc)

    @property
    def act_by(self) -> Epoch | None:
        """The last useful moment to act."""
        text = self.body.act_by_utc
        return None if text is None else Epoch.from_utc(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An acknowledgement of a warning by a party."""

    record_id: str
    origin: str
    warning: str
    progress: Progress
    role: str
    t: Epoch
    label: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A matter put aside by the watch.

    Parameters
    ----------
    gravity : int
        Of the warning that was put aside; anything graver brings the matter back.
    taken_back : bool
        By hand, before its time.
    """

    record_id: str
    warning: str
    until: Epoch
    since: Epoch
    reason: str
    role: str
    gravity: int
    taken_back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One event with all that belongs to it.

    Parameters
    ----------
    event : str
        Its identity here: the first under which it came.
    reports : dict
        By voice: the report that counts.
    issued : dict
        By origin: its warnings by number.
    forms : tuple of Issued
        Forms of our own in which others have them: for readers who may see no more.
    answers : tuple of Answered
    shelves : tuple of Shelf
        The last one counts.
    """

    event: str
    reports: dict[tuple[str, str], Report] = field(default_factory=dict)
    issued: dict[str, tuple[Issued, ...]] = field(default_factory=dict)
    forms: tuple[Issued, ...] = ()
    answers: tuple[Answered, ...] = ()
    shelves: tuple[Shelf, ...] = ()

    def without(self, record_id: str, nation: str) -> Matter:
        """As it is without what a nation has taken back; itself where nothing of it is that."""

        def stands(each: Report | Issued) -> bool:
            return each.record_id != record_id or sponsor_of(each.origin) != nation

        reports = {voice: each for voice, each in self.reports.items() if stands(each)}
        issued = {
            who: tuple(each for each in series if stands(each))
            for who, series in self.issued.items()
        }
        if reports == self.reports and issued == self.issued:
            return self
        return replace(self, reports=reports, issued=issued)

    def off_the_shelf(self, entry: str) -> Matter:
        """As it is after a shelf was taken back by hand."""
        shelves = tuple(
            replace(shelf, taken_back=True) if shelf.record_id == entry else shelf
            for shelf in self.shelves
        )
        return replace(self, shelves=shelves)

    def latest(self, may: Callable[[Label], bool] = everything) -> tuple[Issued, ...]:
        """The last warning of each origin that *may* be seen, the gravest first, then by origin."""
        last = []
        for origin, series in self.issued.items():
            seen = [each for each in series if may(each.label)]
            seen = seen or [
                each for each in self.forms if each.origin == origin and may(each.label)
            ]
            if seen:
                last.append(seen[-1])
        return tuple(sorted(last, key=lambda each: (-each.gravity, each.origin)))

    def alarmed(self, nation: str) -> int:
        """The gravest that a nation's watch has heard from those who have not cancelled since."""
        return max(
            (
                each.gravity
                for series in self.issued.values()
                for each in _standing(series)
                if nation in each.body.to
            ),
            default=0,
        )

    def is_outdated(self, report: Report) -> bool:
        """Whether a report that names no source, a bare form, has a newer one of its origin."""
        return not report.is_attributed and any(
            other.origin == report.origin and other.t_created > report.t_created
            for other in self.reports.values()
        )

    def head(self, nation: str, may: Callable[[Label], bool] = everything) -> Issued | None:
        """The warning that stands for the matter: the gravest; of equally grave ones our own."""
        return min(
            self.latest(may),
            key=lambda each: (-each.gravity, each.origin != nation, each.origin),
            default=None,
        )

    def shelf(self, t: Epoch, may: Callable[[Label], bool] = everything) -> Shelf | None:
        """Where it is put aside at *t*: not where something graver than that is seen."""
        if not self.shelves:
            return None
        last = self.shelves[-1]
        gravity = max((each.gravity for each in self.latest(may)), default=0)
        kept = not last.taken_back and last.since <= t < last.until and gravity <= last.gravity
        return last if kept else None

    def state(self, nation: str, t: Epoch, may: Callable[[Label], bool] = everything) -> State:
        """Where it stands at *t*."""
        head = self.head(nation, may)
        if head is None or head.gravity == 0:
            return State.CANCELLED
        if head.about <= t:
            return State.PAST
        return State.OPEN if self.shelf(t, may) is None else State.SHELVED

    def acknowledged_by(
        self, party: str, may: Callable[[Label], bool] = everything
    ) -> Answered | None:
        """The last answer of a party that still holds: nothing graver has come since.

        An answer to a number answers for the later ones of its series that are no graver.

        Parameters
        ----------
        may : callable
            What is graver counts where its mark may be seen.
        """
        place = {
            each.record_id: (origin, number)
            for origin, series in self.issued.items()
            for number, each in enumerate(series)
        }
        worst = max((each.gravity for each in self.latest(may)), default=0)
        for answer in reversed(self.answers):
            if answer.origin != party or answer.warning not in place:
                continue
            origin, number = place[answer.warning]
            if self.issued[origin][number].gravity >= worst:
                return answer
        return None


def _standing(series: tuple[Issued, ...]) -> tuple[Issued, ...]:
    """Warnings of one origin since it last cancelled."""
    ends = [n for n, each in enumerate(series) if each.body.issue is Issue.CANCELLED]
    return series[ends[-1] + 1 :] if ends else series


def order_key(
    matter: Matter, t: Epoch, may: Callable[[Label], bool] = everything
) -> tuple[object, ...]:
    """For sorting: what can still be acted on by the time left, then the rest by closest approach.

    An instant that has passed can't be met any more; what is behind it comes after all
    that can be. Ties: the graver, then the sooner, then the event's name.
    """
    heads = [each for each in matter.latest(may) if each.gravity]
    if not heads:
        return (2, 0, 0, 0, matter.event)
    about = min(each.about for each in heads)
    gravity = max(each.gravity for each in heads)
    ahead = [act_by for each in heads if (act_by := each.act_by) is not None and act_by > t]
    if ahead:
        return (0, min(ahead).tai_ns, -gravity, about.tai_ns, matter.event)
    return (1, about.tai_ns, -gravity, 0, matter.event)


def in_order(
    matters: Iterable[Matter], t: Epoch, may: Callable[[Label], bool] = everything
) -> tuple[Matter, ...]:
    """Matters by the time that is left to the last useful action."""
    return tuple(sorted(matters, key=lambda matter: order_key(matter, t, may)))
