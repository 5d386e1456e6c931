"""``cspo records``: what a record says, and whether what was signed holds."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import msgspec
import pytest
from nations import T, anchors, directory, entry_of, key_of, record_of, root_of

from cspo.federation.checkpoint import new_checkpoint, seal_checkpoint
from cspo.federation.feed import Feed, Head, entry_hash
from cspo.federation.fork_proof import fork_proof
from cspo.federation.frame import Frame, frame_to_bytes
from cspo.federation.receipt import make_receipt
from cspo.markings import Mode, make_label
from cspo.records import Provenance, Record, Revocation
from cspo.records.bodies.examples import example_bytes
from cspo.time import Epoch

NOW = Epoch.from_utc(T)


def real(kind: str = "notice", **fields: object) -> Record:
    """A record with a body that its kind allows."""
    return record_of(kind=kind, body=msgspec.Raw(example_bytes(kind)), **fields)


@pytest.fixture
def root_keys(tmp_path: Path) -> Path:
    path = tmp_path / "anchors.toml"
    path.write_text("".join(f'{name} = "{key.hex()}"\n' for name, key in anchors().items()))
    return path


@pytest.fixture
def aus_keys(tmp_path: Path) -> Path:
    path = tmp_path / "AUS.keys"
    head = json.dumps({"nation": "AUS", "root": root_of("AUS").public.hex()}, separators=(",", ":"))
    path.write_bytes(head.encode() + b"\n" + directory("AUS") + b"\n")
    return path


def written(folder: Path, name: str, data: bytes) -> Path:
    (folder / name).write_bytes(data)
    return folder / name


def things() -> dict[str, tuple[str, bytes]]:
    """Everything that is signed, by the kind that is to be told."""
    feed = Feed("AUS", "FRA", Mode.REAL)
    record = real()
    hashed = entry_hash(feed, "00" * 32, 1, record.id)
    frame = Frame(origin="AUS", recipient="FRA", mode=Mode.REAL, seq=1, prev="00" * 32,
                  hash=hashed, id=record.id, envelope=record.envelope)  # fmt: skip
    one, other = (
        seal_checkpoint(
            new_checkpoint("AUS", Mode.REAL, [(feed, Head(seq, hashed))], after=None,
                           restart=False, secret=b"s" * 32, t=NOW),
            key_of("AUS"),
        )
        for seq in (1, 2)
    )  # fmt: skip
    return {
        "record": ("notice", record.envelope),
        "frame": ("notice", frame_to_bytes(frame)),
        "directory": ("key-directory", directory("AUS")),
        "checkpoint": ("checkpoint", one),
        "receipt": ("receipt", make_receipt(Feed("FRA", "AUS", Mode.REAL), Head(1, hashed), [],
                                            key_of("AUS"), t=NOW)),
        "fork": ("fork-proof", fork_proof(one, other)),
    }  # fmt: skip


THINGS = things()


@pytest.mark.parametrize("name", THINGS)
@pytest.mark.parametrize("packed", [False, True])
def test_everything_that_is_signed_is_verified_offline(
    cli, tmp_path, root_keys, aus_keys, name, packed
):
    kind, data = THINGS[name]
    file = written(tmp_path, name, gzip.compress(data) if packed else data + b"\n")
    outcome = cli("records", "verify", aus_keys, file, "--anchors", root_keys, "--json")
    assert outcome.code == 0, outcome
    *first, line = outcome.lines()
    assert [each["kind"] for each in first] == ["root-key", "key-directory"]
    assert (line["file"], line["kind"], line["valid"], line["reason"]) == (
        str(file),
        kind,
        True,
        "",
    )
    assert len(line["id"]) == 64


@pytest.mark.parametrize("name", THINGS)
def test_a_changed_byte_anywhere_is_found(cli, tmp_path, root_keys, aus_keys, name):
    _, data = THINGS[name]
    for at in range(3, len(data) - 3, max(1, len(data) // 10)):
        changed = bytearray(data)
        changed[at] ^= 0x01
        file = written(tmp_path, name, bytes(changed))
        outcome = cli("records", "verify", aus_keys, file, "--anchors", root_keys, "--json")
        lines = [line for line in outcome.lines() if line["file"] == str(file)]
        assert outcome.code == 1, (at, outcome)
        assert not all(line["valid"] for line in lines)
        assert all(line["reason"] for line in lines if not line["valid"])


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (lambda: record_of("FRA"), "UNKNOWN_KEY"),  # no directory of FRA is there
        (lambda: record_of(kind="soup"), "UNKNOWN_KIND"),
        (record_of, "BODY_INVALID"),
        (lambda: real(label=make_label("COSMIC", ["AUS"])), "UNKNOWN_LABEL"),
        (lambda: real(t_created="2031-01-01T00:00:00.000000Z"), "KEY_NOT_VALID_THEN"),
    ],
)
def test_the_reason_is_the_verdict(cli, tmp_path, root_keys, aus_keys, made, reason):
    file = written(tmp_path, "record", made().envelope)
    outcome = cli("records", "verify", aus_keys, file, "--anchors", root_keys)
    assert outcome.code == 1
    assert f"NOT VALID: {reason}" in outcome.out.splitlines()[-1]


def test_a_revoked_key_and_a_directory_that_no_root_signed(cli, tmp_path, root_keys):
    revoked = entry_of(key_of("AUS"), revoked=Revocation(checkpoint=3, t=T, reason="lost"))
    known = written(tmp_path, "AUS.json", directory("AUS", keys=(revoked,)))
    file = written(tmp_path, "record", real().envelope)
    outcome = cli("records", "verify", known, file, "--anchors", root_keys)
    assert outcome.out.splitlines()[-1].endswith("KEY_REVOKED: AUS#"
        f"{revoked.thumbprint}, expected a key that may sign this")  # fmt: skip
    root_keys.write_text("")
    outcome = cli("records", "verify", known, file, "--anchors", root_keys, "--json")
    assert [line["reason"] for line in outcome.lines()] == ["UNKNOWN_NATION", "UNKNOWN_KEY"]


def test_many_lines_each_with_its_verdict(cli, tmp_path, root_keys, aus_keys):
    good, bad = real().envelope, record_of().envelope
    file = written(tmp_path, "all.ndjson", b"\n".join([good, b"", bad, b"nonsense", good]))
    outcome = cli("records", "verify", aus_keys, file, "--anchors", root_keys, "--json")
    told = [(line["line"], line["valid"], line["reason"]) for line in outcome.lines()[2:]]
    assert told == [(1, True, ""), (3, False, "BODY_INVALID"), (4, False, "MALFORMED"),
                    (5, True, "")]  # fmt: skip
    assert outcome.code == 1
    people = cli("records", "verify", file, aus_keys, "--anchors", root_keys).out.splitlines()
    assert people[0].startswith(f"{file}:1: notice ")
    assert people[0].endswith(": valid")


BAD = {
    "binary": bytes(range(256)) * 40,
    "empty": b"",
    "blanks": b"\n \n",
    "html": b"<!doctype html><title>x</title>",
    "cut_gz": gzip.compress(real().envelope)[:-9],
    "deep": b"[" * 100_000,
    "nan": b'{"payload":NaN,"payloadType":"x","signatures":[]}',
    "text": b"an email about a conjunction\n",
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_not_signed_at_all(cli, tmp_path, root_keys, name):
    file = written(tmp_path, name, BAD[name])
    outcome = cli("records", "verify", file, "--anchors", root_keys, "--json")
    assert outcome.code == 1
    assert outcome.lines()[0]["valid"] is False
    shown = cli("records", "show", file)
    assert shown.code == 3
    assert str(file) in shown.err


def test_files_that_can_not_be_had_and_folders(cli, tmp_path, root_keys, aus_keys):
    missing = cli("records", "verify", tmp_path / "nowhere", "--anchors", root_keys)
    assert missing.code == 3
    assert "nowhere" in missing.err
    folder = tmp_path / "in"
    folder.mkdir()
    assert cli("records", "verify", folder, "--anchors", root_keys).code == 3
    written(folder, "a.keys", aus_keys.read_bytes())
    written(folder, "b.json", real().envelope)
    outcome = cli("records", "verify", folder, "--anchors", root_keys, "--json")
    assert (outcome.code, len(outcome.lines())) == (0, 3)
    address = cli("records", "verify", "https://example.org/record", "--anchors", root_keys)
    assert address.code == 2
    without = cli("records", "verify", aus_keys)
    assert without.code == 2
    assert "--anchors" in without.err
    bad = cli("records", "verify", aus_keys, "--anchors", aus_keys)
    assert bad.code == 3
    assert "TOML" in bad.err


def test_standard_input_is_read(cli, root_keys):
    outcome = cli("records", "verify", "-", "--anchors", root_keys, stdin=directory("AUS"))
    assert outcome.code == 0
    assert outcome.out.startswith("-: key-directory")


def test_a_record_is_shown_with_its_mark_first_and_last(cli, tmp_path, root_keys):
    record = real("conjunction", label=make_label("S", ["AUS", "FRA"], orcon=True,
                                                  originators=["AUS"], reason=["sources"]),
                  provenance=Provenance(sensor="AUS/radar", software="cspo 1",
                                        inputs=("ab" * 32,)))  # fmt: skip
    file = written(tmp_path, "r.json", record.envelope)
    outcome = cli("records", "show", file, "--anchors", root_keys)
    lines = outcome.out.splitlines()
    assert outcome.code == 0
    assert lines[0] == lines[-1] == "S//OC/REL TO AUS, FRA"
    for text in (
        "conjunction of AUS, REAL", f"  id          {record.id}", "NOT VERIFIED: UNKNOWN_KEY",
        "  controlled by AUS", "  because sources", "  sensor      AUS/radar",
        "  commitments 1 that are not opened to us", "    object            norad:24946",
        "  miss_distance_km     0.6980102405507492",
        "  relative_rtn_km      -0.03179965936441187 -0.4368176146644335 0.5435047829567801",
    ):  # fmt: skip
        assert any(text in line for line in lines), (text, outcome.out)


def test_machines_get_one_object(cli, tmp_path, root_keys):
    record = real()
    file = written(tmp_path, "r.json", record.envelope)
    (line,) = cli("records", "show", file, "--anchors", root_keys, "--json").lines()
    assert line["mark"] == "U//REL TO AUS, FRA"
    assert (line["id"], line["kind"], line["mode"]) == (record.id, "notice", "REAL")
    assert line["body"] == json.loads(example_bytes("notice"))
    assert line["signatures"] == [{"keyid": key_of("AUS").keyid, "valid": False,
                                   "reason": "UNKNOWN_KEY"}]  # fmt: skip


def test_nothing_in_a_record_reaches_the_terminal_as_a_command(cli, tmp_path):
    evil = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e\r\n[/bold]"
    record = record_of(object="norad:1", body={"text": evil, evil: evil},
                       provenance=Provenance(sensor=evil))  # fmt: skip
    name = tmp_path / "\x1b[31mred"
    name.write_bytes(record.envelope)
    for arguments in (["show", name], ["show", tmp_path / "\x1b[0m"], ["show", name, "--json"]):
        outcome = cli("records", *arguments)
        said = outcome.out + outcome.err
        assert not [char for char in said if char != "\n" and not char.isprintable()]
    assert "text" in cli("records", "show", name).out
    (line,) = cli("records", "show", name, "--json").lines()
    assert line["body"] == {"text": evil, evil: evil}  # harmless, and still what was said


def test_long_lists_are_cut_for_people_and_whole_for_machines(cli, tmp_path):
    body = {"column": list(range(1_000)), "parts": [{"a": 1}] * 50, "deep": [[[[{"x": []}]]]]}
    file = written(tmp_path, "r.json", record_of(body=body).envelope)
    out = cli("records", "show", file).out
    assert "0 1 2 3 4 5 6 7 ... (1,000 in all)" in out
    assert "and 30 more: --json tells them all" in out
    assert len(out.splitlines()) < 120
    (line,) = cli("records", "show", file, "--json").lines()
    assert line["body"] == body
