"""The real command: ten nations come up, each answers for itself, Ctrl-C ends it within seconds."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from cspo.bridge.catalog import gp_from_catalog
from cspo.markings import NATIONS
from cspo.messages import omm_csv
from cspo.orbits.reference_population import reference_population

PATIENCE_S = 240.0
CSPO = Path(sys.executable).with_name("cspo")


@pytest.fixture(scope="module")
def sky(tmp_path_factory) -> Path:
    """Three hundred made-up objects."""
    file = tmp_path_factory.mktemp("sky") / "sky.omm.csv"
    file.write_bytes(omm_csv.write(gp_from_catalog(reference_population(count=300))))
    return file


class Up:
    """``cspo up`` as a process; its lines as they come."""

    def __init__(self, *arguments: str) -> None:
        command = [str(CSPO), "up", "--port", "0", "--json", *arguments]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "CSPO_DATA": ""},
        )  # fmt: skip
        self.lines: list[dict[str, Any]] = []

    def until(self, event: str, count: int = 1) -> dict[str, Any]:
        """Read until a line of this event has come so often; the last one."""
        began = time.monotonic()
        while sum(line["event"] == event for line in self.lines) < count:
            text = self.process.stdout.readline()
            assert text, self.process.stderr.read()
            assert time.monotonic() - began < PATIENCE_S
            self.lines.append(json.loads(text))
        return next(line for line in reversed(self.lines) if line["event"] == event)

    def interrupt(self) -> tuple[int, float]:
        """Ctrl-C; the exit code, and how long it took."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        out, told = self.process.communicate(timeout=30.0)
        self.lines += [json.loads(line) for line in out.splitlines()]
        assert "Traceback" not in told, told
        return self.process.returncode, time.monotonic() - began


@pytest.fixture
def running(tmp_path, sky) -> Iterator[Up]:
    up = Up("--catalog", str(sky), "--data", str(tmp_path / "box"))
    try:
        yield up
    finally:
        up.process.kill()
        up.process.communicate()


def picture_of(client: httpx.Client, nation: str, token: str) -> dict[str, Any]:
    """What a nation's API gives of its picture."""
    bearer = {"Authorization": f"Bearer {token}"}
    found = {}
    for name in ("catalog", "conjunctions", "warnings", "status"):
        answer = client.get(f"/{nation}/api/v1/{name}", headers=bearer)
        assert answer.status_code == 200, (nation, name, answer.text)
        found[name] = answer.json()
    return found


def test_ten_nations_come_up_answer_stop_and_go_on_where_they_were(running, tmp_path, sky):
    up = running.until("up")
    assert tuple(up["nations"]) == NATIONS
    running.until("screened", count=len(NATIONS))
    tokens = json.loads((tmp_path / "box" / "tokens.json").read_text())
    with httpx.Client(base_url=up["url"], timeout=30.0, trust_env=False) as client:
        assert client.get("/AUS/api/v1/health").json()["ok"] is True
        assert client.get("/AUS/api/v1/status").status_code == 401
        refused = client.get(
            "/FRA/api/v1/status", headers={"Authorization": f"Bearer {tokens['AUS']}"}
        )
        assert refused.status_code == 401  # a nation's token is of no use at another's node
        pictures = {nation: picture_of(client, nation, tokens[nation]) for nation in NATIONS}
        code = up["sign_in"]["NOR"].partition("#code=")[2]
        once = []
        for _ in range(2):
            once.append(client.post("/NOR/api/v1/session", json={"code": code}))
            client.cookies.clear()  # else the second comes from a session
        assert [each.status_code for each in once] == [201, 401]
    for nation, picture in pictures.items():
        status = picture["status"]
        assert (status["nation"], status["mode"], status["state"]) == (
            nation, "SIMULATED", "running",
        )  # fmt: skip
        assert picture["catalog"]["count"] == status["picture"]["objects"] > 280
        assert status["picture"]["screened_h"] == 24.0
        assert len(status["feeds"]) == len(NATIONS) - 1
        assert status["faults"] == {}
        reasons = {each["reason"] for each in status["withheld"]}
        others = set(NATIONS) - {nation}
        assert not any(f"of {other}" in reason for reason in reasons for other in others)

    code, seconds = running.interrupt()
    assert code == 0
    assert seconds < 15.0  # and a few on a machine that does nothing else
    assert running.lines[-1] == {"event": "stopped", "failed": "", "clean": True}
    assert not (tmp_path / "box" / "running.json").exists()

    again = Up("--data", str(tmp_path / "box"))
    try:
        url = again.until("up")["url"]
        again.until("screened", count=len(NATIONS))
        tokens = json.loads((tmp_path / "box" / "tokens.json").read_text())
        with httpx.Client(base_url=url, timeout=30.0, trust_env=False) as client:
            for nation in ("AUS", "USA"):
                later = picture_of(client, nation, tokens[nation])
                before = pictures[nation]
                assert later["catalog"] == before["catalog"]
                for kind in ("orbit", "catalog-object"):
                    assert later["status"]["records"][kind] == before["status"]["records"][kind]
                assert later["status"]["t_utc"] > before["status"]["t_utc"][:16]
        assert again.interrupt()[0] == 0
    finally:
        again.process.kill()
        again.process.communicate()


def test_a_port_that_is_taken_and_a_folder_that_is_not_a_box_are_told(tmp_path, sky):
    (tmp_path / "other").write_text("not ours")
    refused = subprocess.run(
        [str(CSPO), "up", "--catalog", str(sky), "--data", str(tmp_path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert refused.returncode == 2
    assert "a new or empty folder" in refused.stderr
