"""A break-up closes part of a launch window, and the plan of the launch is found to be false."""

from __future__ import annotations

import json
from base64 import b64decode
from pathlib import Path
from sqlite3 import connect
from typing import Any

import pytest

from cspo.consequence.launch import KeepOut, closures, generic_ascent, launch_site
from cspo.exercise.play import replay
from cspo.exercise.scenario.shipped import scenario_bytes
from cspo.frames import bundled_earth_orientation
from cspo.operations.assess import launches
from cspo.orbits import Catalog
from cspo.time import Epoch
from cspo.units import DEG_RAD
from tests.exercise.play.plays import new_play, play_of, steps

OPENS = Epoch.from_utc("2027-03-02T12:00:00Z")
ROUNDS = 18
"""Of a quarter of an hour: until 10:15, when all pieces that were found are in the sky."""


def said(path: Path, nation: str, kind: str) -> list[dict[str, Any]]:
    """Payloads of a kind in a node's store, by SQL alone."""
    store = connect(f"file:{path / 'nodes' / nation / 'store.sqlite'}?mode=ro", uri=True)
    rows = store.execute("SELECT envelope FROM record WHERE mode = 'EXERCISE' ORDER BY rowid")
    found = [json.loads(b64decode(json.loads(each)["payload"])) for (each,) in rows]
    store.close()
    return [each for each in found if each["kind"] == kind]


def share_apart(catalog: Catalog) -> float:
    """By the search of launch windows called apart: in one piece, with the limit itself."""
    ascent = generic_ascent(launch_site("mahia"), altitude_km=800.0, inclination_rad=98.6 * DEG_RAD)
    found = closures(ascent, catalog, OPENS, bundled_earth_orientation(), duration_s=7_200.0,
                     keep_out=KeepOut(other_km=25.0))  # fmt: skip
    return float(found.any_closed.mean())


@pytest.mark.soak
def test_the_launch_of_the_break_up_is_seen_to_close(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    skies: list[Catalog] = []
    real = launches._Search.__init__

    def spied(self: Any, launch: Any, sky: Any, *window: Epoch) -> None:
        skies.append(sky.catalog)
        real(self, launch, sky, *window)

    monkeypatch.setattr(launches._Search, "__init__", spied)
    folder = new_play(tmp_path / "play", scenario_bytes("breakup-in-low-orbit-short").decode())
    play = play_of(folder)
    play.open()
    steps(play, ROUNDS)
    play.stop()
    assessed = [
        each["body"] for each in said(folder.path, "NZL", "assessment")
        if each["body"].get("hazard") == "launch-access" and each["origin"] == "NZL"
    ]  # fmt: skip
    shares = [each["likelihood"]["value"] for each in assessed]
    assert len(skies[0]) < 10
    assert len(skies[-1]) > 60, "the pieces are in New Zealand's sky"
    assert shares[0] == pytest.approx(share_apart(skies[0]), abs=1e-9)
    assert shares[-1] == pytest.approx(share_apart(skies[-1]), rel=0.01)
    assert shares[0] < 0.005 < 0.02 < shares[-1]
    found = [
        each["body"] for each in said(folder.path, "NZL", "plan-finding")
        if "launch_closed" in each["body"]["expression"]
    ]  # fmt: skip
    assert found[-1]["standing"] == "fails"
    assert found[-1]["since_utc"] > "2027-03-02T09:00:00Z", "the pieces are known from 09:00"
    ids = {each["body"]["name"] for each in said(folder.path, "GBR", "plan-finding")}
    assert "mahia-launch" in ids, "partners to whom the plan is released are told"
    assert replay(folder, tmp_path / "again").same
