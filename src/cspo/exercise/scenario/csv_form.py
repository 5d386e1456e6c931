"""Scenarios as the table that planners use, from it and to it."""

from __future__ import annotations

import csv
import io
from typing import Any, Final

import msgspec
import yaml

from cspo.exercise.scenario.csv_cells import cell_of, guarded, unguarded, value_of
from cspo.exercise.scenario.csv_rows import COLUMNS, ROWS, Row
from cspo.exercise.scenario.faults import MalformedScenario, Path, Place
from cspo.exercise.scenario.load import (
    MoreChecks,
    PlainDumper,
    first_of,
    nothing_more,
    told_broken,
    told_faults,
)
from cspo.exercise.scenario.part import Part
from cspo.exercise.scenario.scenario import Scenario
from cspo.exercise.scenario.yaml_tree import Broken, Tree, read_text, read_tree
from cspo.records.schema import fields_of

__all__ = ["COLUMNS", "csv_faults", "from_csv", "to_csv"]

_MOST_ROWS: Final = 20_000
_DELIMITERS: Final = (",", ";", "\t")
_NO_WIDTH: Final = 1_000_000


def to_csv(scenario: Scenario) -> bytes:
    """A scenario as a table, in UTF-8 with a byte order mark, every cell between quotation marks.

    See docs/reference/scenario.md for rows and columns.
    """
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, tuple(COLUMNS), quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writeheader()
    for row in _rows("scenario", msgspec.to_builtins(scenario)):
        writer.writerow(row)
    return out.getvalue().encode("utf-8-sig")


def from_csv(data: bytes, name: str = "scenario") -> Scenario:
    """The scenario of a table.

    Raises
    ------
    MalformedScenario
        Its first fault, with the number of others; `column` is that of the cell.
    """
    scenario, wrong = csv_faults(data, name)
    if scenario is None or wrong:
        raise first_of(wrong)
    return scenario


def csv_faults(
    data: bytes, name: str = "scenario", more: MoreChecks = nothing_more
) -> tuple[Scenario | None, list[MalformedScenario]]:
    """The scenario as far as it can be read, and all that is wrong with the table, by line.

    *more* as in `scenario_faults`.
    """
    try:
        tree = _Table(read_text(data)).tree
    except Broken as broken:
        return None, [told_broken(name, broken)]
    return told_faults(name, tree, more)


def _rows(kind: str, value: dict[str, Any]) -> list[dict[str, str]]:
    """One value as rows: its own, then those of what stands below it."""
    spec = ROWS[kind]
    inner = {each.field: name for name, each in ROWS.items() if each.within == kind}
    hints = {field.name: field.hint for field in fields_of(spec.part)}
    row = {"row": kind}
    taken = set(inner)
    for column, field in spec.columns.items():
        if field in value:
            cell = cell_of(value[field], hints[field], field)
            if cell is not None:
                row[column] = cell
                taken.add(field)
    rest = {field: each for field, each in value.items() if field not in taken}
    if rest:
        row["more"] = guarded(_flow(rest))
    rows = [row]
    for field, below in inner.items():
        each_of = value.get(field, [])
        for each in [each_of] if isinstance(each_of, dict) else each_of:
            rows += _rows(below, each)
    return rows


def _flow(value: dict[str, Any]) -> str:
    text = yaml.dump(value, Dumper=PlainDumper, default_flow_style=True, sort_keys=False,
                     allow_unicode=True, width=_NO_WIDTH)  # fmt: skip
    return str(text).rstrip("\n")


class _Table:
    """A table as the plain values that its YAML would have, with the place of each.

    Parameters
    ----------
    text : str
    """

    def __init__(self, text: str) -> None:
        self.tree = Tree(value={})
        self._paths: dict[str, Path] = {}
        self._header: list[str] = []
        delimiter = _delimiter(text)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        begins = 1
        try:
            for count, cells in enumerate(reader):
                if count > _MOST_ROWS:
                    raise Broken(Place(begins, 1), f"at most {_MOST_ROWS:,} rows", "more")
                if not count:
                    self._header = _checked_header(cells)
                elif any(cell.strip() for cell in cells):
                    self._take(cells, begins)
                begins = reader.line_num + 1
        except csv.Error as error:
            raise Broken(Place(begins, 1), "a table of comma-separated values", str(error)[:80],
                         'a " inside a cell stands twice') from error  # fmt: skip
        if "scenario" not in self._paths:
            raise Broken(Place(1, 1), "a row scenario", "none")

    def _take(self, cells: list[str], line: int) -> None:
        if len(cells) > len(self._header) and any(cells[len(self._header) :]):
            most = len(self._header)
            raise Broken(Place(line, most + 1), f"{most} cells", f"{len(cells)}",
                         "put cells with a comma between quotation marks")  # fmt: skip
        given = {
            column: (at, cell.replace("\r\n", "\n"))
            for at, (column, cell) in enumerate(zip(self._header, cells, strict=False), 1)
            if cell.strip()
        }
        at, kind = given.pop("row", (1, ""))
        kind = kind.strip()
        spec = ROWS.get(kind)
        if spec is None:
            raise Broken(Place(line, at), f"one of {', '.join(ROWS)}", repr(kind)[:40])
        path, value = self._place(kind, spec, line)
        self._fill(spec, given, path, value, line)

    def _place(self, kind: str, spec: Row, line: int) -> tuple[Path, dict[str, Any]]:
        """Where the row's value goes, and the value, which is new."""
        if kind == "scenario":
            if self._paths:
                raise Broken(Place(line, 1), "one row scenario, the first", "another")
            self._paths = {kind: ()}
            self.tree.values[()] = Place(line, 1)
            return (), self.tree.value
        if spec.within not in self._paths:
            raise Broken(Place(line, 1), f"a row {spec.within} above", f"{kind} alone")
        above = self._paths[spec.within]
        owner = self.tree.value
        for step in above:
            owner = owner[step]
        value: dict[str, Any] = {}
        path: Path
        if kind == "world":
            if spec.field in owner:
                raise Broken(Place(line, 1), "one row world", "another")
            owner[spec.field] = value
            path = (*above, spec.field)
        else:
            rows = owner.setdefault(spec.field, [])
            if not isinstance(rows, list):
                raise Broken(Place(line, 1), f"{spec.field} as rows", "in more as well")
            path = (*above, spec.field, len(rows))
            rows.append(value)
        self._paths[kind] = path
        for below in [name for name, each in ROWS.items() if each.within == kind]:
            self._paths.pop(below, None)
        self.tree.values[path] = Place(line, 1)
        return path, value

    def _fill(
        self, spec: Row, given: dict[str, tuple[int, str]], path: Path, value: dict[str, Any],
        line: int,
    ) -> None:  # fmt: skip
        hints = {field.name: field.hint for field in fields_of(spec.part)}
        for column, (at, cell) in given.items():
            if column == "more":
                continue
            field = spec.columns.get(column)
            if field is None:
                means = ", ".join(each for each in COLUMNS if each in spec.columns)
                raise Broken(Place(line, at), f"cells in {means}, more", f"a cell in {column}",
                             "empty it, or put it into more")  # fmt: skip
            value[field] = value_of(cell, hints[field], field)
            self.tree.values[(*path, field)] = Place(line, at)
        if "more" in given:
            self._more(spec.part, *given["more"], path, value, line)

    def _more(
        self, part: type[Part], at: int, cell: str, path: Path, value: dict[str, Any], line: int
    ) -> None:
        try:
            more = read_tree(unguarded(cell).encode()).value
        except Broken as broken:
            raise Broken(Place(line, at), broken.expected, broken.got, broken.hint) from broken
        if not isinstance(more, dict):
            raise Broken(Place(line, at), "fields in braces, {name: value}", cell[:40])
        rows = {
            each.field for each in ROWS.values() if each.within and ROWS[each.within].part is part
        }
        for field, each in more.items():
            if field in value or field in rows:
                got = f"{field} in more as well" if field in value else f"{field} in more"
                raise Broken(Place(line, at), "each field in one place", got[:60])
            value[field] = each
            self.tree.values[(*path, field)] = Place(line, at)


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    for each in _DELIMITERS:
        if first.replace('"', "").startswith(f"row{each}"):
            return each
    raise Broken(Place(1, 1), f"a first line with the columns {', '.join(COLUMNS)}", first[:40] or
                 "nothing", "separated by commas")  # fmt: skip


def _checked_header(cells: list[str]) -> list[str]:
    header = [cell.strip() for cell in cells]
    while header and not header[-1]:
        header.pop()
    for at, column in enumerate(header, 1):
        if column not in COLUMNS or column in header[: at - 1]:
            got = f"{column[:40]} a second time" if column in COLUMNS else repr(column)[:40]
            raise Broken(Place(1, at), f"one of {', '.join(COLUMNS)}", got)
    return header
