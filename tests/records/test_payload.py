"""Payloads: what is taken, what is refused and as what, and that bytes are never written anew."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nations import T, payload_of

from cspo.errors import MalformedMessage, UsageError, VerificationError
from cspo.markings import Mode
from cspo.records import (
    Payload,
    Provenance,
    Refusal,
    decode_payload,
    encode_payload,
    refusal_of,
    utc_of_record,
)
from cspo.time import Epoch

FIELDS = [
    "v", "alg", "origin", "kind", "mode", "object", "version", "supersedes", "t_valid", "t_created",
    "label", "provenance", "body",
]  # fmt: skip


def plain(**changes: Any) -> dict[str, Any]:
    return {**json.loads(encode_payload(payload_of())), **changes}


def without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in plain().items() if name not in names}


def verdict(data: Any) -> Refusal | None:
    try:
        decode_payload(data if isinstance(data, bytes) else json.dumps(data).encode())
    except (MalformedMessage, VerificationError) as error:
        return refusal_of(error)
    return None


def test_the_bytes_are_compact_json_in_the_order_of_the_design() -> None:
    data = encode_payload(payload_of(body={"text": "é", "n": [1, 2.5]}))
    parsed = json.loads(data)
    assert list(parsed) == FIELDS
    assert data == json.dumps(parsed, separators=(",", ":"), ensure_ascii=False).encode()
    assert list(parsed["label"]) == [
        "policy", "policy_version", "classification", "releasable_to", "orcon", "originators",
        "caveats", "derived_from", "review", "reason",
    ]  # fmt: skip
    assert list(parsed["provenance"]) == ["sensor", "software", "inputs"]
    assert decode_payload(data) == (payload_of(body={"text": "é", "n": [1, 2.5]}), ())


def test_a_body_keeps_its_bytes() -> None:
    body = b'{ "b" : 1.50,\n"a":"\\u00e9" }'
    data = encode_payload(payload_of(body=msgspec.Raw(body)))
    assert body in data
    assert bytes(decode_payload(data)[0].body) == body


A_LABEL = plain()["label"]
PROVENANCE = plain()["provenance"]
ID = "0" * 64


@pytest.mark.parametrize(
    ("data", "due"),
    [
        (b"[]", Refusal.MALFORMED),
        (b"5", Refusal.MALFORMED),
        # Version and algorithm.
        (without("v"), Refusal.UNKNOWN_VERSION),
        *((plain(v=v), Refusal.UNKNOWN_VERSION)
          for v in ("2.0", "0.9", "1", "1.0.0", "01.0", "1.00", "v1.0", "1.0\n", "\u0661.0", "",
                    1.0, None, [1], "1." + "9" * 5)),
        *((plain(alg=alg), Refusal.UNKNOWN_ALGORITHM)
          for alg in ("none", "ed25519", "Ed448", "RS256", "HS256", "", None, ["Ed25519"])),
        (without("alg"), Refusal.UNKNOWN_ALGORITHM),
        # Fields.
        (plain(extra=1), Refusal.UNKNOWN_FIELD),
        (plain(Mode="REAL"), Refusal.UNKNOWN_FIELD),
        ({**without("mode"), "m\u043ede": "REAL"}, Refusal.UNKNOWN_FIELD),  # a Cyrillic o
        *((without(name), Refusal.MALFORMED) for name in FIELDS[2:]),
        (plain(provenance={**PROVENANCE, "x": 1}), Refusal.UNKNOWN_FIELD),
        (plain(provenance={"sensor": "", "software": ""}), Refusal.MALFORMED),
        (plain(provenance=[]), Refusal.MALFORMED),
        # Mode and label.
        *((plain(mode=mode), Refusal.UNKNOWN_MODE)
          for mode in ("real", "REAL ", "DRILL", "", "R\u0415AL", 1, None, ["REAL"])),
        (plain(label={**A_LABEL, "codeword": "X"}), Refusal.UNKNOWN_LABEL),
        (plain(label={**A_LABEL, "releasable_to": ["FRA", "AUS"]}), Refusal.UNKNOWN_LABEL),
        (plain(label={**A_LABEL, "releasable_to": ["AUS", "AUS"]}), Refusal.UNKNOWN_LABEL),
        (plain(label={**A_LABEL, "releasable_to": "AUS"}), Refusal.UNKNOWN_LABEL),
        (plain(label={**A_LABEL, "releasable_to": None}), Refusal.UNKNOWN_LABEL),
        (plain(label={k: v for k, v in A_LABEL.items() if k != "releasable_to"}),
         Refusal.UNKNOWN_LABEL),
        (plain(label={k: v for k, v in A_LABEL.items() if k != "orcon"}), Refusal.UNKNOWN_LABEL),
        (plain(label={**A_LABEL, "review": "2026-02-30"}), Refusal.UNKNOWN_LABEL),
        (plain(label={}), Refusal.UNKNOWN_LABEL),
        (plain(label=None), Refusal.UNKNOWN_LABEL),
        # Forms.
        *((plain(origin=o), Refusal.MALFORMED)
          for o in ("", "XXX", "aus", "AUS ", "AUS/", "AUS/A", "AUS/a/b", "\u0410US", "CSPO", 1)),
        *((plain(kind=k), Refusal.MALFORMED) for k in ("", "Notice", "a_b", "-a", "a" * 41, 1)),
        *((plain(object=o), Refusal.MALFORMED)
          for o in ("25544", ":1", "norad:", "norad:2 5", "norad:\u0662", "n:" + "1" * 257, 1)),
        *((plain(version=n), Refusal.MALFORMED) for n in (0, -1, 1.5, "1", True, None)),
        (plain(version=2**53 + 1), Refusal.NOT_A_NUMBER),
        *((plain(supersedes=i), Refusal.MALFORMED)
          for i in ("0" * 63, "0" * 65, "A" * 64, "\u0660" * 64, 0)),
        *((plain(t_created=t), Refusal.MALFORMED)
          for t in ("2026-07-10T12:00:00Z", "2026-07-10T12:00:00.000Z",
                    "2026-07-10 12:00:00.000000Z",
                    "2026-07-10T12:00:00.000000", "2026-13-10T12:00:00.000000Z",
                    "2026-07-10T23:59:60.000000Z", "2026-191T12:00:00.000000Z", "", 0,
                    "\u0662026-07-10T12:00:00.000000Z", "2026-07-10T12:00:00.000000Z\n")),
        (plain(t_valid="2026-02-30T12:00:00.000000Z"), Refusal.MALFORMED),
        *((plain(provenance={**PROVENANCE, "inputs": inputs}), Refusal.MALFORMED)
          for inputs in (["x"], ["f" * 64, "0" * 64], [ID, ID], [ID.upper() + "F"], ID, [1],
                         [f"{n:064x}" for n in range(4_097)])),
        *((plain(body=body), Refusal.MALFORMED) for body in ([], "text", 1, None, True)),
        # What the JSON itself gets wrong.
        (b'{"v":"1.0","v":"1.0"}', Refusal.DUPLICATE_KEY),
        (encode_payload(payload_of()).replace(b'"text":', b'"text":1,"text":'),
         Refusal.DUPLICATE_KEY),
        (encode_payload(payload_of()).replace(b'"nothing"', b"NaN"), Refusal.NOT_A_NUMBER),
        (encode_payload(payload_of()).replace(b'"nothing"', b"[" * 40 + b"]" * 40),
         Refusal.TOO_DEEP),
        (encode_payload(payload_of()).replace(b"nothing", b"x" * 1_048_576), Refusal.OVERSIZE),
        (encode_payload(payload_of()) + b"{}", Refusal.MALFORMED),
        (encode_payload(payload_of()).replace(b"nothing", b"\xff"), Refusal.MALFORMED),
    ],
)  # fmt: skip
def test_what_is_refused_and_as_what(data: Any, due: Refusal) -> None:
    assert verdict(data) is due


@pytest.mark.parametrize(
    "changes",
    [
        {"object": "norad:000025544"},
        {"object": "GBR/acme-sat:7"},
        {"object": "event:ab/12#x"},
        {"version": 2**53},
        {"supersedes": "f" * 64},
        {"t_valid": "2016-12-31T23:59:60.500000Z"},  # inside a leap second
        {"origin": "GBR/acme-sat"},
        {"mode": "TEST"},
        {"body": {}},
    ],
)
def test_what_is_taken(changes: dict[str, Any]) -> None:
    payload, notes = decode_payload(json.dumps(plain(**changes)).encode())
    assert notes == ()
    for name, value in changes.items():
        found = getattr(payload, name)
        assert (json.loads(bytes(found)) if name == "body" else found) == value


def test_a_newer_minor_version_may_bring_fields() -> None:
    data = json.dumps(
        plain(v="1.7", new={"a": 1}, provenance={**PROVENANCE, "host": "x"}, body={"more": 1})
    ).encode()
    payload, notes = decode_payload(data)
    assert notes == ("newer-minor",)
    assert type(payload) is Payload
    assert type(payload.provenance) is Provenance
    assert payload.v == "1.7"
    assert json.loads(bytes(payload.body)) == {"more": 1}


@pytest.mark.parametrize(
    ("changes", "due"),
    [
        # A restriction that we do not know, we cannot keep.
        ({"label": {**A_LABEL, "new": 1}}, Refusal.UNKNOWN_LABEL),
        ({"mode": "NEW"}, Refusal.UNKNOWN_MODE),
        ({"version": 0}, Refusal.MALFORMED),
        ({"alg": "ML-DSA"}, Refusal.UNKNOWN_ALGORITHM),
        ({"provenance": {"sensor": "", "host": ""}}, Refusal.MALFORMED),
    ],
)
def test_but_nothing_that_is_known_may_be_missing_or_odd(
    changes: dict[str, Any], due: Refusal
) -> None:
    assert verdict(plain(v="1.1", **changes)) is due


@pytest.mark.parametrize(
    "fields",
    [
        {"origin": "XXX"},
        {"kind": "No"},
        {"version": 0},
        {"t_created": "now"},
        {"body": msgspec.Raw(b"[1]")},
        {"body": msgspec.Raw(b"{")},
        {"body": msgspec.Raw(b'{"a":1,"a":1}')},
        {"body": msgspec.Raw(b"")},
        {"object": "\ud800:1"},
        {"v": "2.0"},
    ],
)
def test_what_we_would_refuse_we_do_not_write(fields: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="encode record"):
        encode_payload(payload_of(**fields))


TEXT = st.text(max_size=20)
PAYLOADS = st.builds(
    payload_of,
    origin=st.sampled_from(["AUS", "GBR/acme-sat"]),
    body=st.dictionaries(TEXT, st.none() | TEXT | st.floats(-1e9, 1e9), max_size=4),
    mode=st.sampled_from(Mode),
    version=st.integers(1, 2**53),
    object=st.sampled_from(["", "norad:000000005", "event:x"]),
    provenance=st.builds(Provenance, sensor=TEXT, software=TEXT),
)


@given(PAYLOADS)
def test_a_payload_comes_back(payload: Payload) -> None:
    data = encode_payload(payload)
    assert decode_payload(data) == (payload, ())
    assert encode_payload(decode_payload(data)[0]) == data


def test_instants_are_written_as_they_are_read() -> None:
    assert utc_of_record(Epoch.from_utc(T)) == T


def test_errors_do_not_quote_what_was_sent() -> None:
    for changes in (
        {"SECRET": 1}, {"origin": "SECRET"}, {"kind": "SECRET"}, {"mode": "SECRET"},
        {"label": {**A_LABEL, "policy": ["SECRET"]}}, {"label": {**A_LABEL, "SECRET": 1}},
        {"label": {**A_LABEL, "releasable_to": ["SECRET", "A"]}}, {"v": "SECRET"},
        {"alg": "SECRET"}, {"t_valid": "SECRET"}, {"object": "SECRET"}, {"body": "SECRET"},
        {"provenance": {**PROVENANCE, "inputs": ["SECRET"]}}, {"version": "SECRET"},
    ):  # fmt: skip
        with pytest.raises(VerificationError) as refused:
            decode_payload(json.dumps(plain(**changes)).encode())
        assert "SECRET" not in str(refused.value)
        assert refused.value.__cause__ is None
