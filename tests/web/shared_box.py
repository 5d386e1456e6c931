"""One box for all the workers of a test run: the first starts it, the last ends it."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

__all__ = ["RunningBox", "shared_box"]

SCRIPT: Final = Path(__file__).with_name("serve_box.py")
PATIENCE_S: Final = 240.0
ENDS_WITHIN_S: Final = 20.0


@dataclass
class RunningBox:
    """A box at work.

    Parameters
    ----------
    url : str
        Where it is, without a slash at the end.
    link : str
        The address that lets the officer in everywhere, once.
    nations : list of str
        Who is in it.
    tokens : dict
        Of the officer, by nation.
    guests : dict
        Sessions of operators, by party: values of their cookies.
    folder : str
        Where the box lies.
    """

    url: str
    link: str
    nations: list[str]
    tokens: dict[str, str]
    guests: dict[str, str]
    folder: str

    def client(self, nation: str, party: str = "") -> httpx.Client:
        """A program that asks a nation's node, as its officer or as a guest."""
        client = httpx.Client(base_url=f"{self.url}/{nation}/", timeout=30.0, trust_env=False)
        if party:
            client.cookies.set(f"cspo-{nation}", self.guests[party])
        else:
            client.headers["Authorization"] = f"Bearer {self.tokens[nation]}"
        return client

    def cookie(self, nation: str, party: str = "") -> str:
        """The value of a cookie of a session at a node; a new one for the officer."""
        if party:
            return self.guests[party]
        url = f"{self.url}/{nation}/api/v1/session"
        answer = httpx.post(url, json={"code": self.tokens[nation]}, trust_env=False)
        answer.raise_for_status()
        return answer.cookies[f"cspo-{nation}"]


@contextmanager
def shared_box(root: Path, data_dir: Path) -> Iterator[RunningBox]:
    """The box of this test run, in a folder that all its workers know."""
    if "CSPO_WEB_BOX" in os.environ:  # the folder of one that runs already: nothing to wait for
        yield _told(Path(os.environ["CSPO_WEB_BOX"]))
        return
    state = root / "web-box"
    state.mkdir(exist_ok=True)
    with _locked(state) as users:
        if not users:
            _start(state, data_dir)
        users.append(os.getpid())
    try:
        yield _told(state)
    finally:
        with _locked(state) as users:
            users.remove(os.getpid())
            if not users:
                _stop(state)


def _told(state: Path) -> RunningBox:
    told = json.loads((state / "ready.json").read_text())
    return RunningBox(**{name: told[name] for name in RunningBox.__dataclass_fields__})


@contextmanager
def _locked(state: Path) -> Iterator[list[int]]:
    """The workers that use it, those that are gone left out, for nobody else meanwhile."""
    with (state / "lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        file = state / "users.json"
        users: list[int] = json.loads(file.read_text()) if file.exists() else []
        users = [user for user in users if _lives(user)]
        yield users
        file.write_text(json.dumps(users))


def _start(state: Path, data_dir: Path) -> None:
    with (state / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, str(SCRIPT), str(state)], stdout=log, stderr=log,
            start_new_session=True, env={**os.environ, "CSPO_TEST_DATA": str(data_dir)},
        )  # fmt: skip
    (state / "pid").write_text(str(process.pid))
    began = time.monotonic()
    while not (state / "ready.json").exists():
        assert process.poll() is None, (state / "log").read_text()[-4_000:]
        assert time.monotonic() - began < PATIENCE_S, (state / "log").read_text()[-4_000:]
        time.sleep(0.1)
    process.returncode = 0  # it outlives this object: the last worker ends it


def _stop(state: Path) -> None:
    pid = int((state / "pid").read_text())
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGINT)
    began = time.monotonic()
    while _lives(pid) and time.monotonic() - began < ENDS_WITHIN_S:
        with suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
        time.sleep(0.05)
    if _lives(pid):
        os.killpg(pid, signal.SIGKILL)
    (state / "ready.json").unlink(missing_ok=True)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
