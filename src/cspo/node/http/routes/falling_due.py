"""What is owed that nobody had to state, as lists show it to a caller, and the order of a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from cspo.markings import portion_mark
from cspo.node.http.callers import Caller
from cspo.node.http.rights import Right
from cspo.node.http.routes.contacts import contacts_of, sees
from cspo.node.http.routes.plan_sight import Reader
from cspo.node.http.routes.readiness_shapes import ObligationLine
from cspo.node.http.seen import RunningNode
from cspo.operations.plan.falling_due import FallsDue, contact_checks, plan_reviews, releases
from cspo.time import Epoch

__all__ = ["falls_due", "in_order", "line_of"]

_MOST_RECORDS: Final = 20


def falls_due(node: RunningNode, caller: Caller, reader: Reader) -> Iterator[FallsDue]:
    """What nobody had to state, as far as each book tells the caller of it.

    Contacts are told of as the directory does; releases to who may answer reviews.
    """
    book, home = contacts_of(node), node.home.nation
    yield from contact_checks(book, home, reader.t, sees(book, caller, node))
    yield from plan_reviews(reader.plans().values(), reader.t)
    if caller.party == home and caller.has(Right.RELEASE):
        for each in releases(reader.unit, home, node.mode):
            if all(reader.may(label) for _, label in each.rests_on):
                yield each


def line_of(each: FallsDue, t: Epoch) -> ObligationLine:
    """As the list shows it; it is settled where it lies."""
    return ObligationLine(
        obligation=f"{each.owes}:{each.name}"[:70], kind=each.what.value, owes=each.owes,
        to=", ".join(each.to), text=each.text, due_utc=each.due.utc_iso(3), left_s=each.due - t,
        every_s=each.every_s, state="late" if each.is_late(t) else "open",
        since_utc=each.since.utc_iso(3), done_utc="", plan=each.plan, derived=True, yours=False,
        mark=portion_mark(each.rests_on[0][1]),
        records=[record_id for record_id, _ in each.rests_on][:_MOST_RECORDS],
    )  # fmt: skip


def in_order(lines: Iterable[ObligationLine]) -> list[ObligationLine]:
    """Late and open ones by their time; then what is done, the newest first."""
    every = list(lines)
    left = [each for each in every if each.state in {"late", "open"}]
    done = [each for each in every if each.state not in {"late", "open"}]
    left.sort(key=lambda one: (one.state != "late", one.due_utc or "9999", one.obligation))
    done.sort(key=lambda one: (one.done_utc or "9999", one.obligation), reverse=True)
    return [*left, *done]
