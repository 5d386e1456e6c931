"""Records opened from bytes: each way to be wrong has its one verdict, and nothing else escapes."""

from __future__ import annotations

import base64
import json
import pickle
import time
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from ed25519_reference import ORDER
from nations import (
    T,
    anchors,
    directories,
    directory,
    entry_of,
    key_of,
    open_one,
    payload_of,
    record_of,
    root_of,
)

from cspo.errors import MalformedMessage, UsageError
from cspo.markings import Mode, make_label
from cspo.records import (
    Directories,
    Envelope,
    Refusal,
    RefusedRecord,
    Revocation,
    Signature,
    encode_payload,
    open_envelope,
    read_record,
    record_id,
    refusal_of,
    seal,
)
from cspo.records.envelope import CHECKPOINT_TYPE, RECORD_TYPE
from cspo.records.signing import SigningKey

GOOD = record_of()


def verdict(envelope: bytes, **given: Any) -> Refusal | None:
    try:
        open_one(envelope, **given)
    except RefusedRecord as error:
        return error.code
    return None


def signed(payload: bytes, key: SigningKey | None = None, payload_type: str = RECORD_TYPE) -> bytes:
    """Any bytes with a good signature."""
    return (key or key_of("AUS")).sign(payload_type, payload).to_bytes()


def edited(**changes: Any) -> bytes:
    """The good record with fields changed and signed anew by its origin."""
    return signed(json.dumps({**json.loads(Envelope.from_bytes(GOOD.envelope).payload),
                              **changes}).encode())  # fmt: skip


def resigned(change: Callable[[bytes], bytes]) -> bytes:
    """The good record with its signature changed."""
    read = Envelope.from_bytes(GOOD.envelope)
    sig = change(read.signatures[0].sig)
    return Envelope(
        payload_type=RECORD_TYPE,
        payload=read.payload,
        signatures=(Signature(read.signatures[0].keyid, sig),),
    ).to_bytes()


def cosigned(*keys: SigningKey, payload: bytes | None = None) -> bytes:
    data = encode_payload(payload_of()) if payload is None else payload
    signatures = tuple(key.sign(RECORD_TYPE, data).signatures[0] for key in keys)
    return Envelope(payload_type=RECORD_TYPE, payload=data, signatures=signatures).to_bytes()


def with_s_plus_order(sig: bytes) -> bytes:
    return sig[:32] + (int.from_bytes(sig[32:], "little") + ORDER).to_bytes(32, "little")


def text_edited(old: str, new: str) -> bytes:
    """The payload edited in its text, under the old signature."""
    plain = json.loads(GOOD.envelope)
    payload = base64.b64decode(plain["payload"])
    assert old.encode() in payload
    edited = payload.replace(old.encode(), new.encode())
    return json.dumps({**plain, "payload": base64.b64encode(edited).decode()}).encode()


def test_a_record_is_opened_as_it_was_sealed() -> None:
    found = open_one(GOOD.envelope)
    assert found == GOOD
    payload = Envelope.from_bytes(GOOD.envelope).payload
    assert found.id == record_id(payload)
    assert found.payload == payload_of()
    assert found.notes == ()
    assert read_record(GOOD.envelope) == GOOD


def test_bytes_are_kept_and_never_written_anew() -> None:
    """Odd but allowed spelling of payload and envelope survives, and decides the id."""
    payload = json.dumps(json.loads(encode_payload(payload_of())), indent=1).encode() + b"\n"
    plain = json.loads(signed(payload))
    envelope = json.dumps(dict(reversed(plain.items())), indent=2).encode()
    found = open_one(envelope)
    assert found.envelope == envelope
    assert found.id == record_id(payload)
    body = b'{\n  "text": "nothing"\n }'
    assert found.payload == payload_of(body=msgspec.Raw(body))


A_LABEL = {
    "policy": "CSPO", "policy_version": 1, "classification": "U", "releasable_to": ["AUS", "FRA"],
    "orcon": False, "originators": [], "caveats": [], "derived_from": [], "review": "",
    "reason": [],
}  # fmt: skip
UNKNOWN_KEY = SigningKey("AUS", bytes(32))


CASES: list[tuple[bytes, Refusal | None]] = [
    # Bytes.
    (b"", Refusal.MALFORMED),
    (b"\xff\xfe", Refusal.MALFORMED),
    (GOOD.envelope[:-1], Refusal.MALFORMED),
    (GOOD.envelope + b"x", Refusal.MALFORMED),
    (b"[" * 10_000 + b"]" * 10_000, Refusal.TOO_DEEP),
    (b'{"payload":"","payload":""}', Refusal.DUPLICATE_KEY),
    (b'{"payload":NaN}', Refusal.NOT_A_NUMBER),
    (GOOD.envelope.replace(RECORD_TYPE.encode(), b"text/plain"), Refusal.UNKNOWN_PAYLOAD_TYPE),
    (GOOD.envelope.replace(RECORD_TYPE.encode(), CHECKPOINT_TYPE.encode()),
     Refusal.UNKNOWN_PAYLOAD_TYPE),
    (signed(b"{}", payload_type=CHECKPOINT_TYPE), Refusal.UNKNOWN_PAYLOAD_TYPE),
    # The same, inside a good signature.
    (signed(b""), Refusal.MALFORMED),
    (signed(b"[]"), Refusal.MALFORMED),
    (signed(b"[" * 10_000 + b"]" * 10_000), Refusal.TOO_DEEP),
    (signed(b'{"v":"1.0","v":"2.0"}'), Refusal.DUPLICATE_KEY),
    (signed(b'{"v":NaN}'), Refusal.NOT_A_NUMBER),
    (signed(b" " * 1_048_577), Refusal.OVERSIZE),
    # Fields of the payload.
    (edited(v="2.0"), Refusal.UNKNOWN_VERSION),
    (edited(alg="none"), Refusal.UNKNOWN_ALGORITHM),
    (edited(alg="RS256"), Refusal.UNKNOWN_ALGORITHM),
    (edited(more=1), Refusal.UNKNOWN_FIELD),
    (edited(kind="no-such-kind"), Refusal.UNKNOWN_KIND),
    (edited(kind="n\u043etice"), Refusal.MALFORMED),
    (edited(mode="DRILL"), Refusal.UNKNOWN_MODE),
    (edited(label={**A_LABEL, "more": 1}), Refusal.UNKNOWN_LABEL),
    (edited(label={**A_LABEL, "policy": "NOFORN"}), Refusal.UNKNOWN_LABEL),
    (edited(label={**A_LABEL, "policy_version": 99}), Refusal.UNKNOWN_LABEL),
    (edited(label={**A_LABEL, "classification": "COSMIC"}), Refusal.UNKNOWN_LABEL),
    (edited(label={**A_LABEL, "caveats": ["NO SUCH"]}), Refusal.UNKNOWN_LABEL),
    (edited(label={**A_LABEL, "releasable_to": ["AUS", "RUS"]}), Refusal.UNKNOWN_LABEL),
    (edited(label={**A_LABEL, "releasable_to": ["FRA"]}), Refusal.ORIGIN_NOT_IN_LABEL),
    (edited(origin="GBR/acme-sat"), Refusal.ORIGIN_MISMATCH),
    (edited(t_created="now"), Refusal.MALFORMED),
    (edited(body=[]), Refusal.MALFORMED),
    # Signatures and keys.
    (resigned(lambda sig: sig[:-1] + bytes([sig[-1] ^ 1])), Refusal.BAD_SIGNATURE),
    (resigned(lambda sig: bytes(64)), Refusal.BAD_SIGNATURE),
    (resigned(with_s_plus_order), Refusal.BAD_SIGNATURE),
    (resigned(lambda sig: sig[:63]), Refusal.BAD_SIGNATURE),
    (text_edited("nothing", "something"), Refusal.BAD_SIGNATURE),
    (text_edited('"version":1', '"version":2'), Refusal.BAD_SIGNATURE),
    (record_of("AUS").envelope.replace(key_of("AUS").keyid.encode(),
                                       key_of("FRA").keyid.encode()), Refusal.BAD_SIGNATURE),
    (cosigned(UNKNOWN_KEY), Refusal.UNKNOWN_KEY),
    (cosigned(root_of("AUS").__class__.__base__("AUS", root_of("AUS").seed())),
     Refusal.UNKNOWN_KEY),
    (cosigned(key_of("FRA")), Refusal.ORIGIN_MISMATCH),
    (cosigned(key_of("AUS"), key_of("FRA")), None),
    (cosigned(key_of("FRA"), key_of("AUS")), None),
    (cosigned(key_of("AUS"), UNKNOWN_KEY), Refusal.UNKNOWN_KEY),
    (cosigned(key_of("AUS"), key_of("FRA", Mode.EXERCISE)), Refusal.KEY_NOT_FOR_MODE),
    (cosigned(key_of("AUS"), key_of("AUS")), Refusal.MALFORMED),
    # EXERCISE offered as REAL: by an edited field, by the key.
    (text_edited('"mode":"REAL"', '"mode":"EXERCISE"'), Refusal.BAD_SIGNATURE),
    (cosigned(key_of("AUS", Mode.EXERCISE)), Refusal.KEY_NOT_FOR_MODE),
    (edited(mode="EXERCISE"), Refusal.KEY_NOT_FOR_MODE),
    (edited(t_created="2025-12-31T23:59:59.999999Z"), Refusal.KEY_NOT_VALID_THEN),
    (edited(t_created="2028-01-01T00:00:00.000000Z"), Refusal.KEY_NOT_VALID_THEN),
    (edited(t_created="2026-01-01T00:00:00.000000Z"), None),
]  # fmt: skip


@pytest.mark.parametrize(("envelope", "due"), CASES, ids=range(len(CASES)))
def test_each_fault_has_its_verdict(envelope: bytes, due: Refusal | None) -> None:
    assert verdict(envelope) is due


def test_every_verdict_on_a_record_has_a_case() -> None:
    elsewhere = {
        # test_a_revoked_key..., test_a_key_signs_the_kinds... below
        Refusal.KEY_REVOKED, Refusal.KEY_NOT_FOR_KIND,
        # test_directory.py
        Refusal.UNKNOWN_NATION, Refusal.DIRECTORY_ROLLBACK, Refusal.DIRECTORY_GAP,
        Refusal.DIRECTORY_FORK, Refusal.DIRECTORY_UNDOES,
        # given by the feeds and by those who read bodies
        Refusal.WRONG_RECIPIENT, Refusal.WRONG_MODE, Refusal.NOT_RELEASED_TO_US,
        Refusal.BODY_INVALID,
    }  # fmt: skip
    assert {due for _, due in CASES if due} == set(Refusal) - elsewhere


def test_a_hundred_megabytes_are_refused_at_a_glance() -> None:
    began = time.process_time()
    assert verdict(b"x" * 100_000_000) is Refusal.OVERSIZE
    assert time.process_time() - began < 1.0


def test_modes_are_apart_by_key() -> None:
    for mode in Mode:
        assert open_one(record_of(mode=mode).envelope).payload.mode is mode
        for other in set(Mode) - {mode}:
            envelope = signed(encode_payload(payload_of(mode=mode)), key_of("AUS", other))
            assert verdict(envelope) is Refusal.KEY_NOT_FOR_MODE


def australia(**entry: Any) -> Directories:
    """Directories in which Australia has one key, with these terms."""
    key = key_of("AUS")
    keys = (entry_of(key, **entry),)
    return Directories(anchors()).accept(directory("AUS", keys=keys))


def test_a_key_signs_the_kinds_that_it_may() -> None:
    known = australia(kinds=("conjunction", "notice"))
    assert verdict(GOOD.envelope, directories=known) is None
    assert verdict(edited(kind="orbit"), directories=known) is Refusal.KEY_NOT_FOR_KIND


def test_a_revoked_key_is_believed_up_to_its_checkpoint() -> None:
    known = australia(revoked=Revocation(checkpoint=7, t="2026-07-11T00:00:00Z", reason="lost"))

    def at(checkpoint: int | None) -> Refusal | None:
        return verdict(GOOD.envelope, directories=known, checkpoint=checkpoint)

    assert at(None) is Refusal.KEY_REVOKED
    assert at(8) is Refusal.KEY_REVOKED
    assert at(7) is None
    assert at(1) is None


def test_a_checkpoint_of_the_origin_does_not_vouch_for_a_cosigner() -> None:
    revoked = Revocation(checkpoint=7, t="2026-07-11T00:00:00Z")
    france = directory("FRA", keys=(entry_of(key_of("FRA"), revoked=revoked),))
    known = Directories(anchors()).accept(directory("AUS")).accept(france)
    both = cosigned(key_of("AUS"), key_of("FRA"))
    assert verdict(both, directories=known, checkpoint=1) is Refusal.KEY_REVOKED


def test_a_guest_is_signed_for_by_its_sponsor() -> None:
    guest = record_of("GBR/acme-sat", ("FRA", "GBR", "GBR/acme-sat"))
    assert open_one(guest.envelope).payload.origin == "GBR/acme-sat"
    assert verdict(edited(origin="GBR")) is Refusal.ORIGIN_MISMATCH


def test_a_held_record_can_be_kept_by_its_origin() -> None:
    held = record_of(label=make_label("U", ()))
    assert open_one(held.envelope).payload.label.releasable_to == ()


def test_a_newer_minor_version_is_taken_with_a_note_and_its_bytes() -> None:
    envelope = edited(v="1.3", extra={"deep": [1]})
    found = open_one(envelope)
    assert found.notes == ("newer-minor",)
    assert found.envelope == envelope
    assert b'"extra"' in Envelope.from_bytes(found.envelope).payload


def test_nobody_seals_for_another_or_what_would_be_refused() -> None:
    with pytest.raises(UsageError, match="a release list with the origin"):
        record_of("AUS", ("FRA", "GBR"))
    with pytest.raises(UsageError, match="a key of its origin"):
        seal(payload_of("AUS"), key_of("FRA"))
    with pytest.raises(UsageError, match="encode record"):
        seal(payload_of(kind="Not A Kind"), key_of("AUS"))
    with pytest.raises(UsageError, match="a release list with the origin"):
        seal(payload_of("AUS", ("FRA", "USA")), key_of("AUS"))
    with pytest.raises(UsageError, match="root key"):
        seal(payload_of("AUS"), root_of("AUS"))


def test_other_signed_things_are_opened_by_their_type() -> None:
    envelope = signed(b'{"n":1}', payload_type=CHECKPOINT_TYPE)
    assert open_envelope(envelope, CHECKPOINT_TYPE, directories()).payload == b'{"n":1}'
    for wrong, due in (
        (GOOD.envelope, Refusal.UNKNOWN_PAYLOAD_TYPE),
        (envelope[:-1], Refusal.MALFORMED),
        (signed(b"", UNKNOWN_KEY, CHECKPOINT_TYPE), Refusal.UNKNOWN_KEY),
    ):
        with pytest.raises(RefusedRecord) as refused:
            open_envelope(wrong, CHECKPOINT_TYPE, directories())
        assert refused.value.code is due


@pytest.mark.parametrize(
    "envelope", [b"", signed(b"{}", payload_type=CHECKPOINT_TYPE), signed(b"[]"), signed(b"\xff")]
)
def test_what_is_no_record_is_not_read_as_one(envelope: bytes) -> None:
    with pytest.raises(RefusedRecord):
        read_record(envelope)


def test_errors_do_not_quote_what_was_sent() -> None:
    marked = {"label": {**A_LABEL, "policy": "SECRET"}}
    for envelope in (edited(**marked), edited(origin="SECRET"), edited(kind="secret"),
                     edited(SECRET=1), edited(body="SECRET"), signed(b"SECRET")):  # fmt: skip
        with pytest.raises(RefusedRecord) as refused:
            open_one(envelope)
        assert "secret" not in str(refused.value).lower()
        assert "secret" not in str(refused.value.fields()).lower()


def test_a_refusal_keeps_its_code_wherever_it_travels() -> None:
    error = RefusedRecord("open record", "x", code=Refusal.BAD_SIGNATURE, expected="y")
    again = pickle.loads(pickle.dumps(error))
    assert (again.code, str(again), again.fields()) == (error.code, str(error), error.fields())
    assert str(error) == "BAD_SIGNATURE: open record: x, expected y"
    assert refusal_of(error) is Refusal.BAD_SIGNATURE
    assert refusal_of(MalformedMessage("read", keyword="epoch")) is Refusal.MALFORMED
    assert refusal_of(MalformedMessage("read", keyword="OVERSIZE")) is Refusal.OVERSIZE
    assert refusal_of(ValueError("x")) is Refusal.MALFORMED


def test_the_time_of_the_good_record_is_within_its_key() -> None:
    assert open_one(GOOD.envelope).payload.t_created == T
