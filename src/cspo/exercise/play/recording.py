"""The recording of a play: every input in order, one JSON object a line, each bound to the last.

A line is ``{"n": .., "prev": .., "line": .., "t_utc": .., "wall_utc": .., "what": {..}}``. *n*
counts from 1, and *prev* is the SHA-256 of the line before as it stands in the file, without its
end of line; that of the first is 64 zeros. So a line can't be changed, left out or put in
unnoticed by whoever has kept the hash of a later one. ``wall_utc`` is for people and for how long
things took; nothing in a replay depends on it.

A file that was being written when the machine failed may end in part of a line: it is cut off,
and told.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import IO, Any, Final

import msgspec

from cspo.errors import MalformedMessage, SourceError, VerificationError
from cspo.node.private_files import explained
from cspo.time import Clock, Epoch

__all__ = [
    "NO_HASH", "Line", "LineKind", "Recorder", "WholeRounds", "read_recording", "whole_rounds",
]  # fmt: skip

NO_HASH: Final = "0" * 64
"""What stands for the line before the first."""

_DIGITS: Final = 9
_WALL_DIGITS: Final = 3
_LONGEST: Final = 256_000_000
"""Bytes of a line: a first catalogue of 30,000 objects has some 20 million."""


class LineKind(StrEnum):
    """What a line tells."""

    FOUNDED = "founded"
    """The first: scenario (name, number, sha256), nations, software, code, begins_utc, ends_utc,
    tick_s."""
    SESSION = "session"
    """A process has opened the nodes: software (its version), code (SHA-256 of its source, as
    `cspo.exercise.play.software.digest_of`). A replay closes and opens them here, too."""
    ROUND = "round"
    """A round begins: number, why (``tick``, ``step``, ``woken``, ``screen``), behind_s (by how
    much the machine can't follow), speed (null: as fast as it goes; 0: by hand), screens (nations
    whose turn it is to screen what was set aside for them; null: each screens all there is)."""
    INPUT = "input"
    """What the world gives a nation: `cspo.exercise.world.Input`, as `to_plain` writes it."""
    INJECT = "inject"
    """An event of the list is given: number, title, to, by (``time``, ``condition``, ``hand``),
    text, action, records (ids of inject records by nation)."""
    DONE = "done"
    """What a scripted player did: name, nation, do, records, failed."""
    ACTION = "action"
    """What was done to the world: action (`cspo.exercise.world.WorldAction`), and failed:
    why it could not be; empty."""
    HAND = "hand"
    """What people put into a node's store between two rounds: nation, records (ids), rows (by
    table). A replay puts the same rows in."""
    COMMAND = "command"
    """A command of the white cell: order (its number), command (`Command`), outcome (``done``,
    ``refused``), text (why)."""
    VERDICT = "verdict"
    """A ruling or note of the white cell: order, command. Or what a measure's condition said."""
    SETTLED = "settled"
    """The round is whole: number, passes, took_s, nations: by nation records (how many its store
    holds) and sha256 (over the ids of those that are new since the last round, in order), held:
    since when what lines of the script wait for has held, truths (how many lines the log of truth
    has), set_aside: nations of which the next turn screens what there is to screen now."""
    FOLDED = "folded"
    """All that was written until here lies in the stores' files themselves: a log beside one is
    of what comes after this line."""
    OVER = "over"
    """The play has come to its end, or was ended: why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line.

    Parameters
    ----------
    n : int
    prev : str
    line : LineKind
    t : Epoch
        In the exercise's world.
    wall : Epoch
        By the machine's clock.
    what : mapping
        As the kind says.
    """

    n: int
    prev: str
    line: LineKind
    t: Epoch
    wall: Epoch
    what: Mapping[str, Any] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """As it stands in the file, without the end of line."""
        return msgspec.json.encode(
            {
                "n": self.n, "prev": self.prev, "line": self.line.value,
                "t_utc": self.t.utc_iso(_DIGITS), "wall_utc": self.wall.utc_iso(_WALL_DIGITS),
                "what": dict(self.what),
            }
        )  # fmt: skip


class _Form(msgspec.Struct, forbid_unknown_fields=True):
    n: int
    prev: str
    line: LineKind
    t_utc: str
    wall_utc: str
    what: dict[str, Any]


class Recorder:
    """Writes a recording on; what `sync` has returned from is on the disk.

    Parameters
    ----------
    path : Path
        The file; made where it is missing. What follows its last whole line is cut off.
    wall : Clock
        The machine's.
    upto : int or None
        Number of the last line to keep; None: the last whole one.

    Attributes
    ----------
    n, hash
        Number and SHA-256 of the last line.
    torn : int
        Bytes that were cut off.
    """

    def __init__(self, path: Path, wall: Clock, *, upto: int | None = None) -> None:
        self.path = path
        self._wall = wall
        self.n, self.hash, self.torn = 0, NO_HASH, 0
        whole = 0
        if path.exists():
            for line, data in _lines(path):
                if upto is not None and line.n > upto:
                    break
                self.n, self.hash = line.n, hashlib.sha256(data).hexdigest()
                whole += len(data) + 1
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
            self.torn = os.fstat(handle).st_size - whole
            if self.torn:
                os.ftruncate(handle, whole)
            self._file: IO[bytes] = os.fdopen(handle, "ab")
        except OSError as error:
            raise explained("record exercise", error, path) from error

    def put(self, line: LineKind, t: Epoch, **what: Any) -> Line:
        """Append a line."""
        made = Line(
            n=self.n + 1, prev=self.hash, line=line, t=t, wall=self._wall.now(), what=what
        )  # fmt: skip
        data = made.to_bytes()
        try:
            self._file.write(data + b"\n")
        except OSError as error:
            raise explained("record exercise", error, self.path) from error
        self.n, self.hash = made.n, hashlib.sha256(data).hexdigest()
        return made

    def sync(self) -> None:
        """Have all lines on the disk.

        Raises
        ------
        ResourceLimit, SourceError
            Where the disk is full, or fails.
        """
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise explained("record exercise", error, self.path) from error

    def close(self) -> None:
        """End; all lines are on the disk."""
        if not self._file.closed:
            try:
                self.sync()
            finally:
                self._file.close()


def read_recording(path: Path) -> Iterator[Line]:
    """The lines of a recording, each held against the one before; a torn last one is left out.

    Raises
    ------
    SourceError
        Where the file can't be read.
    MalformedMessage
        For a line that is none.
    VerificationError
        Where a line was changed, left out or put in.
    """
    for line, _ in _lines(path):
        yield line


def whole_rounds(lines: Iterable[Line]) -> Iterator[Line]:
    """Lines of whole rounds, and what stands between them: not those of one that was broken off."""
    whole = WholeRounds()
    for line in lines:
        yield from whole.take(line)


class WholeRounds:
    """Lets lines through once the round that they are of is whole; what stands between at once."""

    def __init__(self) -> None:
        self._waiting: list[Line] | None = None

    def take(self, line: Line) -> list[Line]:
        """The next line; those that are let through by it, in order."""
        if line.line in {LineKind.ROUND, LineKind.SESSION}:
            self._waiting = [line]
        elif self._waiting is None:
            return [line]
        else:
            self._waiting.append(line)
            if line.line is LineKind.SETTLED:
                found, self._waiting = self._waiting, None
                return found
        return []


def _lines(path: Path) -> Iterator[tuple[Line, bytes]]:
    action, n, prev = "read recording", 0, NO_HASH
    try:
        file = path.open("rb")
    except OSError as error:
        raise SourceError(action, str(path), got=error.strerror or str(error)) from error
    with file:
        while data := file.readline(_LONGEST + 1):
            if not data.endswith(b"\n"):
                if len(data) > _LONGEST:
                    raise MalformedMessage(
                        action, str(path), expected=f"lines up to {_LONGEST:,} bytes", line=n + 1
                    )
                return  # it was being written when the machine failed
            data = data[:-1]
            line = _line(data, str(path), n + 1)
            if (line.n, line.prev) != (n + 1, prev):
                raise VerificationError(
                    action, f"{path}, line {n + 1}", got=f"{line.n} after {line.prev[:12]}..",
                    expected=f"{n + 1} after a line of SHA-256 {prev[:12]}..",
                    hint="a line was changed, left out or put in",
                )  # fmt: skip
            n, prev = line.n, hashlib.sha256(data).hexdigest()
            yield line, data


def _line(data: bytes, subject: str, number: int) -> Line:
    try:
        found = msgspec.json.decode(data, type=_Form)
        return Line(
            n=found.n, prev=found.prev, line=found.line, t=Epoch.from_utc(found.t_utc),
            wall=Epoch.from_utc(found.wall_utc), what=found.what,
        )  # fmt: skip
    except (msgspec.MsgspecError, MalformedMessage, RecursionError, UnicodeDecodeError) as error:
        raise MalformedMessage(
            "read recording", subject, expected="a line of a recording", got=str(error)[:200],
            line=number,
        ) from error  # fmt: skip
