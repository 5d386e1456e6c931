"""Rows put together from several records, each with the mark of all that stands in it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, Generic, TypeVar

from cspo.bridge.udl.pages import ElementPage, Held, Row
from cspo.records.bodies import ConjunctionBody
from cspo.records.bodies.objects import ObjectFacts, ObjectType

__all__ = ["RCS_SIZES", "TYPES", "CdmRow", "GpPage", "SatcatRow", "WholePage", "number_of",
           "rcs_size"]  # fmt: skip

TYPES: Final = {
    ObjectType.PAYLOAD: "PAYLOAD", ObjectType.ROCKET_BODY: "ROCKET BODY",
    ObjectType.DEBRIS: "DEBRIS", ObjectType.UNKNOWN: "UNKNOWN",
}  # fmt: skip

RCS_SIZES: Final = ((0.1, "SMALL"), (1.0, "MEDIUM"))
"""Below how many m² an object is what; above it is LARGE. Source: Space-Track, satcat."""

_DIGITS: Final = 12

Facts = Row[ObjectFacts] | None


@dataclass(frozen=True, slots=True, eq=False)
class GpPage:
    """Element sets, each with what is known of its object.

    Parameters
    ----------
    elements : ElementPage
    facts : tuple
        Of each row; None where nothing is known.
    marks : tuple of str
        Of each row as a whole.
    """

    elements: ElementPage
    facts: tuple[Facts, ...]
    marks: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.facts)

    def take(self, rows: Sequence[int]) -> GpPage:
        """Only these rows, in this order."""
        return GpPage(
            self.elements.take(rows), tuple(self.facts[k] for k in rows),
            tuple(self.marks[k] for k in rows),
        )  # fmt: skip

    def held(self) -> Sequence[Held]:
        """The record of each row's orbit."""
        return self.elements.held()

    @classmethod
    def joined(cls, pages: Sequence[GpPage]) -> list[GpPage]:
        """All rows on one page."""
        if len(pages) < 2:
            return list(pages)
        (elements,) = ElementPage.joined([page.elements for page in pages])
        return [
            cls(
                elements,
                tuple(chain.from_iterable(page.facts for page in pages)),
                tuple(chain.from_iterable(page.marks for page in pages)),
            )
        ]


@dataclass(frozen=True, slots=True, eq=False)
class CdmRow:
    """A close approach, and what is known of its two objects."""

    conjunction: Row[ConjunctionBody]
    facts: tuple[Facts, Facts]
    mark: str

    @property
    def record(self) -> Held:
        """The record of the close approach."""
        return self.conjunction.record


@dataclass(frozen=True, slots=True, eq=False)
class SatcatRow:
    """An object, and its orbit where the caller may see one.

    Parameters
    ----------
    object : str
    record : Held
        The record that says most of it: of the facts, else of the orbit.
    facts : Row or None
    name, designator : str
        As the orbit's source has them, for an object of which nothing else is known.
    motion : tuple of float or None
        Mean motion, rev/day; eccentricity; inclination, deg.
    source : str
    mark : str
    """

    object: str
    record: Held
    facts: Facts
    name: str
    designator: str
    motion: tuple[float, float, float] | None
    source: str
    mark: str


R = TypeVar("R", CdmRow, SatcatRow)


@dataclass(frozen=True, slots=True, eq=False)
class WholePage(Generic[R]):
    """Rows that are each put together."""

    rows: tuple[R, ...]

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, rows: Sequence[int]) -> WholePage[R]:
        """Only these rows, in this order."""
        return WholePage(tuple(self.rows[k] for k in rows))

    def held(self) -> Sequence[Held]:
        """The record of each row."""
        return [row.record for row in self.rows]

    @classmethod
    def joined(cls, pages: Sequence[WholePage[R]]) -> list[WholePage[R]]:
        """All rows on one page."""
        return [cls(tuple(chain.from_iterable(page.rows for page in pages)))] if pages else []


def number_of(record_id: str, index: int) -> int:
    """A number of 48 bits that stands for a row: Space-Track's rows have numbers, ours hashes.

    It tells nothing: not how many records there are, nor which came first.

    Examples
    --------
    >>> number_of("ab" * 32, 0) != number_of("ab" * 32, 1)
    True
    """
    digest = hashlib.sha256(f"{record_id}#{index}".encode()).hexdigest()
    return int(digest[:_DIGITS], 16)


def rcs_size(facts: ObjectFacts | None) -> str | None:
    """SMALL, MEDIUM or LARGE; None where no radar cross-section is stated.

    Examples
    --------
    >>> from cspo.records.bodies.objects import Size
    >>> [rcs_size(ObjectFacts(object="norad:5", size=Size(rcs_m2=a))) for a in (0.05, 0.5, 5.0)]
    ['SMALL', 'MEDIUM', 'LARGE']
    """
    if facts is None or facts.size is None or facts.size.rcs_m2 is None:
        return None
    return next((word for limit, word in RCS_SIZES if facts.size.rcs_m2 < limit), "LARGE")
