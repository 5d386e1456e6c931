"""The verifier of fewer than 100 lines, written from the protocol's pages, agrees with ours.

On every vector, valid and invalid, and on payloads spoiled field by field and signed anew. Where
it names a verdict, it is ours.
"""

from __future__ import annotations

import copy
import importlib.util
import io
import json
import re
import subprocess
import sys
import tokenize
from collections.abc import Callable, Iterator
from hashlib import sha256
from math import inf
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from nations import KINDS, T, anchors, directories, directory, key_of, payload_of, root_of

from cspo.errors import CspoError
from cspo.federation.checkpoint import (
    Checkpoint,
    checkpoint_hash,
    leaves_of,
    read_checkpoint,
    seal_checkpoint,
    verify_checkpoint,
)
from cspo.federation.context import Context
from cspo.federation.examine import examine
from cspo.federation.feed import GENESIS, Feed
from cspo.federation.fork_proof import fork_proof, verify_fork_proof
from cspo.federation.frame import frame_from_bytes
from cspo.federation.receipt import verify_receipt
from cspo.federation.transports.manifest import read_manifest, verify_manifest
from cspo.markings import CSPO_RULEBOOK, Mode, Subject
from cspo.operations.kinds import REGISTRY
from cspo.records import Directories, encode_payload, load_strict, open_record, refusal_of
from cspo.records.directory import open_directory
from cspo.records.envelope import PAYLOAD_TYPES
from cspo.time import Epoch

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "validation" / "independent_verifier.py"


def _loaded() -> ModuleType:
    spec = importlib.util.spec_from_file_location("independent_verifier", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


VERIFIER = _loaded()


def load(name: str) -> dict[str, Any]:
    return json.loads((ROOT / "tests/vectors" / f"{name}.json").read_text(encoding="utf-8"))


def bytes_of(case: dict[str, Any]) -> bytes:
    if "hex" in case:
        return bytes.fromhex(case["hex"])
    if "pieces" in case:
        return b"".join(text.encode() * times for text, times in case["pieces"])
    return case["text"].encode()


def known(roots: dict[str, str], envelopes: list[bytes]) -> dict[str, Any]:
    """Whom to believe, as the verifier keeps it."""
    names = {f"{n}#{sha256(bytes.fromhex(key)).hexdigest()[:32]}": key for n, key in roots.items()}
    found = {"roots": {name: {"public": key} for name, key in names.items()}, "keys": {},
             "chains": {}}  # fmt: skip
    for envelope in envelopes:
        VERIFIER.accept(envelope, found)
    return found


def verdict(read: Callable[..., object], *given: object) -> str | None:
    """None where it holds; its verdict, or "" where it names none."""
    try:
        read(*given)
    except Exception as fault:  # noqa: BLE001 - whatever it raises, it refuses
        named = type(fault) is ValueError and re.fullmatch("[A-Z_]+", str(fault))
        return str(fault) if named else ""
    return None


def our_verdict(read: Callable[..., object], *given: object, **more: object) -> str | None:
    try:
        read(*given, **more)
    except CspoError as error:
        return str(refusal_of(error))
    return None


def agree(theirs: str | None, ours: str | None) -> bool:
    return (theirs is None) == (ours is None) and theirs in {None, "", ours}


# What it is.


def code_lines(path: Path) -> int:
    """Lines that hold code: no blank ones, comments or docstrings."""
    unseen = {
        tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT,
        tokenize.ENCODING, tokenize.ENDMARKER,
    }  # fmt: skip
    rows: set[int] = set()
    before = tokenize.NEWLINE
    for token in tokenize.tokenize(io.BytesIO(path.read_bytes()).readline):
        docstring = token.type == tokenize.STRING and before in {
            tokenize.NEWLINE, tokenize.NL, tokenize.INDENT, tokenize.ENCODING,
        }  # fmt: skip
        if token.type not in unseen and not docstring:
            rows.update(range(token.start[0], token.end[0] + 1))
        before = token.type
    return len(rows)


def test_it_has_fewer_than_a_hundred_lines() -> None:
    assert 50 < code_lines(FILE) < 100


def test_it_uses_the_standard_library_and_cryptography_alone() -> None:
    imported = set(re.findall(r"^(?:import|from) ([^\n]+)", FILE.read_text("utf-8"), re.MULTILINE))
    names = {part.strip().split(".")[0].split(" ")[0] for text in imported for part in
             text.partition(" import ")[0].split(",")}  # fmt: skip
    assert "hashlib" in names
    assert names - sys.stdlib_module_names == {"cryptography"}


# Every vector.


def named(cases: list[dict[str, Any]]) -> Any:
    return pytest.mark.parametrize("case", cases, ids=lambda case: case["name"])


@named(load("strict_json")["cases"])
def test_json(case: dict[str, Any]) -> None:
    assert agree(verdict(VERIFIER.read, bytes_of(case), "any"), case["refusal"])


@named(load("keys")["keys"])
def test_keys(case: dict[str, Any]) -> None:
    assert verdict(VERIFIER.public_key, case["public"]) is None


@named(load("keys")["no_keys"])
def test_what_is_no_key(case: dict[str, Any]) -> None:
    assert verdict(VERIFIER.public_key, case["public"]) == "BAD_SIGNATURE"


DIRECTORIES = load("directories")


@named(DIRECTORIES["cases"])
def test_directories(case: dict[str, Any]) -> None:
    *before, last = [text.encode() for text in case["envelopes"]]
    found = known(DIRECTORIES["anchors"], before)
    assert agree(verdict(VERIFIER.accept, last, found), case["refusal"])
    assert (case["id"] in found["chains"].get("AUS", {})) == (case["refusal"] is None)


RECORDS = load("records")


@named(RECORDS["cases"])
def test_records(case: dict[str, Any]) -> None:
    found = known(RECORDS["anchors"], [text.encode() for text in RECORDS["directories"]])
    given = (bytes_of(case), found, "record", RECORDS["kinds"], case.get("checkpoint") or inf)
    assert agree(verdict(VERIFIER.verify, *given), case["refusal"])
    if case["refusal"] is None:
        assert VERIFIER.verify(*given)[1] == case["id"]


@pytest.mark.parametrize("kind", ["checkpoint", "receipt"])
def test_statements(kind: str) -> None:
    file = load(f"feed_{kind}s")
    for case in file["cases"]:
        found = known(file["anchors"], [text.encode() for text in file["directories"]])
        given = (bytes_of(case), found, kind)
        assert agree(verdict(VERIFIER.verify, *given), case["refusal"]), case["name"]
        if "hash" in case:
            assert VERIFIER.verify(*given)[1] == case["hash"]


@named(load("feed_fork_proofs")["cases"])
def test_fork_proofs(case: dict[str, Any]) -> None:
    found = known(load("feed_fork_proofs")["anchors"], [case["directory"].encode()])
    assert agree(verdict(VERIFIER.verify_fork, bytes_of(case), found), case["refusal"])


def test_histories_that_part() -> None:
    """Two that name one before them; and one that follows: the same two verdicts as ours."""
    found = known({n: k.hex() for n, k in anchors().items()}, [directory("AUS")])
    feed, t = Feed("AUS", "FRA", Mode.REAL), Epoch.from_utc(T)

    def signed(n: int, prev: str) -> tuple[bytes, str]:
        body = Checkpoint(
            origin="AUS", mode=Mode.REAL, n=n, prev=prev, t=t.utc_iso(6),
            leaves=leaves_of([(feed, GENESIS)], bytes(32), "AUS", Mode.REAL, n),
        )  # fmt: skip
        envelope = seal_checkpoint(body, key_of("AUS"))
        return envelope, checkpoint_hash(read_checkpoint(envelope)[1].payload)

    one, first = signed(5, "ab" * 32)
    for n, prev, holds in (
        (5 + 2**32, "ab" * 32, True), (5 + 2**32, first, False), (5 + 2**32, "cd" * 32, True),
        (6, first, False), (7, "cd" * 32, False), (9, "ab" * 32, True),
    ):  # fmt: skip
        proof = fork_proof(one, signed(n, prev)[0])
        assert (verdict(VERIFIER.verify_fork, proof, found) is None) == holds
        assert (our_verdict(verify_fork_proof, proof, directories()) is None) == holds


@named(load("feed_frames")["cases"])
def test_forms_of_frames(case: dict[str, Any]) -> None:
    found = re.fullmatch(VERIFIER.pattern("frame"), bytes_of(case).decode(), re.ASCII)
    assert (found is None) == (case["refusal"] is not None)


def test_feeds() -> None:
    """Frame by frame, as far as a frame alone tells; and those that were taken, as a chain."""
    file = load("feed_sequences")
    envelopes = [text.encode() for text in file["directories"]]
    ours = Directories.replay({n: bytes.fromhex(k) for n, k in file["anchors"].items()}, envelopes)
    taken = []
    for row in file["sequences"]:
        chain = []
        for frame in row["frames"]:
            data, found = bytes_of(frame), known(file["anchors"], envelopes)
            header = frame_from_bytes(data)
            feed = Feed(header.origin, header.recipient, header.mode)
            reader = Subject(header.recipient, "S", modes=frozenset(Mode))
            context = Context(subject=reader, directories=ours, registry=REGISTRY)
            finding = examine(data, feed, context, covering=None, final=True).finding
            code = None if finding is None else str(finding.code)
            theirs = verdict(VERIFIER.verify_frame, data, found, list(REGISTRY))
            if code != "NOT_RELEASED_TO_US":  # of that nobody can tell who does not know the reader
                assert agree(theirs, code), (row["name"], code, theirs)
            if frame["outcome"] == "accepted":
                chain.append(data)
        taken.append(chain)
    for chain in taken:
        found = known(file["anchors"], envelopes)
        for data in chain:
            VERIFIER.verify_frame(data, found)
        for data in chain:  # once more it follows on nothing, unless it is a restart
            again = None if frame_from_bytes(data).seq > 2**32 else ""
            assert verdict(VERIFIER.verify_frame, data, found) == again
    assert sum(map(len, taken)) > 5


@named([case for case in load("feed_bundles")["cases"] if case["text"]])
def test_manifests(case: dict[str, Any]) -> None:
    """The verifier looks at a bundle's first line; ours too, then."""
    file, line = load("feed_bundles"), bytes_of(case).partition(b"\n")[0]
    envelopes = [text.encode() for text in file["directories"]]
    ours = Directories.replay({n: bytes.fromhex(k) for n, k in file["anchors"].items()}, envelopes)
    found = known(file["anchors"], envelopes)
    assert agree(
        verdict(VERIFIER.verify, line, found, "bundle"),
        our_verdict(lambda: verify_manifest(*read_manifest(line), ours)),
    )


# Payloads that nobody would write, field by field.

STRANGE: tuple[Any, ...] = (
    None, True, 0, 1, -1, 2**53, 1.5, "", "AUS", "x" * 201, "2026-07-10T12:00:00Z",
    "2026-02-30T12:00:00.000000Z", "2016-12-31T23:59:60.500000Z", "é\u200b", [], ["b", "a"],
    ["a", "a"], {}, "ab" * 32, "AB" * 32, "norad:5",
)  # fmt: skip


def parts(content: dict[str, Any]) -> Iterator[tuple[str, Callable[[Any], dict[str, Any]]]]:
    """Every object in a payload but the body, with a way to put something into a copy of it."""

    def at(path: tuple[Any, ...]) -> Callable[[Any], dict[str, Any]]:
        def found(root: dict[str, Any]) -> Any:
            for step in path:
                root = root[step]
            return root

        return found

    yield "", at(())
    for name in ("label", "provenance"):
        if name in content:
            yield name, at((name,))
    for index, key in enumerate(content.get("keys", [])[-1:]):
        yield "keys", at(("keys", len(content["keys"]) - 1 + index))
        if key.get("revoked"):
            yield "revoked", at(("keys", len(content["keys"]) - 1, "revoked"))


def spoiled(content: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """A payload with one thing changed, many times."""
    for place, part in parts(content):
        for name in [*part(content), "more"]:
            for value in STRANGE:
                changed = copy.deepcopy(content)
                part(changed)[name] = value
                yield f"{place}.{name}={value!r}", as_bytes(changed)
            changed = copy.deepcopy(content)
            if part(changed).pop(name, None) is not None:
                yield f"without {place}.{name}", as_bytes(changed)
    for version in ("1.1", "1.7", "1.07", "1.x", "2.0", "10.0", "0.9", "1", "1.12345"):
        for more in ({}, {"more": [1]}):
            yield f"v={version} {more}", as_bytes({**content, "v": version, **more})


def as_bytes(content: dict[str, Any]) -> bytes:
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()


def of_vector(name: str, index: int = 0) -> dict[str, Any]:
    envelope = json.loads(bytes_of(load(name)["cases"][index]).partition(b"\n")[0])
    return json.loads(VERIFIER.base64.b64decode(envelope["payload"]))


def test_spoiled_records() -> None:
    found = known({n: k.hex() for n, k in anchors().items()}, [directory("AUS")])
    given = {"directories": directories(), "rulebook": CSPO_RULEBOOK, "kinds": KINDS}
    content = json.loads(encode_payload(payload_of()))
    content["provenance"]["inputs"] = ["1" * 64, "2" * 64]
    check(
        content, "record",
        lambda data: verdict(VERIFIER.verify, data, found, "record", KINDS),
        lambda data: our_verdict(open_record, data, **given),
        taken=40,
    )  # fmt: skip


def test_spoiled_directories() -> None:
    roots = {"AUS": root_of("AUS").public.hex()}
    content = json.loads(VERIFIER.base64.b64decode(
        json.loads(DIRECTORIES["cases"][0]["envelopes"][0])["payload"]))  # fmt: skip
    check(
        content, "key-directory",
        lambda data: verdict(VERIFIER.accept, data, known(roots, [])),
        lambda data: our_verdict(open_directory, data, anchors()),
        taken=5,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "vector", "ours", "taken"),
    [
        ("checkpoint", "feed_checkpoints", lambda data: verify_checkpoint(data, directories()), 2),
        ("receipt", "feed_receipts", lambda data: verify_receipt(data, directories()), 5),
        ("bundle", "feed_bundles",
         lambda data: verify_manifest(*read_manifest(data), directories()), 5),
    ],
)  # fmt: skip
def test_spoiled_statements(
    kind: str, vector: str, ours: Callable[[bytes], object], taken: int
) -> None:
    found = known({n: k.hex() for n, k in anchors().items()},
                  [directory("AUS"), directory("FRA")])  # fmt: skip
    check(
        of_vector(vector), kind,
        lambda data: verdict(VERIFIER.verify, data, found, kind),
        lambda data: our_verdict(ours, data), taken=taken,
    )  # fmt: skip


def check(
    content: dict[str, Any],
    kind: str,
    theirs: Callable[[bytes], str | None],
    ours: Callable[[bytes], str | None],
    *,
    taken: int,
) -> None:
    """Both agree whether it holds; so many at least are still good, or it would prove little."""
    payload_type = f"application/vnd.cspo.{kind}+json"
    assert payload_type in PAYLOAD_TYPES
    nation = {"receipt": "FRA"}.get(kind, "AUS")
    key = root_of(nation) if kind == "key-directory" else key_of(nation)
    good, differ = 0, []
    for name, payload in [("as it is", as_bytes(content)), *spoiled(content)]:
        envelope = key.sign(payload_type, payload).to_bytes()
        one, two = theirs(envelope), ours(envelope)
        good += two is None
        if (one is None) != (two is None):
            differ.append((name, one, two))
    assert differ == []
    assert good >= taken


# As a program.


def test_it_is_a_program(tmp_path: Path) -> None:
    """The proof of a fork, and everything else, checked offline from root keys alone."""
    file = load("feed_fork_proofs")
    (tmp_path / "anchors.toml").write_text(
        "".join(f'{nation} = "{key}"\n' for nation, key in file["anchors"].items())
    )
    proof = file["cases"][0]
    head = json.dumps({"nation": "AUS", "root": file["anchors"]["AUS"]}).replace(" ", "")
    (tmp_path / "AUS.keys").write_text(f"{head}\n{proof['directory']}\n")
    (tmp_path / "proof.json").write_text(proof["text"] + "\n")
    (tmp_path / "false.json").write_text(file["cases"][3]["text"] + "\n")
    (tmp_path / "bundle").write_text(load("feed_bundles")["cases"][0]["text"])
    (tmp_path / "noise").write_text("noise\n")

    def run(*files: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, FILE, "--anchors", "anchors.toml", *files], cwd=tmp_path,
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    done = run("proof.json", "bundle", "AUS.keys")
    assert (done.returncode, done.stdout) == (0, "valid: 9\n")
    done = run("AUS.keys", "false.json", "noise")
    assert done.returncode == 1
    proof_line, noise_line = done.stderr.splitlines()
    assert proof_line == "false.json: proof NOT VALID "
    assert noise_line.startswith("noise: unknown NOT VALID")
    with pytest.raises(CspoError):
        verify_fork_proof(file["cases"][3]["text"].encode(), directories())
    assert load_strict(b"{}") == {}
