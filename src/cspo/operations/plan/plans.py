"""A plan or policy as records tell it: its editions, what became of its assumptions, reviews."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from cspo.markings.label import Label
from cspo.records.bodies.coordination import OpinionBody, Stance
from cspo.records.bodies.planning import Assumption, PlanBody, PlanStatus, PolicyBody
from cspo.records.bodies.standing import PlanFindingBody, PlanStanding, PlanSubject
from cspo.time import Epoch
from cspo.units import DAY_S

__all__ = [
    "ANSWER_S", "GRAVITY", "Due", "Edition", "Found", "Opinion", "Plan", "worst_of",
]  # fmt: skip

ANSWER_S: Final = DAY_S
"""How long an owner has to answer a flag where the plan says nothing, s."""

GRAVITY: Final = {
    PlanStanding.HOLDS: 0, PlanStanding.NEARLY: 1, PlanStanding.UNKNOWN: 2, PlanStanding.FAILS: 3,
}  # fmt: skip

_RETIRED: Final = {PlanStatus.DONE, PlanStatus.CANCELLED}


def worst_of(standings: list[PlanStanding]) -> PlanStanding | None:
    """The gravest; None of none."""
    return max(standings, key=GRAVITY.__getitem__, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One edition, as its record has it."""

    record_id: str
    origin: str
    subject: PlanSubject
    body: PlanBody | PolicyBody
    label: Label
    t: Epoch
    t_ingest: Epoch

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """What it assumes."""
        return self.body.assumptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What its owner found of one assumption."""

    record_id: str
    body: PlanFindingBody
    label: Label
    version: int
    t: Epoch
    t_ingest: Epoch


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What a party holds of an edition: its owner, that it was looked at, or stands anyway."""

    record_id: str
    origin: str
    body: OpinionBody
    label: Label
    t: Epoch

    @property
    def until(self) -> Epoch | None:
        """When it is to be looked at again."""
        text = self.body.until_utc
        return None if text is None else Epoch.from_utc(text)


@dataclass(frozen=True, slots=True)
class Due:
    """What somebody has to do about a plan, until when, and since when.

    Parameters
    ----------
    what : str
        ``answer`` to a flag, or ``review``.
    """

    what: str
    at: Epoch
    since: Epoch


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A plan or policy.

    Parameters
    ----------
    origin, name : str
    editions : tuple of Edition
        In order of number.
    found : mapping
        By expression: findings of its owner, in the order in which they were made.
    opinions : tuple of Opinion
        In the order in which they were given.
    withdrawn : frozenset of str
        Editions that were taken back.
    replaced : bool
        Of a plan as somebody sees it who may not see all of it: whether the edition that they see
        as the newest is not the one that stands.
    """

    origin: str
    name: str
    editions: tuple[Edition, ...]
    found: Mapping[str, tuple[Found, ...]] = field(default_factory=dict)
    opinions: tuple[Opinion, ...] = ()
    withdrawn: frozenset[str] = frozenset()
    replaced: bool = False

    def current(self, t: Epoch) -> Edition | None:
        """The edition that stands: the newest; of a policy the newest that is in force.

        Of a policy of which none is in force yet, the newest.
        """
        left = [each for each in self.editions if each.record_id not in self.withdrawn]
        if not left:
            return None
        if left[-1].subject is PlanSubject.PLAN:
            return left[-1]
        today = t.utc_iso(0)[:10]
        begun = [each for each in left if each.body.in_force_from <= today]  # type: ignore[union-attr]
        return begun[-1] if begun else left[-1]

    def retired(self, t: Epoch) -> bool:
        """Whether it holds no more."""
        edition = self.current(t)
        if edition is None:
            return True
        body = edition.body
        if isinstance(body, PlanBody):
            return body.status in _RETIRED
        return bool(body.in_force_until) and body.in_force_until < t.utc_iso(0)[:10]

    def told(self, expression: str) -> Found | None:
        """The last finding of an assumption."""
        found = self.found.get(expression, ())
        return found[-1] if found else None

    def standing(self, t: Epoch) -> PlanStanding | None:
        """The gravest standing by its owner's word; None where a machine can check nothing."""
        edition = self.current(t)
        if edition is None or self.retired(t):
            return None
        found = []
        for each in edition.assumptions:
            if each.expression:
                told = self.told(each.expression)
                found.append(PlanStanding.HOLDS if told is None else told.body.standing)
        return worst_of(found)

    def due(self, t: Epoch) -> Due | None:
        """What has to be done next by its owner; None where nothing has, or it is retired."""
        edition = self.current(t)
        if edition is None or self.replaced or self.retired(t):
            return None
        found = [each for each in (self._answer(edition), self._review(edition)) if each]
        return min(found, key=lambda each: each.at.tai_ns, default=None)

    def reviewed(self) -> Opinion | None:
        """When its owner last looked at it."""
        return next((each for each in reversed(self.opinions) if each.origin == self.origin), None)

    def seen(self, may: Callable[[Label], bool], t: Epoch) -> Plan | None:
        """As far as a reader may see it; None where no edition is for them.

        A reader to whom the edition that stands is hidden is told that theirs does not, and no
        more: not whether it was amended or retired, when, or by what.
        """
        editions = tuple(each for each in self.editions if may(each.label))
        if not editions:
            return None
        stands = self.current(t)
        return Plan(
            origin=self.origin, name=self.name, editions=editions, withdrawn=self.withdrawn,
            replaced=stands is not None and not may(stands.label) and not self._is_to_come(t, may),
            found={
                expression: kept for expression, found in self.found.items()
                if (kept := tuple(each for each in found if may(each.label)))
            },
            opinions=tuple(each for each in self.opinions if may(each.label)),
        )  # fmt: skip

    def _is_to_come(self, t: Epoch, may: Callable[[Label], bool]) -> bool:
        """Whether all that a reader sees are versions of a policy that are not in force yet."""
        left = [
            each for each in self.editions if each.record_id not in self.withdrawn
            and may(each.label)
        ]  # fmt: skip
        today = t.utc_iso(0)[:10]
        return all(
            isinstance(each.body, PolicyBody) and each.body.in_force_from > today for each in left
        )

    def _answer(self, edition: Edition) -> Due | None:
        """Flags that no reaffirmation has answered, or of which one has run out."""
        flags = [
            told for each in edition.assumptions
            if each.expression and (told := self.told(each.expression)) is not None
            and told.body.standing is not PlanStanding.HOLDS
        ]  # fmt: skip
        if not flags:
            return None
        within_s = edition.body.answer_within_s or ANSWER_S
        words = [each for each in self.opinions if _reaffirms(each, self.origin)]
        dues = []
        for flag in flags:
            later = [each for each in words if each.t >= flag.t]
            if not later:
                dues.append(Due("answer", flag.t + within_s, flag.t))
            elif (until := later[-1].until) is not None:
                dues.append(Due("answer", until, later[-1].t))
        return min(dues, key=lambda each: each.at.tai_ns, default=None)

    def _review(self, edition: Edition) -> Due | None:
        own = self.reviewed()
        last = edition.t if own is None or own.t < edition.t else own.t
        if own is not None and own.t >= edition.t and own.until is not None:
            return Due("review", own.until, own.t)
        every_s = edition.body.review_every_s
        return None if every_s is None else Due("review", last + every_s, last)


def _reaffirms(opinion: Opinion, origin: str) -> bool:
    return opinion.origin == origin and opinion.body.stance is Stance.CONCUR
