"""Scripted players at real nodes: each deed by the operation of people, or the reason why not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cspo.exercise.play.folder import PlayFolder
from cspo.exercise.play.founding import found_play
from cspo.exercise.play.rounds import Rounds
from cspo.exercise.players import ScriptedPlayers
from cspo.exercise.scenario import (
    Assumption,
    Event,
    Expected,
    Measure,
    Objective,
    Scenario,
    Scripted,
    StartingPlan,
    dump,
)
from cspo.exercise.world import TruthKind
from cspo.node.clock import SystemClock
from cspo.operations.derive import body_of
from cspo.operations.kinds import REGISTRY
from cspo.operations.store import RecordQuery
from cspo.policy import NUMBER, Reading
from cspo.records import Record, read_record
from cspo.time import Epoch
from tests.exercise.world.worlds import asset, scenario

_EVEN = {"inclination_deg": 60.0, "raan_deg": 0.0, "argp_deg": 0.0, "mean_anomaly_deg": 0.0,
         "eccentricity": 0.0001, "bstar_per_er": 0.0}  # fmt: skip
_ODD = {**_EVEN, "inclination_deg": 120.0}


def crossing() -> Scenario:
    """Two satellites of two nations that meet on every half turn, and a script for both watches."""
    base = scenario(
        asset("A", 1, "NOR", elements=_EVEN), asset("B", 2, "USA", elements=_ODD),
        nations="NOR USA", duration_s=4_500.0, cdm_every_s=3_600.0, noise_km=0.02,
    )  # fmt: skip
    about_a, about_b = {"about": "A", "text": "Read."}, {"about": "B", "text": "Agreed."}
    script = (
        ("NOR", "acknowledge", 0.0, about_a), ("USA", "acknowledge", 0.0, about_b),
        ("NOR", "propose", 600.0, {"about": "A", "in_track_m_s": 0.5, "text": "We move."}),
        ("USA", "accept", 1_200.0, about_b),
        ("NOR", "burn", 1_800.0, {"asset": "A", "in_track_m_s": 0.5, "lead_s": 900.0}),
        ("NOR", "note", 0.0, {"about": "A", "text": "It was a long day."}),
        ("NOR", "release", 1_800.0, {"about": "A", "kind": "maneuver-notice", "to": "USA"}),
        ("NOR", "release", 2_400.0, {"about": "A", "kind": "log-entry", "to": "USA"}),
        ("NOR", "reaffirm", 1_800.0, {"plan": "as-ever", "text": "It is still worth it."}),
        ("USA", "propose", 0.0, {"about": "B", "in_track_m_s": 0.1, "lead_s": 1e5}),
    )  # fmt: skip
    return Scenario(
        **{name: getattr(base, name) for name in base.__struct_fields__
           if name not in {"objectives", "events", "script", "tick_s", "plans"}},
        tick_s=900.0, objectives=(Objective(name="run", text="It runs."),),
        plans=(StartingPlan(
            name="as-ever", nation="NOR", objective="Go on.", steps=("Go on.",),
            releasable_to=("NOR",),
            assumptions=(Assumption(text="Quiet.", expression='max_pc("A", days=1) < 1e-9'),),
        ),),
        events=(Event(
            number=1, at_s=600.0, to=("NOR", "USA"), title="Begin", text="It begins.",
            objectives=("run",),
            expected=(Expected(by="NOR", kind="log-entry", within_s=600.0, text="A note."),),
            measures=(Measure(name="m", text="Soon.", metric="acted", limit=1.0, unit="h"),),
        ),),
        script=tuple(
            Scripted(number=k, by=by, do=do, on_event=1, after_s=after_s, arguments=arguments)
            for k, (by, do, after_s, arguments) in enumerate(script, 1)
        ),
    )  # fmt: skip


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[PlayFolder, Rounds]:
    """The play, over."""
    given = crossing()
    path: Path = tmp_path_factory.mktemp("players") / "play"
    folder = found_play(path, dump(given), SystemClock())
    rounds = Rounds(folder, SystemClock(), players=ScriptedPlayers(given))
    rounds.open()
    t = rounds.starts
    while t <= rounds.ends:
        rounds.make(t, "tick")
        t = t + given.tick_s
    rounds.close()
    return folder, rounds


def records(folder: PlayFolder, nation: str, kind: str) -> list[Record]:
    """What a nation has made of a kind."""
    home = folder.nodes.home(nation)
    with home.store(read_only=True) as store, store.read() as unit:
        found = unit.records(RecordQuery(origin=nation, kinds=(kind,)))
        return [read_record(each.envelope) for each in found]


def test_each_deed_is_done_once_by_who_may(played: tuple[PlayFolder, Rounds]) -> None:
    folder, _ = played
    done = [line.what for line in folder.recording() if line.line.value == "done"]
    names = [each["name"] for each in done]
    assert len(names) == len(set(names))
    failed = {each["name"]: each["failed"] for each in done if each["failed"]}
    assert failed == {}
    for nation, kind, count in (
        ("NOR", "acknowledgement", 1), ("USA", "acknowledgement", 1), ("NOR", "proposal", 1),
        ("USA", "commitment", 1), ("NOR", "maneuver-notice", 1), ("NOR", "opinion", 1),
    ):  # fmt: skip
        assert len(records(folder, nation, kind)) >= count, (nation, kind)


def test_the_burn_happens_in_the_world_when_its_notice_says(
    played: tuple[PlayFolder, Rounds],
) -> None:
    folder, rounds = played
    (notice,) = records(folder, "NOR", "maneuver-notice")
    body: Any = body_of(notice, REGISTRY)
    (burn,) = [each for each in rounds.world.truth if each.what is TruthKind.BURN]
    assert body.start_utc == burn.t.utc_iso(3)
    assert body.delta_v_rtn_km_s == pytest.approx((0.0, 5e-4, 0.0))
    assert burn.number == pytest.approx(0.5)
    assert burn.nation == "NOR"


class Picture:
    """A picture in which so many warnings stand."""

    value = 1.0

    def read(self, name: str, arguments: Mapping[str, object]) -> Reading:
        return Reading(value=self.value, unit=NUMBER)


def test_since_when_a_condition_held_outlasts_a_crash() -> None:
    """Else a player would wait anew after each start, and a play go another way than unbroken."""
    base = crossing()
    line = Scripted(
        number=1, by="NOR", do="note", when='warnings("A") > 0', after_s=1_800.0,
        arguments={"text": "Seen."},
    )  # fmt: skip
    given = Scenario(**{
        name: (line,) if name == "script" else getattr(base, name)
        for name in base.__struct_fields__
    })  # fmt: skip
    t0, picture = Epoch.from_utc(given.starts_utc), Picture()
    play: Any = SimpleNamespace(
        cast=SimpleNamespace(nodes={"NOR": None}), msel=SimpleNamespace(lines=lambda: ())
    )
    before = ScriptedPlayers(given)
    assert before.due(t0 + 900.0, {"NOR": picture}, play) == ()
    after = ScriptedPlayers(given)
    after.restore((), before.held())
    picture.value = 0.0  # what sets a line off once is not asked again
    assert after.due(t0 + 2_600.0, {"NOR": picture}, play) == ()
    assert [each.name for each in after.due(t0 + 2_700.0, {"NOR": picture}, play)] == ["script-1"]
