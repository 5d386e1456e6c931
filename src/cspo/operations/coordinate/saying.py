"""A word of a conversation: made, released by the nation's policy, and put into the audit.

A word goes as it is or not at all. If the policy gave the other side a coarser form
of it, the two would speak of different records, so that is refused here; that it
waits for review, or is withheld, is said to whoever speaks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cspo.errors import UsageError
from cspo.markings.parties import sponsor_of
from cspo.operations.coordinate.conversation import LEAST_ANSWER_S
from cspo.operations.coordinate.parts import default_of, parts_of
from cspo.operations.coordinate.spoken import speaks_for
from cspo.operations.derive import Product, derive
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.release.releasing import release
from cspo.operations.store import DecisionRow, OperationsUnit, Outcome
from cspo.records.bodies.body import Body
from cspo.records.bodies.coordination import ProposalBody
from cspo.records.record import Record
from cspo.time import Epoch

__all__ = ["AUDIT", "Said", "say"]

AUDIT: Final = "coordination"
"""Under which event the audit has what was said."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was said, and what became of it.

    Parameters
    ----------
    record : Record
    rows : tuple of DecisionRow
        What was decided about it for each party.
    to : str
        The other side.
    """

    record: Record
    rows: tuple[DecisionRow, ...]
    to: str

    @property
    def outcome(self) -> DecisionRow | None:
        """What was decided for the other side; None where nothing was, as for a guest at home."""
        return next((row for row in self.rows if row.party == self.to), None)


def say(
    unit: OperationsUnit,
    desk: ReleaseDesk,
    basis: Sequence[Record],
    body: Body,
    *,
    to: str,
    t: Epoch,
    person: str,
    party: str = "",
) -> Said:
    """Make a word of the conversation, release it, and put it into the audit.

    Raises
    ------
    UsageError
        Where *party* is not ours, the word would count for nothing, or the policy
        would send another form of it.
    """
    ours = party or desk.nation
    if not speaks_for(desk.nation, ours):
        raise UsageError("speak", ours, expected=f"{desk.nation}, or an organization of it")
    if isinstance(body, ProposalBody):
        _check_proposal(body, ours, t)
        _check_owner(body, desk, basis)
    product = _sealed(basis, body, ours, desk, t)
    rows = release(unit, desk, product, t=t)
    record = product.record
    for row in rows:
        if row.party == to and row.outcome is Outcome.RELEASED and row.released_id != record.id:
            raise UsageError(
                "speak", record.payload.kind, expected=f"the record itself to go to {to}",
                got=f"a form of it, by rule {row.rule}",
                hint="words between operators go as they are: change that rule",
            )  # fmt: skip
    unit.audit(
        AUDIT, {"said": record.payload.kind, "record": record.id, "to": to, "person": person}, t=t
    )  # fmt: skip
    return Said(record, rows, to)


def _sealed(basis: Sequence[Record], body: Body, ours: str, desk: ReleaseDesk, t: Epoch) -> Product:
    if not basis:
        raise UsageError("speak", body.about(), expected="records that it rests on", got="none")
    mode = basis[0].payload.mode
    return derive(
        basis, lambda _bodies: body, origin=ours, mode=mode, t_valid=t, t=t,
        signer=desk.signer(mode), registry=desk.registry, rulebook=desk.rulebook,
    )  # fmt: skip


def _check_proposal(body: ProposalBody, ours: str, t: Epoch) -> None:
    """That the rules of a conversation would let it count."""
    other = body.to or ""
    fault = ""
    if other == ours:
        fault = "another party than oneself to ask"
    elif parts_of(body, (ours, other)) is None:
        fault = "one of the two sides to maneuver"
    elif default_of(body, (ours, other)) is None:
        fault = "a default that tells which object is to maneuver"
    elif Epoch.from_utc(body.answer_by_utc) - t < LEAST_ANSWER_S:
        fault = f"{LEAST_ANSWER_S / 60:.0f} minutes at least to answer"
    if fault:
        raise UsageError("propose", body.event, expected=fault)


def _check_owner(body: ProposalBody, desk: ReleaseDesk, basis: Sequence[Record]) -> None:
    """That who is to maneuver flies that object, as far as records tell whose it is."""
    plan = body.maneuvering
    if plan is None or not basis:
        return
    owned = desk.ownership(basis[0].payload.mode).owned(plan.object)
    flies = {owned.owner, owned.operator} - {""}
    if flies and not flies & {plan.party, sponsor_of(plan.party)}:
        raise UsageError(
            "propose", plan.object, expected=f"an object of {plan.party}",
            got=f"one of {' or '.join(sorted(flies))}",
        )  # fmt: skip
