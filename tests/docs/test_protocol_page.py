"""The pages of the protocol say what the code does: every limit, name, verdict and example."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from pathlib import Path

import pytest

from cspo.federation import answers, backfill, checkpoint, examine, feed, frame, receipt
from cspo.federation.alarms import Alarm
from cspo.federation.frame import FrameFault
from cspo.federation.receiver import Outcome
from cspo.federation.revocation import _MAY_PASS
from cspo.federation.transports import bundle_inspection, manifest
from cspo.markings import CSPO_RULEBOOK, NATIONS, RULES, Action, Label, Mode
from cspo.markings.policy import CSPO_RULEBOOK as RULEBOOK
from cspo.markings.rules import decide
from cspo.records import envelope, key_directory, kinds, payload, strict_json
from cspo.records.signing import ed25519
from cspo.records.verdicts import Refusal
from cspo.time.leap_seconds import TABLE

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "reference" / "protocol"
PAGES = {page.stem: page.read_text("utf-8") for page in FOLDER.glob("*.md")}
TEXT = "\n".join(PAGES.values())
CODE = set(re.findall(r"`([^`\n]+)`", TEXT))
GRAMMAR = tomllib.loads((FOLDER / "grammar.toml").read_text("utf-8"))
VECTORS = "\n".join(
    file.read_text("utf-8") for file in sorted((ROOT / "tests" / "vectors").glob("*.json"))
)


def section(page: str, heading: str) -> str:
    return PAGES[page].split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]


def rows(text: str) -> list[list[str]]:
    """Cells of every line of a table but its head."""
    found = [
        [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip()[1:-1])]
        for line in text.splitlines()
        if line.startswith("|")
    ]
    rules = [n for n, row in enumerate(found) if set(row[0]) <= {"-"} and row[0]]
    heads = {n - 1 for n in rules}
    return [row for n, row in enumerate(found) if n not in heads and n not in rules]


def names(text: str) -> set[str]:
    return set(re.findall(r"`([A-Z][A-Z0-9_]+)`", text))


LIMITS = {
    "payload": strict_json.MAX_PAYLOAD_BYTES,
    "envelope": envelope.MAX_ENVELOPE_BYTES,
    "signatures": envelope.MAX_SIGNATURES,
    "depth": strict_json.MAX_DEPTH,
    "depth of an envelope": 4,
    "body": kinds.MAX_BODY_BYTES,
    "inputs": payload.MAX_INPUTS,
    "number": frame.MAX_SEQ,
    "keys": key_directory.MAX_KEYS,
    "reason": key_directory._REASON_CHARACTERS,
    "frame": frame.MAX_FRAME_BYTES,
    "header": frame.MAX_HEADER_BYTES,
    "leaves": checkpoint.MAX_LEAVES,
    "leaf block": checkpoint.LEAF_BLOCK,
    "refused": receipt.MAX_REFUSED,
    "opening": checkpoint.MAX_OPENING_BYTES,
    "restart step": feed.RESTART_STEP,
    "answer": answers.ANSWER_LIMIT,
    "frames of an answer": backfill.FRAME_LIMIT,
    "bytes of an answer": backfill.ANSWER_BYTES,
    "block lines": manifest.BLOCK_LINES,
    "block bytes": manifest.BLOCK_BYTES,
    "largest block": manifest.MAX_BLOCK_BYTES,
    "blocks": manifest.MAX_BLOCKS,
    "directories of a bundle": bundle_inspection.MAX_DIRECTORIES,
    "receipts of a bundle": bundle_inspection.MAX_RECEIPTS,
}


def test_limits() -> None:
    listed = {row[0]: int(row[1]) for row in rows(section("index", "Limits"))}
    assert listed == LIMITS


def test_limits_of_the_text_are_those_of_the_table() -> None:
    """A number of four digits and more in a sentence is one of the limits, or of the curve."""
    text = re.sub(r"^```text\n.*?^```", "", TEXT, flags=re.DOTALL | re.MULTILINE)
    said = {int(n) for n in re.findall(r"(?<![\w.:/-])(\d{5,10})(?![\w:/-])", text)}
    assert said <= set(LIMITS.values()) | {65536, 4294967298}
    assert examine.MAX_KEPT_BYTES == 65536


def test_domains() -> None:
    listed = {row[0].strip("`") for row in rows(section("index", "Domains"))}
    code = set()
    for package in ("records", "federation", "markings"):
        for path in (ROOT / "src" / "cspo" / package).rglob("*.py"):
            code |= set(re.findall(r'b"(cspo-[a-z-]+-v1)\\0"', path.read_text("utf-8")))
    assert listed == code
    assert {name for name in CODE if re.fullmatch(r"cspo-[a-z-]+-v\d", name)} == code
    for name in code & set(re.findall(r'"(cspo-[a-z-]+-v1)" ‖ NUL', TEXT)):
        assert f'"{name}" ‖ NUL' in TEXT


def test_payload_types() -> None:
    listed = {row[1].strip("`") for row in rows(section("index", "Payload types"))}
    assert listed == envelope.PAYLOAD_TYPES
    assert set(re.findall(r"application/vnd\.cspo\.[a-z-]+\+json", TEXT)) == envelope.PAYLOAD_TYPES


def test_notation() -> None:
    text = section("index", "Notation")
    assert set(re.findall(r"\b[A-Z]{3}\b", text)) - {"ISO", "UTC", "SHA", "UTF", "NUL"} >= set(
        NATIONS
    )
    assert names(text) >= {str(mode) for mode in Mode}
    june, december = re.findall(r"30 June of ([^;]*);|31 December of ([^.]*)\.", text)
    years = {f"{day}-06-30" for day in re.findall(r"\d{4}", june[0])}
    ends = re.sub(r"(\d{4}) to (\d{4})", lambda m: " ".join(
        str(year) for year in range(int(m[1]), int(m[2]) + 1)), december[1])  # fmt: skip
    years |= {f"{day}-12-31" for day in re.findall(r"\d{4}", ends)}
    from datetime import timedelta  # noqa: PLC0415

    assert years == {(day - timedelta(days=1)).isoformat() for day, _ in TABLE[1:]}


@pytest.mark.parametrize("which", [Refusal, FrameFault, manifest.BundleFault, Alarm])
def test_every_verdict_and_alarm_is_named_and_no_other(which: type[Refusal]) -> None:
    members = {str(each) for each in which}
    assert members <= names(PAGES["verdicts"])
    known = {str(each) for kind in (Refusal, FrameFault, manifest.BundleFault, Alarm, Mode)
             for each in kind} | {"LIMDIS", "PERSONAL", "PROPIN", "SAFETY", "CSPO", "NATO", "TS",
             "NUL"}  # fmt: skip
    assert names(TEXT) <= known


def test_the_matrix_of_verdicts() -> None:
    listed = [row[0].strip("`") for row in rows(section("verdicts", "Where each may be said"))[:29]]
    assert set(listed) == {str(each) for each in Refusal}
    assert len(listed) == len(set(listed))


def test_outcomes_and_what_passes_later() -> None:
    text = section("verdicts", "Outcomes")
    assert {str(each) for each in Outcome} <= set(re.findall(r"`([a-z]+)`", text))
    listed = names(section("keys", "Revocation").split("2. look again", 1)[1])
    assert listed == {str(each) for each in _MAY_PASS}
    step = next(
        row for row in rows(section("feeds", "What a receiver does")) if row[0].startswith("8.")
    )
    assert names(step[0]) == {str(each) for each in examine._UNCOVERED}


def test_alarms_have_their_row() -> None:
    listed = [row[0].strip("`") for row in rows(section("checkpoints", "Alarms"))]
    assert listed == [str(each) for each in Alarm]


def test_fields_of_payloads_in_their_order() -> None:
    def fields(page: str, heading: str) -> list[str]:
        text = section(page, heading)
        return [name for row in rows(text) for name in re.findall(r"`([a-z_.]+)`", row[0])]

    assert fields("records", "The payload") == list(payload.Payload.__struct_fields__)
    assert fields("labels", "Form") == list(Label.__struct_fields__)
    assert fields("checkpoints", "The checkpoint") == list(checkpoint.Checkpoint.__struct_fields__)
    assert fields("checkpoints", "Receipts") == list(receipt.Receipt.__struct_fields__)
    assert fields("bundles", "The manifest") == list(manifest.Manifest.__struct_fields__)
    assert fields("keys", "The key directory") == [
        *key_directory.KeyDirectory.__struct_fields__, *key_directory.KeyEntry.__struct_fields__,
        *(f"revoked.{name}" for name in key_directory.Revocation.__struct_fields__),
    ]  # fmt: skip
    (opening,) = re.findall(r"`(\{\"n\":.*?\})`", section("checkpoints", "The checkpoint"))
    assert re.findall(r'"(\w+)":', opening) == list(checkpoint.HeadOpening.__struct_fields__)
    header = re.search(r'\{"v":"1.0","origin".*\}', section("feeds", "Frames"))
    assert header is not None
    assert re.findall(r'"(\w+)":', header[0]) == [
        "v", "origin", "recipient", "mode", "seq", "prev", "hash", "id", "envelope", "openings",
    ]  # fmt: skip


def test_rules_of_release() -> None:
    listed = {row[0]: row[2] for row in rows(section("labels", "Who may have it"))}
    assert list(listed) == [rule.number for rule in RULES[:13]]
    vectors = json.loads((ROOT / "tests/vectors/marks.json").read_text("utf-8"))
    from tests.docs.mark_reasons import reasons  # noqa: PLC0415

    for rule, reason in reasons(vectors, decide).items():
        assert listed[rule] == ("" if rule == "13" else reason)
    assert {str(action) for action in Action} <= set(re.findall(r"`([a-z]+)`", PAGES["labels"]))
    for rule in RULES[13:]:
        assert f"({rule.number})" in PAGES["labels"] or f"rule {rule.number}" in PAGES["labels"]


def test_policies_and_levels() -> None:
    levels = GRAMMAR["levels"]
    assert set(levels) == set(RULEBOOK.by_id)
    for name, known in levels.items():
        policy = CSPO_RULEBOOK.by_id[name]
        assert known == [each for each in policy.levels if (name, 1, each) in CSPO_RULEBOOK.ranks]
        assert policy.versions == (1,)
    caveats = CSPO_RULEBOOK.by_id["CSPO"].caveats
    assert {each for each in caveats if f"`{each}`" in PAGES["labels"]} == set(caveats)


def test_numbers_of_the_curve() -> None:
    text = section("keys", "What counts as a signature")
    assert str(ed25519._Y8) in text
    assert str(ed25519._ORDER - 2**252) in text
    assert ed25519._P == 2**255 - 19


def test_defaults() -> None:
    from cspo.federation.desk import Settings  # noqa: PLC0415

    settings = Settings()
    assert f"({settings.skew_s:.0f} s)" in PAGES["checkpoints"]
    assert f"{settings.silence_s:.0f} s)" in PAGES["checkpoints"]
    assert f"{settings.pause_s} s, twice as long" in PAGES["exchange"]
    assert f"{settings.longest_pause_s:.0f} s at the most" in PAGES["exchange"]


def test_examples_are_those_of_the_vectors() -> None:
    """Every long hexadecimal text and every payload on the pages stands in a vector."""
    joined = {
        "".join(block.split())
        for block in re.findall(r"^```text\n((?:[0-9a-f ]+\n)+)```", TEXT, re.MULTILINE)
    }
    assert len(joined) == 2
    for data in joined:
        assert hashlib.sha256(bytes.fromhex(data)).hexdigest() in VECTORS
    texts = re.sub(r"^```text\n.*?^```", "", TEXT, flags=re.DOTALL | re.MULTILINE)
    found = set(re.findall(r"(?<![0-9a-zA-Z])[0-9a-f]{32,}(?![0-9a-zA-Z])", texts))
    found -= {str(ed25519._Y8), str(ed25519._ORDER - 2**252)}
    assert len(found) > 20
    assert [each for each in found if each not in VECTORS] == []
    sigs = set(re.findall(r"`([A-Za-z0-9+/]{86}==)`", TEXT))
    assert sigs
    assert all(each in VECTORS for each in sigs)


def test_the_example_of_a_record() -> None:
    cases = json.loads((ROOT / "tests/vectors/records.json").read_text("utf-8"))["cases"]
    good = next(case for case in cases if case["name"] == "good")
    wire = json.loads(good["text"])
    signed = envelope.Envelope.from_bytes(good["text"].encode())
    text = section("records", "Example")
    assert signed.payload.decode() in text
    assert f"{len(signed.payload)} bytes" in text
    assert good["id"] in text
    assert wire["signatures"][0]["sig"] in text
    labels = re.findall(r"^```json\n(.*)\n```", PAGES["labels"], re.MULTILINE)
    payloads = [
        json.loads(envelope.Envelope.from_bytes(case["text"].encode()).payload)
        for case in cases
        if case["name"] in {"good", "rich"}
    ]
    made = {json.dumps(each["label"], separators=(",", ":")) for each in payloads}
    assert set(labels) == made
    (key,) = re.findall(r"`(\{\"thumbprint\".*\})` \|", PAGES["keys"])
    directory = json.loads((ROOT / "tests/vectors/directories.json").read_text("utf-8"))["cases"][0]
    listed = envelope.Envelope.from_bytes(directory["envelopes"][0].encode()).payload
    assert key.encode() in listed


def test_vectors_that_the_pages_speak_of_exist() -> None:
    spoken = set(re.findall(r"`(?:tests/vectors/)?([a-z_]+\.json)`", TEXT))
    assert spoken
    assert [name for name in spoken if not (ROOT / "tests" / "vectors" / name).exists()] == []


def test_the_questions_of_an_exchange() -> None:
    from cspo.federation.link import PeerLink  # noqa: PLC0415

    listed = {row[0].strip("`") for row in rows(section("exchange", "Questions"))}
    assert listed == {name for name in vars(PeerLink) if not name.startswith("_")}
