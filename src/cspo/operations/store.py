"""What operations needs of a store, beside what federation needs: rows and Protocols.

The store implements both in one unit of work, so that a record, its feed
entries and the decisions that put them there stand or fall together. All of
it is appended, nothing is rewritten: where a review stands is its last step.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from cspo.federation.feed import Feed
from cspo.federation.store import Unit as FederationUnit
from cspo.markings.mode import Mode
from cspo.operations.outbox_store import OutboxUnit
from cspo.records.lineage import Opening
from cspo.time import Epoch

__all__ = [
    "Answer",
    "DecisionQuery",
    "DecisionRow",
    "FeedClosing",
    "OperationsStore",
    "OperationsUnit",
    "Outcome",
    "PastRecord",
    "RecordQuery",
    "ReviewRow",
    "ReviewStep",
    "Step",
    "WithdrawalRow",
    "WithdrawalStep",
]


class Outcome(StrEnum):
    """What was decided for one party about one product."""

    RELEASED = "released"
    REVIEW = "review"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow:
    """One line of the log of decisions (table ``release_decision``).

    Parameters
    ----------
    product_id : str
        The record that was decided about.
    released_id : str
        The record that went out: the product itself, or the form of it that a
        release profile made. Empty unless *outcome* is RELEASED.
    party : str
        For whom it was decided.
    rule : str
        Number of the rule that decided, of the nation's policy (``"12"``) or
        of the markings (``"marking 3"``).
    policy : str
        Which text decided: ``nation/version sha256:...``.
    review_id : str
        The review that this decision opened or that it comes from; or empty.
    persons : tuple of str
        Who decided, as plain ids; empty where the policy did.
    t_product, t : Epoch
        When the product came into being, and when this was decided.
    """

    product_id: str
    released_id: str
    party: str
    outcome: Outcome
    rule: str
    reason: str
    policy: str
    kind: str
    mode: Mode
    object: str
    review_id: str
    persons: tuple[str, ...]
    t_product: Epoch
    t: Epoch


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionQuery:
    """Which lines of the log: all that is given must hold; empty or None asks nothing.

    Answers come in the order in which they were logged, at most *limit*, from
    line number *after* on (exclusive), which is how one pages.
    """

    product_id: str = ""
    released_id: str = ""
    party: str = ""
    outcome: Outcome | None = None
    rule: str = ""
    kind: str = ""
    mode: Mode | None = None
    review_id: str = ""
    since: Epoch | None = None
    """At this instant or later."""
    until: Epoch | None = None
    """Before this instant."""
    after: int = 0
    limit: int = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow:
    """What is to be reviewed (table ``review``); it never changes.

    Parameters
    ----------
    purpose : str
        ``"release"``, ``"widening"``, ``"back-release"`` or ``"safety"``.
    parties : tuple of str
        For whom; one answer holds for them all.
    draft : bytes
        What whoever released the product said of it that the record does not
        say, as JSON; mostly nothing.
    drafter : str
        Who asked for it, as a plain id; empty where the policy did.
    approvals : int
        How many different people must say yes.
    """

    review_id: str
    purpose: str
    product_id: str
    kind: str
    mode: Mode
    parties: tuple[str, ...]
    rule: str
    reason: str
    profile: str
    draft: bytes
    drafter: str
    approvals: int
    on_expiry: str
    t_product: Epoch
    t_opened: Epoch


class Step(StrEnum):
    """What happens to a review."""

    OPENED = "opened"
    APPROVED = "approved"
    REFUSED = "refused"
    ESCALATED = "escalated"
    EXPIRED = "expired"
    RELEASED = "released"
    CONFIRMED = "confirmed"
    """A safety release was looked at the next day and found right."""
    CONTESTED = "contested"
    """A safety release was looked at the next day and found wrong."""

    @property
    def ends(self) -> bool:
        """Whether nothing more is to be done after it."""
        return self not in {Step.OPENED, Step.APPROVED, Step.ESCALATED}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewStep:
    """One step of a review (table ``review_step``), numbered from 0 without gaps.

    Parameters
    ----------
    desk : str
        With whom the review lies after this step.
    due : Epoch
        Until when that desk has to answer. Without meaning after a step that ends.
    """

    review_id: str
    n: int
    step: Step
    person: str
    desk: str
    reason: str
    due: Epoch
    t: Epoch


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalRow:
    """A record that was withdrawn (table ``withdrawal``).

    Parameters
    ----------
    withdrawal_id : str
        The signed record of kind ``withdrawal`` that says so.
    record_id : str
        The record withdrawn.
    due : Epoch
        Until when every partner is asked to answer.
    """

    withdrawal_id: str
    record_id: str
    reason: str
    person: str
    due: Epoch
    t: Epoch


class Answer(StrEnum):
    """How it stands with one partner about one withdrawal."""

    SENT = "sent"
    REMINDED = "reminded"
    ACKNOWLEDGED = "acknowledged"
    DELETED = "deleted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalStep:
    """One step with one partner (table ``withdrawal_step``); the last one is how it stands.

    Parameters
    ----------
    record_id : str
        The signed record that was sent, or that answered.
    """

    withdrawal_id: str
    party: str
    answer: Answer
    record_id: str
    text: str
    t: Epoch


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordQuery:
    """Which records: all that is given must hold; empty or None asks nothing.

    Answers come in the order in which the store took the records in, by its own
    count and not by its clock: one that was set back must not hide a record from who
    pages. To page, give as *after* the last ``(t_ingest, id)`` that came; its id says
    where to go on.
    """

    origin: str = ""
    kinds: tuple[str, ...] = ()
    mode: Mode | None = None
    object: str = ""
    since: Epoch | None = None
    """Ingested at this instant or later."""
    until: Epoch | None = None
    """Ingested before this instant."""
    after: tuple[Epoch, str] | None = None
    limit: int = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRecord:
    """A record as it lies in the store."""

    id: str
    envelope: bytes
    t_ingest: Epoch


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedClosing:
    """A feed that takes no more entries (table ``feed_closing``); the last one is *seq*."""

    feed: Feed
    seq: int
    reason: str
    t: Epoch


class OperationsUnit(FederationUnit, OutboxUnit, Protocol):
    """One unit of work: all of it is committed, or nothing."""

    def log_decisions(self, rows: Sequence[DecisionRow]) -> None:
        """Append to the log, in this order."""
        ...

    def decisions(self, query: DecisionQuery) -> list[tuple[int, DecisionRow]]:
        """Lines of the log with their numbers, which rise."""
        ...

    def add_review(self, row: ReviewRow) -> None:
        """Put down what is to be reviewed; UsageError where the id is taken."""
        ...

    def add_review_step(self, step: ReviewStep) -> None:
        """Append a step; UsageError unless its *n* is the number of steps so far."""
        ...

    def review(self, review_id: str) -> tuple[ReviewRow, tuple[ReviewStep, ...]] | None:
        """A review and its steps in order; None where there is none."""
        ...

    def reviews(
        self, *, open_only: bool, due_by: Epoch | None = None, product_id: str = ""
    ) -> list[str]:
        """Ids of reviews, the one due first in front; open: its last step does not end it.

        Parameters
        ----------
        due_by : Epoch or None
            Only those whose last step is due at this instant or before.
        product_id : str
            Only those about this product.
        """
        ...

    def add_withdrawal(self, row: WithdrawalRow) -> None:
        """Put down a withdrawal; UsageError where its id is taken."""
        ...

    def add_withdrawal_step(self, step: WithdrawalStep) -> None:
        """Append a step with one partner."""
        ...

    def withdrawal(
        self, withdrawal_id: str
    ) -> tuple[WithdrawalRow, tuple[WithdrawalStep, ...]] | None:
        """A withdrawal and its steps in order; None where there is none."""
        ...

    def withdrawals(self, *, record_id: str = "") -> list[str]:
        """Ids of withdrawals, oldest first; of one record where it is given."""
        ...

    def put_lineage(self, record_id: str, openings: Sequence[Opening]) -> None:
        """Keep what opens the lineage commitments of a product of ours."""
        ...

    def lineage(self, record_id: str) -> tuple[Opening, ...]:
        """What opens the lineage commitments of a product; empty where nothing is known."""
        ...

    def products_of(self, input_id: str) -> list[str]:
        """Ids of the products that name this record in their lineage."""
        ...

    def records(self, query: RecordQuery) -> list[PastRecord]:
        """Records in the store, in the order of ingest."""
        ...

    def last_seq(self, kinds: Collection[str] = ()) -> int:
        """The number of the newest record, of some kinds or of any; 0 where there is none."""
        ...

    def audited(
        self, *, after: int = 0, event: str = "", limit: int = 1_000
    ) -> list[tuple[int, str, dict[str, str], Epoch]]:
        """Lines of the audit after number *after*: number, event, fields, instant."""
        ...

    def close_feed(self, closing: FeedClosing) -> None:
        """Put down that a feed is closed; UsageError where it is already."""
        ...

    def feed_closing(self, feed: Feed) -> FeedClosing | None:
        """How a feed was closed; None while it is open."""
        ...


class OperationsStore(Protocol):
    """The store of a node, as operations sees it."""

    def write(self) -> AbstractContextManager[OperationsUnit]:
        """Begin a unit of work; it is committed when the block ends without an error."""
        ...

    def read(self) -> AbstractContextManager[OperationsUnit]:
        """A snapshot to read from; writing through it raises."""
        ...
