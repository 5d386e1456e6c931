"""A proof that a nation signed two histories: two checkpoints that exclude each other.

One line of JSON that can be written in one way only::

    {"v":"1.0","proof":"checkpoint-fork","first":ENVELOPE,"second":ENVELOPE}

The envelopes stand there byte for byte. They prove a fork where both are
checkpoints of one nation and mode, each signed by a key of that nation, and
have one number and different payloads; or the second has the number that
follows the first's and another *prev* than the hash of the first; or both name
one *prev*. The one with the smaller number stands first, of one number that
with the smaller hash. Anyone with the nation's key directory can check it, with
no network.

Two that name one *prev* are what an origin signs that has lost its newest words
and declares a restart, in good faith; and what two nodes sign that run from one
store. The proof is of the two histories, and says that it may be the former.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NoReturn

import msgspec

from cspo.federation.checkpoint import Checkpoint, checkpoint_hash, read_checkpoint
from cspo.federation.feed import follows
from cspo.federation.statement import Signed, statement_utc, verify_statement
from cspo.markings.mode import Mode
from cspo.records.directory import Directories
from cspo.records.envelope import MAX_ENVELOPE_BYTES
from cspo.records.signing import verify_envelope
from cspo.records.strict_json import load_strict
from cspo.records.verdicts import Refusal, RefusedRecord

__all__ = ["ForkProof", "fork_proof", "is_fork_proof", "verify_fork_proof"]

_BEGIN: Final = b'{"v":"1.0","proof":"checkpoint-fork","first":'
_BETWEEN: Final = b',"second":'
_KEY_DOUBTS: Final = frozenset({Refusal.KEY_REVOKED, Refusal.KEY_NOT_VALID_THEN})


@dataclass(frozen=True, slots=True)
class ForkProof:
    """What a fork proof shows, once it was verified.

    Parameters
    ----------
    origin : str
        The nation that signed both.
    mode : Mode
        In which mode.
    first_n, second_n : int
        Numbers of the two checkpoints.
    first_hash, second_hash : str
        Their hashes (`checkpoint.checkpoint_hash`).
    doubts : tuple of str
        KEY_REVOKED or KEY_NOT_VALID_THEN where a signing key is no longer
        believed: then a thief of the key may have made the fork.
    restart : bool
        Whether the second goes on, by a declared restart, from where the first
        does: then the origin may have lost the first.
    """

    origin: str
    mode: Mode
    first_n: int
    second_n: int
    first_hash: str
    second_hash: str
    doubts: tuple[str, ...] = ()
    restart: bool = False


class _Form(msgspec.Struct, forbid_unknown_fields=True):
    v: str
    proof: str
    first: msgspec.Raw
    second: msgspec.Raw


def fork_proof(one: bytes, other: bytes) -> bytes:
    """The proof from the envelopes of two checkpoints, in either order."""
    first, second = sorted((one, other), key=_place)
    return _BEGIN + first + _BETWEEN + second + b"}"


def is_fork_proof(data: bytes) -> bool:
    """Whether bytes begin like a fork proof."""
    return data.startswith(_BEGIN)


def contradict(one: Checkpoint, one_hash: str, two: Checkpoint, two_hash: str) -> bool:
    """Whether two checkpoints, the one with the smaller number first, exclude each other."""
    if (one.origin, one.mode) != (two.origin, two.mode):
        return False
    if one.n == two.n:
        return one_hash != two_hash
    return two.prev == one.prev or (follows(two.n, one.n) and two.prev != one_hash)


def verify_fork_proof(data: bytes, directories: Directories) -> ForkProof:
    """Check a fork proof, offline.

    Parameters
    ----------
    data : bytes
        The file; one line feed at its end is passed over.
    directories : Directories
        The key directories, of the accused nation at least.

    Raises
    ------
    MalformedMessage, RefusedRecord
        Where it is no such proof, a signature does not hold, or the two
        checkpoints do not exclude each other.
    """
    first, second = _split(data.removesuffix(b"\n"))
    (one, signed), (two, other) = read_checkpoint(first), read_checkpoint(second)
    one_hash, two_hash = checkpoint_hash(signed.payload), checkpoint_hash(other.payload)
    doubts = {_verify(one, signed, directories), _verify(two, other, directories)} - {""}
    if (one.n, one_hash) > (two.n, two_hash):
        _refuse("order", "the smaller number, or hash, first")
    if not contradict(one, one_hash, two, two_hash):
        _refuse("checkpoints", "two that exclude each other")
    return ForkProof(
        one.origin, one.mode, one.n, two.n, one_hash, two_hash, tuple(sorted(doubts)),
        restart=one.n != two.n and one.prev == two.prev,
    )  # fmt: skip


def _place(envelope: bytes) -> tuple[int, str]:
    found, signed = read_checkpoint(envelope)
    return found.n, checkpoint_hash(signed.payload)


def _split(data: bytes) -> tuple[bytes, bytes]:
    load_strict(data, max_bytes=2 * MAX_ENVELOPE_BYTES, max_depth=5)
    try:
        form = msgspec.json.decode(data, type=_Form)
    except msgspec.MsgspecError:
        _refuse("proof", "v, proof, first and second")
    first, second = bytes(form.first), bytes(form.second)
    if _BEGIN + first + _BETWEEN + second + b"}" != data:
        _refuse("proof", "its one form")
    return first, second


def _verify(found: Checkpoint, signed: Signed, directories: Directories) -> str:
    """Empty, or why its key is no longer believed; raises where the signature does not hold."""
    try:
        verify_statement(
            signed, directories, party=found.origin, mode=found.mode, kind="checkpoint",
            t=statement_utc(found.t),  # a number proves nothing: a thief chooses it
        )  # fmt: skip
    except RefusedRecord as error:
        if error.code not in _KEY_DOUBTS:
            raise
        verify_envelope(signed.envelope, directories.verify_key)
        return error.code
    return ""


def _refuse(subject: str, expected: str) -> NoReturn:
    raise RefusedRecord("read fork proof", subject, expected=expected, code=Refusal.MALFORMED)
