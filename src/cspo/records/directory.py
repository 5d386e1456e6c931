"""The directories that a node has accepted, by nation, and what they say of a key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NoReturn

from cspo.errors import MalformedMessage, UsageError
from cspo.markings import NATIONS, Mode
from cspo.records.envelope import KEY_DIRECTORY_TYPE, Envelope
from cspo.records.identity import record_id
from cspo.records.key_directory import (
    ANY_KIND,
    Anchors,
    KeyDirectory,
    KeyEntry,
    Revocation,
    decode_directory,
    sign_directory,
)
from cspo.records.signing import VerifyKey, keyid_of, thumbprint_of, verify_envelope
from cspo.records.verdicts import Refusal, RefusedRecord, refusal_of
from cspo.time import Epoch

__all__ = [
    "Accepted", "Anchors", "Directories", "DirectoryFork", "KeyDirectory", "KeyEntry", "Revocation",
    "is_directory_fork", "open_directory", "sign_directory",
]  # fmt: skip

_NATION: Final = 3  # letters that a keyid begins with


class DirectoryFork(RefusedRecord):
    """A nation's root has signed two directories of one version.

    Parameters
    ----------
    proof : tuple of bytes
        The two envelopes. `is_directory_fork` checks them anywhere, offline.
    """

    def __init__(
        self,
        action: str,
        subject: str = "",
        *,
        code: Refusal = Refusal.DIRECTORY_FORK,
        expected: str = "",
        got: str = "",
        hint: str = "",
        proof: tuple[bytes, bytes] = (b"", b""),
    ) -> None:
        super().__init__(action, subject, code=code, expected=expected, got=got, hint=hint)
        self.proof = proof


class Accepted:
    """One directory that was accepted: its content, its id, and the bytes that prove it."""

    __slots__ = ("directory", "envelope", "id")

    def __init__(self, directory: KeyDirectory, id_: str, envelope: bytes) -> None:
        self.directory = directory
        self.id = id_
        self.envelope = envelope


class _Key:
    """An entry with what is asked of it many times a second already worked out."""

    __slots__ = ("entry", "not_after", "not_before", "verify_key")

    def __init__(self, entry: KeyEntry) -> None:
        self.entry = entry
        self.verify_key = VerifyKey(bytes.fromhex(entry.public))
        self.not_before = Epoch.from_utc(entry.not_before)
        self.not_after = Epoch.from_utc(entry.not_after)


class Directories:
    """Accepted directories of each nation, frozen: `accept` answers with a new collection.

    Parameters
    ----------
    anchors : mapping
        Raw root public keys by nation, pinned by hand. A nation without one has no keys here.

    Raises
    ------
    UsageError
        Where an anchor is of no nation.
    VerificationError
        Where an anchor is no sound public key.
    """

    __slots__ = ("_chains", "_keys", "anchors")

    def __init__(self, anchors: Anchors) -> None:
        strange = sorted(set(anchors) - set(NATIONS))
        if strange:
            raise UsageError("pin anchors", expected=" ".join(NATIONS), got=" ".join(strange)[:60])
        for public in anchors.values():
            VerifyKey(public)
        self.anchors = dict(anchors)
        self._chains: dict[str, tuple[Accepted, ...]] = {}
        self._keys: dict[str, _Key] = {}

    @classmethod
    def replay(cls, anchors: Anchors, envelopes: Iterable[bytes]) -> Directories:
        """From what a store has kept: each nation's envelopes in the order of their versions.

        Raises
        ------
        RefusedRecord
            Where one of them does not follow; as `accept`.
        """
        found = cls(anchors)
        for envelope in envelopes:
            found = found.accept(envelope)
        return found

    def accept(self, envelope: bytes) -> Directories:
        """A collection that also holds this directory; itself where it held it before.

        A nation's first directory may have any version: its anchor vouches for it.

        Raises
        ------
        RefusedRecord
            UNKNOWN_NATION, UNKNOWN_KEY or BAD_SIGNATURE where the nation's root
            has not signed it; DIRECTORY_ROLLBACK for an older version than those
            held; DIRECTORY_GAP for a newer one that does not follow at once;
            DIRECTORY_UNDOES where it drops or widens a key or takes a revocation back.
        DirectoryFork
            Where another directory of this version is held, or it names another before it.
        """
        new = open_directory(envelope, self.anchors)
        nation = new.directory.nation
        chain = self._chains.get(nation, ())
        if any(held.id == new.id for held in chain):
            return self
        if chain:
            _check_follows(chain, new)
        grown = Directories(self.anchors)
        grown._chains = {**self._chains, nation: (*chain, new)}
        kept = {keyid: key for keyid, key in self._keys.items() if keyid[:_NATION] != nation}
        grown._keys = kept | {
            f"{nation}#{entry.thumbprint}": _Key(entry) for entry in new.directory.keys
        }
        return grown

    def latest(self, nation: str) -> Accepted | None:
        """The newest directory of a nation."""
        chain = self._chains.get(nation)
        return chain[-1] if chain else None

    def envelopes(self, nation: str) -> tuple[bytes, ...]:
        """Every accepted directory of a nation, oldest first, to hand on or to keep."""
        return tuple(each.envelope for each in self._chains.get(nation, ()))

    def key(self, keyid: str) -> KeyEntry | None:
        """What the newest directory says of a key, or None where it has no such."""
        found = self._keys.get(keyid)
        return None if found is None else found.entry

    def verify_key(self, keyid: str) -> VerifyKey | None:
        """The key to hold signatures against, or None; for `verify_envelope`."""
        found = self._keys.get(keyid)
        return None if found is None else found.verify_key

    def judge(
        self, keyid: str, *, mode: Mode, kind: str, t: Epoch, checkpoint: int | None = None
    ) -> Refusal | None:
        """Whether a key may have signed something; None: it may.

        Parameters
        ----------
        keyid : str
            The key.
        mode, kind : Mode, str
            Of what was signed; ``checkpoint``, ``receipt`` and ``bundle`` are kinds too.
        t : Epoch
            When it was made, as it says itself.
        checkpoint : int or None
            The first checkpoint of the nation, in this mode, known to cover it;
            None where none is known, and then a revoked key is not believed.
        """
        key = self._keys.get(keyid)
        if key is None:
            return Refusal.UNKNOWN_KEY
        if mode not in key.entry.modes:
            return Refusal.KEY_NOT_FOR_MODE
        if kind not in key.entry.kinds and ANY_KIND not in key.entry.kinds:
            return Refusal.KEY_NOT_FOR_KIND
        if not key.not_before <= t < key.not_after:
            return Refusal.KEY_NOT_VALID_THEN
        revoked = key.entry.revoked
        if revoked is not None and (checkpoint is None or checkpoint > revoked.checkpoint):
            return Refusal.KEY_REVOKED
        return None


def open_directory(envelope: bytes, anchors: Anchors) -> Accepted:
    """Read a directory that its nation's root has signed.

    Raises
    ------
    RefusedRecord
        With its code: UNKNOWN_NATION where no anchor is pinned, UNKNOWN_KEY where
        another key than the anchor has signed, BAD_SIGNATURE, or a fault of form.
    """
    try:
        read = Envelope.from_bytes(envelope)
        if read.payload_type != KEY_DIRECTORY_TYPE:
            _refuse("payloadType", KEY_DIRECTORY_TYPE, Refusal.UNKNOWN_PAYLOAD_TYPE)
        if len(read.signatures) != 1:
            _refuse("signatures", "that of the root alone", Refusal.MALFORMED)
        nation = read.signatures[0].keyid[:_NATION]
        if nation not in anchors:
            _refuse(nation, "a pinned root key", Refusal.UNKNOWN_NATION)
        root = anchors[nation]
        name = keyid_of(nation, root)
        verify_envelope(read, lambda keyid: VerifyKey(root) if keyid == name else None)
        directory = decode_directory(read.payload)
    except MalformedMessage as error:
        raise RefusedRecord(
            "accept directory", error.subject, code=refusal_of(error), expected=error.expected,
            got=error.got,
        ) from None  # fmt: skip
    if directory.nation != nation:
        _refuse(nation, "the nation of the root that signed", Refusal.ORIGIN_MISMATCH)
    if thumbprint_of(root) in {entry.thumbprint for entry in directory.keys}:
        _refuse(nation, "a root key that signs directories alone", Refusal.KEY_NOT_FOR_KIND)
    return Accepted(directory, record_id(read.payload), envelope)


def is_directory_fork(first: bytes, second: bytes, anchors: Anchors) -> bool:
    """Whether two envelopes prove that a nation's root contradicts itself.

    True for two directories of one version, and for two that follow each other
    by number while the later names another one before it; both signed.

    Raises
    ------
    RefusedRecord
        Where one of them is not a directory signed by its nation's root.
    """
    one, two = sorted(
        (open_directory(first, anchors), open_directory(second, anchors)),
        key=lambda each: each.directory.version,
    )
    if one.directory.nation != two.directory.nation:
        return False
    return _contradict(one, two)


def _contradict(one: Accepted, two: Accepted) -> bool:
    if one.directory.version == two.directory.version:
        return one.id != two.id
    follows = two.directory.version == one.directory.version + 1
    return follows and two.directory.prev != one.id


def _check_follows(chain: tuple[Accepted, ...], new: Accepted) -> None:
    nation, last = new.directory.nation, chain[-1]
    for held in chain:
        one, two = sorted((held, new), key=lambda each: each.directory.version)
        if _contradict(one, two):
            raise DirectoryFork(
                "accept directory", nation, expected="one directory a version",
                got=f"two of version {one.directory.version}", proof=(one.envelope, two.envelope),
            )  # fmt: skip
    expected = last.directory.version + 1
    if new.directory.version < expected:
        _refuse(nation, f"version {expected}", Refusal.DIRECTORY_ROLLBACK)
    if new.directory.version > expected:
        _refuse(nation, f"version {expected} first", Refusal.DIRECTORY_GAP)
    now = {entry.thumbprint: entry for entry in new.directory.keys}
    for entry in last.directory.keys:
        if not _keeps(entry, now.get(entry.thumbprint)):
            _refuse(
                f"{nation}#{entry.thumbprint}",
                "the key as it was, or its end sooner",
                Refusal.DIRECTORY_UNDOES,
            )


def _keeps(old: KeyEntry, new: KeyEntry | None) -> bool:
    """Whether an entry only lost rights: no wider, no later end, no revocation taken back."""
    if new is None or (new.modes, new.kinds, new.not_before) != (
        old.modes,
        old.kinds,
        old.not_before,
    ):
        return False
    if Epoch.from_utc(new.not_after) > Epoch.from_utc(old.not_after):
        return False
    if old.revoked is None:
        return True
    return new.revoked is not None and new.revoked.checkpoint <= old.revoked.checkpoint


def _refuse(subject: str, expected: str, code: Refusal) -> NoReturn:
    raise RefusedRecord("accept directory", subject, expected=expected, code=code)
