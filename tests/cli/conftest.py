"""Commands run in this process, each with a cache of its own and no network."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

import msgspec
import numpy as np
import pytest

from cspo.bridge import gp_from_catalog
from cspo.cli import run
from cspo.messages.formats import write_gp
from cspo.messages.gp import GpColumns
from cspo.orbits.reference_population import reference_population
from tests.cli.two_nations import Pair, make_pair


@dataclass(frozen=True)
class Outcome:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    def lines(self) -> list[dict]:
        """JSON lines of standard output."""
        return [msgspec.json.decode(line) for line in self.out.splitlines()]


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No real data, no network, no cache but the test's own."""
    monkeypatch.delenv("CSPO_DATA", raising=False)
    monkeypatch.setenv("CSPO_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("CSPO_CELESTRAK_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "*")


@pytest.fixture
def cli(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Outcome]:
    """Run a command in this process; *stdin* stands for ``-``. A traceback is a failure."""

    def call(*arguments: object, stdin: bytes = b"") -> Outcome:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(stdin)))
        capfd.readouterr()
        code = run([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        assert "a fault of its own" not in err, err
        return Outcome(code, out, err)

    return call


def real_columns(count: int = 400) -> GpColumns:
    """Element sets that pass for real: small numbers, names without SIM."""
    columns = gp_from_catalog(reference_population(count=count))
    number = np.arange(1, count + 1)
    return replace(
        columns,
        norad_cat_id=number,
        object_name=np.char.add("OBJECT ", number.astype(np.str_)),
        object_id=np.char.add(
            np.char.add("2001-", np.char.zfill((number % 900 + 1).astype(np.str_), 3)), "A"
        ),
    )


@pytest.fixture(scope="session")
def real_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue of 400 objects as OMM CSV."""
    path = tmp_path_factory.mktemp("catalog") / "real.omm.csv"
    path.write_bytes(write_gp(real_columns(), "omm-csv")[0])
    return path


@pytest.fixture(scope="session")
def real_tle() -> list[bytes]:
    """Name line and two lines of 400 objects."""
    return write_gp(real_columns(), "tle")[0].splitlines()


@pytest.fixture(scope="session")
def simulated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reference population of 400 objects as OMM CSV."""
    path = tmp_path_factory.mktemp("catalog") / "simulated.omm.csv"
    columns = gp_from_catalog(reference_population(count=400))
    path.write_bytes(write_gp(columns, "omm-csv")[0])
    return path


PASSPHRASE = "five words nobody would guess"


@pytest.fixture
def passphrases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with the passphrase of every key, as the environment names it."""
    path = tmp_path / "passphrase"
    path.touch(mode=0o600)
    path.write_text(f"{PASSPHRASE}\n")
    for variable in ("CSPO_PASSPHRASE_FILE", "CSPO_ROOT_PASSPHRASE_FILE"):
        monkeypatch.setenv(variable, str(path))
    monkeypatch.delenv("CSPO_HOME", raising=False)
    return path


@pytest.fixture(scope="session")
def two_nations(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the folders of two nations lie once a test has made them."""
    return tmp_path_factory.mktemp("nations") / "template"


@pytest.fixture
def pair(two_nations: Path, tmp_path: Path, passphrases: Path, cli: Callable[..., Outcome]) -> Pair:
    """Two nations that trust each other, with nothing sent yet."""
    if not two_nations.exists():
        two_nations.mkdir()
        make_pair(two_nations, cli)
    shutil.copytree(two_nations, tmp_path / "nations")
    return Pair(tmp_path / "nations", cli)
