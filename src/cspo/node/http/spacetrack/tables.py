"""Space-Track's classes as rows: put together from what a caller may see of the node's mode."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from cspo.bridge.spacetrack import CDM_PUBLIC, GP, SATCAT, CdmRow, GpPage, SatcatRow, WholePage
from cspo.bridge.udl import ElementPage, Held, Row
from cspo.node.http.current import current_elements
from cspo.node.http.seen import RunningNode
from cspo.node.http.shelves import Sees, Shelves
from cspo.records.bodies.objects import ObjectFacts

__all__ = ["COLUMNS", "Table", "table_of"]

Facts = dict[str, Row[ObjectFacts]]

COLUMNS: Final[Mapping[str, Mapping[str, Callable[[Any], list[Any]]]]] = {
    "gp": GP, "gp_history": GP, "cdm_public": CDM_PUBLIC, "satcat": SATCAT,
}  # fmt: skip
"""Columns by class."""

_NUMBERED: Final = "norad:"


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a class, and the records that they rest on by row, for the mark of the whole."""

    pages: list[Any]
    columns: Mapping[str, Callable[[Any], list[Any]]]


def table_of(name: str, node: RunningNode, shelves: Shelves, sees: Sees) -> Table:
    """The table of a class.

    Space-Track's clients know no modes: the rows are those of the node's own mode.
    Objects without a catalogue number are in no class, for the number is what
    its clients keep rows by.

    Parameters
    ----------
    name : str
        One of `COLUMNS`.
    """
    mode = str(node.mode)

    def of_mode(held: Held) -> bool:
        return held.mode == mode and sees(held)

    facts = {
        row.content.object: row for page in shelves.objects(of_mode) for row in page.rows
    }  # fmt: skip
    if name == "cdm_public":
        return Table([_cdm_page(shelves, of_mode, facts)], COLUMNS[name])
    elements = _numbered(shelves, of_mode, history=name == "gp_history")
    if name != "gp_history":
        elements = current_elements(elements, node.sky)
    if name == "satcat":
        return Table([_satcat_page(shelves, elements, facts)], COLUMNS[name])
    return Table([_gp_page(shelves, page, facts) for page in elements], COLUMNS[name])


def _numbered(shelves: Shelves, sees: Sees, *, history: bool) -> list[ElementPage]:
    """Element sets of objects with a catalogue number."""
    found = []
    for page in shelves.elements(sees, history=history):
        rows = np.flatnonzero(page.gp.norad_cat_id).tolist()
        found.append(page if len(rows) == len(page) else page.take(rows))
    return [page for page in found if len(page)]


def _gp_page(shelves: Shelves, page: ElementPage, facts: Facts) -> GpPage:
    numbers = page.gp.norad_cat_id.tolist()
    known = tuple(facts.get(f"{_NUMBERED}{number}") for number in numbers)
    marks = tuple(
        record.mark if row is None else shelves.mark_of((record, row.record))
        for record, row in zip(page.records, known, strict=True)
    )
    return GpPage(page, known, marks)


def _cdm_page(shelves: Shelves, sees: Sees, facts: Facts) -> WholePage[CdmRow]:
    rows = []
    for page in shelves.conjunctions(sees):
        for row in page.rows:
            known = (facts.get(row.content.object1.object), facts.get(row.content.object2.object))
            records = (row.record, *(each.record for each in known if each is not None))
            rows.append(CdmRow(row, known, shelves.mark_of(records)))
    return WholePage(tuple(rows))


def _satcat_page(
    shelves: Shelves, elements: list[ElementPage], facts: Facts
) -> WholePage[SatcatRow]:
    rows: dict[int, SatcatRow] = {}
    for page in elements:
        gp = page.gp
        columns = zip(
            page.records, page.sources, gp.norad_cat_id.tolist(), gp.object_name.tolist(),
            gp.object_id.tolist(), gp.mean_motion_rev_day.tolist(), gp.eccentricity.tolist(),
            gp.inclination_deg.tolist(), strict=True,
        )  # fmt: skip
        for record, source, number, name, designator, n, e, inclination in columns:
            known = facts.get(f"{_NUMBERED}{number}")
            records = (record,) if known is None else (record, known.record)
            rows[number] = SatcatRow(
                object=f"{_NUMBERED}{number}", record=records[-1], facts=known, name=name,
                designator=designator, motion=(n, e, inclination),
                source=source if known is None else known.source,
                mark=shelves.mark_of(records),
            )  # fmt: skip
    for name, known in facts.items():
        if name.startswith(_NUMBERED) and (number := int(name[len(_NUMBERED) :])) not in rows:
            rows[number] = SatcatRow(
                object=name, record=known.record, facts=known, name="", designator="",
                motion=None, source=known.source, mark=known.record.mark,
            )  # fmt: skip
    return WholePage(tuple(rows[number] for number in sorted(rows)))
