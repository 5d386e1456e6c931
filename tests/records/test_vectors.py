"""The published vectors: our code makes and refuses them, and a second computation agrees.

The second one is the standard library and `cryptography`, from the description alone.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from cspo.errors import MalformedMessage, VerificationError
from cspo.markings import CSPO_RULEBOOK
from cspo.records import (
    Directories,
    Opening,
    commit,
    load_strict,
    open_record,
    opening_holds,
    openings_for,
    pae,
    refusal_of,
)
from cspo.records.envelope import PAYLOAD_TYPES
from cspo.records.signing import SigningKey, VerifyKey

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tests" / "vectors"


def load(name: str) -> dict[str, Any]:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def bytes_of(case: dict[str, Any]) -> bytes:
    if "hex" in case:
        return bytes.fromhex(case["hex"])
    if "pieces" in case:
        return b"".join(text.encode() * times for text, times in case["pieces"])
    return case["text"].encode()


def named(cases: list[dict[str, Any]]) -> Any:
    return pytest.mark.parametrize("case", cases, ids=lambda case: case["name"])


@pytest.fixture(scope="module")
def families() -> dict[str, Any]:
    sys.path.append(str(ROOT))
    try:
        from validation import record_vectors  # noqa: PLC0415 - a script of the repository
    finally:
        sys.path.remove(str(ROOT))
    return record_vectors.FAMILIES


@pytest.mark.parametrize(
    "name", ["strict_json", "keys", "encodings", "directories", "records", "lineage"]
)
def test_the_files_are_what_the_code_makes_today(families: dict[str, Any], name: str) -> None:
    """Else ``python -m validation.make_vectors`` writes them, and the protocol has changed."""
    assert json.loads(json.dumps(families[name]())) == load(name)


@named(load("strict_json")["cases"])
def test_strict_json(case: dict[str, Any]) -> None:
    data = bytes_of(case)
    if case["refusal"] is None:
        assert load_strict(data) == json.loads(data)
    else:
        with pytest.raises(MalformedMessage) as refused:
            load_strict(data)
        assert refusal_of(refused.value) == case["refusal"]


KEYS = {row["name"]: row for row in load("keys")["keys"]}


@named(load("keys")["keys"])
def test_keys(case: dict[str, Any]) -> None:
    seed = bytes.fromhex(case["seed"])
    key = SigningKey(case["nation"], seed)
    assert (key.public.hex(), key.keyid) == (case["public"], case["keyid"])
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    assert public.hex() == case["public"]
    assert hashlib.sha256(public).hexdigest()[:32] == case["thumbprint"]
    assert case["keyid"] == f"{case['nation']}#{case['thumbprint']}"


@named(load("keys")["no_keys"])
def test_what_is_no_key(case: dict[str, Any]) -> None:
    with pytest.raises(VerificationError):
        VerifyKey(bytes.fromhex(case["public"]))


@pytest.mark.parametrize("case", load("encodings")["cases"])
def test_encodings(case: dict[str, Any]) -> None:
    kind, payload = case["payload_type"], bytes.fromhex(case["payload_hex"])
    assert pae(kind, payload).hex() == case["pae_hex"]
    by_hand = f"DSSEv1 {len(kind.encode())} {kind} {len(payload)} ".encode() + payload
    assert by_hand.hex() == case["pae_hex"]
    seed = bytes.fromhex(KEYS["real"]["seed"])
    sig = SigningKey("AUS", seed).sign(kind, payload).signatures[0].sig
    assert sig.hex() == case["sig_hex"]
    assert Ed25519PrivateKey.from_private_bytes(seed).sign(by_hand).hex() == case["sig_hex"]


def test_the_types_of_payload() -> None:
    assert set(load("encodings")["payload_types"]) == PAYLOAD_TYPES


DIRECTORIES = load("directories")


def opened(envelope: bytes) -> tuple[bytes, list[tuple[str, bytes, bytes]]]:
    """Payload, and for each signature keyid, sig and the message that it should be over."""
    plain = json.loads(envelope)
    standard = plain["payload"].translate(str.maketrans("-_", "+/"))
    payload = base64.b64decode(standard, validate=True)
    kind = plain["payloadType"]
    message = f"DSSEv1 {len(kind)} {kind} {len(payload)} ".encode() + payload
    return payload, [
        (each["keyid"], base64.b64decode(each["sig"], validate=True), message)
        for each in plain["signatures"]
    ]


def holds(public: str, sig: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(sig, message)
    except InvalidSignature:
        return False
    return True


@named(DIRECTORIES["cases"])
def test_directories(case: dict[str, Any]) -> None:
    anchors = {nation: bytes.fromhex(public) for nation, public in DIRECTORIES["anchors"].items()}
    *before, last = [text.encode() for text in case["envelopes"]]
    known = Directories.replay(anchors, before)
    if case["refusal"] is None:
        known = known.accept(last)
        ids = {hashlib.sha256(opened(each)[0]).hexdigest() for each in known.envelopes("AUS")}
        assert case["id"] in ids
    else:
        with pytest.raises(VerificationError) as refused:
            known.accept(last)
        assert refusal_of(refused.value) == case["refusal"]
    (keyid, sig, message), *more = opened(last)[1]
    root = DIRECTORIES["anchors"]["AUS"]
    by_root = keyid == "AUS#" + hashlib.sha256(bytes.fromhex(root)).hexdigest()[:32]
    assert not more
    assert by_root == (case["refusal"] != "UNKNOWN_KEY")
    assert (by_root and holds(root, sig, message)) == (
        case["refusal"] != "UNKNOWN_KEY" and case["name"] != "edited under the old signature"
    )


RECORDS = load("records")


@pytest.fixture(scope="module")
def known() -> Directories:
    anchors = {nation: bytes.fromhex(public) for nation, public in RECORDS["anchors"].items()}
    return Directories.replay(anchors, [text.encode() for text in RECORDS["directories"]])


@named(RECORDS["cases"])
def test_records(case: dict[str, Any], known: Directories) -> None:
    given = {
        "directories": known, "rulebook": CSPO_RULEBOOK, "kinds": RECORDS["kinds"],
        "checkpoint": case.get("checkpoint"),
    }  # fmt: skip
    if case["refusal"] is None:
        found = open_record(bytes_of(case), **given)
        assert (found.id, list(found.notes)) == (case["id"], case["notes"])
    else:
        with pytest.raises(VerificationError) as refused:
            open_record(bytes_of(case), **given)
        assert refusal_of(refused.value) == case["refusal"]


@named([case for case in RECORDS["cases"] if case["refusal"] is None])
def test_good_records_by_a_second_computation(case: dict[str, Any]) -> None:
    payload, signatures = opened(bytes_of(case))
    assert hashlib.sha256(payload).hexdigest() == case["id"]
    listed = {}
    for text in RECORDS["directories"]:
        content = json.loads(opened(text.encode())[0])
        for entry in content["keys"]:
            listed[f"{content['nation']}#{entry['thumbprint']}"] = entry
    content = json.loads(payload)
    for keyid, sig, message in signatures:
        entry = listed[keyid]
        assert holds(entry["public"], sig, message)
        assert entry["modes"] == [content["mode"]]
        assert entry["not_before"] <= content["t_created"] < entry["not_after"]
    assert content["origin"][:3] in {keyid[:3] for keyid, _, _ in signatures}
    assert content["label"]["releasable_to"] == sorted(set(content["label"]["releasable_to"]))


@named([case for case in RECORDS["cases"] if case["refusal"] == "BAD_SIGNATURE"])
def test_bad_signatures_by_a_second_computation(case: dict[str, Any]) -> None:
    public = {row["keyid"]: row["public"] for row in KEYS.values()}
    results = [
        len(sig) == 64 and holds(public[keyid], sig, message)
        for keyid, sig, message in opened(bytes_of(case))[1]
    ]
    assert not all(results)


@pytest.mark.parametrize("case", load("lineage")["cases"])
def test_lineage(case: dict[str, Any]) -> None:
    salts = [bytes.fromhex(text) for text in case["salts"]]
    assert list(commit(case["ids"], salts)) == case["inputs"]
    by_hand = [
        hashlib.sha256(b"cspo-lineage-v1\0" + salt + bytes.fromhex(each)).hexdigest()
        for each, salt in zip(case["ids"], salts, strict=False)
    ]
    by_hand += [
        hashlib.sha256(b"cspo-lineage-padding-v1\0" + salt).hexdigest()
        for salt in salts[len(case["ids"]) :]
    ]
    assert sorted(by_hand) == case["inputs"]
    openings = [Opening(**each) for each in case["openings"]]
    assert list(openings_for(case["ids"], salts, case["ids"])) == openings
    assert all(opening_holds(case["inputs"], each) for each in openings)
    assert not any(
        opening_holds(case["inputs"], Opening(**each)) for each in case["wrong_openings"]
    )
