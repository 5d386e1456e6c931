"""One unit of work on a store: all that federation and operations ask of it."""

from __future__ import annotations

from cspo.node.store.exchange_tables import ExchangeTables
from cspo.node.store.feed_tables import FeedTables
from cspo.node.store.outbox_tables import OutboxTables
from cspo.node.store.record_tables import RecordTables
from cspo.node.store.release_tables import ReleaseTables
from cspo.node.store.tallies import TallyQueries

__all__ = ["SqliteUnit"]


class SqliteUnit(
    RecordTables, TallyQueries, FeedTables, ExchangeTables, ReleaseTables, OutboxTables
):
    """What `SqliteStore.write` and `SqliteStore.read` hand out.

    It implements `cspo.federation.store.Unit` and
    `cspo.operations.store.OperationsUnit`. It belongs to one thread and ends
    with its block. After a statement that failed, nothing of it is committed.
    """
