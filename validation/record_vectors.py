"""Vectors of records: strict JSON, keys, encodings, envelopes, records, directories, lineage.

Bytes are given in one of three ways: ``"text"``, when they are UTF-8; ``"hex"``; or ``"pieces"``,
a list of [text, times] to write one after the other.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from typing import Any

import msgspec
from nations import KINDS, NOT_BEFORE, anchors, directory, entry_of, key_of, payload_of, root_of

from cspo.markings import Mode, make_label
from cspo.records import (
    Envelope,
    KeyEntry,
    Provenance,
    Revocation,
    Signature,
    commit,
    encode_payload,
    openings_for,
    pae,
    record_id,
    seal,
)
from cspo.records.envelope import KEY_DIRECTORY_TYPE, PAYLOAD_TYPES, RECORD_TYPE
from cspo.records.signing import SigningKey, thumbprint_of

ORDER = 2**252 + 27742317777372353535851937790883648493
STRANGER = SigningKey("AUS", bytes(32))
LIMITED = SigningKey("AUS", hashlib.sha256(b"a key for orbits").digest())
REVOKED = SigningKey("AUS", hashlib.sha256(b"a key that was lost").digest())


def given(data: bytes) -> dict[str, Any]:
    """Bytes as the files write them."""
    try:
        return {"text": data.decode("utf-8")}
    except UnicodeDecodeError:
        return {"hex": data.hex()}


def case(name: str, data: bytes, refusal: str | None, about: str, **more: Any) -> dict[str, Any]:
    """One input with what has to become of it."""
    return {"name": name, "about": about, **given(data), "refusal": refusal, **more}


# Strict JSON.


def strict_json() -> dict[str, Any]:
    """JSON that has one meaning, and JSON that has two or none."""
    taken: list[tuple[str, bytes]] = [
        ("space around", b" {} \n"),
        ("largest integers", b"[9007199254740992,-9007199254740992]"),
        ("a pair of surrogates", b'"\\ud83d\\ude00"'),
        ("an escaped backslash is no escape", b'"\\\\ud800"'),
        ("large and small reals", b"[1e308,1e-400,1234567890123456.5]"),
        ("marks inside strings do not nest", b'"' + b"[{" * 40 + b'"'),
        ("32 levels", b"[" * 32 + b"]" * 32),
    ]
    refused: list[tuple[str, bytes, str]] = [
        ("a key twice", b'{"a":1,"a":1}', "DUPLICATE_KEY"),
        ("a key twice, once escaped", b'{"mode":1,"mo\\u0064e":2}', "DUPLICATE_KEY"),
        ("a key twice, deep inside", b'[{"a":{"b":[{"c":1,"c":2}]}}]', "DUPLICATE_KEY"),
        ("NaN", b'{"a":NaN}', "NOT_A_NUMBER"),
        ("Infinity", b"[-Infinity]", "NOT_A_NUMBER"),
        ("beyond float64", b"[1e400]", "NOT_A_NUMBER"),
        ("an integer beyond 2**53", b"[9007199254740993]", "NOT_A_NUMBER"),
        ("33 levels", b"[" * 33 + b"]" * 33, "TOO_DEEP"),
        ("33 levels of objects", b'{"a":' * 33 + b"1" + b"}" * 33, "TOO_DEEP"),
        ("a byte-order mark", b"\xef\xbb\xbf{}", "MALFORMED"),
        ("not UTF-8", b'"\xff"', "MALFORMED"),
        ("an overlong slash", b'"\xc0\xaf"', "MALFORMED"),
        ("half a character", b'"\\ud800"', "MALFORMED"),
        ("half a character in a key", b'{"\\udc00":1}', "MALFORMED"),
        ("half a character in bytes", b'"\xed\xa0\x80"', "MALFORMED"),
        ("bytes after the end", b"{}x", "MALFORMED"),
        ("a zero byte after the end", b"{}\0", "MALFORMED"),
        ("a leading zero", b"[01]", "MALFORMED"),
        ("a bare control character", b'"\t"', "MALFORMED"),
        ("nothing", b"", "MALFORMED"),
    ]
    cases = [case(name, data, None, "") for name, data in taken]
    cases += [case(name, data, refusal, "") for name, data, refusal in refused]
    cases += [
        {"name": "10,000 levels", "about": "", "pieces": [["[", 10_000], ["]", 10_000]],
         "refusal": "TOO_DEEP"},
        {"name": "a byte too many", "about": "",
         "pieces": [['"', 1], ["a", 1_048_575], ['"', 1]], "refusal": "OVERSIZE"},
        {"name": "the last byte that is taken", "about": "",
         "pieces": [['"', 1], ["a", 1_048_574], ['"', 1]], "refusal": None},
    ]  # fmt: skip
    return {"about": "JSON to read (refusal null) or to refuse", "cases": cases}


# Keys and encodings.


def keys() -> dict[str, Any]:
    """Keys, their names, and 32 bytes that are no key."""
    chosen = {
        "root": root_of("AUS"), "real": key_of("AUS"), "exercise": key_of("AUS", Mode.EXERCISE),
        "next": key_of("AUS", number=2), "france": key_of("FRA"), "orbits only": LIMITED,
        "revoked": REVOKED, "stranger": STRANGER,
    }  # fmt: skip
    p = 2**255 - 19
    y8 = 2707385501144840649318225287225658788936804267575313519463743609750303402022
    bad = {
        "the identity": 1, "of order 2": p - 1, "of order 4": 0, "of order 4, other sign": 2**255,
        "of order 8": y8, "of order 8, other sign": y8 + 2**255, "of order 8, negated": p - y8,
        "of order 8, negated, other sign": p - y8 + 2**255, "the identity, not canonical": p + 1,
        "y = 3, not canonical": p + 3, "not on the curve": 2,
    }  # fmt: skip
    return {
        "about": "Ed25519: seed (RFC 8032's private key), raw public key, thumbprint, keyid",
        "keys": [
            {"name": name, "nation": key.nation, "seed": key.seed().hex(),
             "public": key.public.hex(), "thumbprint": thumbprint_of(key.public),
             "keyid": key.keyid}
            for name, key in chosen.items()
        ],
        "no_keys": [
            {"name": name, "public": number.to_bytes(32, "little").hex()}
            for name, number in bad.items()
        ],
    }  # fmt: skip


def encodings() -> dict[str, Any]:
    """What is signed, for types and payloads."""
    rows = [
        ("http://example.com/HelloWorld", b"hello world"),
        (RECORD_TYPE, b""),
        (RECORD_TYPE, b"{}"),
        (KEY_DIRECTORY_TYPE, b'{"v":"1.0"}'),
        (RECORD_TYPE, bytes(range(256))),
        ("", "\u00e9".encode()),
        ("application/vnd.ex\u00e4mple+json", b"[]"),
    ]
    return {
        "about": "DSSE v1 pre-authentication encoding, and the signature of the key 'real' over it",
        "payload_types": sorted(PAYLOAD_TYPES),
        "cases": [
            {"payload_type": kind, "payload_hex": data.hex(), "pae_hex": pae(kind, data).hex(),
             "sig_hex": key_of("AUS").sign(kind, data).signatures[0].sig.hex()}
            for kind, data in rows
        ],
    }  # fmt: skip


# Directories.

SECOND_TERM = "2026-07-01T00:00:00Z"


def entries() -> tuple[KeyEntry, ...]:
    """Australia's keys in its first directory."""
    return (
        entry_of(key_of("AUS")),
        entry_of(key_of("AUS", Mode.EXERCISE), Mode.EXERCISE),
        entry_of(LIMITED, kinds=("orbit",)),
        entry_of(
            REVOKED, revoked=Revocation(checkpoint=7, t="2026-06-01T00:00:00Z", reason="lost")
        ),
    )


def after(envelope: bytes, keys: tuple[KeyEntry, ...]) -> bytes:
    """The directory that follows on another."""
    payload = Envelope.from_bytes(envelope).payload
    number = json.loads(payload)["version"] + 1
    return directory("AUS", version=number, prev=record_id(payload), keys=keys)


def changed(envelope: bytes, **fields: Any) -> bytes:
    """A directory with fields changed, signed by the root all the same."""
    content = {**json.loads(Envelope.from_bytes(envelope).payload), **fields}
    return root_of("AUS").sign(KEY_DIRECTORY_TYPE, compact(content)).to_bytes()


def compact(content: Any) -> bytes:
    """JSON without blanks."""
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()


def directories() -> dict[str, Any]:
    """Sequences of directories to accept, each with the verdict on its last."""
    first = directory("AUS", keys=entries())
    real, *others = entries()
    rotated = (
        msgspec.structs.replace(real, not_after=SECOND_TERM), *others,
        entry_of(key_of("AUS", number=2), not_before=SECOND_TERM),
    )  # fmt: skip
    second = after(first, rotated)
    third = after(second, rotated)
    fork = directory("AUS", keys=entries()[:2])
    undone = (*entries()[:3], entry_of(REVOKED))
    wider = (entry_of(key_of("AUS")), *entries()[1:2], entry_of(LIMITED), *entries()[3:])
    content = json.loads(Envelope.from_bytes(first).payload)
    one = content["keys"][0]
    stranger = STRANGER.sign(KEY_DIRECTORY_TYPE, Envelope.from_bytes(first).payload).to_bytes()
    rows: list[tuple[str, list[bytes], str | None]] = [
        ("the first", [first], None),
        ("a rotation", [first, second], None),
        ("three in a row", [first, second, third], None),
        ("joined later", [second, third], None),
        ("the same again", [first, second, first], None),
        ("one left out", [first, third], "DIRECTORY_GAP"),
        ("an older one that was not seen", [second, first], "DIRECTORY_ROLLBACK"),
        ("two of one version", [first, fork], "DIRECTORY_FORK"),
        ("two of an older version", [first, second, fork], "DIRECTORY_FORK"),
        ("a successor of another", [first, after(fork, entries()[:2])], "DIRECTORY_FORK"),
        ("a revocation taken back", [first, after(first, undone)], "DIRECTORY_UNDOES"),
        ("a key dropped", [first, after(first, entries()[1:])], "DIRECTORY_UNDOES"),
        ("kinds widened", [first, after(first, wider)], "DIRECTORY_UNDOES"),
        ("signed by another key", [stranger], "UNKNOWN_KEY"),
        ("signed by a key that it lists",
         [key_of("AUS").sign(KEY_DIRECTORY_TYPE, compact(content)).to_bytes()], "UNKNOWN_KEY"),
        ("of another nation", [changed(first, nation="FRA")], "ORIGIN_MISMATCH"),
        ("of no nation", [changed(first, nation="XXX")], "UNKNOWN_NATION"),
        ("edited under the old signature", [in_wire(first, lambda plain: plain.update(
            payload=json.loads(changed(first, t_created=SECOND_TERM))["payload"]))],
         "BAD_SIGNATURE"),
        ("a key of small order",
         [changed(first, keys=[{**one, "public": "00" * 32}])], "BAD_SIGNATURE"),
        ("a thumbprint of another key",
         [changed(first, keys=[{**one, "thumbprint": "0" * 32}])], "MALFORMED"),
        ("a key of two modes",
         [changed(first, keys=[{**one, "modes": ["REAL", "EXERCISE"]}])], "KEY_NOT_FOR_MODE"),
        ("the root as a signing key",
         [changed(first, keys=[{**one, "public": root_of("AUS").public.hex(),
                                "thumbprint": thumbprint_of(root_of("AUS").public)}])],
         "KEY_NOT_FOR_KIND"),
        ("an unknown field", [changed(first, more=1)], "UNKNOWN_FIELD"),
        ("another version of the format", [changed(first, v="2.0")], "UNKNOWN_VERSION"),
    ]  # fmt: skip
    return {
        "about": "accept in turn: all but the last are taken, the verdict is the last's",
        "anchors": {"AUS": root_of("AUS").public.hex()},
        "cases": [
            {"name": name, "envelopes": [each.decode() for each in chain], "refusal": refusal,
             "id": record_id(Envelope.from_bytes(chain[-1]).payload) if refusal is None else None}
            for name, chain, refusal in rows
        ],
    }  # fmt: skip


# Records.


def signed(payload: bytes, *keys: SigningKey) -> bytes:
    """Bytes in an envelope, signed by each key."""
    signatures = tuple(
        key.sign(RECORD_TYPE, payload).signatures[0] for key in keys or (key_of("AUS"),)
    )
    return Envelope(payload_type=RECORD_TYPE, payload=payload, signatures=signatures).to_bytes()


def with_sig(envelope: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """An envelope with its first signature changed."""
    read = Envelope.from_bytes(envelope)
    first = read.signatures[0]
    changed = (Signature(first.keyid, change(first.sig)), *read.signatures[1:])
    return msgspec.structs.replace(read, signatures=changed).to_bytes()


def in_wire(envelope: bytes, change: Callable[[dict[str, Any]], Any]) -> bytes:
    """An envelope with its JSON changed."""
    plain = json.loads(envelope)
    change(plain)
    return compact(plain)


def records() -> dict[str, Any]:
    """Envelopes to open, with the id or the verdict."""
    notice = encode_payload(payload_of())
    good = signed(notice)
    content = json.loads(notice)
    label = content["label"]

    def edited(**fields: Any) -> bytes:
        return signed(compact({**content, **fields}))

    def text(old: bytes, new: bytes) -> bytes:
        assert old in notice
        return signed(notice.replace(old, new))

    def wire(**fields: Any) -> bytes:
        return in_wire(good, lambda plain: plain.update(fields))

    ids = [record_id(b"input %d" % n) for n in range(3)]
    inputs = commit(ids, lineage_salts(3))
    rich = seal(
        payload_of(
            "GBR/acme-sat", ("GBR", "GBR/acme-sat", "USA"), kind="orbit", version=3,
            object="norad:000025544", supersedes="f" * 64,
            label=make_label("S", ("GBR", "GBR/acme-sat", "USA"), orcon=True,
                             originators=("GBR/acme-sat",), caveats=("LIMDIS",),
                             review="2030-01-01", reason=("b", "a")),
            provenance=Provenance(sensor="radar 1", software="maker 2.1", inputs=inputs),
            body={"text": "\u00e9 \U0001f6f0", "r_km": [6878.137, -1e-9, 0]},
        ),
        key_of("GBR"),
    ).envelope  # fmt: skip
    url_safe = in_wire(
        signed(compact({**content, "body": {"text": "\u00ff\u00fe~~~???>>>"}})),
        lambda plain: plain.update(
            payload=base64.urlsafe_b64encode(base64.b64decode(plain["payload"])).decode()
        ),
    )
    assert b"_" in url_safe.split(b'"')[3] or b"-" in url_safe.split(b'"')[3]
    payload_64 = json.loads(good)["payload"]
    spare = payload_64.rstrip("=")
    rows: list[tuple[str, bytes, str | None, str]] = [
        ("good", good, None, "a notice of AUS to AUS and FRA"),
        ("rich", rich, None, "a guest of GBR, every field used; lineage from lineage.json"),
        ("spaced", signed(json.dumps(content, indent=1).encode() + b"\n"), None,
         "the id is of the bytes as they are"),
        ("url-safe", url_safe, None, "base64 of the other alphabet, as DSSE demands"),
        ("exercise", signed(encode_payload(payload_of(mode=Mode.EXERCISE)),
                            key_of("AUS", Mode.EXERCISE)), None, ""),
        ("cosigned", signed(notice, key_of("AUS"), key_of("FRA")), None, "every signature holds"),
        ("held", signed(encode_payload(payload_of(label=make_label("U", ())))), None,
         "released to nobody; its origin can keep it"),
        ("newer-minor", signed(compact({**content, "v": "1.7", "more": {"a": 1}})), None,
         "an unknown field of a newer minor version is kept in the bytes"),
        # Signatures.
        ("bad-signature", with_sig(good, lambda sig: sig[:-1] + bytes([sig[-1] ^ 1])),
         "BAD_SIGNATURE", ""),
        ("zero-signature", with_sig(good, lambda _: bytes(64)), "BAD_SIGNATURE", ""),
        ("malleable", with_sig(good, lambda sig: sig[:32] + (
            int.from_bytes(sig[32:], "little") + ORDER).to_bytes(32, "little")),
         "BAD_SIGNATURE", "S + L in the place of S"),
        ("short-signature", with_sig(good, lambda sig: sig[:63]), "BAD_SIGNATURE", ""),
        ("edited-text", in_wire(good, lambda plain: plain.update(
            payload=base64.b64encode(notice.replace(b"nothing", b"something")).decode())),
         "BAD_SIGNATURE", ""),
        ("exercise-made-real", in_wire(
            signed(encode_payload(payload_of(mode=Mode.EXERCISE)), key_of("AUS", Mode.EXERCISE)),
            lambda plain: plain.update(payload=payload_64)),
         "BAD_SIGNATURE", "the mode edited under the old signature"),
        ("other-key-named", good.replace(key_of("AUS").keyid.encode(),
                                         key_of("AUS", Mode.EXERCISE).keyid.encode()),
         "BAD_SIGNATURE", ""),
        ("one-of-two-bad", with_sig(signed(notice, key_of("AUS"), key_of("FRA")),
                                    lambda _: bytes(64)), "BAD_SIGNATURE", ""),
        ("another-type", key_of("AUS").sign(KEY_DIRECTORY_TYPE, notice).to_bytes(),
         "UNKNOWN_PAYLOAD_TYPE", "a good signature under another type"),
        ("another-type-written", wire(payloadType="application/json"),
         "UNKNOWN_PAYLOAD_TYPE", ""),
        # Keys.
        ("unknown-key", signed(notice, STRANGER), "UNKNOWN_KEY", ""),
        ("unknown-cosigner", signed(notice, key_of("AUS"), STRANGER), "UNKNOWN_KEY", ""),
        ("another-nation", signed(notice, key_of("FRA")), "ORIGIN_MISMATCH", ""),
        ("another-nations-guest", edited(origin="GBR/acme-sat"), "ORIGIN_MISMATCH", ""),
        ("exercise-key", signed(notice, key_of("AUS", Mode.EXERCISE)), "KEY_NOT_FOR_MODE", ""),
        ("real-key", edited(mode="EXERCISE"), "KEY_NOT_FOR_MODE", ""),
        ("not-its-kind", signed(notice, LIMITED), "KEY_NOT_FOR_KIND", ""),
        ("too-early", edited(t_created="2025-12-31T23:59:59.999999Z"), "KEY_NOT_VALID_THEN", ""),
        ("too-late", edited(t_created="2028-01-01T00:00:00.000000Z"), "KEY_NOT_VALID_THEN", ""),
        # The envelope's form.
        ("not-json", good[:-1], "MALFORMED", ""),
        ("bytes-after", good + b"x", "MALFORMED", ""),
        ("extra-field", wire(more=1), "MALFORMED", "unsigned, so not let travel"),
        ("no-signature", wire(signatures=[]), "MALFORMED", ""),
        ("same-key-twice", in_wire(good, lambda plain: plain["signatures"].append(
            plain["signatures"][0])), "MALFORMED", ""),
        ("five-signatures", signed(notice, key_of("AUS"), key_of("FRA"), key_of("GBR"),
                                   key_of("USA"), key_of("JPN")), "MALFORMED", ""),
        ("no-keyid", in_wire(good, lambda plain: plain["signatures"][0].pop("keyid")),
         "MALFORMED", ""),
        ("unpadded", wire(payload=spare), "MALFORMED", "base64 without its ="),
        ("spare-bits", wire(payload=with_spare_bits(payload_64)), "MALFORMED",
         "base64 whose last bits are not zero: another text for the same bytes"),
        ("blank-in-base64", wire(payload=payload_64[:8] + "\n" + payload_64[8:]), "MALFORMED", ""),
        ("duplicate-in-envelope", good.replace(b'{"payload"', b'{"payload":"","payload"', 1),
         "DUPLICATE_KEY", ""),
        # The payload's form.
        ("duplicate-key", text(b'"text":', b'"text":1,"text":'), "DUPLICATE_KEY", ""),
        ("duplicate-key-escaped", text(b'"mode":', b'"mo\\u0064e":"TEST","mode":'),
         "DUPLICATE_KEY", ""),
        ("nan", text(b'"nothing"', b"NaN"), "NOT_A_NUMBER", ""),
        ("overflow", text(b'"nothing"', b"1e400"), "NOT_A_NUMBER", ""),
        ("wide-integer", text(b'"nothing"', b"9007199254740993"), "NOT_A_NUMBER", ""),
        ("deep", text(b'"nothing"', b"[" * 31 + b"]" * 31), "TOO_DEEP", ""),
        ("lone-surrogate", text(b"nothing", b"\\ud800"), "MALFORMED", ""),
        ("not-utf-8", text(b"nothing", b"\xff"), "MALFORMED", ""),
        ("payload-is-a-list", signed(b"[]"), "MALFORMED", ""),
        ("payload-is-empty", signed(b""), "MALFORMED", ""),
        # The payload's fields.
        ("major-version", edited(v="2.0"), "UNKNOWN_VERSION", ""),
        ("algorithm", edited(alg="none"), "UNKNOWN_ALGORITHM", ""),
        ("unknown-field", edited(more=1), "UNKNOWN_FIELD", ""),
        ("cyrillic-field", text(b'"mode"', '"m\u043ede"'.encode()), "UNKNOWN_FIELD", ""),
        ("missing-field", signed(compact({k: v for k, v in content.items() if k != "object"})),
         "MALFORMED", ""),
        ("unknown-mode", edited(mode="DRILL"), "UNKNOWN_MODE", ""),
        ("unknown-kind", edited(kind="horoscope"), "UNKNOWN_KIND", ""),
        ("unknown-policy", edited(label={**label, "policy": "OTHER"}), "UNKNOWN_LABEL", ""),
        ("unknown-policy-version", edited(label={**label, "policy_version": 99}),
         "UNKNOWN_LABEL", ""),
        ("unknown-level", edited(label={**label, "classification": "COSMIC"}),
         "UNKNOWN_LABEL", ""),
        ("unknown-party", edited(label={**label, "releasable_to": ["AUS", "XXX"]}),
         "UNKNOWN_LABEL", ""),
        ("unknown-caveat", edited(label={**label, "caveats": ["OTHER"]}), "UNKNOWN_LABEL", ""),
        ("unknown-label-field", signed(compact({**content, "v": "1.7",
                                                "label": {**label, "more": 1}})),
         "UNKNOWN_LABEL", "also of a newer minor version: it may forbid something"),
        ("unsorted-parties", edited(label={**label, "releasable_to": ["FRA", "AUS"]}),
         "UNKNOWN_LABEL", ""),
        ("origin-left-out", edited(label={**label, "releasable_to": ["FRA"]}),
         "ORIGIN_NOT_IN_LABEL", ""),
        ("cyrillic-origin", edited(origin="\u0410US"), "MALFORMED", ""),
        ("short-time", edited(t_created="2026-07-10T12:00:00Z"), "MALFORMED", "six decimals"),
        ("no-such-second", edited(t_created="2026-07-10T23:59:60.000000Z"), "MALFORMED",
         "no leap second then"),
        ("version-0", edited(version=0), "MALFORMED", ""),
        ("body-is-a-list", edited(body=[]), "MALFORMED", ""),
    ]  # fmt: skip
    lost = signed(notice, REVOKED)
    cases = [case(name, data, refusal, about) for name, data, refusal, about in rows]
    for entry, (_, data, refusal, _) in zip(cases, rows, strict=True):
        if refusal is None:
            entry["id"] = record_id(Envelope.from_bytes(data).payload)
            entry["notes"] = ["newer-minor"] if entry["name"] == "newer-minor" else []
    for checkpoint, refusal in ((None, "KEY_REVOKED"), (8, "KEY_REVOKED"), (7, None)):
        entry = case(f"revoked-{checkpoint}", lost, refusal,
                     "the first checkpoint known to cover it", checkpoint=checkpoint)  # fmt: skip
        cases.append({**entry, "id": record_id(notice), "notes": []} if refusal is None else entry)
    return {
        "about": "open each envelope with these anchors, directories, kinds and the CSPO rulebook",
        "anchors": {n: anchors()[n].hex() for n in ("AUS", "FRA", "GBR", "USA", "JPN")},
        "directories": [
            directory("AUS", keys=entries()).decode(),
            *(directory(n).decode() for n in ("FRA", "GBR", "USA", "JPN")),
        ],
        "kinds": sorted(KINDS),
        "made": NOT_BEFORE,
        "cases": cases,
    }


def with_spare_bits(text: str) -> str:
    """The same bytes in another base64: the last character's unused bits set."""
    assert text.endswith("=")
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    body, padding = text.rstrip("="), text[len(text.rstrip("=")) :]
    return body[:-1] + alphabet[alphabet.index(body[-1]) + 1] + padding


# Lineage.


def lineage_salts(inputs: int) -> tuple[bytes, ...]:
    """Fixed salts, where real ones are random."""
    count = max(4, 1 << (inputs - 1).bit_length()) if inputs else 0
    return tuple(hashlib.sha256(b"salt %d" % n).digest() for n in range(count))


def lineage() -> dict[str, Any]:
    """Commitments to inputs, and openings that hold or do not."""
    groups = []
    for count in (0, 1, 3, 5):
        ids = [record_id(b"input %d" % n) for n in range(count)]
        salts = lineage_salts(count)
        inputs = commit(ids, salts)
        openings = [msgspec.to_builtins(each) for each in openings_for(ids, salts, ids)]
        wrong = []
        for each in openings[:2]:
            wrong += [
                {**each, "id": record_id(b"another")},
                {**each, "salt": "0" * 64},
                {**each, "index": (each["index"] + 1) % len(inputs)},
                {**each, "index": len(inputs)},
                {**each, "index": -1},
                {**each, "id": each["id"].upper()},
            ]
        groups.append(
            {"ids": ids, "salts": [salt.hex() for salt in salts], "inputs": list(inputs),
             "openings": openings, "wrong_openings": wrong}
        )  # fmt: skip
    return {
        "about": "inputs = sorted SHA-256 of domain | salt | id, and of padding domain | salt",
        "cases": groups,
    }


FAMILIES: dict[str, Callable[[], dict[str, Any]]] = {
    "strict_json": strict_json, "keys": keys, "encodings": encodings,
    "directories": directories, "records": records, "lineage": lineage,
}  # fmt: skip
