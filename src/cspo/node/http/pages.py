"""Lists come in pages; a cursor says where the next begins and tells nothing else.

What a node holds is counted in one sequence, and a number of that would tell a
reader how much there is that he may not see. So a cursor is the number under
a key of the store: whoever holds one can go on from it, and neither read nor
make one.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Annotated, Final, Generic, TypeVar

import msgspec
from litestar.params import QueryParameter

from cspo.node.http.faults import unwanted

__all__ = ["Cursor", "Cursors", "Limit", "Page"]

T = TypeVar("T")

_HALF: Final = 8
_ROUNDS: Final = 6
_LENGTH: Final = 22

Limit = Annotated[
    int, QueryParameter(ge=1, le=1_000, description="At most so many items; fewer may come.")
]
"""How many items a page has at most."""

Cursor = Annotated[
    str,
    QueryParameter(
        max_length=64, pattern=r"^[A-Za-z0-9_-]*$",
        description="Where to go on: `next` of the page before; nothing for the first.",
    ),
]  # fmt: skip
"""Where a page begins."""


class Page(msgspec.Struct, Generic[T], frozen=True):
    """Part of a list.

    Parameters
    ----------
    items : list
        In the list's order.
    next : str or None
        The cursor of the next page; None where this one was the last.
    """

    items: list[T]
    next: str | None = None


class Cursors:
    """Makes and reads the cursors of one store: a number, sealed by a keyed permutation.

    Parameters
    ----------
    secret : bytes
        32 bytes that belong to the store.

    Examples
    --------
    >>> cursors = Cursors(bytes(32))
    >>> cursors.read(cursors.make(25544))
    25544
    """

    def __init__(self, secret: bytes) -> None:
        self._keys = [
            hashlib.blake2b(bytes([n]), key=secret, digest_size=32).digest() for n in range(_ROUNDS)
        ]

    def make(self, number: int) -> str:
        """The cursor of a number."""
        left, right = number.to_bytes(_HALF, "big"), bytes(_HALF)
        for key in self._keys:
            left, right = right, _mixed(left, _round(key, right))
        return base64.urlsafe_b64encode(left + right).decode().rstrip("=")

    def read(self, cursor: str, field: str = "cursor") -> int:
        """The number of a cursor; 0 for none.

        Raises
        ------
        Refused
            Where this store has not made it.
        """
        if not cursor:
            return 0
        try:
            data = base64.urlsafe_b64decode(cursor + "==") if len(cursor) == _LENGTH else b""
        except (binascii.Error, ValueError):
            data = b""
        left, right = data[:_HALF], data[_HALF:]
        for key in reversed(self._keys):
            left, right = _mixed(right, _round(key, left)), left
        if len(data) != 2 * _HALF or right != bytes(_HALF):
            raise unwanted(field, "a cursor of this node", "begin again without one")
        return int.from_bytes(left, "big")


def _round(key: bytes, half: bytes) -> bytes:
    return hashlib.blake2b(half, key=key, digest_size=_HALF).digest()


def _mixed(a: bytes, b: bytes) -> bytes:
    return bytes(x ^ y for x, y in zip(a, b, strict=False))
