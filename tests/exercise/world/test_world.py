"""A world: the same however its steps are cut; what fails, lies, is cut or late shows so."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cspo.errors import MalformedMessage, UsageError
from cspo.exercise.json_form import from_plain, to_plain
from cspo.exercise.review.gather import interest_of
from cspo.exercise.scenario import (
    Breakup,
    Burn,
    CutFeed,
    FalseSource,
    LateRelease,
    LateSource,
    Report,
    Sensor,
    SensorFailure,
    Take,
)
from cspo.exercise.world import (
    DIRECTOR,
    Input,
    InputKind,
    TruthEvent,
    TruthKind,
    World,
    WorldAction,
    WorldDeed,
    subject_of,
)
from cspo.time import Epoch
from tests.exercise.world.test_noise import sets_of
from tests.exercise.world.worlds import STARTS, asset, others_state, played, scenario

HOUR_S = 3_600.0
UNMARKED = (
    InputKind.FEED_CUT, InputKind.FEED_BACK, InputKind.RELEASE_LATE, InputKind.RELEASE_PROMPT,
)  # fmt: skip


def full(**changed: Any) -> Any:
    """All that may happen, within eight hours."""
    return scenario(
        asset("A", 1, "NOR", kept_by=("NOR", "USA")), asset("B", 2, "FRA"),
        asset("C", 3, object_type="ROCKET BODY"),
        catalog="reference", take=Take(most=20, regimes=("LEO",)), report_every_s=3_600.0,
        sensors=(
            Sensor(name="Vardø radar", nation="NOR", kind="radar", latitude_deg=70.4,
                   longitude_deg=31.1, farthest_km=4_000.0),
            Sensor(name="Scope", nation="USA", kind="optical", latitude_deg=-21.9,
                   longitude_deg=114.1),
        ),
        burns=(Burn(name="b1", asset="B", at_s=5_000.0, in_track_m_s=1.0),
               Burn(name="b2", asset="A", radial_m_s=0.5)),
        breakups=(Breakup(name="x1", asset="C", at_s=9_000.0, most_pieces=30),),
        sensor_failures=(SensorFailure(name="f1", sensor="FRA", start_s=9_000.0, stop_s=16_000.0),),
        false_sources=(FalseSource(name="l1", source="LIAR", nation="USA", asset="A",
                                   start_s=4_000.0, stop_s=12_000.0, in_track_km=500.0),),
        cut_feeds=(CutFeed(name="c1", origin="NOR", start_s=2_000.0, stop_s=9_000.0,
                           both_ways=True),
                   CutFeed(name="c2", origin="NOR", to=("USA",), start_s=5_000.0,
                           stop_s=12_000.0)),
        late_releases=(LateRelease(name="q1", nation="USA", delay_s=3_600.0, start_s=1_000.0,
                                   stop_s=7_000.0),),
        late_sources=(LateSource(name="d1", nation="FRA", delay_s=3_000.0, start_s=0.0,
                                 stop_s=8_000.0),),
        reports=(Report(name="r1", source="Someone", asset="B", kind="behavior", at_s=6_000.0,
                        text="it moves"),),
        **{"duration_s": 28_800.0, **changed},
    )  # fmt: skip


@pytest.fixture(scope="module")
def whole() -> tuple[World, list[Input]]:
    return played(full())


@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
@given(cuts=st.lists(st.floats(0.0, 28_800.0), min_size=1, max_size=12).map(sorted))
def test_the_same_comes_of_it_however_steps_are_cut(
    whole: tuple[World, list[Input]], cuts: list[float]
) -> None:
    world, inputs = played(full(), *cuts)
    assert world.truth == whole[0].truth
    assert [to_plain(each) for each in inputs] == [to_plain(each) for each in whole[1]]


def test_another_seed_is_another_world(whole: tuple[World, list[Input]]) -> None:
    _, other = played(full(seed=2))
    assert other != whole[1]


def test_inputs_come_in_order_and_json_holds_all(whole: tuple[World, list[Input]]) -> None:
    world, inputs = whole
    times = [each.t for each in inputs]
    assert times == sorted(times)
    assert times[-1] <= STARTS + 28_800.0
    for each in inputs:
        assert from_plain(Input, json.loads(json.dumps(to_plain(each)))) == each
        assert (each.label is None) == (each.kind in UNMARKED)
        assert bool(each.bodies()) != (each.label is None)
        if each.label is not None:
            assert each.nation in each.label.releasable_to
    for event in world.truth:
        assert from_plain(TruthEvent, json.loads(json.dumps(to_plain(event)))) == event
    assert [e.t for e in world.truth] == sorted(e.t for e in world.truth)
    action = WorldAction(t=STARTS, who="NOR", what=WorldDeed.BURN, arguments={"asset": "A"})
    assert from_plain(WorldAction, json.loads(json.dumps(to_plain(action)))) == action
    with pytest.raises(MalformedMessage, match="Input, nation"):
        from_plain(Input, {"t_utc": "2026-11-02T00:00:00Z"})


def test_no_element_set_is_of_an_instant_after_its_arrival(
    whole: tuple[World, list[Input]],
) -> None:
    for nation in ("NOR", "USA", "FRA"):
        for arrives, sets in sets_of(whole[1], nation):
            assert (sets.epoch_tai_ns <= arrives.tai_ns).all()


def test_what_is_kept_by_a_nation_whose_sensors_fail_grows_old(
    whole: tuple[World, list[Input]],
) -> None:
    epochs = np.concatenate([sets.epoch_tai_ns for _, sets in sets_of(whole[1], "FRA")])
    t_s = (epochs - STARTS.tai_ns) / 1e9
    assert ((t_s > 9_000.0) & (t_s < 16_000.0)).sum() == 0
    assert (t_s > 16_000.0).sum() > 5
    assert ((t_s > 0.0) & (t_s <= 9_000.0)).sum() > 5
    states = [each.bodies()[0].state.value for each in whole[1]
              if each.kind is InputKind.READINESS and each.nation == "FRA"]  # fmt: skip
    assert states == ["ready", "down", "ready"]


def test_what_a_nation_hears_late_comes_by_so_much_later(whole: tuple[World, list[Input]]) -> None:
    lags_s = {
        round(arrives - Epoch(int(sets.epoch_tai_ns[0])))
        for arrives, sets in sets_of(whole[1], "FRA")
        if arrives > STARTS
    }
    assert lags_s == {3_300, 300}
    report = next(e for e in whole[1] if e.kind is InputKind.REPORT and e.nation == "FRA"
                  and "it moves" in e.bodies()[0].text)  # fmt: skip
    assert report.t - STARTS == 9_000.0


def test_a_late_release_is_a_matter_of_feeds_and_not_of_sources(
    whole: tuple[World, list[Input]],
) -> None:
    told = [
        (each.kind, each.nation, dict(each.data), each.t - STARTS)
        for each in whole[1]
        if each.kind in (InputKind.RELEASE_LATE, InputKind.RELEASE_PROMPT)
    ]
    data = {"name": "q1", "to": ["FRA", "NOR"], "delay_s": 3_600.0}
    assert [(*each[:2], {**each[2], "to": sorted(each[2]["to"])}, each[3]) for each in told] == [
        (InputKind.RELEASE_LATE, "USA", data, 1_000.0),
        (InputKind.RELEASE_PROMPT, "USA", data, 7_000.0),
    ]
    given_ = full()
    world = msgspec.structs.replace(given_.world, late_releases=())
    prompt, _ = played(msgspec.structs.replace(given_, world=world))
    seen = [(each.t, each.name, each.nation) for each in whole[0].truth if each.what == "shown"]
    assert seen == [(x.t, x.name, x.nation) for x in prompt.truth if x.what == "shown"]


def test_a_lie_is_beside_the_truth_by_so_much(whole: tuple[World, list[Input]]) -> None:
    (begins,) = [each for each in whole[0].truth if each.what is TruthKind.LIE_BEGAN]
    assert (subject_of(begins), begins.objects) == ("LIAR", ("norad:995000001",))
    lies = [sets for _, sets in sets_of(whole[1], "USA", "LIAR")]
    assert len(lies) == 3  # at 4,000, 7,600 and 11,200 s
    true = next(sets for arrives, sets in sets_of(whole[1], "NOR") if arrives == STARTS)
    row = true.norad_id.tolist().index(995_000_001)
    for each in lies:
        t = Epoch(int(each.epoch_tai_ns[0]))
        ahead_km = others_state(each, 0, t)[0]
        # the chord of 500 km of an arc of 6,980 km, within the noise of the true set
        wanted_km = 2.0 * np.linalg.norm(ahead_km) * np.sin(250.0 / np.linalg.norm(ahead_km))
        apart_km = np.linalg.norm(ahead_km - others_state(true, row, t)[0])
        assert apart_km == pytest.approx(wanted_km, abs=2.0)


def test_a_link_that_two_cuts_hold_carries_again_after_both(
    whole: tuple[World, list[Input]],
) -> None:
    links = [
        (each.kind.value, each.data["from"], each.data["to"], each.t - STARTS)
        for each in whole[1]
        if each.kind in (InputKind.FEED_CUT, InputKind.FEED_BACK)
    ]
    assert sorted(links) == sorted([
        ("feed_cut", "NOR", "FRA", 2_000.0), ("feed_cut", "NOR", "USA", 2_000.0),
        ("feed_cut", "FRA", "NOR", 2_000.0), ("feed_cut", "USA", "NOR", 2_000.0),
        ("feed_back", "NOR", "FRA", 9_000.0), ("feed_back", "FRA", "NOR", 9_000.0),
        ("feed_back", "USA", "NOR", 9_000.0), ("feed_back", "NOR", "USA", 12_000.0),
    ])  # fmt: skip


def test_pieces_are_told_apart_when_the_scenario_says(whole: tuple[World, list[Input]]) -> None:
    seen = [
        (arrives - STARTS, identity)
        for nation in ("NOR", "USA", "FRA")
        for arrives, sets in sets_of(whole[1], nation)
        for identity in map(sets.identity, range(len(sets)))
        if identity.startswith("norad:992")
    ]
    assert min(seen)[0] >= 9_000.0 + 3_600.0
    assert len({identity for _, identity in seen}) > 10
    known = [body for each in whole[1] if each.kind is InputKind.REPORT for body in each.bodies()
             if body.what.value == "breakup"]  # fmt: skip
    assert {body.pieces for body in known} == {None, 31}


def test_when_each_could_know_is_put_down_once(whole: tuple[World, list[Input]]) -> None:
    shown = [(e.name, e.nation) for e in whole[0].truth if e.what is TruthKind.SHOWN]
    assert len(shown) == len(set(shown))
    burn = next(e for e in whole[0].truth if e.name == "b1" and e.what is TruthKind.BURN)
    france = next(e for e in whole[0].truth
                  if (e.what, e.name, e.nation) == (TruthKind.SHOWN, "b1", "FRA"))  # fmt: skip
    assert france.t - burn.t == france.number
    # the first of its own sets whose epoch is after the burn, or the report from outside
    first = min(
        arrives for arrives, sets in sets_of(whole[1], "FRA")
        for row in range(len(sets))
        if sets.identity(row) == "norad:995000002" and sets.epoch_tai_ns[row] > burn.t.tai_ns
    )  # fmt: skip
    assert france.t == min(first, STARTS + 9_000.0)


def test_keepers_notice_a_burn_of_another_and_its_size() -> None:
    """In the first set after it, between the set before and that one; to 20 %, 1 sigma."""
    sizes = []
    for seed in range(1, 7):
        given_ = scenario(
            asset("A", 1, "NOR", kept_by=("NOR", "USA", "FRA")), report_every_s=3_600.0, seed=seed,
            duration_s=14_400.0, cdm_every_s=None,
            burns=(Burn(name="b", asset="A", at_s=1_000.0, cross_track_m_s=2.0),),
        )  # fmt: skip
        _, inputs = played(given_)
        told = [each for each in inputs if each.kind is InputKind.REPORT]
        assert sorted(each.nation for each in told) == ["FRA", "USA"]  # its owner knows
        for each in told:
            (body,) = each.bodies()
            assert body.what.value == "maneuver"
            assert Epoch.from_utc(body.start_utc) <= STARTS + 1_000.0
            assert STARTS + 1_000.0 < Epoch.from_utc(body.stop_utc) == each.t + -300.0
            sizes.append(body.delta_v_km_s)
    assert np.mean(sizes) == pytest.approx(2e-3, rel=4 * 0.2 / np.sqrt(12))
    assert 0.1 < np.std(sizes) / 2e-3 < 0.32


def test_players_burn_what_is_theirs_and_nothing_else() -> None:
    world = World(full())
    world.begin()
    world.step(STARTS + HOUR_S)
    t = STARTS + HOUR_S

    def act(who: str, what: WorldDeed, when: Epoch = t, **arguments: Any) -> None:
        world.act(WorldAction(t=when, who=who, what=what, arguments=arguments))

    refused = (
        ("USA", WorldDeed.BURN, {"asset": "A", "in_track_m_s": 1.0}, "whose it is"),
        ("NOR", WorldDeed.BURN, {"asset": "C", "in_track_m_s": 1.0}, "nobody, whose it is"),
        ("NOR", WorldDeed.BURN, {"asset": "Z"}, "find object in the world"),
        ("NOR", WorldDeed.BURN, {"asset": "A", "in_track_m_s": 1e9}, "arguments"),
        ("NOR", WorldDeed.BURN, {"asset": "A", "aim": "B"}, "arguments"),
        ("NOR", WorldDeed.SET_OFF, {"name": "b2"}, "white cell"),
        (DIRECTOR, WorldDeed.SET_OFF, {"name": "b1"}, "what waits: b2"),
        (DIRECTOR, WorldDeed.END, {"name": "b2"}, "what lasts"),
        (DIRECTOR, WorldDeed.SENSOR_FAILURE, {"sensor": "Moon"}, "a sensor of the world"),
        (DIRECTOR, WorldDeed.BURN, {"name": "b2", "asset": "A"}, "a name of its own"),
    )
    for who, what, arguments, match in refused:
        with pytest.raises(UsageError, match=match):
            act(who, what, **arguments)
    with pytest.raises(UsageError, match="from 2026-11-02T01"):
        act("NOR", WorldDeed.BURN, STARTS, asset="A")
    act("NOR", WorldDeed.BURN, t + 600.0, asset="A", in_track_m_s=0.3)
    act(DIRECTOR, WorldDeed.SET_OFF, name="b2")
    act(DIRECTOR, WorldDeed.END, name="d1")
    act(DIRECTOR, WorldDeed.CUT_FEED, origin="FRA", name="c3")
    world.step(t + 700.0)
    told = {(e.what, e.name, e.nation) for e in world.truth}
    assert {
        (TruthKind.BURN, "b2", ""), (TruthKind.BURN, "ordered-1", "NOR"),
        (TruthKind.SHOWN, "ordered-1", "NOR"), (TruthKind.SOURCES_PROMPT, "d1", "FRA"),
        (TruthKind.FEED_CUT, "c3", "FRA"),
    } <= told  # fmt: skip


def test_an_end_that_is_past_is_refused_of_a_director_and_is_no_end_that_never_comes() -> None:
    given_ = scenario(
        tabletop=True,
        cut_feeds=(CutFeed(name="waits", origin="NOR", stop_s=3_600.0),),  # a scenario may not
    )
    world = World(given_)
    world.begin()
    t = STARTS + 7_200.0
    world.step(t)

    def act(what: WorldDeed, **arguments: Any) -> None:
        world.act(WorldAction(t=t, who=DIRECTOR, what=what, arguments=arguments))

    with pytest.raises(UsageError, match="stop_s after 7200 s, when it begins"):
        act(WorldDeed.CUT_FEED, name="own", origin="FRA", stop_s=7_200.0)
    act(WorldDeed.CUT_FEED, name="own", origin="FRA", stop_s=7_260.0)
    act(WorldDeed.SET_OFF, name="waits")
    world.step(t + 120.0)
    told = [(e.what, e.name, e.t - t) for e in world.truth[1:]]
    assert told == [
        (TruthKind.FEED_CUT, "own", 0.0), (TruthKind.FEED_CUT, "waits", 0.0),
        (TruthKind.FEED_BACK, "waits", 0.0), (TruthKind.FEED_BACK, "own", 60.0),
    ]  # fmt: skip


def test_a_tabletop_has_links_and_papers_and_no_sky() -> None:
    given_ = scenario(tabletop=True, cut_feeds=(CutFeed(name="c", origin="NOR", start_s=60.0),))
    world, inputs = played(given_)
    assert {each.kind for each in inputs} == {InputKind.FEED_CUT}
    with pytest.raises(UsageError, match="a scenario with a sky"):
        world.act(WorldAction(t=world.t, who="NOR", what=WorldDeed.BURN, arguments={"asset": "A"}))


def test_a_world_is_begun_once_and_never_goes_back(tmp_path: Any) -> None:
    world = World(scenario(asset("A", 1, "NOR")))
    with pytest.raises(UsageError, match="begin\\(\\) first"):
        world.step(STARTS)
    world.begin()
    with pytest.raises(UsageError, match="has not begun"):
        world.begin()
    world.step(STARTS + 60.0)
    with pytest.raises(UsageError, match="moves on only"):
        world.step(STARTS)
    for catalog in ("/etc/passwd", "../up.tle"):
        with pytest.raises(UsageError, match="beside the scenario"):
            World(scenario(asset("A", 1, "NOR"), catalog=catalog), tmp_path)
    with pytest.raises(UsageError, match="each object once"):
        World(scenario(asset("A", 1, "NOR"), asset("B", 1, "NOR")))
    with pytest.raises(UsageError, match="objects in it"):
        World(scenario())


def test_what_comes_down_is_seen_no_more_and_stops_nothing() -> None:
    """At 160 km with the drag of a balloon: SGP4 has no state of it after an hour."""
    low = asset("LOW", 9, "NOR", elements={"mean_motion_rev_d": 16.4, "bstar_per_er": 0.05})
    given_ = scenario(
        low, asset("A", 1, "NOR"), report_every_s=1_800.0,
        burns=(Burn(name="late", asset="LOW", at_s=10_000.0, in_track_m_s=1.0),),
        false_sources=(FalseSource(name="l", source="LIAR", nation="USA", asset="LOW",
                                   start_s=10_000.0, in_track_km=5.0),),
        duration_s=14_400.0,
    )  # fmt: skip
    world, inputs = played(given_)
    seen_s = [
        (int(sets.epoch_tai_ns[row]) - STARTS.tai_ns) / 1e9
        for _, sets in sets_of(inputs, "NOR")
        for row in range(len(sets))
        if sets.identity(row) == "norad:995000009"
    ]
    assert 0.0 < max(seen_s) < 10_000.0
    (burn,) = [each for each in world.truth if each.name == "late"]
    assert (burn.what, burn.number) == (TruthKind.NOT_DONE, None)
    assert burn.text.startswith("LOW did not burn: ")
    assert not sets_of(inputs, "USA", "LIAR")


def test_a_break_up_of_too_many_pieces_does_not_happen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cspo.exercise.world.truth.MOST_OBJECTS", 10)
    world, _ = played(full())
    (told,) = [each for each in world.truth if each.name == "x1"]
    assert (told.what, told.number) == (TruthKind.NOT_DONE, None)
    assert told.text.startswith("C did not break up: ")
    assert len([e for e in world.truth if e.what is TruthKind.APPROACH and "DEB" in e.text]) == 0


def test_a_review_knows_pieces_by_the_names_that_the_world_gives_them() -> None:
    """Of an asset with a name as long as names may be, and of an object of the catalogue."""
    other = "norad:" + str(int(World(full())._stage.sky.truth.catalog.norad_id[-1]))  # type: ignore[union-attr]
    given_ = scenario(
        asset("A NAME OF 24 CHARACTERS.", 1, "NOR"), catalog="reference",
        take=Take(most=20, regimes=("LEO",)), duration_s=7_200.0, report_every_s=1_800.0,
        breakups=(Breakup(name="x1", asset="A NAME OF 24 CHARACTERS.", at_s=600.0, most_pieces=9,
                          found_after_s=600.0),
                  Breakup(name="x2", asset=other, at_s=600.0, most_pieces=9, found_after_s=600.0)),
    )  # fmt: skip
    world, inputs = played(given_)
    parents = {e.name: e.objects[0] for e in world.truth if e.what is TruthKind.BREAKUP}
    assert parents == {"x1": "norad:995000001", "x2": other}
    known = interest_of(given_, tuple(world.truth)).pieces
    seen = {
        str(name)
        for nation in ("NOR", "USA", "FRA") for _, sets in sets_of(inputs, nation)
        for name, number in zip(sets.name, sets.norad_id, strict=True)
        if 992_000_000 < number < 993_000_000
    }  # fmt: skip
    assert seen == set(known)
    assert set(known.values()) == set(parents.values())


@pytest.mark.soak
def test_a_world_is_the_same_in_another_process() -> None:
    """Under other hashes of texts: nothing hangs on the order of a set."""
    code = (
        "from tests.exercise.world.test_world import full\n"
        "from tests.exercise.world.worlds import played\n"
        "from cspo.exercise.json_form import to_plain\n"
        "import hashlib, json\n"
        "world, inputs = played(full())\n"
        "told = [to_plain(each) for each in [*inputs, *world.truth]]\n"
        "print(hashlib.sha256(json.dumps(told).encode()).hexdigest())\n"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, check=True, text=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(found) == 1
