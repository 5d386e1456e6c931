"""Tables on disk, read back by other people's software."""

from __future__ import annotations

import csv
import io
import json

import numpy as np
import pyarrow.parquet as pq
import pytest

from cspo.bridge.tables import to_csv, to_json_lines, to_parquet
from cspo.time import Epoch

TCA = ["2016-12-31T23:59:60.250000Z", "2024-11-01T00:00:00.000001Z"]
TABLE = {
    "object1": np.array([5, 999_999_999]),
    "tca_utc": np.array([Epoch.from_utc(text).tai_ns for text in TCA]),
    "pc": np.array([1.25e-7, np.nan]),
    "pc_method": np.array(["foster1992", ""]),
    "covered": np.array([True, False]),
}


def test_csv_as_the_standard_library_reads_it() -> None:
    lines = list(csv.DictReader(io.StringIO(to_csv(TABLE).decode())))
    assert [line["tca_utc"] for line in lines] == TCA
    assert [line["pc"] for line in lines] == ["1.25e-07", ""]
    assert lines[1]["object1"] == "999999999"


def test_json_lines_have_null_for_unknown() -> None:
    lines = [json.loads(line) for line in to_json_lines(TABLE).splitlines()]
    assert lines[0] == {
        "object1": 5, "tca_utc": TCA[0], "pc": 1.25e-7, "pc_method": "foster1992", "covered": True,
    }  # fmt: skip
    assert lines[1]["pc"] is None


def test_parquet_as_pyarrow_reads_it() -> None:
    table = pq.read_table(io.BytesIO(to_parquet(TABLE)))
    assert table.column_names == list(TABLE)
    assert str(table.schema.field("tca_utc").type) == "timestamp[ns, tz=UTC]"
    assert table["pc"].null_count == 1
    assert table["object1"].to_pylist() == [5, 999_999_999]


def test_text_beyond_ascii_and_flags() -> None:
    table = {"name": np.array(["ÉTOILE ★", ""]), "seen": np.array([True, False])}
    read = pq.read_table(io.BytesIO(to_parquet(table)))
    assert read["name"].to_pylist() == ["ÉTOILE ★", ""]
    assert read["seen"].to_pylist() == [True, False]


@pytest.mark.parametrize("write", [to_csv, to_json_lines, to_parquet])
def test_no_rows_is_a_table_too(write) -> None:
    empty = {name: column[:0] for name, column in TABLE.items()}
    assert isinstance(write(empty), bytes)
