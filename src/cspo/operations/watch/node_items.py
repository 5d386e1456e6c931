"""What only the node knows to be open: reviews that wait for people, alarms of the feeds.

They are no records and go to nobody; their ids are the store's own. An alarm ends
when an entry of the log closes it by its key: it was looked into.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from cspo.markings.label import Label
from cspo.markings.mode import Mode
from cspo.operations.release.review_queue import review_state
from cspo.operations.store import OperationsUnit
from cspo.operations.watch.items import Item, ItemKind, Progressed
from cspo.records import read_record

__all__ = ["feed_alarms", "open_reviews"]


def open_reviews(
    unit: OperationsUnit, ours: str, mode: Mode, may: Callable[[Label], bool]
) -> Iterator[Item]:
    """Reviews that somebody has to answer, due when their desk's time ends.

    Parameters
    ----------
    may : callable
        Which marks the reader may see: a review tells of its product.
    """
    for review_id in unit.reviews(open_only=True):
        state = review_state(unit, review_id)
        row = state.row
        if row.mode is not mode:
            continue
        envelope = unit.envelope(row.product_id)
        if envelope is None or not may(read_record(envelope).payload.label):
            continue
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
