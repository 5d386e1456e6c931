"""What the tables of the store are made of."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Column, LargeBinary, MetaData, Table, Text

from cspo.node.store.columns import INT64, Digest, Instant, ModeName

__all__ = [
    "METADATA", "blob", "digest", "feed_columns", "feed_key", "instant", "mode", "number",
    "strict_table", "text",
]  # fmt: skip

METADATA: Final = MetaData()


def strict_table(name: str, *columns: Any, clustered: bool = False) -> Table:
    """A strict table; *clustered*: its rows lie in the order of the primary key."""
    return Table(
        name, METADATA, *columns, sqlite_strict=True, sqlite_with_rowid=not clustered
    )  # fmt: skip


def text(name: str, **more: Any) -> Column[str]:
    """A column of text."""
    return Column(name, Text, nullable=False, **more)


def blob(name: str, **more: Any) -> Column[bytes]:
    """A column of bytes."""
    return Column(name, LargeBinary, nullable=False, **more)


def number(name: str, **more: Any) -> Column[int]:
    """A column of 64-bit integers."""
    return Column(name, INT64, nullable=False, **more)


def digest(name: str, *, empty: bool = False, **more: Any) -> Column[str]:
    """A column of record ids or hashes; *empty*: there may be none."""
    return Column(name, Digest, nullable=empty, **more)


def mode(**more: Any) -> Column[Any]:
    """The column of the mode."""
    return Column("mode", ModeName, nullable=False, **more)


def instant(key: str = "t", **more: Any) -> Column[Any]:
    """A column of instants, whose name in the database says the unit."""
    return Column(f"{key}_tai_ns", Instant, key=key, nullable=False, **more)


def feed_key() -> list[Column[Any]]:
    """Which feed, as the beginning of a primary key."""
    return [
        text("origin", primary_key=True),
        text("recipient", primary_key=True),
        mode(primary_key=True),
    ]


def feed_columns() -> list[Column[Any]]:
    """Which feed, where a row has a number of its own."""
    return [text("origin"), text("recipient"), mode()]
