"""A conversation about an event: what it is, and the rules that `rebuild` follows.

By these rules two nodes with the same records have the same state:

1. A proposal is put to one party. It counts if it leaves at least ten minutes for
   the answer: nobody's silence binds them in less.
2. A counter-proposal takes the next number, comes from one of the two sides, and
   names the proposal that it answers. It may be answered as long as that could be,
   or for a quarter of an hour: nobody puts off a decision by countering. What answers
   a proposal that is not here waits for it.
3. Each side promises its own part: who is to maneuver, to maneuver; the other, to
   hold. The proposer's promise that names the other's promise confirms it, and
   makes the agreement. A side's last word on a proposal is the one that counts.
4. A default may be put down by either side once the time for the answer is over,
   as the proposal has it and not otherwise. It holds even if an answer made in
   time turns up later: whoever waited knew of none. Such an answer is shown beside
   it, and the two can still agree.

   A date is what its origin says that it is, so the time of the side that was asked runs by
   that side's own signature: its first word about a proposal is when it had it, and from
   then on it has ten minutes at least. Its node says that word by itself
   (`spoken.RECEIPT`). What the proposer puts down before that, or without such a word,
   counts for nothing, whatever dates it bears; but for a default by which the proposer
   itself maneuvers. Who is asked can't put it off: a later word moves nothing.
5. Where they stand is the proposal about which the last word was said. The newest
   agreement is in force; without one, the first default. Silence undoes neither.
6. Whoever is neither side says nothing that counts.

An instant is that at which its origin made a record, by the origin's clock: when it
came is no part of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from cspo.operations.coordinate.spoken import Spoken
from cspo.records.bodies.coordination import ProposalBody
from cspo.time import Epoch

__all__ = ["LEAST_ANSWER_S", "Conversation", "Offer", "SetAside", "Stage"]

LEAST_ANSWER_S: Final = 600.0
"""What is left for the answer at least, from when a proposal was made (rule 1), and from when
the other side says that it had it (rule 4), s."""


class Stage(StrEnum):
    """Where a proposal stands."""

    OPEN = "open"
    """The other side has not answered."""
    COMMITTED = "committed"
    """It has promised its part, and that is not confirmed."""
    AGREED = "agreed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    """A side took its promise back."""
    DEFAULTED = "defaulted"
    """Nobody answered in time: what the proposal says for that case holds."""
    COUNTERED = "countered"
    """Another proposal has taken its place."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """A record that counts for nothing, and why."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A proposal and what was said to it.

    Parameters
    ----------
    spoken : Spoken
        The proposal.
    sides : tuple of str
        Who proposes, and who is asked.
    stage : Stage
    answer : Spoken or None
        The other side's last word: its promise, its refusal, or that it takes its promise back.
    confirmation : Spoken or None
        The proposer's promise that confirms.
    defaults : tuple of Spoken
        Who put down the default, in order.
    promises : tuple of Spoken
        Everything that either side promised to it, in order, also beside the point.
    acknowledged_by : tuple of str
        Origins of which somebody says that they have it.
    received : Epoch or None
        When the other side had it, by its own first word about it; None: it said none.
    """

    spoken: Spoken
    sides: tuple[str, str]
    stage: Stage
    answer: Spoken | None = None
    confirmation: Spoken | None = None
    defaults: tuple[Spoken, ...] = ()
    promises: tuple[Spoken, ...] = ()
    acknowledged_by: tuple[str, ...] = ()
    received: Epoch | None = None

    @property
    def id(self) -> str:
        """Of the proposal's record."""
        return self.spoken.id

    @property
    def body(self) -> ProposalBody:
        """What is proposed."""
        assert isinstance(self.spoken.body, ProposalBody)  # noqa: S101 - made so
        return self.spoken.body

    @property
    def deadline(self) -> Epoch:
        """Until when an answer counts as one in time: ten minutes from its receipt at least."""
        answer_by = Epoch.from_utc(self.body.answer_by_utc)
        if self.received is None:
            return answer_by
        return max(answer_by, self.received + LEAST_ANSWER_S)

    @property
    def last_word(self) -> tuple[int, str]:
        """Order of the last that was said about it."""
        said = (self.spoken, self.answer, self.confirmation, *self.defaults, *self.promises)
        return max(each.order for each in said if each is not None)

    @property
    def in_time(self) -> bool:
        """Whether the other side's last word was made in time, by its own clock."""
        return self.answer is not None and self.answer.t <= self.deadline


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """All that two sides said about one event.

    Parameters
    ----------
    event : str
        As the first proposal names it.
    sides : tuple of str
        Who proposed first, and who was asked.
    offers : tuple of Offer
        In order of their numbers.
    in_force : Offer or None
        The agreement or default that holds now.
    set_aside : tuple of SetAside
        Records about it that count for nothing, by id.
    """

    event: str
    sides: tuple[str, str]
    offers: tuple[Offer, ...]
    in_force: Offer | None
    set_aside: tuple[SetAside, ...] = ()

    @property
    def last(self) -> Offer:
        """The proposal about which the last word was said: where they stand."""
        return max(self.offers, key=lambda offer: offer.last_word)

    @property
    def stage(self) -> Stage:
        """Where they stand."""
        return self.last.stage

    @property
    def turn(self) -> str:
        """Who has to speak next; empty where nobody has."""
        proposer, asked = self.last.sides
        return {Stage.OPEN: asked, Stage.COMMITTED: proposer}.get(self.stage, "")

    @property
    def contested(self) -> tuple[str, ...]:
        """Ids of answers in time to what a default has closed: the two must call each other."""
        closed = {each.id: each for each in self.offers if each.stage is Stage.DEFAULTED}
        late = [each.answer.id for each in closed.values() if each.answer and each.in_time]
        for each in self.offers:
            countered = closed.get(each.body.counters or "")
            if countered is not None and each.spoken.t <= countered.deadline:
                late.append(each.id)
        return tuple(sorted(late))
