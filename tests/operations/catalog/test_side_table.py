"""Rows by object and voice in columns, against dictionaries that say the same; and their memory."""

from __future__ import annotations

import gc
import random
import tracemalloc

import numpy as np

from cspo.operations.catalog.rows import RecordNumbers
from cspo.operations.catalog.side_table import SideTable


class Model:
    """What a table should hold: by object and voice its last record, after the one before."""

    def __init__(self) -> None:
        self.said: dict[tuple[int, int], list[str]] = {}
        self.order: dict[int, list[int]] = {}

    def put(self, number: int, voice: int, record: str, *, again: bool) -> None:
        there = self.said.get((number, voice))
        if there and again:
            there[-1] = record
            return
        self.said[number, voice] = [*(there or [])[-1:], record]
        self._last(number, voice)

    def drop(self, number: int, voice: int, *, behind: bool) -> None:
        there = self.said[number, voice]
        there.pop(0 if behind else -1)
        if not there:
            del self.said[number, voice]
            self.order[number].remove(voice)
        elif not behind:
            self._last(number, voice)

    def _last(self, number: int, voice: int) -> None:
        voices = self.order.setdefault(number, [])
        self.order[number] = [*(each for each in voices if each != voice), voice]


def write(table: SideTable, records: RecordNumbers, numbers, voice, record, again) -> None:
    rows = table._rows_for(numbers, voice, again)
    table.table.put(rows, {
        "object": numbers, "voice": voice, "label": 0, "item": 0, "t_ingest_ns": 0,
        "t_created_ns": 0, "record": records.use(record, len(rows)),
    })  # fmt: skip


def check(table: SideTable, records: RecordNumbers, model: Model) -> None:
    columns = table.table
    fronts = {key: each[-1] for key, each in model.said.items()}
    behind = {key: each[0] for key, each in model.said.items() if len(each) == 2}
    told = [
        ((int(columns["object"][row]), int(columns["voice"][row])),
         records[int(columns["record"][row])])
        for row in table.live()
    ]  # fmt: skip
    assert dict(told[: len(fronts)]) == fronts
    assert dict(told[len(fronts) :]) == behind
    assert len(told) == len(fronts) + len(behind) == len(columns)
    for number, voices in model.order.items():
        assert [int(columns["voice"][row]) for row in table.of(number)] == voices
        for voice in range(4):
            row = table.row(number, voice)
            assert (row is not None) == (voice in voices)
            assert table.rows([number], voice).tolist() == [-1 if row is None else row]
    used = {record for each in model.said.values() for record in each}
    assert {each for each in used if each in records} == used
    assert all(records[number] in used for number in _in_use(records))


def _in_use(records: RecordNumbers) -> list[int]:
    return list(records._numbers.values())


def test_any_order_of_words_and_withdrawals_says_what_dictionaries_say() -> None:
    rng = random.Random(3)
    records, model = RecordNumbers(), Model()
    table = SideTable(records, {})
    for step in range(600):
        if rng.random() < 0.7 or not model.said:
            numbers = rng.sample(range(200), rng.randint(1, 12))
            voice, record = rng.randrange(4), f"record {step}"
            again = np.array([rng.random() < 0.3 for _ in numbers])
            write(table, records, numbers, voice, record, again)
            for number, same in zip(numbers, again.tolist(), strict=True):
                model.put(number, voice, record, again=same)
        else:
            row = rng.choice(table.live())
            place = table.table["place"][row]
            key = int(table.table["object"][row]), int(table.table["voice"][row])
            table.drop(row)
            model.drop(*key, behind=place == 2)
        if step % 20 == 0:
            check(table, records, model)
    check(table, records, model)


def test_a_row_takes_no_more_than_its_columns() -> None:
    """27,000 objects of one voice, three times over: dictionaries took 11 MB beside the columns."""
    count = 27_000
    gc.collect()
    tracemalloc.start()
    records = RecordNumbers()
    table = SideTable(records, {})
    for record in ("first", "second", "third"):
        write(table, records, list(range(count)), 0, record, None)
    gc.collect()
    taken = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    columns = sum(each.nbytes for each in table.table._columns.values())
    assert len(table.live()) == 2 * count
    assert taken - columns < 1.5e6, "free rows, and the first row of each object"
