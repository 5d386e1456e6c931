"""The table that planners use says the same as the YAML, and no cell of it is a formula."""

from __future__ import annotations

import csv
import io
import re

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cspo.exercise.scenario import SHIPPED, csv_faults, dump, from_csv, load, read_scenario, to_csv
from cspo.exercise.scenario.csv_cells import guarded, unguarded
from cspo.exercise.scenario.csv_rows import ROWS
from cspo.exercise.scenario.scenario import Scenario
from cspo.exercise.scenario.schema import parts_of
from cspo.exercise.scenario.yaml_tree import unseen
from tests.exercise.scenario.small import SMALL

WHOLE = load(SMALL.encode())
TABLE = to_csv(WHOLE).decode("utf-8-sig")
STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def changed(old: str, new: str) -> bytes:
    assert old in TABLE, old
    return TABLE.replace(old, new, 1).encode()


def told(data: bytes) -> list[tuple[int | None, int, str]]:
    return [(each.line, each.column, str(each)) for each in csv_faults(data, "t.csv")[1]]


def test_a_cover_title_goes_both_ways() -> None:
    covered = load(SMALL.replace("title: A small", "cover: Blue Kettle\ntitle: A small").encode())
    assert (covered.shown_title, covered.shown_name) == ("Blue Kettle", "blue-kettle")
    assert from_csv(to_csv(covered)) == load(dump(covered)) == covered
    assert (WHOLE.shown_title, WHOLE.shown_name) == (WHOLE.title, WHOLE.name)


@pytest.mark.parametrize("name", SHIPPED)
def test_the_covers_of_what_comes_with_cspo_tell_nothing(name: str) -> None:
    """No word of a title, a name, an event or anything that happens is in what players see."""
    one = read_scenario(name)
    assert one.cover
    told = set(one.shown_name.split("-")) - {"short", "form"}
    text = " ".join([one.title, one.name, *(each.title + each.text for each in one.events)])
    assert not told & set(re.findall("[a-z]+", text.lower()))


@pytest.mark.parametrize("name", SHIPPED)
def test_what_comes_with_cspo_goes_to_a_table_and_back(name: str) -> None:
    scenario = read_scenario(name)
    assert from_csv(to_csv(scenario)) == scenario


def test_each_part_of_a_scenario_has_a_row_or_stands_in_more() -> None:
    assert from_csv(to_csv(WHOLE)) == WHOLE
    within = {"Elements", "Take", "Change"}
    assert {part.__name__ for part in parts_of(Scenario)} - within == {
        row.part.__name__ for row in ROWS.values()
    }


def cells(data: bytes) -> list[list[str]]:
    """As another program reads them."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_times_are_written_as_clocks_and_names_with_semicolons() -> None:
    rows = [dict(zip(cells(to_csv(WHOLE))[0], row, strict=True)) for row in cells(to_csv(WHOLE))]
    event = next(row for row in rows if row["row"] == "event")
    assert (event["at"], event["to"], event["title"]) == ("0:05:00", "GBR; NOR", "It begins")
    assert next(row for row in rows if row["row"] == "expected")["within"] == "0:10:00"


@pytest.mark.parametrize(
    ("clock", "seconds"),
    [("0:05:00", 300), ("300", 300), ("0:05", 300), ("00:05:00.5", 300.5), ("0:50:00", 3000)],
)
def test_times_are_read_both_ways(clock: str, seconds: float) -> None:
    assert from_csv(changed('"0:05:00"', f'"{clock}"')).events[0].at_s == seconds


FORMULAS = ["=1+1", "=cmd|' /C calc'!A0", "+1", "-2+3", "@SUM(1)", "＝1", "'=1", "''", "'"]
TEXTS = st.one_of(
    st.sampled_from(FORMULAS),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=60),
    st.text("=+-@';,\"{}[]:#&*!|>%\\ \n\taé中", min_size=1, max_size=20),
).filter(lambda text: unseen(text) is None and "\r" not in text)


@given(TEXTS, TEXTS)
@settings(max_examples=150, deadline=None)
def test_no_cell_is_a_formula_and_every_text_comes_back(text: str, title: str) -> None:
    title = title.replace("\n", " ").replace("\t", " ")
    event = msgspec.structs.replace(WHOLE.events[0], text=text, title=title)
    scenario = msgspec.structs.replace(WHOLE, events=(event, *WHOLE.events[1:]), text=text)
    data = to_csv(scenario)
    assert all(not cell.startswith(STARTS) for row in cells(data) for cell in row)
    assert from_csv(data) == scenario


@given(st.text(st.sampled_from("='+-@a \t"), max_size=6))
def test_a_guard_is_put_on_and_taken_off(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(STARTS)


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_tables_of_other_countries_are_understood(delimiter: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(cells(to_csv(WHOLE)))
    assert from_csv(out.getvalue().encode()) == WHOLE


def test_columns_in_another_order_and_empty_rows_do_no_harm() -> None:
    rows = cells(to_csv(WHOLE))
    turned = [[row[0], *reversed(row[1:]), ""] for row in rows]
    turned.insert(3, [""] * 20)
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(turned)
    assert from_csv(out.getvalue().encode()) == WHOLE


@pytest.mark.parametrize(
    ("data", "line", "says"),
    [
        (b"", 1, "a first line with the columns"),
        (b"a,b\n1,2\n", 1, "a first line with the columns"),
        (b"row,name,name\n", 1, "name a second time"),
        (b"row,colour\n", 1, "got 'colour'"),
        (b"row,name\n", 1, "a row scenario"),
        (b"row,name\nobjective,x\n", 2, "a row scenario above"),
        (b"row,name\nscenario,x\nscenario,y\n", 3, "one row scenario"),
        (b"row,name\nscenario,x\ncell,y\n", 3, "a row participant above"),
        (b"row,name\nscenario,x\nshop,y\n", 3, "expected one of scenario"),
        (b'row,name\nscenario,"x\n', 2, "comma-separated values"),
        (b'row,name\nscenario,"x"y\n', 2, "comma-separated values"),
        (b"row,name\nscenario,x,y\n", 2, "2 cells"),
        (b"row,name,metric\nscenario,x,y\n", 2, "a cell in metric"),
        (b"row,more\nscenario,{a: *b}\n", 2, "anchor or alias"),
        (b"row,more\nscenario,[1]\n", 2, "fields in braces"),
        (b"row,name,more\nscenario,x,{name: y}\n", 2, "name in more as well"),
        (b"row,name,more\nscenario,x,{events: []}\n", 2, "events in more"),
        (b"row,name\nscenario,\xff\n", 2, "UTF-8"),
        ("row,name\nscenario,x\n".encode("utf-16"), 1, "UTF-8"),
        (b"row,name\nscenario,\0\n", 2, "characters that can be seen"),
        (b"row,name\nscenario," + b"x" * 200_000 + b"\n", 2, "comma-separated values"),
        (b"row,name\nscenario,x\n" + b"objective,a\n" * 21_000, 20_002, "at most 20,000 rows"),
        (b"x" * 10_000_000, 1, "at most 1,048,576 bytes"),
    ],
)  # fmt: skip
def test_a_table_that_is_none_is_refused_with_its_line(data: bytes, line: int, says: str) -> None:
    (wrong,) = told(data)
    assert wrong[0] == line
    assert says in wrong[2]
    assert len(wrong[2]) < 500


def test_a_wrong_cell_is_told_with_line_and_column() -> None:
    lines = TABLE.split("\r\n")
    line = next(at for at, each in enumerate(lines, 1) if each.startswith('"event"'))
    data = changed('"0:05:00"', '"soon"')
    assert [each[:2] for each in told(data)] == [(line, 6)]  # the column at


def test_all_faults_of_a_table_are_told_at_once() -> None:
    data = changed('"0:05:00"', '"soon"').replace(b'"radar"', b'"laser"')
    assert len(told(data)) == 2
    with pytest.raises(Exception, match="1 more faults in the file"):
        from_csv(data)
