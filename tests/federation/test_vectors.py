"""The published vectors of feeds: made anew they are the same, and our code agrees with each."""

from __future__ import annotations

import hashlib
import hmac
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ten_parties import REGISTRY, Coalition

from cspo.errors import CspoError
from cspo.federation import GENESIS, Feed, Head, receive, verify_fork_proof, verify_receipt
from cspo.federation.checkpoint import (
    checkpoint_hash,
    leaf,
    opening_from_bytes,
    verify_checkpoint,
)
from cspo.federation.context import Context
from cspo.federation.feed import entry_hash
from cspo.federation.frame import frame_from_bytes
from cspo.markings import Mode, Subject
from cspo.records import Directories, refusal_of

ROOT = Path(__file__).resolve().parents[2]
NAMES = (
    "feed_entries", "feed_frames", "feed_checkpoints", "feed_receipts", "feed_fork_proofs",
    "feed_sequences",
)  # fmt: skip


def load(name: str) -> dict[str, Any]:
    return json.loads((ROOT / "tests/vectors" / f"{name}.json").read_text(encoding="utf-8"))


def bytes_of(case: dict[str, Any]) -> bytes:
    return case["text"].encode() if "text" in case else bytes.fromhex(case["hex"])


def known(file: dict[str, Any], *envelopes: str) -> Directories:
    keys = {nation: bytes.fromhex(public) for nation, public in file["anchors"].items()}
    listed = envelopes or file["directories"]
    return Directories.replay(keys, [each.encode() for each in listed])


def verdict(read: Callable[..., object], *given: object) -> str | None:
    try:
        read(*given)
    except CspoError as error:
        return refusal_of(error)
    return None


@pytest.mark.parametrize("name", NAMES)
def test_they_are_made_anew_as_they_are(name: str) -> None:
    """Else ``python -m validation.make_vectors`` writes them, and the protocol has changed."""
    sys.path.append(str(ROOT))
    try:
        from validation.feed_vectors import FAMILIES  # noqa: PLC0415 - a script of the repository
        from validation.make_vectors import text_of  # noqa: PLC0415
    finally:
        sys.path.remove(str(ROOT))
    made = text_of(FAMILIES[name])
    assert made == (ROOT / "tests/vectors" / f"{name}.json").read_text(encoding="utf-8")


def test_entries() -> None:
    for row in load("feed_entries")["entries"]:
        feed = Feed(row["origin"], row["recipient"], Mode(row["mode"]))
        assert entry_hash(feed, row["prev"], row["seq"], row["id"]) == row["hash"]
        data = b"cspo-feed-v1\0" + b"".join(
            row[name].encode() + b"\0" for name in ("origin", "recipient", "mode")
        )
        data += bytes.fromhex(row["prev"]) + row["seq"].to_bytes(8, "big")
        assert hashlib.sha256(data + bytes.fromhex(row["id"])).hexdigest() == row["hash"]


@pytest.mark.parametrize("case", load("feed_frames")["cases"], ids=lambda case: case["name"])
def test_frames(case: dict[str, Any]) -> None:
    assert verdict(frame_from_bytes, bytes_of(case)) == case["refusal"]


def test_checkpoints() -> None:
    file = load("feed_checkpoints")
    directories = known(file)
    for case in file["cases"]:
        data = bytes_of(case)
        assert verdict(verify_checkpoint, data, directories) == case["refusal"], case["name"]
        if case["refusal"] is None:
            assert checkpoint_hash(verify_checkpoint(data, directories)[1].payload) == case["hash"]
    first = verify_checkpoint(bytes_of(file["cases"][0]), directories)[0]
    for row in file["leaves"]:
        feed = Feed(row["origin"], row["recipient"], Mode(row["mode"]))
        made = leaf(feed, Head(row["seq"], row["hash"]), row["salt"], row["n"])
        assert made == row["leaf"]
        assert made in first.leaves
    assert set(file["padding"]) <= set(first.leaves)
    for case in file["openings"]:
        found = opening_from_bytes(bytes_of(case))
        due = leaf(Feed("AUS", "FRA", Mode.REAL), found.head, found.salt, found.n)
        assert (due in first.leaves) is case["opens"]
    salt = hmac.new(
        bytes.fromhex(file["secret"]),
        b"cspo-salt-v1\0AUS\0FRA\0REAL\0" + (1).to_bytes(8, "big"), "sha256",
    )  # fmt: skip
    assert salt.hexdigest() == file["leaves"][0]["salt"]


def test_receipts() -> None:
    file = load("feed_receipts")
    directories = known(file)
    for case in file["cases"]:
        data = bytes_of(case)
        assert verdict(verify_receipt, data, directories) == case["refusal"], case["name"]


def test_fork_proofs() -> None:
    file = load("feed_fork_proofs")
    for case in file["cases"]:
        data, directories = bytes_of(case), known(file, case["directory"])
        found = verdict(verify_fork_proof, data, directories)
        assert found == case["refusal"], case["name"]
        if found is None:
            assert list(verify_fork_proof(data, directories).doubts) == case["doubts"]


SEQUENCES = load("feed_sequences")


@pytest.mark.parametrize("case", SEQUENCES["sequences"], ids=lambda case: case["name"])
def test_sequences(case: dict[str, Any], coalition: Callable[..., Coalition]) -> None:
    party = coalition(("FRA",))["FRA"]
    given = SEQUENCES["subject"]
    modes = frozenset(Mode(mode) for mode in given["modes"])
    context = Context(
        subject=Subject(given["party"], given["ceiling"], frozenset(given["caveats"]), modes),
        directories=known(SEQUENCES), registry=REGISTRY,
    )  # fmt: skip
    feed = Feed("AUS", "FRA", Mode.REAL)
    with party.store.write() as unit:
        for step in case["frames"]:
            found = receive(
                unit, bytes_of(step), feed, context, t=party.clock.now(), final=step["final"]
            )
            assert (str(found.outcome), found.code) == (step["outcome"], step["code"])
        assert unit.in_head(feed) == Head(**case["head"])
        assert unit.in_head(feed) != GENESIS
