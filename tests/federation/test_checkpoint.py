from __future__ import annotations

import hashlib
import hmac
import json

import msgspec
import pytest
from nations import directories, key_of

from cspo.errors import MalformedMessage, UsageError
from cspo.federation.checkpoint import (
    LEAF_BLOCK,
    Checkpoint,
    HeadOpening,
    checkpoint_hash,
    checkpoint_row,
    head_salt,
    leaf,
    leaves_of,
    new_checkpoint,
    opening_from_bytes,
    opening_to_bytes,
    padding_leaf,
    read_checkpoint,
    seal_checkpoint,
    verify_checkpoint,
)
from cspo.federation.feed import GENESIS, RESTART_STEP, ZERO_HASH, Feed, Head
from cspo.markings import NATIONS, Mode
from cspo.records import RefusedRecord
from cspo.records.envelope import CHECKPOINT_TYPE, RECEIPT_TYPE
from cspo.time import Epoch

FEED = Feed("AUS", "GBR", Mode.REAL)
HEAD = Head(5, "cd" * 32)
SECRET = b"s" * 32
T = Epoch.from_utc("2026-07-10T12:00:00Z")
KEY = key_of("AUS")


def first(**changes: object) -> Checkpoint:
    made = new_checkpoint(
        "AUS", Mode.REAL, [(FEED, HEAD)], after=None, restart=False, secret=SECRET, t=T
    )
    return msgspec.structs.replace(made, **changes)


def signed(body: object, payload_type: str = CHECKPOINT_TYPE) -> bytes:
    data = body if isinstance(body, bytes) else msgspec.json.encode(body)
    return KEY.sign(payload_type, data).to_bytes()


def test_a_leaf_is_that_of_the_text_of_the_protocol() -> None:
    """Against hashlib and hmac over bytes put together by hand."""
    domain = b"AUS\0GBR\0REAL\0"
    salt = hmac.new(SECRET, b"cspo-salt-v1\0" + domain + bytes(7) + b"\x03", "sha256").digest()
    assert head_salt(SECRET, FEED, 3) == salt.hex()
    data = b"cspo-leaf-v1\0" + domain + bytes(7) + b"\x03" + bytes(7) + b"\x05"
    data += bytes.fromhex(HEAD.hash) + salt
    assert leaf(FEED, HEAD, salt.hex(), 3) == hashlib.sha256(data).hexdigest()


def test_a_hash_of_a_checkpoint_is_no_record_id() -> None:
    expected = hashlib.sha256(b"cspo-checkpoint-v1\0" + b"body").hexdigest()
    assert checkpoint_hash(b"body") == expected
    assert checkpoint_hash(b"body") != hashlib.sha256(b"body").hexdigest()


def test_leaves_say_neither_who_nor_how_many() -> None:
    nine = [(Feed("AUS", n, Mode.REAL), GENESIS) for n in NATIONS if n != "AUS"]
    few = leaves_of(nine[:2], SECRET, "AUS", Mode.REAL, 1)
    many = leaves_of(nine, SECRET, "AUS", Mode.REAL, 1)
    assert len(few) == len(many) == LEAF_BLOCK
    assert list(many) == sorted(set(many))
    # The same head gives another leaf in each feed and at each checkpoint.
    assert len(set(many) | set(leaves_of(nine, SECRET, "AUS", Mode.REAL, 2))) == 2 * LEAF_BLOCK
    assert padding_leaf(SECRET, "AUS", Mode.REAL, 1, 0) != padding_leaf(
        SECRET, "AUS", Mode.REAL, 1, 1
    )
    guests = [(Feed("AUS", f"GBR/g-{i}", Mode.REAL), GENESIS) for i in range(17)]
    assert len(leaves_of(guests, SECRET, "AUS", Mode.REAL, 1)) == 2 * LEAF_BLOCK


def test_there_is_an_end_to_leaves() -> None:
    guests = ((Feed("AUS", f"GBR/g-{i}", Mode.REAL), GENESIS) for i in range(4_097))
    with pytest.raises(UsageError, match="at most"):
        leaves_of(guests, SECRET, "AUS", Mode.REAL, 1)


def test_checkpoints_are_chained_and_jump_where_a_restart_is_declared() -> None:
    body = first()
    assert (body.n, body.prev, len(body.leaves)) == (1, ZERO_HASH, LEAF_BLOCK)
    envelope = seal_checkpoint(body, KEY)
    found, opened = verify_checkpoint(envelope, directories())
    assert found == body
    row = checkpoint_row(found, opened.payload, envelope, t_ingest=T)
    more = {"secret": SECRET, "t": T, "after": row}
    second = new_checkpoint("AUS", Mode.REAL, [(FEED, HEAD)], restart=False, **more)
    assert (second.n, second.prev) == (2, checkpoint_hash(opened.payload))
    jumped = new_checkpoint("AUS", Mode.REAL, [(FEED, HEAD)], restart=True, **more)
    assert (jumped.n, jumped.prev) == (1 + RESTART_STEP, second.prev)
    blank = new_checkpoint("AUS", Mode.REAL, [], after=None, restart=True, secret=SECRET, t=T)
    assert read_checkpoint(seal_checkpoint(blank, KEY))[0].n == RESTART_STEP


def test_the_payload_is_compact_json_in_this_order() -> None:
    payload = read_checkpoint(seal_checkpoint(first(), KEY))[1].payload
    leaves = ",".join(f'"{each}"' for each in first().leaves)
    expected = f'{{"v":"1.0","origin":"AUS","mode":"REAL","n":1,"prev":"{ZERO_HASH}",'
    expected += f'"t":"2026-07-10T12:00:00.000000Z","leaves":[{leaves}]}}'
    assert payload.decode() == expected


LEAVES = first().leaves


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"v": "2.0"}, "UNKNOWN_VERSION"),
        ({"v": 1}, "UNKNOWN_VERSION"),
        ({"origin": "XXX"}, "MALFORMED"),
        ({"origin": "GBR/acme-sat"}, "MALFORMED"),
        ({"mode": "PLAY"}, "MALFORMED"),
        ({"n": 0}, "MALFORMED"),
        ({"n": 2}, "MALFORMED"),
        ({"n": True}, "MALFORMED"),
        ({"n": 2**53 + 2}, "NOT_A_NUMBER"),
        ({"prev": "ab" * 32}, "MALFORMED"),
        ({"prev": "AB" * 32, "n": 2}, "MALFORMED"),
        ({"t": "2026-07-10T12:00:00Z"}, "MALFORMED"),
        ({"t": "2026-07-10T12:61:00.000000Z"}, "MALFORMED"),
        ({"leaves": []}, "MALFORMED"),
        ({"leaves": LEAVES[:-1]}, "MALFORMED"),
        ({"leaves": (*LEAVES[:-1], LEAVES[0])}, "MALFORMED"),
        ({"leaves": (*LEAVES[:-1], "zz")}, "MALFORMED"),
        ({"more": 1}, "UNKNOWN_FIELD"),
    ],
)
def test_what_is_no_checkpoint_is_refused(changes: dict[str, object], code: str) -> None:
    body = {**json.loads(msgspec.json.encode(first())), **changes}
    with pytest.raises((RefusedRecord, MalformedMessage)) as error:
        read_checkpoint(signed(body))
    assert getattr(error.value, "code", error.value.fields().get("keyword")) == code


def test_a_newer_minor_version_may_have_more_fields() -> None:
    body = {**json.loads(msgspec.json.encode(first())), "v": "1.7", "more": 1}
    assert read_checkpoint(signed(body))[0].n == 1


def test_what_another_nation_or_key_signed_is_refused() -> None:
    with pytest.raises(RefusedRecord, match="UNKNOWN_PAYLOAD_TYPE"):
        read_checkpoint(signed(first(), RECEIPT_TYPE))
    with pytest.raises(RefusedRecord, match="UNKNOWN_VERSION"):
        read_checkpoint(signed(b"[]"))
    of_another = key_of("FRA").sign(CHECKPOINT_TYPE, msgspec.json.encode(first())).to_bytes()
    with pytest.raises(RefusedRecord, match="ORIGIN_MISMATCH"):
        verify_checkpoint(of_another, directories())
    exercise = key_of("AUS", Mode.EXERCISE).sign(CHECKPOINT_TYPE, msgspec.json.encode(first()))
    with pytest.raises(RefusedRecord, match="KEY_NOT_FOR_MODE"):
        verify_checkpoint(exercise.to_bytes(), directories())
    good = json.loads(seal_checkpoint(first(), KEY))
    twice = {
        **good,
        "signatures": [*good["signatures"], {**good["signatures"][0], "keyid": "AUS#" + "0" * 32}],
    }
    with pytest.raises(RefusedRecord, match="MALFORMED"):
        read_checkpoint(json.dumps(twice).encode())
    other = json.loads(seal_checkpoint(first(t="2026-07-10T12:00:01.000000Z"), KEY))
    swapped = {**good, "signatures": other["signatures"]}
    with pytest.raises(RefusedRecord, match="BAD_SIGNATURE"):
        verify_checkpoint(json.dumps(swapped).encode(), directories())


def test_an_opening_comes_back_as_it_went() -> None:
    opening = HeadOpening(n=3, seq=5, hash="cd" * 32, salt="ef" * 32)
    data = opening_to_bytes(opening)
    assert data == b'{"n":3,"seq":5,"hash":"%b","salt":"%b"}' % (b"cd" * 32, b"ef" * 32)
    assert opening_from_bytes(data) == opening
    assert opening.head == HEAD


@pytest.mark.parametrize(
    "data",
    [
        b"", b"[]", b'{"n":1}', b'{"n":0,"seq":5,"hash":"%b","salt":"%b"}' % (b"c" * 64, b"e" * 64),
        b'{"n":1,"seq":-1,"hash":"%b","salt":"%b"}' % (b"c" * 64, b"e" * 64),
        b'{"n":1,"seq":5,"hash":"%b","salt":"%b"}' % (b"c" * 63, b"e" * 64),
        b'{"n":1,"seq":5,"hash":"%b","salt":"%b"}' % (b"c" * 64, b"E" * 64),
        b'{"n":1,"n":1,"seq":5,"hash":"%b","salt":"%b"}' % (b"c" * 64, b"e" * 64),
    ],
)  # fmt: skip
def test_what_is_no_opening_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedMessage):
        opening_from_bytes(data)
