"""The UDL's resources that a node has: whence their rows come, and which columns they have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cspo.bridge.udl import CONJUNCTION, ELSET, NOTIFICATION, ONORBIT, STATE_VECTOR
from cspo.bridge.udl.pages import Page
from cspo.messages.udl import Field, fields_of
from cspo.node.http.shelves import Sees, Shelves

__all__ = ["RESOURCES", "Resource"]

Pages = Callable[[Shelves, Sees, bool], Iterable[Page]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One resource.

    Parameters
    ----------
    name : str
        As its path has it.
    title : str
        For people.
    columns : mapping
        Values by field: see `cspo.bridge.udl.pages.Columns`.
    pages : callable
        ``(shelves, sees, history) -> pages``.
    key : str
        The field that a row is got by.
    time : str
        The field that every query must have a condition on; empty: none.
    """

    name: str
    title: str
    columns: Mapping[str, Callable[[Any], list[Any]]]
    pages: Pages
    key: str
    time: str = ""

    @property
    def fields(self) -> dict[str, Field]:
        """The fields that have a column here, in the UDL's order."""
        known = fields_of(self.name)
        return {name: field for name, field in known.items() if name in self.columns}


RESOURCES: Final = {
    each.name: each
    for each in (
        Resource(
            name="elset", title="Element sets", columns=ELSET, key="idElset", time="epoch",
            pages=lambda shelves, sees, history: shelves.elements(sees, history=history),
        ),
        Resource(
            name="statevector", title="State vectors", columns=STATE_VECTOR, key="idStateVector",
            time="epoch",
            pages=lambda shelves, sees, history: shelves.states(sees, history=history),
        ),
        Resource(
            name="conjunction", title="Close approaches", columns=CONJUNCTION, key="id",
            time="tca",
            pages=lambda shelves, sees, history: shelves.conjunctions(sees, history=history),
        ),
        Resource(
            name="onorbit", title="Objects", columns=ONORBIT, key="idOnOrbit",
            pages=lambda shelves, sees, history: shelves.objects(sees),  # noqa: ARG005
        ),
        Resource(
            name="notification", title="Warnings and notices", columns=NOTIFICATION, key="id",
            time="createdAt",
            pages=lambda shelves, sees, history: shelves.notes(sees, history=history),
        ),
    )
}  # fmt: skip
"""By name."""
