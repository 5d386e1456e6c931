"""Runs a box for the tests of the page, until Ctrl-C; started by `shared_box`.

    python tests/web/serve_box.py FOLDER

It writes ``ready.json`` into the folder when each nation has its picture and its warnings.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parent))
from planted_sky import (
    BEGAN,
    MEETINGS,
    Meeting,
    determined,
    sky,
    those_who_meet,
    with_probability,
)

from cspo.bridge.catalog import gp_from_catalog
from cspo.messages import omm_csv
from cspo.orbits import Catalog
from cspo.time import Epoch

NATIONS: Final = ("AUS", "FRA", "GBR", "USA")
CSPO: Final = Path(sys.executable).with_name("cspo")
PATIENCE_S: Final = 120.0


def main(folder: Path) -> int:
    """Make the sky, run the box, say when it is ready, and end with it."""
    data_dir = Path(os.environ["CSPO_TEST_DATA"])
    catalog = sky(data_dir)
    file = folder / "sky.omm.csv"
    file.write_bytes(omm_csv.write(gp_from_catalog(catalog)))
    up = subprocess.Popen(
        [str(CSPO), "up", "--json", "--port", "0", "--catalog", str(file), "--data",
         str(folder / "box"), "--nations", ",".join(NATIONS)],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "CSPO_DATA": ""},
    )  # fmt: skip
    signal.signal(signal.SIGINT, lambda *_: up.send_signal(signal.SIGINT))
    signal.signal(signal.SIGTERM, lambda *_: up.send_signal(signal.SIGINT))
    try:
        messages = _messages(folder, catalog)
        told = _until_screened(up)
        ready = {**told, "tokens": json.loads((folder / "box" / "tokens.json").read_text())}
        _drop(ready, messages)
        ready["guests"] = _guests(told["sign_in"])
        (folder / "ready.tmp").write_text(json.dumps(ready))
        (folder / "ready.tmp").rename(folder / "ready.json")
        assert up.stdout is not None
        for _ in up.stdout:
            pass
        return up.wait()
    finally:
        up.kill()


def _messages(folder: Path, catalog: Catalog) -> dict[int, str]:
    """By whom it meets, what an authority would say of a meeting."""
    file = folder / "meeting.omm.csv"
    file.write_bytes(omm_csv.write(gp_from_catalog(those_who_meet(catalog))))
    _cspo("screen", str(file), "--start", BEGAN.utc_iso(0), "-o", f"{folder / 'cdms'}/")
    found, files = {}, []
    for meeting in MEETINGS:
        names = (f"_{meeting.theirs}_{meeting.mine}", f"_{meeting.mine}_{meeting.theirs}")
        for written in sorted((folder / "cdms").iterdir()):
            if written.stem.endswith(names) and _near(written, meeting):
                found[meeting.theirs] = determined(written.read_text())
                files.append(folder / f"{meeting.theirs}.cdm")
                files[-1].write_text(found[meeting.theirs])
    told = _cspo("pc", "--json", *map(str, files)).splitlines()
    for file, line in zip(files, map(json.loads, told), strict=True):
        number = int(file.stem)
        found[number] = with_probability(found[number], line["pc"])
    return found


def _near(message: Path, meeting: Meeting) -> bool:
    """Whether a message is about the approach that was planted, and not another of the pair."""
    tca = next(line for line in message.read_text().splitlines() if line.startswith("TCA"))
    found = Epoch.from_utc(tca.partition("= ")[2])
    return abs(found - (BEGAN + meeting.after_h * 3_600.0)) < 60.0


def _cspo(*arguments: str) -> str:
    done = subprocess.run([str(CSPO), *arguments], check=True, capture_output=True, text=True)
    return done.stdout


def _until_screened(up: subprocess.Popen[str]) -> dict[str, Any]:
    assert up.stdout is not None
    told: dict[str, Any] = {}
    seen: set[str] = set()
    while seen != set(NATIONS):
        text = up.stdout.readline()
        assert text, "the box has ended"
        line = json.loads(text)
        if line["event"] == "up":
            told = line
        elif line["event"] == "screened":
            seen.add(line["nation"])
    return told


def _drop(ready: dict[str, Any], messages: dict[int, str]) -> None:
    """Give each message to whose satellite it is about, and wait until somebody is warned."""
    owners = {47967: "AUS", 47973: "AUS", 38012: "FRA", 49260: "USA"}
    with httpx.Client(base_url=ready["url"], timeout=30.0, trust_env=False) as client:
        for number, text in messages.items():
            nation = owners[number]
            given = {
                "dataMode": "SIMULATED", "source": "SIM", "filename": f"{number}.cdm",
                "classification": f"U//REL TO {', '.join(NATIONS)}",
            }  # fmt: skip
            client.post(
                f"/{nation}/filedrop/cdms", params=given, content=text.encode(),
                headers={**_bearer(ready, nation), "Content-Type": "text/plain"},
            ).raise_for_status()  # fmt: skip
        began = time.monotonic()
        while time.monotonic() - began < PATIENCE_S:
            answer = client.get("/AUS/api/v1/warnings", headers=_bearer(ready, "AUS")).json()
            if len(answer["items"]) >= 2:
                return
            time.sleep(0.5)


def _bearer(ready: dict[str, Any], nation: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {ready['tokens'][nation]}"}


def _guests(sign_in: dict[str, str]) -> dict[str, str]:
    """A session of each operator, as the value of its cookie: codes open one each."""
    found = {}
    for party, address in sign_in.items():
        if "/" not in party:
            continue
        page, _, code = address.partition("#code=")
        answer = httpx.post(f"{page}api/v1/session", json={"code": code}, trust_env=False)
        answer.raise_for_status()
        found[party] = next(iter(answer.cookies.values()))
    return found


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
