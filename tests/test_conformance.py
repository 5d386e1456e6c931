"""The conformance kit: ours passes everything, and an adapter that errs fails where it errs."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
KIT = ROOT / "conformance"
SECTIONS = [
    "json", "keys", "records", "directories", "lineage", "labels", "bodies", "feeds", "checkpoints",
    "receipts", "fork proofs", "bundles", "alarms",
]  # fmt: skip

BROKEN = """
import sys
sys.path.insert(0, {kit!r})
import cspo_adapter
wrong = {wrong!r}
def answer(request, right=cspo_adapter.answer):
    found = right(request)
    return {{**found, **wrong[request["verb"]]}} if request["verb"] in wrong else found
cspo_adapter.answer = answer
cspo_adapter.main()
"""


def run(*arguments: str, kit: Path = KIT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, kit / "run.py", *arguments], capture_output=True, text=True, check=False
    )


def outcomes(*arguments: str) -> list[dict[str, Any]]:
    done = run("--json", *arguments)
    assert done.stderr == ""
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_ours_passes_everything() -> None:
    done = run("--", sys.executable, str(KIT / "cspo_adapter.py"))
    assert done.returncode == 0, done.stdout
    head, *rows, total = done.stdout.splitlines()
    assert head.split() == ["section", "passed", "unnamed", "failed", "not", "supported"]
    assert [row[:12].strip() for row in rows] == SECTIONS
    assert all(row.split()[-3:] == ["0", "0", "0"] for row in rows)
    assert int(total.split()[1]) > 800


def test_the_independent_verifier_passes_what_it_covers() -> None:
    found = outcomes("--", sys.executable, str(KIT / "independent_adapter.py"))
    assert {each["outcome"] for each in found} == {"passed", "unnamed", "not supported"}
    covered = {each["section"] for each in found if each["outcome"] != "not supported"}
    assert covered == {"json", "keys", "records", "directories", "feeds", "checkpoints", "receipts",
                       "fork proofs"}  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "sections"),
    [
        ({"verify-record": {"refusal": None}}, {"records"}),
        ({"decide": {"permitted": True}}, {"labels"}),
        ({"watch": {"alarms": []}}, {"alarms"}),
        ({"read-json": {"error": "crashed"}}, {"json"}),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_an_adapter_that_errs_fails_there_and_nowhere_else(
    tmp_path: Path, wrong: dict[str, Any], sections: set[str]
) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text(BROKEN.format(kit=str(KIT), wrong=wrong))
    only = [each for section in sorted(sections | {"lineage"}) for each in ("--section", section)]
    done = run(*only, "--", sys.executable, str(broken))
    assert done.returncode == 1
    failed = {line.split(":")[0].removeprefix("FAILED ") for line in done.stdout.splitlines()
              if line.startswith("FAILED ")}  # fmt: skip
    assert failed == sections


def test_who_refuses_without_a_verdict_is_told_apart(tmp_path: Path) -> None:
    broken = tmp_path / "silent.py"
    broken.write_text(BROKEN.format(kit=str(KIT), wrong={"verify-receipt": {"refusal": True}}))
    found = outcomes("--section", "receipts", "--", sys.executable, str(broken))
    counted = [each["outcome"] for each in found]
    assert counted.count("unnamed") == 8
    assert counted.count("failed") == 4  # good ones, refused


def test_an_adapter_that_ends_or_talks_nonsense_is_told(tmp_path: Path) -> None:
    done = run("--", sys.executable, "-c", "pass")
    assert done.returncode == 2
    assert "the adapter has ended" in done.stderr
    assert run("--", str(tmp_path / "nothing")).returncode == 2
    assert run().returncode == 2
    chatter = "import sys\nfor line in sys.stdin: print('well', flush=True)"
    found = outcomes("--section", "receipts", "--", sys.executable, "-c", chatter)
    assert {each["outcome"] for each in found} == {"failed"}
    assert "no JSON" in found[0]["why"]


def test_an_adapter_that_supports_nothing_fails_nothing() -> None:
    shrug = "import sys\nfor line in sys.stdin: print('{\"unsupported\": true}', flush=True)"
    done = run("--", sys.executable, "-c", shrug)
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1].split()[1:4] == ["0", "0", "0"]


def test_the_kit_can_be_carried_elsewhere(tmp_path: Path) -> None:
    """Copied, it needs nothing of this repository."""
    kit = tmp_path / "kit"
    assert run("--copy-to", str(kit)).returncode == 0
    names = {str(path.relative_to(kit)) for path in kit.rglob("*") if path.is_file()}
    assert names >= {"run.py", "cases.py", "README.md", "grammar.toml", "vectors/records.json"}
    for file in kit.glob("*.py"):
        assert "cspo." not in file.read_text("utf-8").replace("cspo_adapter.", "")
    shrug = "import sys\nfor line in sys.stdin: print('{\"unsupported\": true}', flush=True)"
    assert run("--", sys.executable, "-c", shrug, kit=kit).returncode == 0


def test_every_request_of_the_kit_is_described() -> None:
    asked = {line.split("`")[1] for line in (KIT / "README.md").read_text("utf-8").splitlines()
             if line.startswith("| `")}  # fmt: skip
    sys.path.insert(0, str(KIT))
    try:
        from cases import cases  # noqa: PLC0415 - of the kit
    finally:
        sys.path.remove(str(KIT))
    assert {case.request["verb"] for case in cases()} == asked


def test_the_guide_speaks_of_every_section() -> None:
    page = (ROOT / "docs" / "how-to" / "check-an-implementation.md").read_text("utf-8")
    listed = re.findall(r"^\| ([a-z, ]+) \| ", page.split("\n## 4.", 1)[1], re.MULTILINE)
    assert [each for names in listed for each in names.split(", ") if each != "section"] == SECTIONS


@pytest.mark.parametrize("module", ["mark_vectors", "exchange_vectors"])
def test_the_vectors_are_what_is_made_today(module: str) -> None:
    """Else ``python -m validation.make_vectors`` writes them, and the protocol has changed."""
    sys.path.append(str(ROOT))
    try:
        import importlib  # noqa: PLC0415

        from validation.make_vectors import text_of  # noqa: PLC0415 - of the repository

        families = importlib.import_module(f"validation.{module}").FAMILIES
    finally:
        sys.path.remove(str(ROOT))
    for name, family in families.items():
        file = ROOT / "tests" / "vectors" / f"{name}.json"
        assert text_of(family) == file.read_text("utf-8"), name
