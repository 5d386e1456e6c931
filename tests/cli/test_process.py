"""The commands as processes: help, streams that close or fill up, interrupts."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

import cspo
from cspo.bridge import gp_from_catalog
from cspo.cli.screen_blocks import kept_blocks
from cspo.messages.formats import write_gp
from cspo.orbits.reference_population import reference_population
from tests.cli.command_tree import command_paths

PROGRAM = Path(sys.executable).with_name("cspo")
WINDOW = ("--start", "2024-11-01T00:00:00Z", "--days", "0.05", "--threshold-km", "60")


def started(*arguments: object, **options: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [PROGRAM, *map(str, arguments)],
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options},
    )


def ended(process: subprocess.Popen[bytes], timeout_s: float = 60.0) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=timeout_s)
    text = (err or b"").decode()
    assert "Traceback" not in text
    assert "Exception ignored" not in text
    return process.returncode, (out or b"").decode(), text


@pytest.mark.parametrize("command", sorted(command_paths()))
def test_help_has_an_example_that_parses(cli, command):
    outcome = cli(*command.split(), "--help")
    assert outcome.code == 0
    text = " ".join(re.sub(r"[│╭╰─╮╯]", " ", outcome.out).split())
    example = re.search(rf"Example: (cspo {command}\b.*?)(?= Arguments| Options|$)", text)
    assert example, text
    assert "--json" in text
    options = {option for parameter in command_paths()[command].params for option in parameter.opts}
    typed = {word for word in shlex.split(example[1]) if re.match(r"--?[a-z]", word)}
    assert typed <= options
    assert cli(*command.split()[:-1], "--help").code == 0


def test_help_loads_nothing_that_it_does_not_need():
    heavy = "{'numpy', 'sqlalchemy', 'cryptography', 'httpx', 'matplotlib', 'pyarrow', 'zstandard'}"
    code = f"import sys, cspo.cli.app; print(*sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"


def test_the_installed_program():
    code, out, _ = ended(started("--version"))
    assert (code, out) == (0, f"cspo {cspo.__version__}\n")
    code, _, err = ended(started("scren"))
    assert code == 2
    assert "No such command" in err


def test_a_reader_that_leaves_early_is_no_failure(real_file):
    for options in (["--json"], ["--top", "5000"]):
        process = started("screen", real_file, *WINDOW, *options)
        assert process.stdout is not None
        process.stdout.readline()
        process.stdout.close()
        process.stdout = None
        code, _, err = ended(process)
        assert code == 0, err
        assert "Broken" not in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("screen", "{file}", *WINDOW, "--top", "1", "--report", "/dev/full"),
        ("screen", "{file}", *WINDOW, "-o", "/dev/null/events.csv"),
        ("convert", "{file}", "/dev/full", "--to", "csv"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_file_that_can_not_be_written(cli, real_file, arguments):
    outcome = cli(*(argument.format(file=real_file) for argument in arguments))
    assert outcome.code == 3
    assert outcome.err.startswith("cspo: write: /dev/")
    if "/dev/full" in arguments:
        assert "No space left on device" in outcome.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("propagate", "{file}", "--at", WINDOW[1], "--json"),
        ("propagate", "{file}", "--at", WINDOW[1]),
        ("convert", "{file}", "-", "--to", "csv"),
        ("validate", "{file}"),
    ],
    ids=" ".join,
)
def test_standard_output_on_a_full_disk(real_file, arguments):
    with Path("/dev/full").open("wb") as full:
        given = [argument.format(file=real_file) for argument in arguments]
        code, _, err = ended(started(*given, stdout=full))
    assert code == 3
    assert "No space left on device" in err


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 KiB."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("may not mount a file system here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("name", ["events.csv", "events.parquet", "cdms/", "report.html"])
def test_a_disk_that_fills_up(cli, real_file, tiny_disk, name):
    (tiny_disk / "there").write_bytes(b"x" * 50_000)
    option = "--report" if name.endswith("html") else "-o"
    outcome = cli("screen", real_file, "--start", WINDOW[1], "--days", "0.3",
                  "--threshold-km", "90", "--top", "1", option, f"{tiny_disk}/{name}")  # fmt: skip
    assert outcome.code == 3
    assert "No space left on device" in outcome.err
    assert not [path for path in tiny_disk.rglob("*") if path.name.endswith(".part")]
    assert not (tiny_disk / name).is_file()


def test_closed_streams(real_file):
    for closed in ("1>&-", "2>&-", "0<&- 1>&- 2>&-"):
        done = subprocess.run(
            f"{PROGRAM} propagate {real_file} --at 2024-11-01T00:00:00Z --json {closed}",
            shell=True, capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode in (0, 3), closed
        assert b"Traceback" not in done.stderr


def test_a_terminal_that_knows_ascii_only(real_file):
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0",
                   "PYTHONIOENCODING": "ascii"}  # fmt: skip
    code, out, _ = ended(started("screen", real_file, *WINDOW, env=environment))
    assert code == 0
    assert out.isascii()


def test_a_file_name_that_is_no_text(real_file, tmp_path):
    name = os.fsencode(tmp_path) + b"/\xff\xfe.csv"
    Path(os.fsdecode(name)).write_bytes(real_file.read_bytes())
    for command in ("validate", "screen"):
        process = subprocess.Popen(
            [os.fsencode(PROGRAM), command.encode(), name, b"--json"]
            + ([b"--days", b"0.01"] if command == "screen" else []),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        assert ended(process)[0] == 0


@pytest.fixture(scope="module")
def long_run(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """A screening of some seconds."""
    path = tmp_path_factory.mktemp("long") / "sky.csv"
    path.write_bytes(write_gp(gp_from_catalog(reference_population(count=4000)), "omm-csv")[0])
    return ["screen", str(path), "--days", "8", "--threshold-km", "1", "--threads", "1"]


def test_an_interrupted_screening_resumes_to_the_same_bytes(long_run, tmp_path):
    blocks = tmp_path / "cache" / "screen"
    whole, resumed = tmp_path / "whole.csv", tmp_path / "resumed.csv"
    assert ended(started(*long_run, "-o", whole))[0] == 0
    assert not list(blocks.iterdir())

    process = started(*long_run, "-o", resumed)
    deadline = time.monotonic() + 60.0
    while len(list(blocks.rglob("block_*.npz"))) < 1 and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    code, out, err = ended(process)
    assert time.monotonic() - began < 3.0
    assert code == 130, err
    assert out == ""
    assert "--resume goes on" in err
    assert err.rstrip().endswith("interrupted")
    assert not resumed.exists()
    kept = len(list(blocks.rglob("block_*.npz")))
    assert kept >= 1

    code, _, err = ended(started(*long_run, "-o", resumed, "--resume"))
    assert code == 0
    assert f"going on from {kept} finished blocks" in err
    assert resumed.read_bytes() == whole.read_bytes()
    assert not list(blocks.iterdir())


def _interrupted(key: str, *, resume: bool) -> int:
    """Blocks found at the start of a screening that is then interrupted after one more."""
    found = -1
    with suppress(KeyboardInterrupt), kept_blocks(key, resume=resume) as folder:
        assert folder is not None
        folder.mkdir(exist_ok=True)
        found = len(list(folder.glob("block_*.npz")))
        (folder / f"block_{found}.npz").write_bytes(b"")
        raise KeyboardInterrupt
    return found


def test_blocks_are_used_only_when_asked_and_only_for_the_same_question():
    assert _interrupted("a" * 64, resume=False) == 0
    assert _interrupted("a" * 64, resume=True) == 1
    assert _interrupted("b" * 64, resume=True) == 0
    assert _interrupted("a" * 64, resume=True) == 2
    assert _interrupted("a" * 64, resume=False) == 0


def test_the_same_screening_twice_at_once_keeps_one_set_of_blocks(capsys):
    with kept_blocks("a" * 64, resume=False) as first, kept_blocks("a" * 64, resume=True) as second:
        assert first is not None
        assert second is None
    assert "runs already" in capsys.readouterr().err


def test_a_cache_that_can_not_be_written_costs_only_the_resuming(capsys, monkeypatch):
    monkeypatch.setenv("CSPO_CACHE", "/dev/null/cache")
    with kept_blocks("a" * 64, resume=False) as folder:
        assert folder is None
    assert "can't be resumed" in capsys.readouterr().err


def test_a_full_cache_costs_only_the_resuming(cli, simulated_file, tiny_disk, monkeypatch):
    monkeypatch.setenv("CSPO_CACHE", str(tiny_disk))
    (tiny_disk / "there").write_bytes(b"x" * 56_000)
    outcome = cli("screen", simulated_file, "--days", "1.5", "--threshold-km", "60", "-o", "-")
    assert outcome.code == 0
    monkeypatch.setenv("CSPO_CACHE", str(tiny_disk.parent / "other"))
    again = cli("screen", simulated_file, "--days", "1.5", "--threshold-km", "60", "-o", "-")
    assert again.out == outcome.out
    assert not list(tiny_disk.rglob("*.npz"))


def test_old_interrupted_screenings_make_room(tmp_path):
    base = tmp_path / "cache" / "screen"
    for k in range(9):
        (base / f"old{k}").mkdir(parents=True)
        os.utime(base / f"old{k}", (k, k))
    with kept_blocks("a" * 64, resume=False):
        pass
    assert sorted(path.name for path in base.iterdir()) == ["old5", "old6", "old7", "old8"]
