"""The recording: bound line to line, whole at its end, cut where it is torn or was broken off."""

from __future__ import annotations

import hashlib
import json

import pytest

from cspo.errors import MalformedMessage, VerificationError
from cspo.exercise.play import LineKind, Recorder, read_recording
from cspo.node.clock import SystemClock
from cspo.time import Epoch

T = Epoch.from_utc("2027-03-02T06:00:00.123456789Z")


@pytest.fixture
def file(tmp_path):
    recorder = Recorder(tmp_path / "recording.jsonl", SystemClock())
    for number in range(5):
        recorder.put(LineKind.ROUND, T + number, number=number, text="é\n")
    recorder.close()
    return tmp_path / "recording.jsonl"


def test_each_line_has_the_hash_of_the_one_before(file):
    before = "0" * 64
    for number, line in enumerate(file.read_bytes().splitlines(), 1):
        found = json.loads(line)  # by another reader than ours
        assert (found["n"], found["prev"]) == (number, before)
        before = hashlib.sha256(line).hexdigest()
    lines = list(read_recording(file))
    assert [line.what["number"] for line in lines] == [0, 1, 2, 3, 4]
    assert lines[0].t == T


@pytest.mark.parametrize("harm", ["changed", "left out", "put in", "turned"])
def test_a_line_that_was_tampered_with_is_told(file, harm):
    lines = file.read_bytes().splitlines(keepends=True)
    match harm:
        case "changed":
            lines[1] = lines[1].replace(b'"number":1', b'"number":9')
        case "left out":
            del lines[2]
        case "put in":
            lines.insert(2, lines[1])
        case _:
            lines[1], lines[2] = lines[2], lines[1]
    file.write_bytes(b"".join(lines))
    with pytest.raises(VerificationError, match="line"):
        list(read_recording(file))


def test_what_is_no_line_is_told_with_its_number(file):
    file.write_bytes(file.read_bytes() + b'{"n": 6}\n')
    with pytest.raises(MalformedMessage) as told:
        list(read_recording(file))
    assert told.value.line == 6


@pytest.mark.parametrize("part", [b'{"n":6,"prev"', b"", b"\x00" * 40])
def test_a_torn_last_line_is_cut_and_the_chain_goes_on(file, part):
    whole = file.read_bytes()
    file.write_bytes(whole + part)
    assert len(list(read_recording(file))) == 5
    recorder = Recorder(file, SystemClock())
    assert recorder.torn == len(part)
    recorder.put(LineKind.OVER, T)
    recorder.close()
    assert file.read_bytes().startswith(whole)
    assert [line.n for line in read_recording(file)] == [1, 2, 3, 4, 5, 6]


def test_lines_of_a_round_that_was_broken_off_are_cut(file):
    recorder = Recorder(file, SystemClock(), upto=3)
    recorder.put(LineKind.OVER, T)
    recorder.close()
    assert [line.line for line in read_recording(file)] == [LineKind.ROUND] * 3 + [LineKind.OVER]
