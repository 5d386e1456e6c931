"""Orders of the white cell that wait: on the disk before whoever gave one is told that it waits.

One JSON object a line, ``{"number": .., "command": {..}}``. What became of an order stands in the
recording, with its number: whoever opens the play next carries out those of which no whole round
tells, each once.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from cspo.errors import MalformedMessage, SourceError
from cspo.exercise.json_form import from_plain, to_plain
from cspo.exercise.white_cell import Command
from cspo.node.private_files import explained, write_private

__all__ = ["Orders", "Waiting"]

_ACTION: Final = "keep an order of the white cell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An order that waits to be carried out.

    Parameters
    ----------
    number : int
        Of the play, from 1 on; no other order of it ever has the same.
    command : Command
    """

    number: int
    command: Command


class _Form(msgspec.Struct, forbid_unknown_fields=True):
    number: int
    command: dict[str, Any]


class Orders:
    """The file of orders of a play; any thread may put one in.

    Parameters
    ----------
    path : Path
        The file; made where it is missing. What follows its last whole line was never answered,
        and is dropped.
    carried_out : collection of int
        Numbers of orders of which whole rounds tell; they go from the file.

    Raises
    ------
    MalformedMessage
        Where a line is no order.
    ResourceLimit, SourceError
        Where it can't be read or written.
    """

    def __init__(self, path: Path, carried_out: Collection[int]) -> None:
        self.path = path
        self._lock = threading.Lock()
        given = _read(path)
        self._last = max([*carried_out, *(each.number for each in given)], default=0)
        self.left = tuple(each for each in given if each.number not in carried_out)
        """Those of before that wait still, in order."""
        write_private(path, b"".join(map(_line, self.left)))  # and its name, for `put`

    def put(self, command: Command) -> Waiting:
        """Put an order on the disk.

        Raises
        ------
        ResourceLimit, SourceError
            Where the disk is full, or fails; then it is not given.
        """
        with self._lock:
            waiting = Waiting(number=self._last + 1, command=command)
            try:
                self._append(_line(waiting))
            except OSError as error:
                raise explained(_ACTION, error, self.path) from error
            self._last = waiting.number
        return waiting

    def _append(self, data: bytes) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        handle = os.open(self.path, flags, 0o600)
        try:
            before = os.fstat(handle).st_size
            try:
                if os.write(handle, data) < len(data):
                    raise OSError(0, "only part of it was written")
                os.fsync(handle)
            except OSError:
                os.ftruncate(handle, before)
                raise
        finally:
            os.close(handle)


def _line(waiting: Waiting) -> bytes:
    given = {"number": waiting.number, "command": to_plain(waiting.command)}
    return msgspec.json.encode(given) + b"\n"


def _read(path: Path) -> list[Waiting]:
    try:
        data = path.read_bytes() if path.exists() else b""
    except OSError as error:
        raise SourceError("read orders", str(path), got=error.strerror or str(error)) from error
    found = []
    for number, line in enumerate(data.split(b"\n")[:-1], 1):
        try:
            form = msgspec.json.decode(line, type=_Form)
            found.append(Waiting(number=form.number, command=from_plain(Command, form.command)))
        except (msgspec.MsgspecError, MalformedMessage, RecursionError) as error:
            raise MalformedMessage(
                "read orders", str(path), expected="an order of the white cell a line",
                got=str(error)[:200], line=number, hint="take the line out to go on without it",
            ) from error  # fmt: skip
    return found
