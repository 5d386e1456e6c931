"""Steps of people: whose each was, in which office, when, and how long it had waited."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from play_by_hand import _SCENARIO, HALTEN, T0, HandPlay, orbit

from cspo.exercise.play.recording import LineKind
from cspo.exercise.review import review
from cspo.exercise.review.gather import gather
from cspo.exercise.world import TruthKind
from cspo.markings import Mode
from cspo.operations.store import ReviewRow, ReviewStep, Step
from cspo.operations.watch.writing import Entry, write_entry
from cspo.records import Record
from cspo.records.bodies.activity import ManeuverNoticeBody, ManeuverReason, ManeuverStatus
from tests.exercise.play.plays import SCENARIO, new_play, play_of, steps

DAY = date(2026, 7, 20)


def reviewed_by(
    play: HandPlay, nation: str, record: Record, steps: Sequence[tuple[float, Step, str, str]]
) -> None:
    """A release that waited for people: instants, steps, who took them, where it lay then."""
    row = ReviewRow(
        review_id="r1", purpose="release", product_id=record.id, kind=record.payload.kind,
        mode=Mode.EXERCISE, parties=("GBR",), rule="1", reason="hand", profile="", draft=b"",
        drafter="", approvals=2, on_expiry="withhold", t_product=T0 + steps[0][0],
        t_opened=T0 + steps[0][0],
    )  # fmt: skip
    with play.folder.nodes.home(nation).store() as store, store.write() as unit:
        unit.add_review(row)
        for n, (at_s, step, person, desk) in enumerate(steps):
            unit.add_review_step(
                ReviewStep(review_id="r1", n=n, step=step, person=person, desk=desk, reason="",
                           due=T0 + 9_000.0, t=T0 + at_s)
            )  # fmt: skip


@pytest.mark.parametrize("scripted", [False, True], ids=["people", "script"])
def test_an_answer_to_a_release_has_its_actor_its_office_and_its_time(
    tmp_path: Path, scripted: bool
) -> None:
    play = HandPlay(tmp_path)
    play.truth(1_200.0, TruthKind.BURN, "burn-1", objects=(HALTEN,), number=0.4, unit="m/s")
    record = play.put("NOR", orbit(HALTEN, 1_500.0), 1_800.0)
    if scripted:
        play.recorder.put(LineKind.DONE, T0 + 3_000.0, name="script-1", nation="NOR",
                          do="release", records=[record.id], failed="")  # fmt: skip
    people = ("scripted.player.1.nor", "scripted.player.2.nor") if scripted else ("a.lie", "watch")
    play.end()
    reviewed_by(
        play, "NOR", record,
        [
            (1_860.0, Step.OPENED, "", "release desk"),
            (2_400.0, Step.ESCALATED, "", "duty officer"),
            (3_000.0, Step.APPROVED, people[0], "duty officer"),
            (3_000.0 if scripted else 3_300.0, Step.APPROVED, people[1], "duty officer"),
        ],
    )  # fmt: skip
    steps = review(play.folder, day=DAY).steps
    assert [each.by.value for each in steps] == ["scripted" if scripted else "person"] * 2
    # "watch" has a seat in the scenario; who has none answered for the desk with which it lay.
    offices = ["duty officer"] * 2 if scripted else ["duty officer", "watch"]
    assert [each.role for each in steps] == offices
    later_s = 0.0 if scripted else 300.0
    assert [each.after_s for each in steps] == [1_800.0, 1_800.0 + later_s]
    assert [each.waited_s for each in steps] == [1_140.0, 1_140.0 + later_s]
    assert {each.event for each in steps} == {"burn-1"}


def notice() -> ManeuverNoticeBody:
    """Its body names no office."""
    return ManeuverNoticeBody(
        object=HALTEN, status=ManeuverStatus.PLANNED, start_utc=(T0 + 9_000.0).utc_iso(3),
        stop_utc=(T0 + 9_060.0).utc_iso(3), reason=ManeuverReason.COLLISION_AVOIDANCE,
    )  # fmt: skip


def test_a_record_by_hand_has_the_seat_of_who_wrote_it(tmp_path: Path) -> None:
    cells = "- {nation: NOR, cells: [{name: watch}]}"
    more = "- {nation: NOR, cells: [{name: watch}, {name: Plans, role: plans}]}"
    play = HandPlay(tmp_path, _SCENARIO.replace(cells, more))
    for n, person in enumerate(("plans", "nobody.known", "")):
        record = play.put("NOR", notice(), 2_000.0 + n)
        fields = json.dumps({"record": record.id, "person": person} if person else {})
        audit = [[n + 1, "by hand", fields, 0, {"b64": ""}]]
        play.recorder.put(LineKind.HAND, T0 + 2_000.0 + n, nation="NOR", by="",
                          records=[record.id], rows={"audit": audit})  # fmt: skip
    alone = play.put("GBR", notice(), 2_100.0)
    play.recorder.put(LineKind.HAND, T0 + 2_100.0, nation="GBR", by="", records=[alone.id],
                      rows={})  # fmt: skip
    steps = review(play.end(), day=DAY).steps
    # A nation's only seat is known without a name; of two nobody can say.
    assert [(each.nation, each.role) for each in steps] == [
        ("NOR", "Plans"), ("NOR", ""), ("NOR", ""), ("GBR", "watch"),
    ]  # fmt: skip
    assert {each.by.value for each in steps} == {"person"}


def test_a_script_that_lets_a_record_go_is_no_person(tmp_path: Path) -> None:
    """On real nodes: it approves as people do, under names of people."""
    script = """\
  - {number: 2, by: NOR, on_event: 1, after_s: 0, do: note,
     arguments: {text: Seen, about: FJORD OBSERVER 2}}
  - {number: 3, by: NOR, on_event: 1, after_s: 600, do: release,
     arguments: {kind: log-entry, about: FJORD OBSERVER 2, to: CAN}}
"""
    folder = new_play(tmp_path / "play", SCENARIO + script)
    played = play_of(folder)
    played.open()
    steps(played, 4)
    played.stop()
    found = review(folder, day=DAY).steps
    released = [each for each in found if each.what == "agreed to a release"]
    assert len(released) == 2
    assert {each.by.value for each in found} == {"scripted"}
    assert {each.waited_s for each in released} == {0.0}  # it asks, and answers, at one instant


def test_the_audit_of_a_node_tells_who_wrote_by_hand(tmp_path: Path) -> None:
    folder = new_play(tmp_path / "play")
    played = play_of(folder)
    played.open()
    steps(played, 2)
    node = played.nodes["NOR"]
    with node.store.write() as unit:
        record = write_entry(
            unit, node.desk(unit), node.watch, Entry(text="By hand", role="duty officer"),
            person="watch", t=played.clock.now(),
        )  # fmt: skip
    steps(played, 1)
    played.stop()
    left = gather(folder)
    assert (left.of(record.id).value, left.offices[record.id]) == ("person", "watch")
