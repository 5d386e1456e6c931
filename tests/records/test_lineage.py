"""Lineage: hidden from those who may not see an input, binding on those who said it."""

from __future__ import annotations

import base64
import hashlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nations import payload_of

from cspo.errors import UsageError
from cspo.records import (
    Opening,
    Provenance,
    commit,
    encode_payload,
    new_salts,
    opening_holds,
    openings_for,
)
from cspo.records.lineage import padded_count

IDS = st.lists(st.binary(min_size=32, max_size=32), max_size=9, unique=True).map(
    lambda found: [each.hex() for each in found]
)


def salts_for(ids: list[str], seed: int = 0) -> tuple[bytes, ...]:
    """Salts that a test can have again."""
    stream = iter(range(10_000))
    return new_salts(
        len(ids), lambda count: hashlib.sha256(f"{seed}|{next(stream)}".encode()).digest()[:count]
    )


def by_hand(identity: str, salt: bytes) -> str:
    """The commitment from its definition."""
    return hashlib.sha256(b"cspo-lineage-v1\0" + salt + bytes.fromhex(identity)).hexdigest()


@given(IDS, st.integers(0, 5))
def test_the_list_is_made_of_commitments_and_padding_in_the_order_of_their_hashes(
    ids: list[str], seed: int
) -> None:
    salts = salts_for(ids, seed)
    found = commit(ids, salts)
    due = {by_hand(each, salt) for each, salt in zip(ids, salts, strict=False)}
    due |= {
        hashlib.sha256(b"cspo-lineage-padding-v1\0" + salt).hexdigest()
        for salt in salts[len(ids) :]
    }
    assert list(found) == sorted(due)
    assert len(found) == padded_count(len(ids))


@given(IDS, st.randoms(use_true_random=False))
def test_order_of_the_inputs_says_nothing(ids: list[str], rng) -> None:
    salts = salts_for(ids)
    pairs = list(zip(ids, salts, strict=False))
    rng.shuffle(pairs)
    shuffled = [each for each, _ in pairs], [salt for _, salt in pairs] + list(salts[len(ids) :])
    assert commit(*shuffled) == commit(ids, salts)


@given(IDS, st.data())
def test_nothing_of_an_unopened_input_is_in_what_a_reader_gets(ids: list[str], data) -> None:
    """Its id neither raw, in hexadecimal nor in base64, in the payload or in the openings."""
    salts = salts_for(ids)
    visible = data.draw(st.sets(st.sampled_from(ids))) if ids else set()
    openings = openings_for(ids, salts, visible)
    payload = encode_payload(
        payload_of(provenance=Provenance(software="x", inputs=commit(ids, salts)))
    )
    handed_over = payload + msgspec.json.encode(openings)
    assert {opening.id for opening in openings} == visible
    for identity, salt in zip(ids, salts, strict=False):
        hidden = identity not in visible
        for secret in (bytes.fromhex(identity), salt):
            forms = [secret, secret.hex().encode(), secret.hex().upper().encode()]
            forms += [base64.b64encode(b"\0" * lead + secret)[4:-4] for lead in range(3)]
            assert not hidden or not any(form in handed_over for form in forms)
        assert hidden or identity.encode() in handed_over


@given(IDS.filter(bool), st.integers(0, 3))
def test_a_guess_at_an_input_cannot_be_tried_without_its_salt(ids: list[str], seed: int) -> None:
    """Two records that rest on the same inputs have nothing in common that says so."""
    one, two = commit(ids, salts_for(ids, seed)), commit(ids, salts_for(ids, seed + 10))
    assert not set(one) & set(two)
    assert not {hashlib.sha256(bytes.fromhex(each)).hexdigest() for each in ids} & set(one)


@given(IDS.filter(bool))
def test_each_opening_holds_for_its_own_and_for_nothing_else(ids: list[str]) -> None:
    salts = salts_for(ids)
    inputs = commit(ids, salts)
    openings = openings_for(ids, salts, ids)
    assert len(openings) == len(ids)
    for opening in openings:
        assert opening_holds(inputs, opening)
        for other in range(len(inputs)):
            moved = msgspec.structs.replace(opening, index=other)
            assert opening_holds(inputs, moved) == (other == opening.index)
        for wrong in {*(each.id for each in openings), "0" * 64, "f" * 64} - {opening.id}:
            assert not opening_holds(inputs, msgspec.structs.replace(opening, id=wrong))
        assert not opening_holds(inputs, msgspec.structs.replace(opening, salt="0" * 64))


@pytest.mark.parametrize(
    ("index", "identity", "salt"),
    [
        (-1, "0" * 64, "0" * 64),
        (4, "0" * 64, "0" * 64),
        (10**30, "0" * 64, "0" * 64),
        (0, "", "0" * 64),
        (0, "0" * 63, "0" * 65),
        (0, "A" * 64, "0" * 64),
        (0, "0" * 64, "\u0660" * 64),
        (0, "0" * 64, "0" * 62 + "zz"),
    ],
)
def test_an_opening_of_any_content_is_answered(index: int, identity: str, salt: str) -> None:
    inputs = commit(["1" * 64], salts_for(["1" * 64]))
    assert not opening_holds(inputs, Opening(index=index, id=identity, salt=salt))
    assert not opening_holds((), Opening(index=index, id=identity, salt=salt))


def test_padding_opens_to_nothing() -> None:
    """Not even with its own salt: it is hashed apart from inputs."""
    salts = salts_for(["1" * 64])
    inputs = commit(["1" * 64], salts)
    for index in range(4):
        for salt in salts[1:]:
            for identity in ("0" * 64, "1" * 64):
                opening = Opening(index=index, id=identity, salt=salt.hex())
                assert not opening_holds(inputs, opening)


def test_the_length_says_little() -> None:
    found = [padded_count(n) for n in (0, 1, 2, 3, 4, 5, 8, 9, 4_096)]
    assert found == [0, 4, 4, 4, 4, 8, 8, 16, 4_096]


def test_salts_are_new_each_time() -> None:
    assert len({*new_salts(4), *new_salts(4)}) == 8
    assert all(len(salt) == 32 for salt in new_salts(5))
    assert new_salts(0) == ()


ONE = "1" * 64


@pytest.mark.parametrize(
    ("ids", "salts"),
    [
        ([ONE, ONE], salts_for([ONE, ONE])),
        (["x"], salts_for([ONE])),
        ([ONE.replace("1", "A")], salts_for([ONE])),
        ([ONE], salts_for([ONE])[:-1]),
        ([ONE], (*salts_for([ONE]), bytes(32))),
        ([ONE], (bytes(31),) * 4),
        ([f"{n:064x}" for n in range(4_097)], ()),
    ],
)
def test_what_cannot_be_committed_to(ids: list[str], salts: tuple[bytes, ...]) -> None:
    with pytest.raises(UsageError, match="commit to inputs"):
        commit(ids, salts)
