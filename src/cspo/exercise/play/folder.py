"""The folder of a play: the scenario, what happened, and ten nations' nodes, apart from all else.

::

    DIR/                    0700
    ├── scenario.yaml       as it was when the play was founded
    ├── play.toml           which play this is
    ├── beside/             the file of element sets that the scenario names, where it names one
    ├── lock                held by the one process that plays, or founds
    ├── orders.jsonl        what the white cell has ordered (`cspo.exercise.play.orders`)
    ├── recording.jsonl     every input in order (`cspo.exercise.play.recording`)
    ├── truth.jsonl         what truly happened in the world, one JSON object a line
    ├── founding/           the nodes as they were founded, before the first round: keys, policies
    ├── nodes/              the nodes now (`cspo.box.BoxFolder`), mode EXERCISE
    └── review/             what is made of it afterwards
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from cspo.box.folder import BoxFolder
from cspo.errors import MalformedMessage, SourceError
from cspo.exercise.json_form import from_plain
from cspo.exercise.play.recording import Line, read_recording
from cspo.exercise.world import TruthEvent
from cspo.markings import Mode
from cspo.node.home import FolderInUse
from cspo.node.private_files import explained, read_toml, write_private
from cspo.time import Epoch

__all__ = ["PlayFolder", "bytes_of"]

_FORMAT: Final = 1
_TEXT: Final = """\
# A play of an exercise. Everything in this folder is EXERCISE: none of it is of the real world.
format = {format}
name = {name}
number = {number}
title = {title}
nations = {nations}
software = {software}
scenario_sha256 = "{sha256}"
catalog = {catalog}
catalog_sha256 = "{catalog_sha256}"
founded_utc = "{founded}"
"""


class _PlayFile(msgspec.Struct, forbid_unknown_fields=True):
    format: int
    name: str
    number: int
    title: str
    nations: tuple[str, ...]
    software: str
    scenario_sha256: str
    founded_utc: str
    catalog: str = ""
    catalog_sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayFolder:
    """A play on the disk.

    Parameters
    ----------
    path : Path
    name : str
        Of the exercise.
    number : int
        Version of its scenario.
    title : str
    nations : tuple of str
        Who plays, in order.
    software : str
        The version of cspo that founded it.
    scenario_sha256 : str
        Of ``scenario.yaml``.
    founded : Epoch
        By the machine's clock.
    catalog : str
        The scenario's own file of element sets, in `beside`; empty: it names none.
    catalog_sha256 : str
        Of that file.
    """

    path: Path
    name: str
    number: int
    title: str
    nations: tuple[str, ...]
    software: str
    scenario_sha256: str
    founded: Epoch
    catalog: str = ""
    catalog_sha256: str = ""

    @classmethod
    def is_one(cls, path: Path) -> bool:
        """Whether the founding of a play was completed in this folder."""
        return (path / "play.toml").is_file()

    @classmethod
    def open(cls, path: Path) -> PlayFolder:
        """Open the folder of a play.

        Raises
        ------
        SourceError
            Where there is none.
        MalformedMessage
            Where its ``play.toml`` is not one, or the scenario is not that of the play.
        """
        file = path / "play.toml"
        if not file.is_file():
            raise SourceError(
                "open play", str(path), expected="a folder made by cspo exercise run",
                got="one without play.toml" if path.exists() else "no such folder",
            )  # fmt: skip
        try:
            found = msgspec.convert(dict(read_toml(file)), _PlayFile)
            founded = Epoch.from_utc(found.founded_utc)
        except msgspec.ValidationError as error:
            raise MalformedMessage("read", str(file), expected=str(error)) from error
        if found.format != _FORMAT:
            raise MalformedMessage(
                "read", str(file), expected=f"{_FORMAT}; another may be a newer cspo's",
                got=str(found.format), keyword="format",
            )  # fmt: skip
        folder = cls(
            path=path, name=found.name, number=found.number, title=found.title,
            nations=found.nations, software=found.software,
            scenario_sha256=found.scenario_sha256, founded=founded, catalog=found.catalog,
            catalog_sha256=found.catalog_sha256,
        )  # fmt: skip
        _must_be(folder.scenario_file, folder.scenario_bytes(), folder.scenario_sha256)
        if folder.catalog:
            file = folder.beside / folder.catalog
            _must_be(file, bytes_of("read catalogue", file), folder.catalog_sha256)
        return folder

    def write(self) -> None:
        """Put ``play.toml`` down: from now on the play is founded."""

        def quoted(value: Any) -> str:
            return msgspec.json.encode(value).decode()

        text = _TEXT.format(
            format=_FORMAT, name=quoted(self.name), number=self.number, title=quoted(self.title),
            nations=quoted(self.nations), software=quoted(self.software),
            sha256=self.scenario_sha256, catalog=quoted(self.catalog),
            catalog_sha256=self.catalog_sha256, founded=self.founded.utc_iso(3),
        )  # fmt: skip
        write_private(self.path / "play.toml", text.encode())

    @staticmethod
    @contextmanager
    def held(path: Path) -> Iterator[None]:
        """Be the one process that founds or plays in a folder, as long as the block lasts.

        Whoever comes second must not touch what lies there: stores' logs and the end of the
        recording belong to a round that is being made.

        Raises
        ------
        FolderInUse
            Where another process is at it.
        SourceError
            Where the folder can't be written to.
        """
        action = "play"
        try:
            handle = os.open(path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise explained(action, error, path) from error
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise FolderInUse(
                    action, str(path), expected="no other process that plays there", got="one",
                    hint="wait for it or stop it; another play goes into another folder, --data",
                ) from None  # fmt: skip
            yield
        finally:
            os.close(handle)

    @property
    def scenario_file(self) -> Path:
        """The scenario as it is played."""
        return self.path / "scenario.yaml"

    @property
    def beside(self) -> Path:
        """Where what lay beside the scenario lies."""
        return self.path / "beside"

    @property
    def recording_file(self) -> Path:
        """Every input in order."""
        return self.path / "recording.jsonl"

    @property
    def orders_file(self) -> Path:
        """What the white cell has ordered and was not carried out when it was last opened."""
        return self.path / "orders.jsonl"

    @property
    def truth_file(self) -> Path:
        """What truly happened."""
        return self.path / "truth.jsonl"

    @property
    def founding(self) -> Path:
        """The nodes as they were founded."""
        return self.path / "founding"

    @property
    def review(self) -> Path:
        """Where reports of the play go."""
        return self.path / "review"

    @property
    def nodes(self) -> BoxFolder:
        """The nodes as they are now.

        Raises
        ------
        CspoError
            As `BoxFolder.open` and `BoxFolder.of_mode`: none of another mode is let in.
        """
        return BoxFolder.open(self.path / "nodes").of_mode(Mode.EXERCISE)

    def scenario_bytes(self) -> bytes:
        """The bytes of the scenario.

        Raises
        ------
        SourceError
            Where they can't be read.
        """
        return bytes_of("read scenario", self.scenario_file)

    def recording(self) -> Iterator[Line]:
        """The lines of the recording; raises as `read_recording`."""
        return read_recording(self.recording_file)

    def truth(self) -> list[TruthEvent]:
        """What truly happened, in the order in which it was put down; a torn last line is left out.

        Raises
        ------
        SourceError, MalformedMessage
            Where the file can't be read, or a line is none.
        """
        return [from_plain(TruthEvent, given) for given in _objects(self.truth_file)]


def bytes_of(action: str, path: Path) -> bytes:
    """All of a file.

    Raises
    ------
    SourceError
        Where it can't be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceError(action, str(path), got=error.strerror or str(error)) from error


def _must_be(file: Path, data: bytes, sha256: str) -> None:
    if hashlib.sha256(data).hexdigest() != sha256:
        raise MalformedMessage(
            "open play", str(file), expected="what is played", got="something else",
            hint="a play keeps its scenario; another one is another play",
        )  # fmt: skip


def _objects(path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(bytes_of("read truth", path).split(b"\n")[:-1], 1):
        try:
            yield msgspec.json.decode(line, type=dict[str, Any])
        except (msgspec.MsgspecError, RecursionError) as error:
            raise MalformedMessage(
                "read truth", str(path), expected="one JSON object a line", got=str(error)[:200],
                line=number,
            ) from error  # fmt: skip
