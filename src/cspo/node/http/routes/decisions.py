"""The log of release decisions: what went to whom and what did not, and why. The nation's own."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec
from litestar.params import QueryParameter

from cspo.markings import Mode
from cspo.node.http.callers import Caller
from cspo.node.http.faults import denied
from cspo.node.http.pages import Cursor, Limit, Page
from cspo.node.http.rights import Right
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, read
from cspo.node.store import SqliteUnit
from cspo.operations.store import DecisionQuery, DecisionRow, Outcome
from cspo.records import read_record

__all__ = ["handlers"]

_SCANNED: Final = 4_000


class DecisionView(msgspec.Struct, frozen=True, kw_only=True):
    """One line: what was decided for one party about one product.

    Parameters
    ----------
    product, released : str
        Record that was decided about, and what went out.
    party : str
        For whom.
    outcome : Outcome
        ``"released"``, ``"review"`` or ``"withheld"``.
    rule, reason, policy : str
        By which rule of which text, and why.
    kind, object : str
        Of the product.
    mode : Mode
        Of the product.
    review : str
        The review that it belongs to.
    persons : list of str
        Who decided, where people did.
    product_utc, decided_utc : str
        When the product came into being, and when this was decided.
    """

    product: str
    released: str
    party: str
    outcome: Outcome
    rule: str
    reason: str
    policy: str
    kind: str
    object: str
    mode: Mode
    review: str
    persons: list[str]
    product_utc: str
    decided_utc: str


@read("/api/v1/decisions", Right.RELEASE, "What was released and withheld, and why", cache=False)
def list_decisions(
    node: NodeHere,
    caller: CallerHere,
    gate: GateHere,
    cursor: Cursor = "",
    limit: Limit = 100,
    party: Annotated[str, QueryParameter(max_length=60, description="For this party.")] = "",
    outcome: Annotated[Outcome | None, QueryParameter(description="Of this outcome.")] = None,
    kind: Annotated[str, QueryParameter(max_length=40, description="Of this kind.")] = "",
    product: Annotated[
        str, QueryParameter(pattern="^([0-9a-f]{64})?$", description="About this record.")
    ] = "",
) -> Page[DecisionView]:
    """In the order in which it was decided; of products that the caller may see."""
    if caller.party != node.home.nation:
        raise denied("decisions are the nation's own")
    after, scanned = gate.cursors.read(cursor), 0
    items: list[DecisionView] = []
    seen: dict[str, bool] = {}
    with node.store.read() as unit:
        while scanned < _SCANNED:
            rows = unit.decisions(
                DecisionQuery(
                    party=party, outcome=outcome, kind=kind, product_id=product, after=after,
                    limit=500,
                )
            )  # fmt: skip
            for number, row in rows:
                if len(items) == limit:
                    return Page(items, gate.cursors.make(after))
                if row.product_id not in seen:
                    seen[row.product_id] = _seen(unit, row.product_id, caller)
                after = number
                if seen[row.product_id]:
                    items.append(_view(row))
            if len(rows) < 500:
                return Page(items)
            scanned += len(rows)
    return Page(items, gate.cursors.make(after))


def _seen(unit: SqliteUnit, product_id: str, caller: Caller) -> bool:
    envelope = unit.envelope(product_id)
    return envelope is not None and caller.sees(read_record(envelope))


def _view(row: DecisionRow) -> DecisionView:
    return DecisionView(
        product=row.product_id, released=row.released_id, party=row.party, outcome=row.outcome,
        rule=row.rule, reason=row.reason, policy=row.policy, kind=row.kind, object=row.object,
        mode=row.mode, review=row.review_id, persons=list(row.persons),
        product_utc=row.t_product.utc_iso(6), decided_utc=row.t.utc_iso(6),
    )  # fmt: skip


handlers: Final = (list_decisions,)
