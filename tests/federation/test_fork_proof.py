from __future__ import annotations

import msgspec
import pytest
from nations import anchors, directories, directory, entry_of, key_of

from cspo.errors import MalformedMessage, VerificationError
from cspo.federation.checkpoint import (
    Checkpoint,
    checkpoint_hash,
    leaves_of,
    read_checkpoint,
    seal_checkpoint,
)
from cspo.federation.feed import RESTART_STEP, ZERO_HASH
from cspo.federation.fork_proof import fork_proof, is_fork_proof, verify_fork_proof
from cspo.markings import Mode
from cspo.records import Directories, RefusedRecord, Revocation


def made(n: int, prev: str = "", second: int = 0, **changes: object) -> bytes:
    body = Checkpoint(
        origin="AUS", mode=Mode.REAL, n=n, prev=prev or (ZERO_HASH if n == 1 else "ab" * 32),
        t=f"2026-07-10T12:00:{second:02d}.000000Z",
        leaves=leaves_of([], b"s" * 32, "AUS", Mode.REAL, n),
    )  # fmt: skip
    return seal_checkpoint(msgspec.structs.replace(body, **changes), key_of("AUS"))


def hash_of(envelope: bytes) -> str:
    return checkpoint_hash(read_checkpoint(envelope)[1].payload)


def test_two_bodies_of_one_number_are_a_proof() -> None:
    one, other = made(4, second=1), made(4, second=2)
    data = fork_proof(one, other)
    assert data == fork_proof(other, one)
    assert is_fork_proof(data)
    found = verify_fork_proof(data + b"\n", directories())
    assert (found.origin, found.mode, found.first_n, found.second_n) == ("AUS", Mode.REAL, 4, 4)
    assert {found.first_hash, found.second_hash} == {hash_of(one), hash_of(other)}
    assert found.doubts == ()


@pytest.mark.parametrize("step", [1, RESTART_STEP])
def test_one_that_names_another_before_it_is_a_proof(step: int) -> None:
    one = made(4)
    found = verify_fork_proof(fork_proof(made(4 + step), one), directories())
    assert (found.first_n, found.second_n) == (4, 4 + step)


def test_two_that_go_on_from_one_are_a_proof_and_perhaps_of_a_restart() -> None:
    """An origin that lost its newest words signs such two; so do two nodes with one store."""
    found = verify_fork_proof(fork_proof(made(4 + RESTART_STEP), made(4)), directories())
    assert (found.first_n, found.second_n, found.restart) == (4, 4 + RESTART_STEP, True)
    one, other = made(1), made(RESTART_STEP, ZERO_HASH)
    assert verify_fork_proof(fork_proof(one, other), directories()).restart
    assert not verify_fork_proof(fork_proof(one, made(1, second=1)), directories()).restart


def test_checkpoints_that_agree_prove_nothing() -> None:
    one = made(4)
    for other in (one, made(5, hash_of(one)), made(9, "cd" * 32)):
        with pytest.raises(RefusedRecord, match="exclude each other"):
            verify_fork_proof(fork_proof(one, other), directories())
    exercise = seal_checkpoint(
        msgspec.structs.replace(read_checkpoint(one)[0], mode=Mode.EXERCISE),
        key_of("AUS", Mode.EXERCISE),
    )
    with pytest.raises(RefusedRecord, match="exclude each other"):
        verify_fork_proof(fork_proof(one, exercise), directories())


def test_nobody_can_make_one_up() -> None:
    one, other = made(4, second=1), made(4, second=2)
    forged = seal_checkpoint(read_checkpoint(other)[0], key_of("FRA"))
    with pytest.raises(RefusedRecord, match="ORIGIN_MISMATCH"):
        verify_fork_proof(fork_proof(one, forged), directories())
    damaged = other.replace(b'"sig":"', b'"sig":"A', 1)
    with pytest.raises((MalformedMessage, VerificationError)):
        verify_fork_proof(fork_proof(one, other).replace(other, damaged), directories())


def test_it_has_one_form() -> None:
    data = fork_proof(made(4, second=1), made(4, second=2))
    first, second = sorted((made(4, second=1), made(4, second=2)), key=hash_of)
    for wrong in (
        data.replace(b'{"v":"1.0"', b'{"v":"1.1"'),
        data.replace(b'{"v"', b'{ "v"'),
        data.replace(b'"proof"', b'"more":1,"proof"'),
        data.replace(b'"proof"', b'"proof":"checkpoint-fork","proof"'),
        data.replace(first, b"X").replace(second, first).replace(b"X", second),
        b"{}",
        b"",
        data + b"\n\n",
    ):
        with pytest.raises((MalformedMessage, VerificationError)):
            verify_fork_proof(wrong, directories())


def test_a_revoked_key_leaves_a_doubt() -> None:
    """A thief may have signed: the proof says so instead of hiding it."""
    data = fork_proof(made(4, second=1), made(4, second=2))
    for last_good in (3, 4, 99):  # a thief may as well sign one that comes before the last good one
        revocation = Revocation(checkpoint=last_good, t="2026-07-11T00:00:00Z", reason="stolen")
        revoked = entry_of(key_of("AUS"), revoked=revocation)
        known = Directories.replay(anchors(), [directory("AUS", keys=(revoked,))])
        assert verify_fork_proof(data, known).doubts == ("KEY_REVOKED",)
