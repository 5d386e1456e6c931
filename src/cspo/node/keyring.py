"""A nation's own keys: made, rotated, revoked; the signed directories; which key signs now.

A working key lies encrypted in the node's folder. The root key does not: its
file is named when a directory is to be signed, and beside it lies a list of
every directory that it has signed (`signed_list`). The next directory follows
the last of that list, whatever the node's folder holds, so a folder that was
restored from a copy, or a second one for exercises, never makes the root sign
two directories of one number.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from msgspec import structs

from cspo.errors import CspoError, SourceError, UsageError
from cspo.markings import Mode
from cspo.node.directories import (
    DirectoryList,
    accept_directories,
    known_directories,
    last_under_any_root,
    read_directory_list,
)
from cspo.node.home import Home
from cspo.node.private_files import write_private
from cspo.records import Directories, KeyDirectory, KeyEntry, Revocation, sign_directory
from cspo.records.key_directory import ANY_KIND
from cspo.records.payload import utc_of_record
from cspo.records.signing import RootKey, SigningKey, keyid_of, save_key
from cspo.time import Epoch

__all__ = [
    "OwnKey",
    "add_keys",
    "chosen_key",
    "key_file",
    "own_keys",
    "replace_keys",
    "revoke_key",
    "signed_list",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnKey:
    """A key of our own directory, and the file that holds its private half, if it is here."""

    keyid: str
    entry: KeyEntry
    file: Path | None

    def signs(self, mode: Mode, t: Epoch, kind: str = ANY_KIND) -> bool:
        """Whether it is here and may sign records of *kind* (by default: of every kind) at *t*."""
        return (
            self.file is not None
            and mode in self.entry.modes
            and self.entry.revoked is None
            and (ANY_KIND in self.entry.kinds or kind in self.entry.kinds)
            and Epoch.from_utc(self.entry.not_before) <= t < Epoch.from_utc(self.entry.not_after)
        )


def signed_list(root_file: Path) -> Path:
    """Where the directories that a root key has signed are listed: beside it."""
    return root_file.with_name(f"{root_file.name}.signed")


def key_file(home: Home, keyid: str, mode: Mode) -> Path:
    """Where a working key lies."""
    return home.keys / f"{mode}-{keyid.partition('#')[2][:16]}.key"


def own_keys(home: Home, directories: Directories) -> list[OwnKey]:
    """The keys of our newest directory, in its order."""
    latest = directories.latest(home.nation)
    found = []
    for entry in () if latest is None else latest.directory.keys:
        keyid = keyid_of(home.nation, bytes.fromhex(entry.public))
        file = key_file(home, keyid, entry.modes[0])
        found.append(OwnKey(keyid=keyid, entry=entry, file=file if file.exists() else None))
    return found


def chosen_key(home: Home, directories: Directories, mode: Mode, *, t: Epoch) -> OwnKey:
    """The key that signs in *mode* at *t*: of several the one that is valid longest.

    Raises
    ------
    UsageError
        Where there is none, or none of every kind.
    """
    good = [key for key in own_keys(home, directories) if key.signs(mode, t)]
    if not good:
        raise UsageError(
            f"sign in {mode}", home.nation, expected="a key in the node's folder that is valid now",
            got="none", hint=f"cspo keys create --mode {mode}, or cspo keys rotate",
        )  # fmt: skip
    return max(good, key=lambda key: (Epoch.from_utc(key.entry.not_after), key.keyid))


def add_keys(
    home: Home, root: RootKey, root_file: Path, modes: Sequence[Mode], *, kinds: Sequence[str],
    now: Epoch, until: Epoch, passphrase: str,
) -> Directories:  # fmt: skip
    """Make a key for each mode and list them in a new directory.

    The caller holds `Home.writing`. A key is on the disk before it is listed:
    what goes wrong in between leaves a key that no directory knows.

    Raises
    ------
    CspoError
        Where a file can't be written, or the root's list is not sound.
    """
    wanted = [(mode, tuple(sorted(set(kinds)))) for mode in modes]
    new = _made(home, wanted, now=now, until=until, passphrase=passphrase)
    return _publish(home, root, root_file, lambda keys: (*keys, *new), now)


def replace_keys(
    home: Home, root: RootKey, root_file: Path, old: Sequence[OwnKey], *, now: Epoch, until: Epoch,
    passphrase: str,
) -> Directories:  # fmt: skip
    """Make a key for each of *old*, of the same mode and kinds; the old ones end *now*.

    What they signed before stays valid.

    Raises
    ------
    CspoError
        As `add_keys`.
    """
    wanted = [(key.entry.modes[0], key.entry.kinds) for key in old]
    new = _made(home, wanted, now=now, until=until, passphrase=passphrase)
    ending = {key.entry.thumbprint for key in old}
    ended = utc_of_record(now)

    def change(keys: tuple[KeyEntry, ...]) -> tuple[KeyEntry, ...]:
        kept = tuple(
            structs.replace(entry, not_after=ended) if entry.thumbprint in ending else entry
            for entry in keys
        )
        return (*kept, *new)

    return _publish(home, root, root_file, change, now)


def revoke_key(
    home: Home, root: RootKey, root_file: Path, keyid: str, *, after_checkpoint: int, reason: str,
    now: Epoch,
) -> Directories:  # fmt: skip
    """List a key as revoked: only what checkpoints up to *after_checkpoint* cover is believed.

    Raises
    ------
    UsageError
        Where the directory has no such key, or believes less of it already.
    CspoError
        As `add_keys`.
    """
    revocation = Revocation(checkpoint=after_checkpoint, t=utc_of_record(now), reason=reason)
    thumbprint = keyid.partition("#")[2]

    def change(keys: tuple[KeyEntry, ...]) -> tuple[KeyEntry, ...]:
        old = next((entry for entry in keys if entry.thumbprint == thumbprint), None)
        if old is None:
            raise UsageError("revoke key", keyid, expected="a key of the directory", got="no such")
        if old.revoked is not None and old.revoked.checkpoint <= after_checkpoint:
            raise UsageError(
                "revoke key", keyid, got=f"revoked after checkpoint {old.revoked.checkpoint}",
                expected="a key not revoked, or an earlier checkpoint than before",
            )  # fmt: skip
        return tuple(
            structs.replace(entry, revoked=revocation) if entry is old else entry for entry in keys
        )

    return _publish(home, root, root_file, change, now)


def _made(
    home: Home, wanted: Sequence[tuple[Mode, tuple[str, ...]]], *, now: Epoch, until: Epoch,
    passphrase: str,
) -> list[KeyEntry]:  # fmt: skip
    entries = []
    for mode, kinds in wanted:
        key = SigningKey.generate(home.nation)
        save_key(key_file(home, key.keyid, mode), key, passphrase)
        entries.append(
            KeyEntry(
                thumbprint=key.keyid.partition("#")[2],
                public=key.public.hex(),
                modes=(mode,),
                kinds=kinds,
                not_before=utc_of_record(now),
                not_after=utc_of_record(until),
            )
        )
    return entries


def _publish(
    home: Home, root: RootKey, root_file: Path,
    change: Callable[[tuple[KeyEntry, ...]], tuple[KeyEntry, ...]], now: Epoch,
) -> Directories:  # fmt: skip
    """Sign the next directory: first into the root's list, then into the folder."""
    with _alone(signed_list(root_file)):
        known = Directories.replay({root.nation: root.public}, _signed(root, root_file).envelopes)
        with home.store(read_only=True) as store, store.read() as unit:
            here = known_directories(home, unit).envelopes(root.nation)
            before = last_under_any_root(unit, root.nation)
        for envelope in here:  # more than in the list where the root came here without it
            known = known.accept(envelope)
        last = known.latest(root.nation)
        number, prev = before if last is None else (last.directory.version, last.id)
        directory = KeyDirectory(
            nation=root.nation, version=number + 1, prev=prev, t_created=utc_of_record(now),
            keys=change(() if last is None else last.directory.keys),
        )  # fmt: skip
        envelope = sign_directory(directory, root)
        known = known.accept(envelope)  # as partners will
        grown = DirectoryList(
            nation=root.nation, root=root.public, envelopes=known.envelopes(root.nation)
        )
        write_private(signed_list(root_file), grown.to_bytes())
    with home.store() as store:
        return accept_directories(home, grown, store)


def _signed(root: RootKey, root_file: Path) -> DirectoryList:
    """What the root has signed so far."""
    file = signed_list(root_file)
    if not file.exists():
        return DirectoryList(nation=root.nation, root=root.public, envelopes=())
    try:
        found = read_directory_list(file.read_bytes(), str(file))
    except OSError as error:
        raise SourceError("read", str(file), got=error.strerror or str(error)) from error
    if found.root != root.public:
        raise CspoError(
            "sign directory", str(file), expected="the list of this root key", got="another's",
            hint="keep it beside its key",
        )  # fmt: skip
    return found


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Two folders may ask one root at the same time: one after the other."""
    try:
        handle = os.open(file.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise SourceError("sign directory", str(file.parent), got=str(error.strerror)) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
