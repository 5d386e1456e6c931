"""The outbox: what was to leave by webhook and mail, and what became of it."""

from __future__ import annotations

from typing import Annotated, Final

from litestar.params import QueryParameter

from cspo.node.http.pages import Cursor, Limit, Page
from cspo.node.http.rights import Right
from cspo.node.http.routes.coordination_shapes import MessageLine
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, read
from cspo.operations.outbox_store import MessageQuery, MessageRow, MessageStep
from cspo.records import read_record

__all__ = ["handlers"]

_SCANNED: Final = 5_000
"""Messages looked at for one page: then it ends, full or not."""


@read("/api/v1/outbox", Right.STATUS, "Messages by webhook and mail, and where they stand")
def list_messages(
    *,
    node: NodeHere,
    caller: CallerHere,
    gate: GateHere,
    cursor: Cursor = "",
    limit: Limit = 100,
    channel: Annotated[
        str | None, QueryParameter(max_length=40, description="Of this channel.")
    ] = None,
    unsent: Annotated[
        bool, QueryParameter(description="Only those that are still to be sent.")
    ] = False,
) -> Page[MessageLine]:
    """Those that tell of records which the caller may see, in the order in which they came.

    Go on with `next` until it is null; a page may hold fewer than asked for.
    """
    after, scanned, ended = gate.cursors.read(cursor), 0, False
    seen: list[tuple[int, MessageLine]] = []  # one more than asked for: whether there is a next
    with node.store.read() as unit:
        while not ended and len(seen) <= limit and scanned < _SCANNED:
            query = MessageQuery(channel=channel, open_only=unsent, after=after, limit=limit)
            found = unit.messages(query)
            for number, row, last in found:
                after = number
                envelope = unit.envelope(row.about)
                if envelope is not None and caller.sees(read_record(envelope)):
                    seen.append((number, _line(row, last)))
            scanned += limit
            ended = len(found) < limit
    items = [line for _, line in seen[:limit]]
    if len(seen) > limit:
        return Page(items, gate.cursors.make(seen[limit - 1][0]))
    return Page(items, None if ended else gate.cursors.make(after))


def _line(row: MessageRow, last: MessageStep) -> MessageLine:
    return MessageLine(
        message=row.message_id, channel=row.channel, record=row.about, party=row.party,
        role=row.role, rung=row.rung, outcome=last.outcome, detail=last.detail, attempts=last.n,
        put_down_utc=row.t.utc_iso(3), changed_utc=last.t.utc_iso(3),
    )  # fmt: skip


handlers: Final = (list_messages,)
