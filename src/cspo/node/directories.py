"""Signed key directories as files that people hand on, and as the node's folder keeps them.

A list of directories is a text file: a line with the root's public key, then one
envelope a line, oldest first. ``DIR/directories/AUS.keys`` is that of Australia.
Whose root key it is, the file only claims: the one that counts is pinned in
``anchors.toml``, after it was compared by voice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from cspo.errors import MalformedMessage, UsageError
from cspo.markings import NATIONS
from cspo.node.home import Home
from cspo.node.private_files import write_private
from cspo.records import Directories, Envelope, record_id
from cspo.records.directory import open_directory
from cspo.records.key_directory import decode_directory
from cspo.records.signing import keyid_of

if TYPE_CHECKING:
    from cspo.federation.store import Unit
    from cspo.node.store import SqliteStore

__all__ = [
    "DirectoryList",
    "accept_directories",
    "known_directories",
    "last_under_any_root",
    "list_file",
    "read_directory_list",
    "write_lists",
]

_MOST_BYTES: Final = 64 << 20
_ROOT_BYTES: Final = 32


class _First(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    nation: str
    root: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryList:
    """What a file of directories holds. Only its form was checked.

    Parameters
    ----------
    nation : str
        Whose they are.
    root : bytes
        The root's public key, 32 bytes, as the file says.
    envelopes : tuple of bytes
        The signed directories, oldest first.
    """

    nation: str
    root: bytes
    envelopes: tuple[bytes, ...]

    def to_bytes(self) -> bytes:
        """The file: the root's line, then one envelope a line."""
        first = msgspec.json.encode(_First(self.nation, self.root.hex()))
        return b"".join(line + b"\n" for line in (first, *self.envelopes))


def read_directory_list(data: bytes, name: str) -> DirectoryList:
    """Read a file of directories; the signatures are for `accept_directories`.

    Raises
    ------
    MalformedMessage
        Where it is none.
    """
    first, *rest = data.split(b"\n")
    try:
        head = msgspec.json.decode(first, type=_First)
        root = bytes.fromhex(head.root)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        head, root = _First("", ""), b""
    if len(data) > _MOST_BYTES or head.nation not in NATIONS or len(root) != _ROOT_BYTES:
        raise MalformedMessage(
            "read key directories", name, line=1, expected="a nation and its root key",
            got="something else", hint="cspo keys show -o FILE writes such a file",
        )  # fmt: skip
    return DirectoryList(
        nation=head.nation, root=root, envelopes=tuple(line for line in rest if line.strip())
    )


def list_file(home: Home, nation: str) -> Path:
    """Where the list of a nation lies in the node's folder."""
    return home.directories / f"{nation}.keys"


def known_directories(home: Home, unit: Unit) -> Directories:
    """What the store holds of the nations whose root keys are pinned.

    Raises
    ------
    RefusedRecord
        Where the store holds what a pinned root has not signed.
    """
    return _replayed(home.anchors(), unit.directories())


def accept_directories(home: Home, given: DirectoryList, store: SqliteStore) -> Directories:
    """Take a nation's directories into the store; the caller holds `Home.writing`.

    Those from before the first that the store holds are passed over.

    Raises
    ------
    UsageError
        Where no root key is pinned for the nation, or another than the file's.
    RefusedRecord
        Where one of them is not signed by that root or does not follow: then none is taken.
    """
    pinned = home.anchors().get(given.nation)
    if pinned != given.root:
        raise UsageError(
            "accept directories", given.nation,
            expected="the pinned root key" if pinned else "a pinned root key",
            got="another" if pinned else "none", hint="cspo keys trust compares and pins it",
        )  # fmt: skip
    with store.write() as unit:
        known = known_directories(home, unit)
        held = [
            open_directory(each, known.anchors).directory.version
            for each in known.envelopes(given.nation)
        ]
        for envelope in given.envelopes:
            new = open_directory(envelope, known.anchors).directory
            if held and new.version < held[0]:
                continue
            known = known.accept(envelope)
            unit.put_directory(new.nation, new.version, envelope)
        latest = known.latest(given.nation)
        if latest is not None and latest.envelope not in unit.directories():
            raise UsageError(
                "accept directories", given.nation, got="a number that its former root has used",
                expected="numbers that go on from those before",
                hint="a new root key goes on from the last directory of the old one",
            )  # fmt: skip
    write_lists(home, known)
    return known


def write_lists(home: Home, known: Directories) -> None:
    """Write the file of each nation's directories where it is not what is known."""
    for nation, root in known.anchors.items():
        listed = DirectoryList(nation=nation, root=root, envelopes=known.envelopes(nation))
        file, data = list_file(home, nation), listed.to_bytes()
        if listed.envelopes and not (file.exists() and file.read_bytes() == data):
            write_private(file, data)


def last_under_any_root(unit: Unit, nation: str) -> tuple[int, str]:
    """Number and id of a nation's newest directory in the store, whoever has signed it.

    (0, "") where there is none. A new root key goes on from there: numbers are used once.
    """
    found = (0, "")
    for envelope in unit.directories():
        payload = Envelope.from_bytes(envelope).payload
        directory = decode_directory(payload)
        if directory.nation == nation and directory.version > found[0]:
            found = (directory.version, record_id(payload))
    return found


def _replayed(anchors: dict[str, bytes], envelopes: Iterable[bytes]) -> Directories:
    """Those that pinned roots have signed.

    An anchor that was taken out, or gave way to another, takes its directories along.
    """
    known = Directories(anchors)
    for envelope in envelopes:
        signer = Envelope.from_bytes(envelope).signatures[0].keyid
        root = anchors.get(signer.partition("#")[0])
        if root is not None and keyid_of(signer.partition("#")[0], root) == signer:
            known = known.accept(envelope)
    return known
