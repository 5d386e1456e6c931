"""How values of cspo lie in columns: ids as 32 bytes, instants as integers, tuples as JSON."""

from __future__ import annotations

import json
from typing import Any, Final

from sqlalchemy import BigInteger, Integer, LargeBinary, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from cspo.errors import OutOfRange, UsageError
from cspo.markings.mode import Mode
from cspo.time import Epoch

__all__ = [
    "INT64",
    "Digest",
    "Instant",
    "ModeName",
    "Texts",
    "hash_bytes",
    "instant_ns",
    "instant_us",
]

INT64: Final = BigInteger().with_variant(Integer(), "sqlite")
"""A 64-bit integer: SQLite's INTEGER is one."""

_HASH_BYTES: Final = 32
_INT64_END: Final = 1 << 63
_NS_PER_US: Final = 1_000


def hash_bytes(text: str) -> bytes:
    """32 bytes of a record id or hash written as 64 hexadecimal digits.

    Raises
    ------
    UsageError
        Where the text is nothing of the kind.
    """
    try:
        data = bytes.fromhex(text)
    except ValueError:
        data = b""
    if len(data) != _HASH_BYTES:
        raise UsageError("store a hash", text[:80], expected="64 hexadecimal digits")
    return data


def instant_ns(epoch: Epoch) -> int:
    """Nanoseconds of TAI as a column holds them: from 1707 to 2292.

    Raises
    ------
    OutOfRange
        Outside those years.
    """
    if not -_INT64_END <= epoch.tai_ns < _INT64_END:
        raise OutOfRange("store an instant", expected="1707 to 2292", got=f"{epoch.tai_ns} ns")
    return epoch.tai_ns


def instant_us(epoch: Epoch) -> int:
    """Whole microseconds of TAI, as records write instants: every year of four digits fits."""
    return epoch.tai_ns // _NS_PER_US


class Digest(TypeDecorator[str]):
    """A record id or hash: 64 hexadecimal digits in Python, 32 bytes in the table; '' is NULL."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        """To the column."""
        return hash_bytes(value) if value else None

    def process_result_value(self, value: Any | None, dialect: Dialect) -> str:  # noqa: ARG002
        """From the column."""
        return "" if value is None else bytes(value).hex()


class Instant(TypeDecorator[Epoch]):
    """An `Epoch` as nanoseconds of TAI past J2000."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """INTEGER on SQLite, which in strict tables knows no BIGINT."""
        return dialect.type_descriptor(INT64)

    def process_bind_param(self, value: Epoch | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """To the column."""
        return None if value is None else instant_ns(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Epoch | None:  # noqa: ARG002
        """From the column."""
        return None if value is None else Epoch(value)


class Texts(TypeDecorator[tuple[str, ...]]):
    """A tuple of texts as a JSON array."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str:  # noqa: ARG002
        """To the column."""
        return json.dumps(list(value or ()), ensure_ascii=False)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> tuple[str, ...]:  # noqa: ARG002
        """From the column."""
        return tuple(json.loads(value)) if value else ()


class ModeName(TypeDecorator[Mode]):
    """A `Mode` by its name."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Mode | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """To the column."""
        return None if value is None else str(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Mode | None:  # noqa: ARG002
        """From the column."""
        return None if value is None else Mode(value)
