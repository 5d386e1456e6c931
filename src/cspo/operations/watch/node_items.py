"""What only the node knows to be open: reviews that wait for people, alarms of the feeds.

They are no records and go to nobody; their ids are the store's own. An alarm ends
when an entry of the log closes it by its key: it was looked into.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from cspo.markings.mode import Mode
from cspo.operations.release.review_queue import review_state
from cspo.operations.store import OperationsUnit
from cspo.operations.watch.items import Item, ItemKind, Progressed

__all__ = ["feed_alarms", "open_reviews"]


def open_reviews(unit: OperationsUnit, ours: str, mode: Mode) -> Iterator[Item]:
    """Reviews that somebody has to answer, due when their desk's time ends."""
    for review_id in unit.reviews(open_only=True):
        state = review_state(unit, review_id)
        row = state.row
        if row.mode is mode:
            yield Item(
                key=f"review {review_id}", kind=ItemKind.REVIEW, progress=Progressed.NEW,
                source=ours, since=row.t_opened, due=state.due, party=", ".join(row.parties),
                word=row.kind, text=state.desk, number=len(state.approved_by),
                records=(row.product_id,),
            )  # fmt: skip


def feed_alarms(
    unit: OperationsUnit, ours: str, mode: Mode, closings: Collection[str]
) -> Iterator[Item]:
    """Alarms about partners' feeds that no entry of the log has closed."""
    for row in unit.alarms():
        report = row.report
        if report.mode is mode and report.key not in closings:
            yield Item(
                key=f"alarm {report.key}", kind=ItemKind.ALARM, progress=Progressed.NEW,
                source=ours, since=row.t, party=report.origin, word=report.alarm.value,
                text=report.text,
            )  # fmt: skip
