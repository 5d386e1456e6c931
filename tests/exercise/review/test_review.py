"""The review of a play that was written by hand, and so is known beforehand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from play_by_hand import (
    _SCENARIO,
    EVENT,
    HALTEN,
    OTHER,
    T0,
    HandPlay,
    conjunction,
    orbit,
    told_story,
    warning,
)
from review_apart import Play, stages

from cspo.errors import UsageError, VerificationError
from cspo.exercise.play.recording import Line, LineKind, Recorder
from cspo.exercise.review import Review, Verdict, review
from cspo.exercise.review.concern import Matter, concerning
from cspo.exercise.review.heard import Heard
from cspo.exercise.review.told import Told
from cspo.exercise.review.values import By
from cspo.exercise.review.words import span_words
from cspo.exercise.white_cell import Order
from cspo.exercise.world import TruthKind
from cspo.markings import make_label
from cspo.node.clock import SystemClock
from cspo.records.bodies.activity import (
    Behavior,
    BehaviorEventBody,
    ManeuverNoticeBody,
    ManeuverReason,
    ManeuverStatus,
)
from cspo.records.bodies.examples import example
from cspo.records.bodies.identities import EventId
from cspo.records.bodies.planning import AssessmentBody
from cspo.records.bodies.words import Confidence
from cspo.report.exercise import render_exercise

DAY = date(2026, 7, 20)
ALL = ("FRA", "GBR", "NOR", "USA")
STAGES = ("could_know", "knew", "warned", "released", "acknowledged", "acted")


def reviewed(
    play: HandPlay, *, audience: tuple[str, ...] | None = None, over: bool = True
) -> Review:
    """The review of a play that ends now."""
    return review(play.end(over=over), day=DAY, audience=audience)


def after(found: Review, event: str, nation: str) -> dict[str, float | None]:
    """Seconds of each stage."""
    lines = next(each for each in found.events if each.name == event).nations
    line = next(each for each in lines if each.nation == nation)
    given = {stage: getattr(line, stage) for stage in STAGES}
    return {stage: None if one is None else one.after_s for stage, one in given.items()}


def test_when_each_nation_came_to_what(tmp_path: Path) -> None:
    found = reviewed(told_story(tmp_path))
    # What the story in `told_story` says, less the 1,200 s at which the burn was.
    assert after(found, "burn-1", "NOR") == {
        "could_know": 300.0, "knew": 1_260.0, "warned": 1_320.0, "released": 600.0,
        "acknowledged": None, "acted": 3_000.0,
    }  # fmt: skip
    assert after(found, "burn-1", "GBR") == {
        "could_know": 660.0, "knew": 1_260.0, "warned": 1_320.0, "released": None,
        "acknowledged": 2_100.0, "acted": 2_100.0,
    }  # fmt: skip
    assert after(found, "burn-1", "FRA") == {
        "could_know": 1_260.0, "knew": 1_260.0, "warned": None, "released": None,
        "acknowledged": None, "acted": None,
    }  # fmt: skip
    # The first orbit that the story releases is of before the burn, and tells nothing of it.
    assert after(found, "burn-1", "USA")["could_know"] == 720.0
    assert after(found, "burn-1", "USA")["warned"] is None  # its own warning was for others
    # An approach is warned of before it is.
    assert after(found, "approach-1", "GBR")["warned"] == 2_520.0 - 12_000.0


def notice(start_s: float) -> ManeuverNoticeBody:
    """HALTEN 1 burns for a minute."""
    return ManeuverNoticeBody(
        object=HALTEN, status=ManeuverStatus.PLANNED, start_utc=(T0 + start_s).utc_iso(3),
        stop_utc=(T0 + start_s + 60.0).utc_iso(3), reason=ManeuverReason.COLLISION_AVOIDANCE,
    )  # fmt: skip


def assessment(*rests_on: str) -> AssessmentBody:
    """Of HALTEN 1."""
    given = example("assessment")
    assert isinstance(given, AssessmentBody)
    return msgspec.structs.replace(given, objects=(HALTEN,), rests_on=rests_on, findings=())


def test_a_burn_that_was_announced_is_known_from_its_notice_on(tmp_path: Path) -> None:
    play = HandPlay(tmp_path)
    play.truth(1_200.0, TruthKind.BURN, "burn-1", objects=(HALTEN,), number=0.4, unit="m/s")
    play.put("NOR", notice(9_000.0), 300.0, to=("GBR",), came={"GBR": 360.0})  # another burn's
    play.put("NOR", notice(1_200.0), 600.0, to=("GBR",), came={"GBR": 660.0})
    found = reviewed(play)
    assert after(found, "burn-1", "NOR")["acted"] == -600.0
    assert after(found, "burn-1", "GBR")["knew"] == -540.0
    assert after(found, "burn-1", "FRA")["knew"] is None
    names = {f"norad:{each.norad_id}": each.name for each in play.scenario.world.assets}
    assert after(found, "burn-1", "GBR") == stages(Play(play.path, names), "burn-1")["GBR"]


def seen(start_s: float, stop_s: float) -> BehaviorEventBody:
    """HALTEN 1 has maneuvered between two instants."""
    return BehaviorEventBody(
        what=Behavior.MANEUVER, objects=(HALTEN,), start_utc=(T0 + start_s).utc_iso(3),
        stop_utc=(T0 + stop_s).utc_iso(3), confidence=Confidence.MODERATE,
    )  # fmt: skip


def test_what_tells_of_another_burn_of_the_object_tells_nothing_of_this_one(tmp_path: Path) -> None:
    """Of two burns each is known from what its own window holds, and nobody acted on the first."""
    play = HandPlay(tmp_path)
    play.truth(1_200.0, TruthKind.BURN, "burn-1", objects=(HALTEN,), number=0.4, unit="m/s")
    play.truth(9_000.0, TruthKind.BURN, "ordered-1", objects=(HALTEN,), number=0.1, unit="m/s")
    play.put("NOR", notice(9_000.0), 7_200.0, to=("GBR",), came={"GBR": 7_260.0})
    new = play.put("USA", orbit(HALTEN, 9_300.0), 9_360.0)
    both = msgspec.structs.replace(seen(8_400.0, 9_300.0), rests_on=(new.id,))
    play.put("USA", both, 9_400.0)
    play.put("FRA", seen(600.0, 1_800.0), 1_860.0)
    found = reviewed(play)
    assert [after(found, "burn-1", nation)["acted"] for nation in ALL] == [None] * 4
    knew = {nation: after(found, "burn-1", nation)["knew"] for nation in ALL}
    assert knew == {"FRA": 660.0, "GBR": None, "NOR": None, "USA": None}
    knew = {nation: after(found, "ordered-1", nation)["knew"] for nation in ALL}
    assert knew == {"FRA": None, "GBR": -1_740.0, "NOR": -1_800.0, "USA": 400.0}
    apart = Play(play.path, {})
    for event in ("burn-1", "ordered-1"):
        expected = stages(apart, event)
        assert {nation: after(found, event, nation) for nation in ALL} == expected


def test_what_did_not_happen_is_listed_and_measured_from_by_nobody(tmp_path: Path) -> None:
    play = HandPlay(tmp_path)
    play.truth(1_200.0, TruthKind.NOT_DONE, "burn-1", objects=(HALTEN,),
               text="HALTEN 1 did not burn: no orbit")  # fmt: skip
    play.inject(1, 600.0)
    play.inject(2, 3_000.0)
    found = reviewed(play)
    (told,) = found.events
    assert (told.title, told.nations) == ("Not done", ())
    assert told.text == "HALTEN 1 did not burn: no orbit"
    measures = [each for inject in found.injects for each in inject.measures]
    assert {(each.verdict, each.value, each.detail) for each in measures} == {
        (Verdict.NOT_TRIED, None, "burn-1 did not happen")
    }
    assert not [each for each in found.improvements if "evidence" in each.found]


@pytest.mark.parametrize(
    ("parent", "called"), [(HALTEN, "HALTEN 1"), ("norad:40001", "A NAME OF 24 CHARACTERS.")]
)
def test_pieces_of_whatever_broke_up_are_joined_to_it(
    tmp_path: Path, parent: str, called: str
) -> None:
    """Of an asset, and of an object of the catalogue with a name as long as names may be."""
    play = HandPlay(tmp_path)
    play.truth(1_200.0, TruthKind.BREAKUP, "ordered-1", objects=(parent,), number=61.0,
               unit="pieces", text=f"{called} broke up (explosion): 61 pieces")  # fmt: skip
    names = {"HALTEN 1": "HALTEN 1 DEB", "A NAME OF 24 CHARACTERS.": "A NAME OF 24 CHARACT DEB"}
    piece = msgspec.structs.replace(orbit("norad:992000001", 3_600.0), name=(names[called],))
    play.put("NOR", piece, 3_660.0)
    near = conjunction(3_600.0, pc=1e-4, source="NOR")
    one = msgspec.structs.replace(near.object1, object="norad:992000001", name=names[called])
    event = str(EventId.of("norad:992000001", OTHER, T0 + 12_000.0))
    play.put("NOR", msgspec.structs.replace(near, object1=one, event=event), 3_720.0)
    found = reviewed(play)
    assert found.events[0].title == f"Break-up of {called}"
    seen = after(found, "ordered-1", "NOR")
    assert (seen["could_know"], seen["knew"]) == (2_460.0, 2_520.0)
    assert seen == stages(Play(play.path, {}), "ordered-1")["NOR"]


def test_a_lie_is_known_by_its_own_orbits_and_those_are_evidence_of_nothing_else(
    tmp_path: Path,
) -> None:
    """A service lies to NOR of HALTEN 1, which has burnt; the USA has its true orbit."""
    play = HandPlay(tmp_path)
    play.truth(600.0, TruthKind.BURN, "burn-1", objects=(HALTEN,), number=0.4, unit="m/s")
    play.truth(1_200.0, TruthKind.LIE_BEGAN, "ordered-1", objects=(HALTEN,), nation="NOR",
               text="A service gives false orbits of HALTEN 1: it is slow")  # fmt: skip
    play.truth(9_000.0, TruthKind.LIE_ENDED, "ordered-1", nation="NOR")
    false = msgspec.structs.replace(orbit(HALTEN, 1_200.0), source="A service")
    lie = play.put("NOR", false, 1_230.0)
    play.put("USA", orbit(HALTEN, 1_500.0), 1_560.0, to=("GBR",), came={"GBR": 1_620.0})
    near = conjunction(1_200.0, pc=1e-3, source="NOR")
    one = msgspec.structs.replace(near.object1, orbit_source="A service")
    event = str(EventId.of(HALTEN, OTHER, T0 + 50_000.0))
    believed = msgspec.structs.replace(near, object1=one, event=event)
    play.put("NOR", believed, 1_800.0)
    play.put("NOR", msgspec.structs.replace(warning("NOR"), event=event), 1_860.0)
    play.put("USA", conjunction(1_500.0, pc=3e-5, source="USA"), 2_400.0)
    play.put("USA", warning("GBR"), 2_460.0, to=("GBR",), came={"GBR": 2_520.0})
    play.put("GBR", assessment(lie.id), 3_000.0)
    after_it = msgspec.structs.replace(orbit(HALTEN, 10_800.0), source="A service")
    play.put("FRA", after_it, 10_860.0)  # it is right again
    found = reviewed(play)
    known = {nation: after(found, "ordered-1", nation) for nation in ALL}
    assert {n: each["could_know"] for n, each in known.items()} == {
        "FRA": None, "GBR": 1_800.0, "NOR": 30.0, "USA": None,
    }  # fmt: skip
    assert (known["NOR"]["knew"], known["NOR"]["warned"]) == (600.0, 660.0)
    burnt = {nation: after(found, "burn-1", nation) for nation in ALL}
    assert {n: each["could_know"] for n, each in burnt.items()} == {
        "FRA": 10_260.0, "GBR": 1_020.0, "NOR": None, "USA": 960.0,
    }  # fmt: skip
    assert burnt["GBR"]["warned"] == 1_920.0
    apart = Play(play.path, {})
    assert (stages(apart, "ordered-1"), stages(apart, "burn-1")) == (known, burnt)


def test_a_notice_of_a_burn_that_answers_an_approach_acts_on_what_brought_that_about(
    tmp_path: Path,
) -> None:
    play = told_story(tmp_path)
    avoids = msgspec.structs.replace(notice(9_000.0), event=EVENT)
    play.put("NOR", avoids, 3_600.0)
    found = reviewed(play)
    assert after(found, "burn-1", "NOR")["acted"] == 2_400.0
    assert stages(Play(play.path, {}), "burn-1")["NOR"]["acted"] == 2_400.0


def test_an_assessment_tells_of_a_burn_only_where_it_rests_on_what_does(tmp_path: Path) -> None:
    play = HandPlay(tmp_path)
    play.truth(1_200.0, TruthKind.BURN, "burn-1", objects=(HALTEN,), number=0.4, unit="m/s")
    old = play.put("NOR", orbit(HALTEN, 600.0), 1_230.0)
    play.put("NOR", assessment(old.id), 1_260.0)
    new = play.put("NOR", orbit(HALTEN, 1_500.0), 1_800.0)
    play.put("NOR", assessment(new.id), 1_860.0)
    found = reviewed(play)
    assert after(found, "burn-1", "NOR")["knew"] == 660.0
    names = {f"norad:{each.norad_id}": each.name for each in play.scenario.world.assets}
    assert after(found, "burn-1", "NOR") == stages(Play(play.path, names), "burn-1")["NOR"]


@pytest.mark.parametrize("ids", ["ab", "ba"])
def test_records_of_one_instant_have_no_order_among_them(ids: str) -> None:
    """Ids follow from keys, and keys are random: what was found may not hang on them."""
    common: dict[str, Any] = {
        "origin": "NOR", "t": T0 + 60.0, "label": make_label("U", ["NOR"]), "mark": "U",
        "event": f"event:{HALTEN}~{OTHER}@2026-07-10T15:20:00.000Z",
    }  # fmt: skip
    approach = Told(id=ids[0], kind="conjunction", objects={HALTEN: T0 + 30.0}, **common)
    warned = Told(id=ids[1], kind="warning", objects={HALTEN: None}, **common)
    matter = Matter(objects=frozenset({HALTEN}), t=T0)
    assert set(concerning(matter, [approach, warned])) == {"a", "b"}


def test_what_became_of_a_plan_is_about_the_plan() -> None:
    common: dict[str, Any] = {"origin": "NOR", "label": make_label("U", ["NOR"]), "mark": "U"}
    plan = Told(id="a", kind="plan", name="ice", t=T0, **common)
    finding = Told(id="b", kind="plan-finding", refs=frozenset("a"), t=T0 + 90.0, **common)
    other = Told(id="c", kind="plan-finding", refs=frozenset("z"), t=T0 + 90.0, **common)
    matter = Matter(t=T0 + 60.0, by_data=False, names=frozenset({"ice"}))
    assert set(concerning(matter, [plan, finding, other])) == {"b"}


def test_what_was_expected(tmp_path: Path) -> None:
    found = reviewed(told_story(tmp_path))
    first, second = found.injects
    assert [each.verdict for each in first.expected] == [Verdict.MET, Verdict.NOT_MET]
    late = first.expected[1].done
    assert late is not None
    assert late.after_s == 3_600.0
    measures = {each.name: each for each in (*first.measures, *second.measures)}
    assert (measures["knew-in-time"].value, measures["knew-in-time"].verdict) == (21.0, "met")
    assert (measures["nor-warned"].value, measures["nor-warned"].verdict) == (0.366667, "met")
    assert (measures["usa-acted"].value, measures["usa-acted"].verdict) == (None, "not-met")
    assert (measures["shared"].value, measures["shared"].verdict) == (10.0, "met")
    assert second.expected[0].verdict is Verdict.NOT_MET
    assert {each.name: each.verdict for each in found.objectives} == {
        "notice": "partly",
        "share": "partly",
    }
    plan = {(each.owner, each.due_utc) for each in found.improvements}
    assert plan == {("NOR", "2026-08-19"), ("USA", "2026-09-18"), ("FRA", "2026-08-19")}
    assert all(each.retest and each.action for each in found.improvements)


def test_a_decision_stands_beside_what_was_known_then(tmp_path: Path) -> None:
    found = reviewed(told_story(tmp_path, secret=True))
    officer = next(each for each in found.decisions if each.nation == "GBR")
    assert officer.by == "person"
    known = [("NOR", "conjunction"), ("NOR", "orbit"), ("NOR", "warning")]
    known += [("USA", "conjunction"), ("USA", "warning")]
    assert sorted((each.origin, each.kind) for each in officer.known) == known
    assert [(each.origin, each.kind) for each in officer.elsewhere] == [("NOR", "warning")]
    step = next(each for each in found.steps if each.nation == "GBR")
    assert (step.role, step.waited_s, step.after_s) == ("watch", 780.0, 2_100.0)


def test_a_review_for_all_is_the_same_whatever_was_held_back(tmp_path: Path) -> None:
    plain = told_story(tmp_path / "plain")
    secret = told_story(tmp_path / "secret", secret=True)
    for play in (plain, secret):
        play.order(5_000.0, Order.NOTE, text="Well done", kind="strength", releasable=True)
    secret.order(5_100.0, Order.NOTE, text="Norway held back 2 warnings")
    secret.order(5_200.0, Order.ADJUDICATE, text="Seen on paper", ruling="met", number=2,
                 expected=1)  # fmt: skip
    pages = [
        render_exercise(msgspec.to_builtins(reviewed(play, audience=ALL)))
        for play in (plain, secret)
    ]
    assert pages[0] == pages[1]
    assert b"Well done" in pages[0]
    own = render_exercise(msgspec.to_builtins(review(secret.folder, day=DAY)))
    for canary in (b"NOR secret", b"held back 2 warnings", b"Seen on paper"):
        assert canary in own
        assert canary not in pages[1]
    assert b"REL TO FRA, GBR, NOR, USA" in pages[1]
    assert b"UNCLASSIFIED//REL TO NOR, USA<" in own


def test_what_an_audience_does_not_see_is_unknown(tmp_path: Path) -> None:
    found = reviewed(told_story(tmp_path, secret=True), audience=ALL)
    verdicts = {each.verdict for inject in found.injects for each in inject.expected}
    verdicts |= {each.verdict for inject in found.injects for each in inject.measures}
    assert verdicts == {Verdict.MET, Verdict.UNKNOWN}
    assert {each.owner for each in found.improvements} == {"NOR", "FRA"}
    assert after(found, "burn-1", "NOR")["could_know"] == 600.0  # not what its own source showed
    approach = next(each for each in found.events if each.name == "approach-1")
    assert approach.number is None


def test_two_may_read_what_a_third_may_not(tmp_path: Path) -> None:
    play = told_story(tmp_path, secret=True)
    found = reviewed(play, audience=("GBR", "USA", "NOR"))
    assert after(found, "burn-1", "GBR")["warned"] == 550.0  # held from FRA alone
    assert after(review(play.folder, day=DAY, audience=ALL), "burn-1", "GBR")["warned"] == 1_320.0


def test_when_others_got_what_is_not_told(tmp_path: Path) -> None:
    found = reviewed(told_story(tmp_path), audience=("GBR", "NOR"))
    for event in found.events:
        assert [each.nation for each in event.nations] == ["GBR", "NOR"]


def test_players_may_not_read_of_what_is_to_come(tmp_path: Path) -> None:
    play = told_story(tmp_path)
    with pytest.raises(UsageError, match="an exercise that is over"):
        reviewed(play, audience=ALL, over=False)
    unfinished = review(play.folder, day=DAY)
    assert not unfinished.ended


def test_an_audience_of_nobody_is_not_the_white_cell(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="at least one nation"):
        reviewed(told_story(tmp_path), audience=())


@pytest.mark.parametrize("audience", [("AUS",), ("NOR", "JPN")])
def test_an_audience_plays(tmp_path: Path, audience: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match="nations that play"):
        reviewed(told_story(tmp_path), audience=audience)


def test_a_ruling_counts_and_stands_beside_what_was_found(tmp_path: Path) -> None:
    play = told_story(tmp_path)
    play.order(5_000.0, Order.ADJUDICATE, ruling="met", text="By voice", number=2, expected=1)
    play.order(5_000.0, Order.NOTE, text="Drill the page", kind="improvement", owner="FRA",
               due_utc="2026-10-01", retest="next spring")  # fmt: skip
    found = reviewed(play)
    (expected,) = found.injects[1].expected
    assert (expected.found, expected.verdict) == (Verdict.NOT_MET, Verdict.MET)
    assert found.objectives[1].verdict is Verdict.MET
    last = found.improvements[-1]
    assert (last.owner, last.due_utc, last.retest, last.source) == (
        "FRA",
        "2026-10-01",
        "next spring",
        "white cell",
    )


def test_a_changed_recording_is_told(tmp_path: Path) -> None:
    folder = told_story(tmp_path).end()
    data = folder.recording_file.read_bytes()
    folder.recording_file.write_bytes(
        data.replace(b"A report in the press", b"A report in a paper!!")
    )
    with pytest.raises(VerificationError, match="a line was changed"):
        review(folder, day=DAY)


def test_a_round_that_was_broken_off_counts_for_nothing(tmp_path: Path) -> None:
    folder = told_story(tmp_path).end(over=False)
    recorder = Recorder(folder.recording_file, SystemClock())
    recorder.put(LineKind.ROUND, T0 + 14_460.0, number=2, why="tick")
    recorder.put(LineKind.OVER, T0 + 14_460.0, why="its time is up")
    recorder.close()
    assert not review(folder, day=DAY).ended


def test_of_burns_an_audience_is_shown_only_those_that_it_was_told_of(tmp_path: Path) -> None:
    play = HandPlay(tmp_path)
    play.truth(3_000.0, TruthKind.BURN, "ordered-1", objects=(HALTEN,), nation="NOR")
    play.truth(6_000.0, TruthKind.BURN, "ordered-2", objects=(HALTEN,), nation="NOR")
    play.truth(6_600.0, TruthKind.LIE_BEGAN, "ordered-3", objects=(HALTEN,), nation="NOR")
    play.put("NOR", notice(3_000.0), 2_400.0, to=("GBR",), came={"GBR": 2_460.0})
    found = reviewed(play, audience=("GBR", "NOR"))
    assert [each.name for each in found.events] == ["ordered-1"]


def test_spans_in_words() -> None:
    assert [span_words(x) for x in (0.0, 59.6, 3_600.0, 93_784.0)] == [
        "0 s",
        "1 min",
        "1 h",
        "1 d 2 h",
    ]


@pytest.mark.parametrize("secret", [False, True])
def test_stages_agree_with_what_is_computed_apart(tmp_path: Path, *, secret: bool) -> None:
    play = told_story(tmp_path, secret=secret)
    found = reviewed(play)
    names = {f"norad:{each.norad_id}": each.name for each in play.scenario.world.assets}
    apart = Play(play.path, names)
    for event in ("burn-1", "approach-1"):
        expected = stages(apart, event)
        for nation in ALL:
            assert after(found, event, nation) == expected[nation], (event, nation)


@pytest.mark.parametrize(
    ("to", "shows"), [("GBR", False), ("FRA, GBR, NOR, USA", True)], ids=["one", "all"]
)
def test_the_instant_of_what_a_condition_set_off_shows_to_whom_was_told(
    tmp_path: Path, to: str, shows: bool
) -> None:
    """It says when somebody's picture held something: else for the white cell alone."""
    text = _SCENARIO.replace("asset: HALTEN 1, at_s: 1200,", "asset: HALTEN 1,")
    text += f"""\
  - number: 3
    when: feed_lag("NOR") < 1 h
    of: GBR
    until_s: 9000
    to: [{to}]
    title: It moves
    text: It does.
    world_action: {{sets_off: [burn-1]}}
    objectives: [share]
"""
    play = HandPlay(tmp_path, text)
    play.truth(0.0, TruthKind.BEGAN, "began")
    play.truth(1_380.0, TruthKind.BURN, "burn-1", objects=(HALTEN,), text="HALTEN 1 burns")
    play.truth(12_000.0, TruthKind.APPROACH, "approach-1", objects=(HALTEN, OTHER), number=0.19,
               unit="km", text="HALTEN 1 and SPIRE 9 passed at 0.19 km")  # fmt: skip
    play.inject(3, 1_380.0)
    folder = play.end()
    for audience in (None, ALL):
        found = review(folder, day=DAY, audience=audience)
        told = msgspec.json.encode(found).decode()
        seen = {each.name for each in found.events}
        assert ("burn-1" in seen) == (shows or not audience)
        assert ("12:23:00" in told) == (shows or not audience)
        assert ("approach-1" in seen) == (shows or not audience)
        if audience and not shows:
            assert "did not happen" not in told  # nor is it said that it never was


PLANNED = "  breakups:\n    - {name: burst, asset: SPIRE 9, kind: explosion, at_s: 3000}\n"


def with_pieces(path: Path, *, ordered: bool) -> HandPlay:
    """SPIRE 9 breaks up as planned; *ordered*: a director breaks HALTEN 1 up besides.

    Pieces are numbered on by the world: 1 and 2 are of the first, 3 to 5 of the second.
    """
    play = HandPlay(path, _SCENARIO.replace("events:\n", PLANNED + "events:\n", 1))
    play.truth(3_000.0, TruthKind.BREAKUP, "burst", objects=(OTHER,), number=3.0, unit="pieces")
    play.truth(4_000.0, TruthKind.APPROACH, "approach-4000-0-7", objects=(HALTEN, PIECE.format(2)),
               number=1.2, unit="km", text="HALTEN 1 and SPIRE 9 DEB passed at 1.2 km")  # fmt: skip
    if ordered:
        play.truth(6_000.0, TruthKind.BREAKUP, "ordered-1", objects=(HALTEN,), number=4.0,
                   unit="pieces", text="HALTEN 1 broke up")  # fmt: skip
        for n, each in enumerate((3, 5, 9)):
            play.truth(9_005.0 + n, TruthKind.APPROACH, f"approach-{9005 + n}-1-{each}",
                       objects=(OTHER, PIECE.format(each)), number=2.0, unit="km",
                       text="SPIRE 9 and HALTEN 1 DEB passed at 2.0 km")  # fmt: skip
    return play


PIECE = "norad:99200000{}"


def test_a_break_up_that_is_not_shown_is_not_told_by_its_pieces(tmp_path: Path) -> None:
    plain = with_pieces(tmp_path / "plain", ordered=False)
    ordered = with_pieces(tmp_path / "ordered", ordered=True)
    pages = [msgspec.json.encode(reviewed(each, audience=ALL)) for each in (plain, ordered)]
    assert pages[0] == pages[1]
    assert b"SPIRE 9 DEB" in pages[0]  # what was planned shows, with its pieces
    assert b"approach-4000" not in pages[0]  # and of an approach its minute alone
    own = review(ordered.folder, day=DAY)
    assert sum(each.what == "approach" for each in own.events) == 4


def test_who_lets_a_record_go_has_not_made_it() -> None:
    heard = Heard()
    for deed, record in (("note", "a"), ("release", "b")):
        heard.take(
            Line(
                n=1, prev="", line=LineKind.DONE, t=T0, wall=T0,
                what={"nation": "NOR", "do": deed, "records": [record], "failed": ""},
            )
        )  # fmt: skip
    assert heard.by == {"a": By.SCRIPTED}
