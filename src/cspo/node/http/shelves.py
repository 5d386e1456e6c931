"""A node's records as rows on shelves, for clients that ask for tables.

Other systems' clients ask for element sets, states, conjunctions, objects and notices
by conditions on their fields. `Shelves` reads each record once, in the order in
which it came, and keeps what such a question needs. It holds no truth: it is made anew
from the store, and rows beyond a limit are read again when they are asked for.

Nothing leaves a shelf without a `Sees`, which asks of every mark whether the caller may
see it.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, TypeVar

from cspo.bridge.udl import ElementPage, Held, Row, RowPage, StatePage
from cspo.bridge.udl.pages import Page
from cspo.errors import CspoError
from cspo.markings import Label, Mode, join, portion_mark, sponsor_of
from cspo.node.http.callers import Caller
from cspo.node.http.seen import RunningNode
from cspo.node.http.shelf_rows import by_number, in_columns, orbit_page, rank_of
from cspo.node.http.single_rows import SingleRows
from cspo.node.store import SqliteUnit, StoredRecord
from cspo.operations.derive import body_of
from cspo.operations.distrusted import distrusted
from cspo.operations.kinds import REGISTRY
from cspo.records import Record, read_record
from cspo.records.bodies import (
    CatalogObjectBody,
    ConjunctionBody,
    NoticeBody,
    OrbitBody,
    WarningBody,
    WithdrawalBody,
)
from cspo.records.bodies.objects import ObjectFacts

__all__ = ["Sees", "Shelves", "sees_of"]

_LOG: Final = logging.getLogger(__name__)
_KINDS: Final = ("catalog-object", "conjunction", "notice", "orbit", "warning", "withdrawal")
_PAGE: Final = 200
_JUDGED_S: Final = 1.0
"""So often it is asked at most what is believed no more."""
_MOST_ROWS: Final = 300_000
"""Rows of orbits that are kept; what is older is read from the store again."""

_MOST_SINGLE: Final = 20_000
"""Conjunctions, and notices and warnings, that are kept; older ones are read again as well."""

Sees = Callable[[Held], bool]
"""Whether a caller may see a row of this record."""

P = TypeVar("P", bound=Page)


@dataclass(slots=True)
class _Batch:
    """A record of orbits, and its rows while they are kept."""

    held: Held
    page: ElementPage | StatePage | None
    rows: int


@dataclass(slots=True)
class _Ended:
    """What its own origin has replaced or withdrawn, and what is believed no more."""

    superseded: set[tuple[str, str]] = field(default_factory=set)
    withdrawn: set[tuple[str, str]] = field(default_factory=set)
    distrusted: frozenset[str] = frozenset()

    def gone(self, held: Held) -> bool:
        """Whether nobody is shown it any more."""
        key = (held.record_id, sponsor_of(held.origin))
        return key in self.withdrawn or held.record_id in self.distrusted

    def current(self, held: Held) -> bool:
        """Whether it stands, and nothing has come in its place."""
        key = (held.record_id, sponsor_of(held.origin))
        return key not in self.superseded and not self.gone(held)


class Shelves:
    """The shelves of one node.

    Parameters
    ----------
    node : RunningNode
    most_rows : int
        Rows of orbits to keep.
    most_single : int
        Conjunctions, and notices and warnings, to keep.
    """

    def __init__(
        self, node: RunningNode, *, most_rows: int = _MOST_ROWS, most_single: int = _MOST_SINGLE
    ) -> None:
        self._node = node
        self._most_rows = most_rows
        self._lock = threading.Lock()
        self._seq = 0
        self._looked_to = -1
        self._judged = -_JUDGED_S
        self._kept = 0
        self._oldest = 0
        self._ended = _Ended()
        self._labels: dict[tuple[Label, Mode], int] = {}
        self._marks: list[str] = []
        self._by_number: list[tuple[Label, Mode]] = []
        self._joined: dict[tuple[int, ...], str] = {}
        self._orbits: list[_Batch] = []
        self._conjunctions = SingleRows[ConjunctionBody](node.store, most_single)
        self._notes = SingleRows[NoticeBody | WarningBody](node.store, most_single)
        self._facts: dict[tuple[str, str, int], Row[ObjectFacts]] = {}

    @property
    def version(self) -> int:
        """Rises with every record that came onto a shelf."""
        return self._seq

    def mark(self, number: int) -> tuple[Label, Mode]:
        """Mark and mode of what has this `Held.label`."""
        return self._by_number[number]

    def mark_of(self, records: Iterable[Held]) -> str:
        """The mark of a row that is put together from several records: the join of theirs."""
        numbers = tuple(sorted({record.label for record in records}))
        if numbers not in self._joined:
            labels = [self._by_number[number][0] for number in numbers]
            self._joined[numbers] = portion_mark(join(*labels))
        return self._joined[numbers]

    def refresh(self) -> None:
        """Put what came into the store since the last time onto the shelves."""
        with self._node.store.read() as unit:
            last = unit.last_seq()
            recent = time.monotonic() - self._judged < _JUDGED_S
            if last == self._looked_to and recent:
                return
            with self._lock:
                while page := unit.records_after(self._seq, _PAGE, kinds=_KINDS):
                    for stored in page:
                        self._put(stored)
                        self._seq = stored.seq
                self._looked_to = last
                if not recent:
                    self._judge(unit)

    def _judge(self, unit: SqliteUnit) -> None:
        """Ask what is believed no more; a key that is revoked brings no record."""
        nations = {sponsor_of(feed.origin) for feed in unit.in_feeds()}
        doubtful = (distrusted(unit, nation) for nation in sorted(nations))
        self._ended.distrusted = frozenset().union(*doubtful)
        self._judged = time.monotonic()

    def elements(self, sees: Sees, *, history: bool = False) -> Iterator[ElementPage]:
        """Element sets, in the order in which they came."""
        return (page for page in self._batches(sees, history) if isinstance(page, ElementPage))

    def past_elements(self, sees: Sees, most_again: int) -> Iterator[ElementPage | None]:
        """Element sets, replaced ones as well: what came last first.

        Of records whose rows are kept no more, at most so many are read from the store
        again; None stands at the end where there are more.
        """
        ended, again = self._ended, 0
        for batch in reversed(tuple(self._orbits)):
            if ended.gone(batch.held) or not sees(batch.held):
                continue
            page = batch.page
            if page is None:
                again += 1
                if again > most_again:
                    yield None
                    return
                page = self._again(batch.held)
            if isinstance(page, ElementPage):
                yield page

    def states(self, sees: Sees, *, history: bool = False) -> Iterator[StatePage]:
        """States, in the order in which they came."""
        return (page for page in self._batches(sees, history) if isinstance(page, StatePage))

    def conjunctions(
        self, sees: Sees, *, history: bool = False
    ) -> Iterator[RowPage[ConjunctionBody]]:
        """Close approaches, in the order in which they came."""
        return self._conjunctions.pages(self._shown(sees, history=history))

    def notes(
        self, sees: Sees, *, history: bool = False
    ) -> Iterator[RowPage[NoticeBody | WarningBody]]:
        """Notices and warnings, in the order in which they came."""
        return self._notes.pages(self._shown(sees, history=history))

    def objects(self, sees: Sees) -> Iterator[RowPage[ObjectFacts]]:
        """What is known of each object: of several statements the nation's own, else the newest."""
        nation = self._node.home.nation
        found: dict[tuple[str, str], Row[ObjectFacts]] = {}
        with self._lock:
            rows = list(self._facts.values())
        shown = self._shown(sees, history=False)
        for row in (row for row in rows if shown(row.record)):
            key = (row.content.object, row.record.mode)
            other = found.get(key)
            if other is None or rank_of(row, nation) >= rank_of(other, nation):
                found[key] = row
        yield RowPage(tuple(found[key] for key in sorted(found, key=by_number)))

    def _shown(self, sees: Sees, *, history: bool) -> Sees:
        """Whether the caller is shown what a record says."""
        ended = self._ended
        stands = (lambda held: not ended.gone(held)) if history else ended.current
        return lambda held: stands(held) and sees(held)

    def _batches(self, sees: Sees, history: bool) -> Iterator[ElementPage | StatePage]:  # noqa: FBT001
        ended = self._ended
        for batch in tuple(self._orbits):
            stands = not ended.gone(batch.held) if history else ended.current(batch.held)
            if stands and sees(batch.held):
                page = batch.page or self._again(batch.held)
                if page is not None:
                    yield page

    def _again(self, held: Held) -> ElementPage | StatePage | None:
        """Rows that are kept no more."""
        with self._node.store.read() as unit:
            envelope = unit.envelope(held.record_id)
        return None if envelope is None else orbit_page(read_record(envelope), held)

    # -- taking records ------------------------------------------------------
    def _put(self, stored: StoredRecord) -> None:
        record = read_record(stored.envelope)
        if stored.supersedes:
            self._ended.superseded.add((stored.supersedes, sponsor_of(stored.origin)))
        try:
            self._shelve(record, self._held(record))
        except CspoError as error:
            _LOG.warning("record %s is on no shelf: %s", record.id, type(error).__name__)
        except Exception as error:  # noqa: BLE001 - nobody's record keeps back those after it
            _LOG.error("record %s broke a shelf: %s", record.id, type(error).__name__)

    def _held(self, record: Record) -> Held:
        payload = record.payload
        key = (payload.label, payload.mode)
        label = self._labels.get(key)
        if label is None:
            label = len(self._by_number)
            self._by_number.append(key)
            self._marks.append(portion_mark(payload.label))
            self._labels[key] = label
        return Held(
            record_id=record.id, origin=sys.intern(payload.origin),
            mode=sys.intern(str(payload.mode)), mark=self._marks[label],
            created_tai_ns=in_columns(payload.t_created), label=label,
        )  # fmt: skip

    def _shelve(self, record: Record, held: Held) -> None:
        body = body_of(record, REGISTRY)
        if isinstance(body, ConjunctionBody):
            in_columns(body.tca_utc)
        if isinstance(body, OrbitBody):
            self._shelve_orbits(orbit_page(record, held, body), held)
        elif isinstance(body, ConjunctionBody):
            self._conjunctions.put(Row(held, body))
        elif isinstance(body, NoticeBody | WarningBody):
            self._notes.put(Row(held, body))
        elif isinstance(body, CatalogObjectBody):
            self._shelve_facts(body, held)
        elif isinstance(body, WithdrawalBody):
            self._ended.withdrawn.add((body.record, sponsor_of(held.origin)))

    def _shelve_orbits(self, page: ElementPage | StatePage | None, held: Held) -> None:
        if page is None:
            return
        self._orbits.append(_Batch(held, page, len(page)))
        self._kept += len(page)
        while self._kept > self._most_rows and self._oldest < len(self._orbits) - 1:
            oldest = self._orbits[self._oldest]
            oldest.page = None
            self._kept -= oldest.rows
            self._oldest += 1

    def _shelve_facts(self, body: CatalogObjectBody, held: Held) -> None:
        for index, facts in enumerate(body.objects):
            row = Row(held, facts, index, body.source)
            key = (facts.object, held.origin, held.label)
            there = self._facts.get(key)
            if there is None or there.record.created_tai_ns <= held.created_tai_ns:
                self._facts[key] = row


def sees_of(caller: Caller, shelves: Shelves) -> Sees:
    """What a caller may see of the shelves: each mark is asked about once."""
    answers: dict[int, bool] = {}

    def sees(held: Held) -> bool:
        if held.label not in answers:
            label, mode = shelves.mark(held.label)
            answers[held.label] = caller.may(label, mode).permitted
        return answers[held.label]

    return sees
