"""``cspo feed``: bundles between two nations, told in whole, in pieces, twice, and spoiled."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from cspo.node.home import Home
from cspo.records.bodies.examples import example_bytes

PROGRAM = Path(sys.executable).with_name("cspo")


def test_a_record_goes_over_and_the_receipt_comes_back(pair):
    (decision, *_) = pair.issue()
    assert pair.status("aus", "fra")["not_signed_for"] == 1
    taken = pair.carry("aus", "fra", "one.bundle.zst")
    assert (taken["taken"], taken["accepted"], taken["alarms"]) == ("whole", 1, [])
    assert taken["records"] == [decision["product_id"]]
    (line,) = pair.lines("fra", "records", "show", decision["product_id"])
    assert line["signatures"][0]["valid"] is True
    assert line["body"] == json.loads(example_bytes("notice"))
    back = pair.carry("fra", "aus")
    assert (back["accepted"], back["receipts"]) == (0, 1)
    status = pair.status("aus", "fra")
    assert (status["given"], status["signed_for"], status["not_signed_for"]) == (1, 1, 0)
    assert pair.status("fra", "aus")["received"] == 1
    assert "1" in pair.run("fra", "feed", "status").out


def test_bundles_in_any_order_and_twice_end_equal(pair):
    files = []
    for k, suffix in enumerate(["", ".gz", ".zst"]):
        pair.issue("aus", "notice", "--about", f"norad:{k + 1}")
        files.append(pair.base / f"{k}.bundle{suffix}")
        pair.run("aus", "feed", "export", "--to", "FRA", "--after", k, "-o", files[-1])
    waits = pair.lines("fra", "feed", "import", files[2], code=1)
    assert (waits[0]["taken"], waits[0]["missing"]) == ("gap", [1, 2])
    taken = pair.lines("fra", "feed", "import", files[2], files[0], files[1], files[1])
    assert [line["accepted"] for line in taken] == [1, 1, 1]
    again = pair.lines("fra", "feed", "import", *files)
    assert [(line["taken"], line["accepted"]) for line in again] == [("whole", 0)] * 3
    ids = [line["id"] for line in pair.lines("fra", "records", "list", "--kind", "notice")]
    assert sorted(ids) == sorted(line["id"] for line in pair.lines("aus", "records", "list"))


def test_a_folder_of_bundles_and_the_gap_that_a_diode_leaves(pair):
    sent = pair.base / "diode"
    sent.mkdir()
    for k in range(3):
        pair.issue("aus", "notice", "--about", f"norad:{k + 1}")
        pair.run("aus", "feed", "export", "--to", "FRA", "--diode", "-o", sent / f"{k}.bundle")
    (sent / "0.bundle").unlink()
    (sent / "1.bundle").unlink()
    outcome = pair.run("fra", "feed", "import", sent)  # the third repeats what was lost
    assert "bundle 3 of AUS>FRA:REAL: 3 records taken" in outcome.out
    pair.issue("aus", "notice", "--about", "norad:9")
    pair.issue("aus", "notice", "--about", "norad:10")
    pair.run("aus", "feed", "export", "--to", "FRA", "--diode", "--after", 4, "-o", sent / "4")
    outcome = pair.run("fra", "feed", "import", sent, code=1)
    assert "WAITS: entries 4 to 4 must come first" in outcome.out
    assert "AUS>FRA:REAL: entry 4 missing" in outcome.err
    assert pair.status("fra", "aus")["received"] == 3


def spoiled(data: bytes) -> dict[str, bytes]:
    middle = len(data) // 2
    return {
        "a byte changed": data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :],
        "cut short": data[: -len(data) // 4],
        "a line more": data + data.splitlines(keepends=True)[-1],
        "lines swapped": b"".join([*data.splitlines(keepends=True)[:-2],
                                   *data.splitlines(keepends=True)[:-3:-1]]),
        "empty": b"",
        "binary": bytes(range(256)) * 30,
        "half a gzip": gzip.compress(data)[:-40],
        "a letter": b"Dear colleague,\nwe have seen your satellite.\n",
    }  # fmt: skip


def test_a_spoiled_bundle_is_refused_whole_with_the_reason(pair):
    for k in range(3):
        pair.issue("aus", "notice", "--about", f"norad:{k + 1}")
    good = pair.base / "good"
    pair.run("aus", "feed", "export", "--to", "FRA", "-o", good)
    data = good.read_bytes()
    for name, bad in spoiled(data).items():
        file = pair.base / "bad"
        file.write_bytes(bad)
        (line,) = pair.lines("fra", "feed", "import", file, code=1)
        assert line["taken"] == "refused", name
        assert line["reason"], name
    assert pair.status("fra", "aus")["received"] == 0
    file.write_bytes(spoiled(data)["a byte changed"])
    assert "NOT VALID: TAMPERED" in pair.run("fra", "records", "verify", file, code=1).out
    file.write_bytes(data)
    both = pair.lines("fra", "feed", "import", file, good)
    assert both[0]["accepted"] + both[1]["accepted"] == 3
    people = pair.run("fra", "records", "verify", good).out
    assert people.count("\n") == 1
    assert f"{good}:1: bundle" in people
    assert len(pair.lines("fra", "records", "verify", good)) > 4


def test_a_bundle_for_somebody_else_and_one_of_a_stranger(pair):
    pair.issue()
    file = pair.base / "bundle"
    pair.run("aus", "feed", "export", "--to", "NOR", "-o", file)
    (line,) = pair.lines("fra", "feed", "import", file, code=1)
    assert line["reason"] == "WRONG_RECIPIENT"
    anchors = pair.base / "fra" / "anchors.toml"
    kept = [text for text in anchors.read_text().splitlines() if not text.startswith("AUS")]
    anchors.write_text("\n".join(kept))
    pair.run("aus", "feed", "export", "--to", "FRA", "-o", file)
    (line,) = pair.lines("fra", "feed", "import", file, code=1)
    assert line["reason"] in {"UNKNOWN_KEY", "UNKNOWN_NATION", "TAMPERED"}


def test_what_makes_no_sense_is_said(pair):
    def refused(*arguments: object, code: int = 2) -> str:
        return pair.run("aus", "feed", *arguments, code=code).err

    assert "expected a partner: FRA NOR" in refused("export", "--to", "JPN", "-o", "x")
    assert "a party" in refused("export", "--to", "Mars", "-o", "x")
    assert "REAL EXERCISE" in refused("export", "--to", "FRA", "--mode", "WAR", "-o", "x")
    assert "holds one side" in refused("export", "--to", "FRA", "--mode", "EXERCISE", "-o", "x")
    assert "an entry of the feed" in refused("export", "--to", "FRA", "--after", 7, "-o", "x")
    assert "a folder" in refused("export", "--to", "FRA", "-o", pair.base)
    assert "No such file" in refused("export", "--to", "FRA", "-o", "/nowhere/x", code=3)
    assert "No such file" in refused("import", "/nowhere/x", code=3)
    assert "one that goes on" in refused("restart", "--to", "FRA", "--as", "a.larsen")
    (pair.base / "aus" / "policy.toml").unlink()
    assert "write one" in refused("export", "--to", "FRA", "-o", "x")


def test_through_pipes(pair):
    pair.issue()
    export = [PROGRAM, "feed", "export", "--to", "FRA", "-o", "-", "--data", pair.base / "aus"]
    made = subprocess.run(export, capture_output=True, check=True).stdout
    outcome = pair.run("fra", "feed", "import", "-", stdin=gzip.compress(made))
    assert "1 record taken" in outcome.out


def test_new_keys_travel_in_bundles(pair):
    pair.issue()
    pair.carry("aus", "fra")
    pair.run("aus", "keys", "rotate", "--root-key", pair.base / "AUS.root")
    pair.issue("aus", "notice", "--about", "norad:2")
    assert pair.carry("aus", "fra")["accepted"] == 1
    keys = pair.lines("fra", "keys", "show")
    assert [k["state"] for k in keys if k["nation"] == "AUS" and k["role"] != "root"] == [
        "ended", "valid",
    ]  # fmt: skip
    ours = (pair.base / "aus" / "directories" / "AUS.keys").read_bytes()
    assert (pair.base / "fra" / "directories" / "AUS.keys").read_bytes() == ours


def test_a_fork_is_an_alarm_and_its_proof_is_verified_offline(pair):
    shutil.copytree(pair.base / "aus", pair.base / "twin")  # one nation, two histories
    pair.issue("aus", "notice", "--about", "norad:1")
    pair.issue("twin", "notice", "--about", "norad:2")
    assert pair.carry("aus", "fra")["accepted"] == 1
    second = pair.carry("twin", "fra", code=1)
    assert [each["alarm"] for each in second["alarms"]][:1] == ["FORK"]
    status = pair.run("fra", "feed", "status", "--evidence", pair.base / "proof")
    assert "ALARM FORK AUS REAL" in status.out
    (proof,) = (pair.base / "proof").glob("FORK-AUS-*")
    keys = pair.base / "aus" / "directories" / "AUS.keys"
    anchors = pair.base / "fra" / "anchors.toml"
    outcome = pair.cli("records", "verify", keys, proof, "--anchors", anchors, "--json")
    assert outcome.code == 0, outcome
    assert outcome.lines()[-1]["kind"] == "fork-proof"
    assert "AUS signed two histories in REAL" in outcome.lines()[-1]["detail"]


def test_interrupted_it_leaves_nothing_and_can_be_done_again(pair):
    pair.issue()
    file, scratch = pair.base / "bundle", pair.base / "scratch"
    scratch.mkdir()
    pair.run("aus", "feed", "export", "--to", "FRA", "-o", file)
    process = subprocess.Popen(
        [PROGRAM, "feed", "import", "-", "--data", pair.base / "fra"],
        stdin=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "TMPDIR": str(scratch)},
    )  # fmt: skip
    assert process.stdin is not None
    process.stdin.write(file.read_bytes()[:500])
    process.stdin.flush()
    deadline = time.monotonic() + 60.0
    while not list(scratch.rglob("stdin")) and time.monotonic() < deadline:
        time.sleep(0.02)  # until it reads
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert err.decode().splitlines() == ["interrupted"]
    assert not list(scratch.iterdir())
    assert pair.lines("fra", "feed", "import", file)[0]["accepted"] == 1


def test_a_folder_that_may_only_be_read_is_still_read(pair):
    pair.issue()
    folder = pair.base / "aus"
    for path in [*folder.rglob("*"), folder]:
        path.chmod(path.stat().st_mode & ~0o222)
    try:
        assert pair.status("aus", "fra")["given"] == 1
        assert len(pair.lines("aus", "records", "list")) == 1
        if os.geteuid() != 0:
            assert "Permission" in pair.run("aus", "release", "deadlines", code=3).err
    finally:
        folder.chmod(0o700)


def test_whoever_has_left_is_answered_no_more(pair):
    pair.issue(mark="R//REL TO AUS, FRA")
    policy = pair.base / "aus" / "policy.toml"
    text = policy.read_text().replace(
        'agreement = "tests 1"', 'agreement = "tests 1"\nuntil = 2026-02-01'
    )
    policy.write_text(text)
    refused = pair.run("aus", "feed", "export", "--to", "FRA", "-o", pair.base / "x", code=2)
    assert "expected a partner: NOR, got another" in refused.err
    assert not (pair.base / "x").exists()


def test_a_node_that_runs_need_not_stop_for_a_bundle(pair):
    decision = pair.issue()[0]
    pair.run("aus", "feed", "export", "--to", "FRA", "-o", pair.base / "first.bundle")
    later = pair.issue("aus", "notice", "--about", "norad:2")[0]
    home = Home.open(pair.base / "aus")
    target = pair.base / "second.bundle"
    with home.writing("cspo node serve"), home.store() as store, store.read() as unit:
        before = unit.last_seq()
        said = pair.run("aus", "feed", "export", "--to", "FRA", "-o", target)
        assert "the node is at work" in said.err
        with store.read() as again:
            assert again.last_seq() == before
        refused = pair.run("aus", "feed", "import", target, code=3)
        assert "cspo node serve" in refused.err
    (line,) = pair.lines("fra", "feed", "import", target)
    assert (line["taken"], line["number"], line["alarms"]) == ("whole", 2, [])
    assert line["records"] == [decision["product_id"], later["product_id"]]


def test_what_can_not_be_audited_is_not_exported(pair):
    pair.issue(mark="R//REL TO AUS, FRA")
    policy = pair.base / "aus" / "policy.toml"
    policy.write_text(policy.read_text().replace('ceiling = "S"', 'ceiling = "U"'))
    home = Home.open(pair.base / "aus")
    target = pair.base / "none.bundle"
    with home.writing("cspo node serve"):
        said = pair.run("aus", "feed", "export", "--to", "FRA", "-o", target, code=3)
    assert "put into the audit" in said.err
    assert "stop the node" in said.err
    assert not target.exists()
