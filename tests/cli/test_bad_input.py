"""What goes wrong with files: a clear message, the right exit code, the good objects kept.

`TABLE` is the one that docs/reference/errors.md shows: see `test_the_page_shows_the_table`.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.bad_files import CSV_HEAD, MAKERS, csv_row, text_of

START = "2024-11-01T00:00:00Z"
COMMANDS = ("screen", "propagate", "validate", "convert", "pc", "ephemeris")
"""ephemeris is ``cspo screen CATALOG --ephemeris FILE``."""

UNREAD, KEPT, GOOD = (3, 3, 1, 3, 3, 3), (0, 0, 1, 0, 3, 3), (0, 0, 0, 0, 3, 3)

TABLE: dict[str, tuple[tuple[int, ...], str]] = {
    # file: (exit codes in the order of COMMANDS, what is said to who reads a catalogue)
    "truncated_gz": (KEPT, "truncated: gzip: the end is missing"),
    "gz_of_ten_bytes": (UNREAD, "truncated: gzip: the end is missing"),
    "truncated_cdm_gz": ((3, 3, 1, 2, 3, 3), "expected element sets, got"),
    "truncated_oem_gz": ((3, 3, 1, 2, 3, 3), "expected element sets, got"),
    "binary": (UNREAD, "got binary data"),
    "html": (UNREAD, "got a web page"),
    "html_gz": (UNREAD, "got a web page"),
    "zipped": ((3, 3, 3, 3, 3, 3), "got zip (unpack it first)"),
    "wrong_checksums": (UNREAD, "line 2: CHECKSUM"),
    "one_wrong_checksum": (KEPT, ":5: CHECKSUM: expected 6, got 7 (left out)"),
    "one_line_short": (KEPT, ":5: LINE: expected 69 characters, got 40 (left out)"),
    "shifted_columns": (UNREAD, "line 3: LINE"),
    "csv_of_something_else": (UNREAD, "got date,temperature"),
    "satcat_csv": (UNREAD, "a table without elements"),
    "one_nan": (KEPT, ":3: ECCENTRICITY: expected from 0 to less than 1, got NaN (left out)"),
    "all_nan": (UNREAD, "ECCENTRICITY"),
    "short_row": (KEPT, ":3: LINE: expected 17 fields, got 3 (left out)"),
    "cut_json": (KEPT, "1 record left out"),
    "folder_of_good_and_bad": (KEPT, "b.html"),
    "folder_of_cdms": ((3, 3, 0, 2, 0, 3), "expected element sets, got"),
    "empty_folder": ((3, 3, 3, 3, 3, 3), "expected at least one file"),
    "empty": (UNREAD, "empty"),
    "blanks": (UNREAD, "got blanks only"),
    "missing": ((3, 3, 3, 3, 3, 3), "did you mean catalog_2024.tle?"),
    "a_cdm": ((3, 3, 0, 2, 0, 3), "expected element sets, got"),
    "an_oem": ((3, 3, 0, 2, 3, 0), "expected element sets, got"),
    "an_opm": (UNREAD, "expected element sets, got"),
    "good_tle": (GOOD, ""),
    "latin_1": (GOOD, ""),
    "utf_16": (GOOD, ""),
    "duplicates": (GOOD, "400 older sets"),
    "nine_digits": (GOOD, ""),
    "ten_digits": (KEPT, ":2: NORAD_CAT_ID: expected up to nine digits, got 7995012345 (left out)"),
    "alpha_5": (GOOD, ""),
}


def arguments(command: str, file: Path, folder: Path, catalog: Path) -> list[str]:
    screen = ["screen", "--start", START, "--days", "0.02"]
    return {
        "screen": [*screen, str(file)],
        "propagate": ["propagate", str(file), "--at", START],
        "validate": ["validate", str(file)],
        "convert": ["convert", str(file), str(folder / "out.csv")],
        "pc": ["pc", str(file)],
        "ephemeris": [*screen, str(catalog), "--ephemeris", str(file)],
    }[command]


@pytest.mark.parametrize("name", TABLE)
def test_every_command_on_every_file(name, cli, tmp_path, real_tle, real_file):
    codes, words = TABLE[name]
    file = MAKERS[name](tmp_path, real_tle)
    for command, code in zip(COMMANDS, codes, strict=True):
        outcome = cli(*arguments(command, file, tmp_path, real_file))
        assert outcome.code == code, f"{command}: {outcome}"
        if code in (2, 3):
            assert outcome.err.strip(), command
            assert file.name in outcome.err or command == "convert", outcome.err
        if command in ("screen", "propagate"):
            assert words in outcome.err
        if code == 3 and command == "convert":
            assert not (tmp_path / "out.csv").exists()


def test_every_file_is_in_the_table():
    assert set(TABLE) | {"odd_names"} == set(MAKERS)


def test_the_page_shows_the_table():
    page = Path(__file__).parents[2] / "docs" / "reference" / "errors.md"
    shown = {}
    for line in page.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if line.startswith("| `"):
            shown[cells[1].strip("`")] = tuple(int(code) for code in cells[3].split())
    assert shown == {name: codes for name, (codes, _) in TABLE.items()}


def test_the_good_objects_are_kept(cli, tmp_path, real_tle):
    file = MAKERS["one_wrong_checksum"](tmp_path, real_tle)
    outcome = cli("propagate", file, "--at", START, "--json")
    objects = [line["object"] for line in outcome.lines()]
    assert objects == [f"norad:{k}" for k in range(1, 401) if k != 2]


def test_what_comes_before_the_cut_is_kept(cli, tmp_path, real_tle):
    file = MAKERS["truncated_gz"](tmp_path, real_tle)
    outcome = cli("convert", file, tmp_path / "out.csv", "--json")
    (line,) = outcome.lines()
    assert 100 < line["count"] < 400
    assert (tmp_path / "out.csv").read_bytes().count(b"\n") == line["count"] + 1


def test_odd_names_reach_the_reader_harmless(cli, tmp_path, real_tle):
    file = MAKERS["odd_names"](tmp_path, real_tle)
    page = tmp_path / "report.html"
    outcome = cli("screen", file, "--start", START, "--days", "0.05", "--threshold-km", "500",
                  "--report", page)  # fmt: skip
    assert outcome.code == 0
    assert "\x1b" not in outcome.out + outcome.err
    assert "Спутник-1" in outcome.out
    assert "<script" not in page.read_text("utf-8")


def test_alpha_5_is_found_by_either_spelling(cli, tmp_path, real_tle):
    file = MAKERS["alpha_5"](tmp_path, real_tle)
    for spelling in ("T0291", "270291", "norad:270291"):
        (line,) = cli("propagate", file, "--at", START, "--object", spelling, "--json").lines()
        assert line["object"] == "norad:270291"


@pytest.mark.parametrize("number", ["9" * 30, "²", "-5", "", "norad:", "2001-999Z"])
def test_an_object_that_is_not_there(number, cli, real_file):
    outcome = cli("propagate", real_file, "--at", START, "--object", number)
    assert outcome.code == 2
    assert "find object" in outcome.err


def test_an_object_in_two_files_is_taken_once_and_newest(cli, tmp_path):
    old, new = tmp_path / "old.csv", tmp_path / "new.csv"
    old.write_bytes(CSV_HEAD + csv_row("OLD", 5))
    new.write_bytes(CSV_HEAD + csv_row("NEW", 5).replace(b"10-31T12", b"10-31T18"))
    for order in ([old, new], [new, old]):
        outcome = cli("screen", *order, "--start", START, "--days", "0.01", "--json")
        assert outcome.code == 0
        assert "1 older sets" in outcome.err
        assert outcome.lines() == []


def test_what_can_not_be_written_as_tle_is_told(cli, tmp_path, real_tle):
    file = MAKERS["nine_digits"](tmp_path, real_tle)
    outcome = cli("convert", file, tmp_path / "out.tle", "--json")
    assert outcome.code == 0
    assert outcome.lines()[0]["count"] == 1
    assert "799501234" in outcome.err
    lonely = tmp_path / "lonely.csv"
    lonely.write_bytes(CSV_HEAD + csv_row(number=799_501_234))
    outcome = cli("convert", lonely, tmp_path / "none.tle")
    assert outcome.code == 3
    assert not (tmp_path / "none.tle").exists()


def test_validate_and_pc_go_on_after_what_is_not_there(cli, tmp_path, real_tle):
    good, cdm = (MAKERS[name](tmp_path, real_tle) for name in ("good_tle", "a_cdm"))
    outcome = cli("validate", tmp_path / "nowhere.tle", good, "--json")
    assert outcome.code == 3
    assert [line["valid"] for line in outcome.lines()] == [True]
    outcome = cli("pc", tmp_path / "nowhere.cdm", good, cdm, "--json")
    assert outcome.code == 3
    assert len(outcome.lines()) == 1


def test_errors_are_json_for_machines(cli, tmp_path):
    outcome = cli("screen", tmp_path / "nowhere.tle", "--json")
    assert outcome.code == 3
    assert '"error":"SourceError"' in outcome.err
    assert outcome.out == ""


@pytest.mark.parametrize("spec", ["http://127.0.0.1:9/x.tle", "celestrak:active"])
def test_no_network_is_told_within_five_seconds(spec, cli):
    began = time.monotonic()
    outcome = cli("screen", spec)
    assert outcome.code == 3
    assert time.monotonic() - began < 6.0
    assert "127.0.0.1:9" in outcome.err or "celestrak" in outcome.err


@pytest.mark.parametrize(
    "spec", ["celestrak:", "celestrak:no/such", "spacetrack:satcat", "ftp://x/y", ""]
)
def test_no_such_source(spec, cli):
    outcome = cli("screen", spec, "--days", "0.01")
    assert outcome.code == 3
    assert outcome.err.startswith("cspo: open source")


def test_what_may_not_be_read(cli, tmp_path, real_tle):
    file = tmp_path / "secret.tle"
    file.write_bytes(text_of(real_tle))
    assert cli("validate", file).code == 0  # all modules are loaded now
    file.chmod(0)
    for folder in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        folder.chmod(0o755)
    was_root = os.geteuid() == 0  # root may read everything: become nobody
    try:
        if was_root:
            os.seteuid(65534)
        outcome = cli("validate", file)
    finally:
        if was_root:
            os.seteuid(0)
    assert outcome.code == 3
    assert "Permission denied" in outcome.err
    assert "its permissions are" in outcome.err


_MEASURED = (
    "import resource, sys\n"
    "from cspo.cli import run\n"
    "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
    "code = run(sys.argv[1:])\n"
    "after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
    "print('MEMORY', code, (after - before) / 1024, file=sys.stderr)\n"
)

LONG_BYTES = 200_000_000


LONG_HEADS = {
    "plain": b"", "tle": b"1 00005U ", "json": b'[{"OBJECT_NAME": "',
    "cdm": b"CCSDS_CDM_VERS = 1.0\nORIGINATOR = ",
}  # fmt: skip


@pytest.mark.parametrize(
    ("command", "kind"),
    [("propagate", "plain"), ("validate", "tle"), ("screen", "json"), ("pc", "cdm")],
)
def test_a_line_of_200_mb(command, kind, tmp_path):
    """Memory stays within a few copies of the file, time within seconds."""
    long_line = tmp_path / f"{kind}.txt"
    with long_line.open("wb") as file:
        file.write(LONG_HEADS[kind])
        for _ in range(20):
            file.write(b"x" * (LONG_BYTES // 20))
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, *arguments(command, long_line, tmp_path, long_line)],
        capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    text = done.stderr.decode()
    code, more_mib = text.rpartition("MEMORY ")[2].split()
    assert int(code) in (1, 3), text
    assert "Traceback" not in text
    assert len(text) < 4000
    assert len(done.stdout) < 4000
    long_line.unlink()
    assert float(more_mib) < 6 * LONG_BYTES / 2**20, f"{more_mib} MiB"
    assert now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime < 12.0
