"""Envelopes against DSSE's text, and in their one strict form."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nations import record_of

from cspo.errors import MalformedMessage
from cspo.records import Envelope, Refusal, Signature, pae, refusal_of
from cspo.records.envelope import MAX_ENVELOPE_BYTES, PAYLOAD_TYPES, RECORD_TYPE
from cspo.records.signing import SigningKey, VerifyKey

KEYID = "AUS#" + "0123456789abcdef" * 2
SIG = bytes(range(64))


def wire(**changes: Any) -> dict[str, Any]:
    good = {
        "payload": "e30=",
        "payloadType": RECORD_TYPE,
        "signatures": [{"keyid": KEYID, "sig": base64.b64encode(SIG).decode()}],
    }
    return {**good, **changes}


def verdict(data: bytes | dict[str, Any]) -> Refusal | None:
    try:
        Envelope.from_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
    except MalformedMessage as error:
        return refusal_of(error)
    return None


def test_the_example_of_the_dsse_protocol() -> None:
    """DSSE v1.0.0, protocol.md, "Test Vectors"."""
    found = pae("http://example.com/HelloWorld", b"hello world")
    assert found == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"


# From secure-systems-lab/dsse, testvectors/vectors.json: the keys are the first two of RFC 8032.
IN_TOTO = "application/vnd.in-toto+json"


@pytest.mark.parametrize(
    ("payload_type", "payload", "due"),
    [
        (IN_TOTO, b"", "DSSEv1 28 application/vnd.in-toto+json 0 "),
        ("", b"{}", "DSSEv1 0  2 {}"),
        # 28 characters, 29 bytes.
        (
            "application/vnd.ex\xe4mple+json",
            b"[]",
            "DSSEv1 29 application/vnd.ex\xe4mple+json 2 []",
        ),
    ],
)
def test_lengths_are_of_bytes_and_nothing_is_left_out(
    payload_type: str, payload: bytes, due: str
) -> None:
    assert pae(payload_type, payload) == due.encode()


def test_a_signature_that_dsse_publishes() -> None:
    key = SigningKey(
        "AUS", bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    )
    sig = base64.b64decode(
        "2WAfaHm5jluo0w+0rk8uVkluELJYWjSmU9x7EUzx+AyteDGJ4/nqyJXfmAUVFIAoQafWm7AxBZNw5M9ixNHiCA=="
    )
    statement = b'{"_type":"https://in-toto.io/Statement/v1"}'
    assert VerifyKey(key.public).holds(IN_TOTO, statement, sig)
    assert key.sign(IN_TOTO, statement).signatures[0].sig == sig


@given(
    st.tuples(st.text(max_size=20), st.binary(max_size=20)),
    st.tuples(st.text(max_size=20), st.binary(max_size=20)),
)
def test_no_two_messages_are_signed_as_one(one: tuple[str, bytes], two: tuple[str, bytes]) -> None:
    assert (pae(*one) == pae(*two)) == (one == two)


@given(st.binary(max_size=300), st.sampled_from(sorted(PAYLOAD_TYPES)), st.integers(1, 4))
def test_an_envelope_comes_back(payload: bytes, payload_type: str, count: int) -> None:
    signatures = tuple(Signature(f"AUS#{n:032x}", SIG) for n in range(count))
    made = Envelope(payload_type=payload_type, payload=payload, signatures=signatures)
    data = made.to_bytes()
    assert Envelope.from_bytes(data) == made
    plain = json.loads(data)
    assert base64.b64decode(plain["payload"], validate=True) == payload
    assert list(plain) == ["payload", "payloadType", "signatures"]
    assert data == json.dumps(plain, separators=(",", ":")).encode()


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("", b""),
        ("Zg==", b"f"),
        ("Zm8=", b"fo"),
        ("+/+/", b"\xfb\xff\xbf"),
        ("-_-_", b"\xfb\xff\xbf"),  # DSSE: verifiers must accept either alphabet
        # Refused: another text for bytes that have one.
        ("+/-_", None),
        ("Zg", None),
        ("Zg=", None),
        ("Zg===", None),
        ("Zh==", None),  # spare bits that are not zero
        ("Zm9=", None),
        ("Zg==\n", None),
        (" Zg==", None),
        ("Z g==", None),
        ("Zg==Zg==", None),
        ("=", None),
        ("Zg\u003d\u2550", None),
        ("Ｚg==", None),
        ("Zg!=", None),
        (None, None),
        (5, None),
        (["Zg=="], None),
    ],
)  # fmt: skip
def test_base64_has_one_form(text: Any, due: bytes | None) -> None:
    data = json.dumps(wire(payload=text)).encode()
    if due is None:
        assert verdict(data) is Refusal.MALFORMED
    else:
        assert Envelope.from_bytes(data).payload == due


@given(st.text("AZaz09+/-_= \n", max_size=12))
def test_base64_agrees_with_a_second_reader(text: str) -> None:
    """What we take, the standard library reads the same and writes the same."""
    try:
        found = Envelope.from_bytes(json.dumps(wire(payload=text)).encode()).payload
    except MalformedMessage:
        return
    assert text in {base64.b64encode(found).decode(), base64.urlsafe_b64encode(found).decode()}


@pytest.mark.parametrize(
    ("data", "due"),
    [
        ([], Refusal.MALFORMED),
        ({}, Refusal.MALFORMED),
        (wire(more=1), Refusal.MALFORMED),  # unsigned, so not let travel
        ({k: v for k, v in wire().items() if k != "signatures"}, Refusal.MALFORMED),
        (wire(payloadType="application/json"), Refusal.UNKNOWN_PAYLOAD_TYPE),
        (wire(payloadType=RECORD_TYPE.upper()), Refusal.UNKNOWN_PAYLOAD_TYPE),
        (wire(payloadType=RECORD_TYPE + " "), Refusal.UNKNOWN_PAYLOAD_TYPE),
        (wire(payloadType=RECORD_TYPE.replace("o", "\u043e")), Refusal.UNKNOWN_PAYLOAD_TYPE),
        (wire(payloadType=None), Refusal.UNKNOWN_PAYLOAD_TYPE),
        (wire(payloadType=[RECORD_TYPE]), Refusal.UNKNOWN_PAYLOAD_TYPE),
        (wire(signatures=[]), Refusal.MALFORMED),
        (wire(signatures={}), Refusal.MALFORMED),
        (wire(signatures=wire()["signatures"] * 2), Refusal.MALFORMED),  # one key twice
        (wire(signatures=[{"keyid": f"AUS#{n:032x}", "sig": "A" * 86 + "=="} for n in range(5)]),
         Refusal.MALFORMED),
        (wire(signatures=["x"]), Refusal.MALFORMED),
        (wire(signatures=[{"sig": "A" * 86 + "=="}]), Refusal.MALFORMED),
        (wire(signatures=[{"keyid": KEYID, "sig": "A" * 86 + "==", "alg": "none"}]),
         Refusal.MALFORMED),
        (wire(signatures=[{"keyid": KEYID.upper(), "sig": "A" * 86 + "=="}]), Refusal.MALFORMED),
        (wire(signatures=[{"keyid": KEYID + "\n", "sig": "A" * 86 + "=="}]), Refusal.MALFORMED),
        (wire(signatures=[{"keyid": "AU\u0405#" + "0" * 32, "sig": "A" * 86 + "=="}]),
         Refusal.MALFORMED),
        (wire(signatures=[{"keyid": 5, "sig": "A" * 86 + "=="}]), Refusal.MALFORMED),
        (wire(signatures=[{"keyid": KEYID, "sig": ""}]), Refusal.BAD_SIGNATURE),
        (wire(signatures=[{"keyid": KEYID, "sig": "Zg=="}]), Refusal.BAD_SIGNATURE),
        (wire(signatures=[{"keyid": KEYID, "sig": "A" * 86 + "B="}]), Refusal.MALFORMED),
        (wire(payload={"a": {"b": {"c": {"d": 1}}}}), Refusal.TOO_DEEP),
        (b"\xff", Refusal.MALFORMED),
        (b'{"payload":"","payload":"","payloadType":"","signatures":[]}', Refusal.DUPLICATE_KEY),
        (b'{"payload":NaN}', Refusal.NOT_A_NUMBER),
    ],
)  # fmt: skip
def test_every_other_form_is_refused(data: Any, due: Refusal) -> None:
    assert verdict(data if isinstance(data, bytes) else json.dumps(data).encode()) is due


def test_sizes_are_bounded_before_anything_is_read() -> None:
    assert MAX_ENVELOPE_BYTES == 1.5 * 1024 * 1024
    largest = base64.b64encode(bytes(1_048_576)).decode()
    assert verdict(wire(payload=largest)) is None
    assert verdict(wire(payload=base64.b64encode(bytes(1_048_577)).decode())) is Refusal.OVERSIZE
    assert verdict(b" " * (MAX_ENVELOPE_BYTES + 1)) is Refusal.OVERSIZE
    assert verdict(b"{" * 100_000_000) is Refusal.OVERSIZE


def test_errors_do_not_quote_what_was_sent() -> None:
    for changes in (
        {"payload": "SECRET!"}, {"payloadType": "SECRET"}, {"SECRET": 1},
        {"signatures": ["SECRET"]}, {"signatures": [{"keyid": "SECRET", "sig": ""}]},
    ):  # fmt: skip
        with pytest.raises(MalformedMessage) as refused:
            Envelope.from_bytes(json.dumps(wire(**changes)).encode())
        assert "SECRET" not in str(refused.value)


def test_a_sealed_record_is_an_envelope() -> None:
    read = Envelope.from_bytes(record_of().envelope)
    assert read.payload_type == RECORD_TYPE
    assert len(read.signatures) == 1
