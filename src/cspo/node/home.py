"""A node's folder: what one nation's node keeps on its own disk, and who may write to it.

::

    DIR/                    0700
    ├── node.toml           which nation's node this is
    ├── anchors.toml        root public keys of the nations, each compared by voice
    ├── policy.toml         the release policy, if the nation has written one
    ├── people.toml         who may sign in, if the node serves
    ├── sites.csv           sensor sites that its people may see, if there are any
    ├── access.sqlite       hashes of tokens and sessions
    ├── store.sqlite        records, feeds, decisions: the truth
    ├── keys/               signing keys, encrypted; the root key is kept elsewhere
    ├── directories/        the signed key directories of each nation, to hand on
    ├── sent/               the manifest of the last bundle of each feed
    └── lock                held by the one process that writes

Nothing in it is for others to read: folders are made 0700 and files 0600,
whatever the umask. A file changes whole or not at all.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from cspo.errors import MalformedMessage, SourceError, UsageError, WrongSide
from cspo.markings import CSPO_RULEBOOK, NATIONS, Mode, Subject
from cspo.node.anchors import read_anchors, write_anchors
from cspo.node.private_files import explained, read_toml, write_private
from cspo.time import Epoch

if TYPE_CHECKING:
    from cspo.node.store import SqliteStore

__all__ = ["HEAD_FIELDS", "FolderInUse", "Home", "side_of", "tell_wrong_side"]

_FORMAT: Final = 1
_BY_OTHERS: Final = 0o077

_NODE: Final = """\
# A node of cspo. Which nation's it is does not change: make another folder for another nation.
format = {format}
nation = "{nation}"
created = "{created}"

# What may lie on it: up to which level (U, R, C, S, TS), and under which caveats. What partners
# send above that is quarantined, never shown.
ceiling = "U"
caveats = []

# How it runs: docs/reference/node-config.md.
"""


class _NodeFile(msgspec.Struct, forbid_unknown_fields=True):
    format: int
    nation: str
    created: str
    ceiling: str
    caveats: tuple[str, ...]


HEAD_FIELDS: Final = frozenset(field.name for field in msgspec.structs.fields(_NodeFile))
"""What stands at the head of ``node.toml``; the tables below are `cspo.node.runtime.config`'s."""


class FolderInUse(SourceError):
    """Another process writes to the node's folder: one that serves it, as a rule."""


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of one nation's node.

    Parameters
    ----------
    path : Path
        The folder.
    nation : str
        Trigraph of the nation.
    ceiling : str
        The highest level, of the coalition's policy, that may lie on it.
    caveats : tuple of str
        Under which caveats.
    """

    path: Path
    nation: str
    ceiling: str = "U"
    caveats: tuple[str, ...] = ()

    @classmethod
    def create(cls, path: Path, nation: str, *, modes: Collection[Mode], now: Epoch) -> Home:
        """Make the folder, or open it where it is this nation's already.

        Parameters
        ----------
        modes : collection of Mode
            What the node is for; decides whether its store is one of the real
            sky or one of exercises (`side_of`), which stays so.

        Raises
        ------
        UsageError
            Where the folder holds something else, or is another nation's.
        SourceError, ResourceLimit
            Where it can't be written.
        """
        if nation not in NATIONS:
            raise UsageError("make a node", nation, expected=f"one of {' '.join(NATIONS)}")
        side = side_of(modes)
        if (path / "node.toml").exists():
            home = cls.open(path)
            if home.nation != nation:
                raise UsageError(
                    "make a node", str(path), expected=f"a folder of {nation}",
                    got=f"one of {home.nation}", hint="give another folder with --data",
                )  # fmt: skip
            with home.store(read_only=True) as store:
                held = store.modes
            if not held.issuperset(modes):
                error = WrongSide(
                    "make a node", str(path), expected=f"modes of {' '.join(sorted(side))}",
                    got=f"a store of {' '.join(sorted(held))}",
                    hint="an exercise has a folder of its own: name it with --data",
                )  # fmt: skip
                home.audit_wrong_side(error, "making a node", t=now)
                raise error
            return home
        _must_be_free(path)
        home = cls(path, nation)
        try:
            for folder in (path, home.keys, home.directories):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                folder.chmod(0o700)
        except OSError as error:
            raise explained("make folder", error, path) from error
        write_anchors(home.anchors_file, {})
        with home._opened(create=True, modes=side):
            home.database.chmod(0o600)
        text = _NODE.format(format=_FORMAT, nation=nation, created=now.utc_iso(6))
        write_private(path / "node.toml", text.encode())
        return home

    @classmethod
    def open(cls, path: Path) -> Home:
        """Open a folder that `create` made.

        Raises
        ------
        SourceError
            Where there is none.
        MalformedMessage
            Where its ``node.toml`` is not one.
        """
        file = path / "node.toml"
        if not file.is_file():
            there = "a file" if path.is_file() else "one without node.toml"
            raise SourceError(
                "open node's folder", str(path), expected="a folder made by cspo keys create",
                got=there if path.exists() else "no such folder",
                hint="name it with --data or CSPO_HOME",
            )  # fmt: skip
        try:
            head = {key: value for key, value in read_toml(file).items() if not _is_table(value)}
            found = msgspec.convert(head, _NodeFile)
        except msgspec.ValidationError as error:
            raise MalformedMessage("read", str(file), expected=str(error)) from error
        for keyword, good, expected in (
            ("format", found.format == _FORMAT, f"{_FORMAT}; another may be a newer cspo's"),
            ("nation", found.nation in NATIONS, f"one of {' '.join(NATIONS)}"),
            ("ceiling", found.ceiling in CSPO_RULEBOOK.ceilings, "one of U R C S TS"),
        ):
            if not good:
                raise MalformedMessage(
                    "read", str(file), expected=expected, got=str(getattr(found, keyword))[:40],
                    keyword=keyword,
                )  # fmt: skip
        return cls(path, found.nation, found.ceiling, found.caveats)

    def subject(self, modes: Collection[Mode]) -> Subject:
        """The node as the rules of the markings see it."""
        return Subject(
            party=self.nation, ceiling=self.ceiling, caveats=frozenset(self.caveats),
            modes=frozenset(modes),
        )  # fmt: skip

    @contextmanager
    def store(self, *, read_only: bool = False, folds_itself: bool = True) -> Iterator[SqliteStore]:
        """The store, open as long as the block lasts; to write, hold `writing` as well.

        Raises
        ------
        CspoError
            As `cspo.node.store.SqliteStore`.
        """
        with self._opened(read_only=read_only, folds_itself=folds_itself) as store:
            yield store

    def _opened(
        self, *, read_only: bool = False, create: bool = False,
        modes: frozenset[Mode] | None = None, folds_itself: bool = True,
    ) -> SqliteStore:  # fmt: skip
        try:
            from cspo.node.store import SqliteStore  # noqa: PLC0415 - takes SQLAlchemy, 0.2 s
        except ImportError as error:
            raise UsageError(
                "open store", str(self.database), expected="SQLAlchemy and Alembic",
                got=f"no {error.name}", hint="pip install 'cspo[server]'",
            ) from error  # fmt: skip
        return SqliteStore(
            self.database, modes=modes, create=create, read_only=read_only,
            folds_itself=folds_itself,
        )  # fmt: skip

    @property
    def node_file(self) -> Path:
        """What says whose node it is, and how it runs."""
        return self.path / "node.toml"

    @property
    def keys(self) -> Path:
        """Folder of the encrypted signing keys."""
        return self.path / "keys"

    @property
    def directories(self) -> Path:
        """Folder of the signed key directories."""
        return self.path / "directories"

    @property
    def database(self) -> Path:
        """The store's file."""
        return self.path / "store.sqlite"

    @property
    def policy(self) -> Path:
        """The release policy; it need not exist."""
        return self.path / "policy.toml"

    @property
    def anchors_file(self) -> Path:
        """The pinned root public keys."""
        return self.path / "anchors.toml"

    def anchors(self) -> dict[str, bytes]:
        """Root public keys by nation: 32 bytes each; see `read_anchors`."""
        return read_anchors(self.anchors_file) if self.anchors_file.exists() else {}

    def pin(self, nation: str, public: bytes) -> None:
        """Pin a nation's root public key; the caller has compared it, and holds `writing`."""
        write_anchors(self.anchors_file, {**self.anchors(), nation: public})

    def audit_wrong_side(self, error: WrongSide, by: str, *, t: Epoch) -> None:
        """Put into the audit that what is of the other side was tried here, and by what.

        Raises
        ------
        FolderInUse, SourceError
            As `writing`.
        """
        with self.writing("cspo: refusing another side"), self.store() as store:
            tell_wrong_side(store, error, by, t=t)

    def key_modes(self) -> frozenset[Mode]:
        """Modes of the working keys that lie here, by the names of their files."""
        names = (file.name.partition("-")[0] for file in self.keys.glob("*-*.key"))
        return frozenset(Mode[name] for name in names if name in Mode.__members__)

    def exposed(self) -> list[Path]:
        """Keys, secrets and folders of them that others on this machine may read."""
        found = [self.path, self.keys, self.database, *sorted(self.keys.glob("*"))]
        return [path for path in found if path.exists() and path.stat().st_mode & _BY_OTHERS]

    @contextmanager
    def writing(self, what: str) -> Iterator[None]:
        """Be the one process that writes to this folder, as long as the block lasts.

        Parameters
        ----------
        what : str
            What writes, for whoever comes second: ``"cspo feed import"``.

        Raises
        ------
        FolderInUse
            Where another process writes.
        SourceError
            Where the folder is read-only.
        """
        try:
            handle = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise explained("write to node's folder", error, self.path) from error
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                other = os.pread(handle, 200, 0).decode(errors="replace").strip()
                raise FolderInUse(
                    "write to node's folder", str(self.path), expected="no other process there",
                    got=other or "another process",
                    hint="a node has one writer at a time: wait for it, or stop it",
                ) from None  # fmt: skip
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"{what}, process {os.getpid()}\n".encode(), 0)
            yield
            os.ftruncate(handle, 0)
        finally:
            os.close(handle)


def tell_wrong_side(store: SqliteStore, error: WrongSide, by: str, *, t: Epoch) -> None:
    """Put into the audit of a store that what is of the other side was tried there."""
    fields = {
        "by": by, "what": f"{error.action} {error.subject}"[:200], "expected": error.expected,
        "got": error.got,
    }  # fmt: skip
    with store.write() as unit:
        unit.audit("wrong-side-refused", fields, t=t)


def side_of(modes: Collection[Mode]) -> frozenset[Mode]:
    """The modes of a store that is to hold *modes*: of the real sky, or of exercises.

    Raises
    ------
    UsageError
        Where they are of both.
    """
    exercise = {Mode.EXERCISE, Mode.SIMULATED}.intersection(modes)
    if exercise and Mode.REAL in modes:
        raise UsageError(
            "make a node", expected="modes of the real sky or of exercises",
            got=" ".join(sorted(modes)), hint="an exercise has a folder of its own",
        )  # fmt: skip
    return frozenset(
        {Mode.EXERCISE, Mode.SIMULATED, Mode.TEST} if exercise else {Mode.REAL, Mode.TEST}
    )


def _must_be_free(path: Path) -> None:
    """A folder that holds something else is nobody's to take over."""
    if path.exists() and not path.is_dir():
        raise UsageError("make a node", str(path), expected="a folder", got="a file")
    ours = {"keys", "directories", "anchors.toml", "store.sqlite", "lock"}  # of a first try
    try:
        taken = path.exists() and any(
            child.name.removesuffix("-wal").removesuffix("-shm") not in ours
            for child in path.iterdir()
        )
    except OSError as error:
        raise explained("make a node", error, path) from error
    if taken:
        raise UsageError(
            "make a node", str(path), expected="a new or empty folder",
            got="one that holds something else", hint="give another folder with --data",
        )  # fmt: skip


def _is_table(value: object) -> bool:
    """Whether a value of a TOML file is a table, or an array of tables."""
    tables = isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)
    return tables or isinstance(value, dict)
