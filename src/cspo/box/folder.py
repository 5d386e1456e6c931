"""The box's folder: ten nations' folders side by side, and what no single nation has.

::

    DIR/                    0700
    ├── box.toml            when the box's world began, with which catalogue
    ├── passphrase          opens the keys of all ten: in a box, one hand holds them
    ├── roots/              the root keys, which ten nations would keep offline
    ├── AUS/ ... USA/       one node's folder each (cspo.node.home)
    ├── running.json        while a process runs it: where it listens
    └── open.html           while cspo up --open runs: leads a browser to the page
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import msgspec

from cspo.errors import MalformedMessage, SourceError, UsageError, WrongSide
from cspo.markings import NATIONS, Mode
from cspo.node.clock import SystemClock
from cspo.node.home import FolderInUse, Home
from cspo.node.private_files import explained, read_toml, write_private
from cspo.node.runtime.config import read_config
from cspo.time import Epoch

__all__ = ["BoxFolder", "Running"]

_FORMAT: Final = 1
_TEXT: Final = """\
# A box of cspo: ten nations' nodes in one process. Everything in it is SIMULATED.
format = {format}
nations = {nations}

# When the box's world began, UTC, and with which sky.
began = "{began}"
catalog = {catalog}
"""


class _BoxFile(msgspec.Struct, forbid_unknown_fields=True):
    format: int
    nations: tuple[str, ...]
    began: str
    catalog: str


class Running(msgspec.Struct, frozen=True, kw_only=True):
    """Who runs a box, and where it listens."""

    pid: int
    url: str


@dataclass(frozen=True, slots=True)
class BoxFolder:
    """A box on the disk.

    Parameters
    ----------
    path : Path
        The folder.
    nations : tuple of str
        Whose nodes are in it, sorted.
    began : Epoch
        The first instant of its world.
    catalog : str
        What people call the catalogue that it began with.
    """

    path: Path
    nations: tuple[str, ...]
    began: Epoch
    catalog: str

    @classmethod
    def is_one(cls, path: Path) -> bool:
        """Whether the founding of a box was completed in this folder."""
        return (path / "box.toml").is_file()

    @classmethod
    def open(cls, path: Path) -> BoxFolder:
        """Open the folder of a box.

        Raises
        ------
        SourceError
            Where there is none.
        MalformedMessage
            Where its ``box.toml`` is not one.
        """
        file = path / "box.toml"
        if not file.is_file():
            raise SourceError(
                "open box", str(path), expected="a folder made by cspo up",
                got="one without box.toml" if path.exists() else "no such folder",
                hint="name it with --data",
            )  # fmt: skip
        try:
            found = msgspec.convert(dict(read_toml(file)), _BoxFile)
        except msgspec.ValidationError as error:
            raise MalformedMessage("read", str(file), expected=str(error)) from error
        if found.format != _FORMAT:
            raise MalformedMessage(
                "read", str(file), expected=f"{_FORMAT}; another may be a newer cspo's",
                got=str(found.format), keyword="format",
            )  # fmt: skip
        if unknown := sorted(set(found.nations).difference(NATIONS)):
            raise MalformedMessage(
                "read", str(file), expected=f"nations of {' '.join(NATIONS)}", got=unknown[0][:40],
                keyword="nations",
            )  # fmt: skip
        return cls(path, found.nations, Epoch.from_utc(found.began), found.catalog)

    def write(self) -> None:
        """Put ``box.toml`` down: from now on the box is founded."""
        text = _TEXT.format(
            format=_FORMAT, nations=msgspec.json.encode(self.nations).decode(),
            began=self.began.utc_iso(6), catalog=msgspec.json.encode(self.catalog).decode(),
        )  # fmt: skip
        write_private(self.path / "box.toml", text.encode())

    def home(self, nation: str) -> Home:
        """The folder of one nation's node.

        Raises
        ------
        UsageError
            Where the nation is not in this box.
        """
        if nation not in self.nations:
            raise UsageError("open box", nation, expected=f"one of {' '.join(self.nations)}")
        return Home.open(self.path / nation)

    def of_mode(self, mode: Mode) -> Self:
        """The same, where each node in it works in *mode*; nothing was written to any till then.

        A real node's folder that somebody has put here, or linked to, tells of it in its audit.

        Raises
        ------
        WrongSide
            Where a node works in another mode.
        UsageError
            Where a folder is another nation's.
        """
        for nation in self.nations:
            home = self.home(nation)
            with home.store(read_only=True) as store:
                got = read_config(home).mode(store.modes)
            if got is not mode:
                error = WrongSide(
                    "open box", str(home.path), expected=f"a node of mode {mode}", got=str(got),
                    hint="exercises, boxes and real nodes have folders of their own",
                )  # fmt: skip
                if got is Mode.REAL:
                    # Of a node that runs, nobody else opens the folder anyhow.
                    with suppress(FolderInUse, SourceError):
                        home.audit_wrong_side(error, "box or exercise", t=SystemClock().now())
                raise error
            if home.nation != nation or home.path.is_symlink():
                raise UsageError(
                    "open box", str(home.path), expected=f"the folder of {nation}'s node itself",
                    got=f"{'a link to one' if home.path.is_symlink() else 'one'} of {home.nation}",
                )  # fmt: skip
        return self

    def passphrase(self) -> str:
        """What opens the keys of all nations in the box.

        Raises
        ------
        SourceError
            Where it can't be read.
        """
        file = self.path / "passphrase"
        try:
            return file.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise explained("read", error, file) from error

    @property
    def running_file(self) -> Path:
        """Who runs it, while somebody does."""
        return self.path / "running.json"

    @property
    def opening_file(self) -> Path:
        """Leads a browser to the page with a code that opens it, while the box runs."""
        return self.path / "open.html"

    def running(self) -> Running | None:
        """Who said last that they run it; a process that was killed takes nothing back."""
        try:
            return msgspec.json.decode(self.running_file.read_bytes(), type=Running)
        except (OSError, msgspec.MsgspecError):
            return None
