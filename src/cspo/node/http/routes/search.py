"""Objects by what a person types: a number, a designator, or a part of a name."""

from __future__ import annotations

import re
from typing import Annotated, Final

import msgspec
import numpy as np
from litestar.params import QueryParameter
from numpy.typing import NDArray

from cspo.node.http.rights import Right
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, read
from cspo.node.http.row_marks import RowMarks
from cspo.orbits import Catalog
from cspo.time import Epoch

__all__ = ["handlers"]

Flags = NDArray[np.bool_]

_DESIGNATOR: Final = re.compile(r"(?:(19|20)?([0-9]{2}))[- ]?([0-9]{3})([A-Z]{0,3})", re.ASCII)
_FIRST_LAUNCH: Final = 57
"""Years of two digits from this on are of the nineteen-hundreds."""
_MOST: Final = 50


class FoundObject(msgspec.Struct, frozen=True, kw_only=True):
    """An object that fits.

    Parameters
    ----------
    object : str
        Its identity here.
    name, designator, owner, type : str
        Empty: unknown.
    norad_id : int
        Catalogue number; 0: none.
    by : str
        What fits: ``"identity"``, ``"number"``, ``"designator"`` or ``"name"``.
    age_s : float
        Age of its elements, s.
    mark : str
        Its portion mark.
    """

    object: str
    name: str
    designator: str
    owner: str
    type: str
    norad_id: int
    by: str
    age_s: float
    mark: str


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """Answers to a search.

    Parameters
    ----------
    items : list
        The best first.
    total : int
        How many fit.
    """

    items: list[FoundObject]
    total: int


@read("/api/v1/search", Right.READ, "Objects by number, designator or name", cache=False)
def search_objects(
    node: NodeHere,
    caller: CallerHere,
    gate: GateHere,
    text: Annotated[
        str,
        QueryParameter(
            name="q",
            min_length=1,
            max_length=80,
            description="`25544`, `1998-067A`, `98067A`, `vimpel:12104`, or part of a name.",
        ),
    ],
    limit: Annotated[int, QueryParameter(ge=1, le=_MOST, description="At most so many.")] = 12,
) -> Found:
    """Whole before beginning, beginning before part; payloads before what they left behind."""
    sky = gate.skies.of(node, caller)
    wanted = " ".join(text.upper().split())
    if sky is None or not wanted:
        return Found(items=[], total=0)
    rank, by = _ranked(sky.catalog, sky.identity, wanted)
    rows = np.flatnonzero(rank > 0)
    catalog = sky.catalog
    debris = ~np.isin(catalog.object_type[rows], ("PAYLOAD", ""))
    order = np.lexsort((rows, catalog.name[rows], debris, rank[rows]))
    marks, now = RowMarks(node, caller, sky), node.clock.now()
    items = [
        FoundObject(
            object=sky.identity[row], name=str(catalog.name[row]),
            designator=str(catalog.designator[row]), owner=str(catalog.owner[row]),
            type=str(catalog.object_type[row]), norad_id=int(catalog.norad_id[row]),
            by=_WAYS[int(by[row])], age_s=now - Epoch(int(catalog.epoch_tai_ns[row])),
            mark=marks.of(sky.identity[row]),
        )
        for row in rows[order[:limit]].tolist()
    ]  # fmt: skip
    return Found(items=items, total=len(rows))


_WAYS: Final = ("identity", "number", "designator", "name")


def _ranked(
    catalog: Catalog, identity: tuple[str, ...], wanted: str
) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """How well each row fits, 1 the best and 0 not at all, and by what."""
    rank = np.zeros(len(catalog), np.int8)
    by = np.zeros(len(catalog), np.int8)

    def fits(rows: Flags, value: int, way: int) -> None:
        better = rows & ((rank == 0) | (rank > value))
        rank[better], by[better] = value, way

    names = np.char.upper(catalog.name)
    at = np.char.find(names, wanted)
    fits(at >= 0, 7, 3)
    fits(np.char.find(np.char.add(" ", names), f" {wanted}") >= 0, 5, 3)
    fits(at == 0, 4, 3)
    fits(names == wanted, 2, 3)
    designator = _designator(wanted)
    if designator:
        fits(np.char.startswith(catalog.designator, designator), 3, 2)
        fits(catalog.designator == designator, 1, 2)
    number = wanted.removeprefix("NORAD:")
    if number.isascii() and number.isdigit():
        texts = catalog.norad_id.astype(np.str_)
        fits(np.char.startswith(texts, number.lstrip("0") or "-") & (catalog.norad_id > 0), 6, 1)
        fits(catalog.norad_id == min(int(number), 2**62), 1, 1)
    elif ":" in wanted:
        whole = [each for each, name in enumerate(identity) if name.upper() == wanted]
        fits(np.isin(np.arange(len(catalog)), whole), 1, 0)
    rank[(rank == 1) & (by == 1) & (catalog.norad_id <= 0)] = 0
    return rank, by


def _designator(wanted: str) -> str:
    """``98067A``, ``1998 067A`` as ``1998-067A``; empty for what is none."""
    found = _DESIGNATOR.fullmatch(wanted)
    if found is None:
        return ""
    century, year, launch, piece = found.groups()
    if century is None:
        century = "19" if int(year) >= _FIRST_LAUNCH else "20"
    return f"{century}{year}-{launch}{piece}"


handlers: Final = (search_objects,)
