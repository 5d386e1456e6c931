"""Late releases: partners get them late, the nation itself at once, and nothing else is said."""

from __future__ import annotations

from math import ceil

import pytest

from cspo.exercise.play import LineKind, PlayFolder, PlayState, replay
from cspo.exercise.play.cast import ids_of
from cspo.federation.feed import Feed
from cspo.federation.heard import heard_in_feed
from cspo.markings import Mode
from tests.exercise.play.plays import SCENARIO, new_play, play_of, steps

TICK_S, FROM_S, UNTIL_S, DELAY_S = 600.0, 1_200.0, 4_200.0, 1_800.0
_CUT = "  cut_feeds:\n    - {name: gap, origin: CAN, to: [NOR], start_s: 1200, stop_s: 3000}\n"
_LATE = "  late_releases:\n    - {name: queue, nation: CAN, to: [NOR], delay_s: 1800, start_s: 1200, stop_s: 4200}\n"  # noqa: E501 - as a file has it
LATE = (
    SCENARIO.replace(_CUT, _LATE)
    .replace("releasable_to: [CAN, NOR]", "releasable_to: [CAN, GBR, NOR]")
    .replace(
        "participants:\n", "participants:\n  - {nation: GBR, cells: [{name: watch, role: watch}]}\n"
    )
    .replace("report_every_s: 1800", "report_every_s: 600")
)


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """A play in which Canada's releases to Norway are late, ended and opened again in the midst."""
    folder = new_play(tmp_path_factory.mktemp("late") / "a", LATE)
    play = play_of(folder)
    play.open()
    steps(play, 5)
    assert play.stop()
    play = play_of(PlayFolder.open(folder.path))
    play.open()
    play.run()
    assert play.state is PlayState.OVER, play.failed
    ids = ids_of(play.nodes)
    assert play.stop()
    return folder, ids


def came(folder: PlayFolder, nation: str) -> dict[str, float]:
    """When each of Canada's records came into a store, s after the begin."""
    with folder.nodes.home(nation).store(read_only=True) as store, store.read() as unit:
        return {
            row.id: row.t_ingest - folder.nodes.began
            for row in unit.records_after(0, 9_999)
            if row.origin == "CAN"
        }


def due_s(released_s: float) -> float:
    """By the scenario alone: the round in which it goes out."""
    if released_s < FROM_S:
        return released_s
    return min(max(UNTIL_S, released_s), ceil((released_s + DELAY_S) / TICK_S) * TICK_S)


def test_partners_get_it_late_and_the_nation_itself_and_others_at_once(played):
    folder, _ = played
    made, norway, britain = (came(folder, nation) for nation in ("CAN", "NOR", "GBR"))
    shared = set(norway) & set(britain)
    waited = [each for each in shared if FROM_S <= made[each] < UNTIL_S]
    assert len(waited) > 5
    assert {made[each] for each in waited} == {1_200.0, 1_800.0, 2_400.0, 3_000.0, 3_600.0}
    assert {each: norway[each] for each in shared} == {each: due_s(made[each]) for each in shared}
    assert {each: britain[each] for each in shared} == {each: made[each] for each in shared}
    assert set(norway) == shared, "nothing is lost"


def test_it_betrays_no_fault_and_raises_no_alarm(played):
    folder, _ = played
    settled = [line for line in folder.recording() if line.line is LineKind.SETTLED]
    assert not any(line.what["faults"] for line in settled)
    for nation in folder.nations:
        with folder.nodes.home(nation).store(read_only=True) as store, store.read() as unit:
            assert unit.alarms() == []


def test_checkpoints_go_on_so_that_it_is_no_silence(tmp_path):
    """In the midst of it Norway hears Canada, and that there is nothing more than it has."""
    folder = new_play(tmp_path / "a", LATE)
    play = play_of(folder)
    play.open()
    steps(play, 5)  # at 0 .. 2,400 s
    feed = Feed("CAN", "NOR", Mode.EXERCISE)
    with play.nodes["NOR"].store.read() as unit:
        heard = heard_in_feed(unit, feed)
        opened, held = unit.head_at(feed, 2**53), unit.in_head(feed)
    with play.nodes["CAN"].store.read() as unit:
        given = unit.out_head(feed)
    assert play.stop()
    assert heard is not None
    assert heard - play.rounds.starts >= FROM_S
    assert opened.head.seq <= held.seq < given.seq


def test_it_replays_to_the_same_ids(played, tmp_path):
    folder, ids = played
    again = replay(folder, tmp_path / "again")
    assert (again.same, again.where, again.ids) == (True, "", ids)
