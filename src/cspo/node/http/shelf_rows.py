"""Rows that records bring to the shelves, and in which order they stand there."""

from __future__ import annotations

from cspo.bridge.catalog import gp_from_catalog
from cspo.bridge.records_catalog import catalog_from_orbits
from cspo.bridge.udl import ElementPage, Held, Row, StatePage
from cspo.bridge.udl.marks import tai_ns
from cspo.errors import OutOfRange
from cspo.markings import Mode, sponsor_of
from cspo.operations.derive import body_of
from cspo.operations.kinds import REGISTRY
from cspo.records import Record
from cspo.records.bodies import OrbitBody
from cspo.records.bodies.objects import ObjectFacts

__all__ = ["by_number", "in_columns", "orbit_page", "rank_of"]


def orbit_page(
    record: Record, held: Held, body: OrbitBody | None = None
) -> ElementPage | StatePage | None:
    """The rows of a record of orbits, with the numbers that its source printed.

    Raises
    ------
    OutOfRange, UsageError
        Where columns can't hold them.
    """
    given: OrbitBody = body_of(record, REGISTRY) if body is None else body
    if given.states is not None:
        for text in given.epoch_utc:
            in_columns(text)
        return StatePage(held, given, tuple(range(len(given.object))))
    gp = gp_from_catalog(catalog_from_orbits([given], simulated=held.mode != Mode.REAL))
    return ElementPage.of(held, gp, given.source)


def in_columns(text: str) -> int:
    """An instant that columns can hold.

    Raises
    ------
    OutOfRange
        Where it lies outside of 1737 to 2262.
    """
    ns = tai_ns(text)
    if ns is None:
        raise OutOfRange("shelve record", expected="an instant from 1737 to 2262")
    return ns


def rank_of(row: Row[ObjectFacts], nation: str) -> tuple[bool, int, str]:
    """Which of several statements on an object counts: the nation's own, then the newest."""
    own = sponsor_of(row.record.origin) == nation
    return own, row.record.created_tai_ns, row.record.record_id


def by_number(key: tuple[str, str]) -> tuple[str, int, str, str]:
    """Objects by scheme and number, then by mode."""
    scheme, _, value = key[0].partition(":")
    return scheme, int(value) if value.isdigit() else 0, value, key[1]
