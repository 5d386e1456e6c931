"""What people write into the nodes of a play: between two rounds, and put down row by row.

A round follows from what was there when it began. So who writes by hand waits until the round is
whole, and all rows that a unit of work appended then go into the recording: a replay puts the
same rows in at the same place, whatever program made them.
"""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from cspo.errors import MalformedMessage, ResourceLimit
from cspo.node.appended import Rows

__all__ = ["Hands", "rows_from_json", "rows_to_json"]

_PATIENCE_S: Final = 120.0
"""How long who writes by hand waits for a round to end: the first of a whole sky takes a minute."""
_BYTES: Final = "b64"

Told = Callable[[str, Rows, str], None]


class Hands:
    """Lets the stepping thread and people write in turn.

    Parameters
    ----------
    told : callable
        ``nation, rows, by``: what was appended beside the stepping thread (*by* is empty), or by
        it within `script`.
    """

    def __init__(self, told: Told) -> None:
        self._told = told
        self._free = threading.Condition()
        self._owner: int | None = None
        self._waiting = 0
        self._by = ""

    @contextmanager
    def round(self) -> Iterator[None]:
        """The stepping thread alone writes as long as the block lasts.

        Who waits to write by hand does so first.
        """
        with self._free:
            self._free.wait_for(lambda: self._owner is None and not self._waiting)
            self._owner = threading.get_ident()
        try:
            yield
        finally:
            with self._free:
                self._owner = None
                self._free.notify_all()

    @contextmanager
    def script(self, by: str) -> Iterator[None]:
        """Within a round: what the stepping thread writes now stands for people's work."""
        self._by = by
        try:
            yield
        finally:
            self._by = ""

    def witness(self, nation: str) -> HandWitness:
        """Who is told of one nation's store."""
        return HandWitness(self, nation)

    @contextmanager
    def turn(self, nation: str) -> Iterator[Callable[[Rows], None] | None]:
        """As `cspo.node.appended.Witness` has it."""
        if self._owner == threading.get_ident():
            by = self._by
            yield (lambda rows: self._told(nation, rows, by)) if by else None
            return
        with self._free:
            self._waiting += 1
            try:
                came = self._free.wait_for(lambda: self._owner is None, _PATIENCE_S)
                if not came:
                    raise ResourceLimit(
                        "write to store", nation, expected="a round of the exercise that ends",
                        got=f"one that has lasted for {_PATIENCE_S:.0f} s", hint="try again",
                    )  # fmt: skip
                self._owner = -1
            finally:
                self._waiting -= 1
        try:
            yield lambda rows: self._told(nation, rows, "")
        finally:
            with self._free:
                self._owner = None
                self._free.notify_all()


class HandWitness:
    """Who is told what is appended to one nation's store.

    Parameters
    ----------
    hands : Hands
    nation : str
    """

    def __init__(self, hands: Hands, nation: str) -> None:
        self._hands = hands
        self._nation = nation

    @contextmanager
    def turn(self) -> Iterator[Callable[[Rows], None] | None]:
        """As `cspo.node.appended.Witness` has it."""
        with self._hands.turn(self._nation) as tell:
            yield tell


def rows_to_json(rows: Rows) -> dict[str, list[list[Any]]]:
    """Rows as JSON holds them: bytes as ``{"b64": ...}``."""
    return {table: [[_to_json(value) for value in row] for row in of] for table, of in rows.items()}


def rows_from_json(given: Mapping[str, Sequence[Sequence[Any]]]) -> dict[str, list[list[Any]]]:
    """Back from `rows_to_json`.

    Raises
    ------
    MalformedMessage
        Where it is none.
    """
    try:
        return {
            str(table): [[_from_json(value) for value in row] for row in of]
            for table, of in given.items()
        }
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise MalformedMessage(
            "read recording", "rows", expected="rows by table", got=str(error)[:120]
        ) from error


def _to_json(value: Any) -> Any:
    return {_BYTES: base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def _from_json(value: Any) -> Any:
    if isinstance(value, Mapping):
        return base64.b64decode(value[_BYTES], validate=True)
    if isinstance(value, int | float | str | None):
        return value
    raise TypeError(f"a {type(value).__name__} in a row")
