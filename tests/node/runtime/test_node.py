"""Two nodes in one process: what one releases the other has a step later."""

from __future__ import annotations

import io
import json
import logging

import pytest
from boxes import BEGAN, founded

from cspo.box import Box, BoxClock, BoxFolder
from cspo.errors import SourceError, UsageError
from cspo.markings import Mode, make_label
from cspo.node.runtime.logs import configure_logs, speaking_for
from cspo.node.runtime.loop import StepLoop
from cspo.node.runtime.node import Node, Stopping
from cspo.node.runtime.status import State
from cspo.operations.catalog import Changes
from cspo.operations.derive import issue
from cspo.operations.kinds import REGISTRY
from cspo.operations.release.releasing import release
from cspo.operations.screen import SecondLook
from cspo.records.bodies.examples import example_bytes
from cspo.time import Epoch


@pytest.fixture
def box(tmp_path):
    folder = BoxFolder.open(founded(tmp_path / "box"))
    with Box(folder, BoxClock(BEGAN)) as box:
        for node in box.nodes.values():
            node.times.due_here = lambda job, *, every_s: job != "watch"
        yield box


def say(node: Node, to: list[str], kind: str = "notice") -> str:
    """Issue a record of the node's nation and release it; its id."""
    t = node.clock.now()
    body = REGISTRY.decode(kind, example_bytes(kind))
    with node.store.write() as unit:
        desk = node.desk(unit)
        record = issue(
            body, make_label("U", to), origin=node.name, mode=node.mode, t_valid=t, t=t,
            signer=desk.signer(node.mode), registry=REGISTRY,
        )  # fmt: skip
        release(unit, desk, record, t=t)
    return record.id


def test_what_one_releases_the_other_has_a_step_later_and_nobody_else_is_told_why_not(box):
    aus, fra = box.nodes["AUS"], box.nodes["FRA"]
    box.begin()
    shared, kept = say(aus, ["AUS", "FRA"]), say(aus, ["AUS"])
    box.loop.round()
    with fra.store.read() as unit:
        assert unit.envelope(shared) is not None
        assert unit.envelope(kept) is None
    assert fra.last.received == 1
    assert fra.last.faults == {}
    box.loop.round()  # the receipt has gone back
    told, heard = aus.status(), fra.status()
    assert told.records == {"notice": 2}
    assert heard.records == {"notice": 1}
    assert [(each.party, each.kinds) for each in told.given] == [("FRA", {"notice": 1})]
    assert [(each.party, each.kind, each.records) for each in told.withheld] == [
        ("FRA", "notice", 1)
    ]
    assert heard.withheld == ()
    assert heard.received[0].kinds == {"notice": 1}
    assert [(each.partner, each.given, each.not_signed_for) for each in told.feeds] == [
        ("FRA", 1, 0)
    ]
    assert (told.state, told.simulated, told.mode) == (State.RUNNING, True, Mode.SIMULATED)


def test_metrics_count_and_name_no_content(box):
    aus, fra = box.nodes["AUS"], box.nodes["FRA"]
    box.begin()
    say(aus, ["AUS", "FRA"])
    box.loop.round()
    text = fra.metrics.text().decode()
    assert 'cspo_records_received_total{origin="AUS"} 1.0' in text
    assert 'cspo_node_info{mode="SIMULATED",nation="FRA"' in text
    assert "norad" not in text
    assert "cosmos" not in text.lower()
    assert 'origin="AUS"' not in aus.metrics.text().decode()


def test_a_folder_has_one_writer(box):
    with pytest.raises(SourceError, match="cspo up, process"):
        Node(box.folder.home("AUS"), BoxClock(BEGAN), str)


def test_a_part_that_fails_is_told_and_the_others_go_on(box, monkeypatch):
    aus, fra = box.nodes["AUS"], box.nodes["FRA"]
    box.begin()
    say(aus, ["AUS", "FRA"])

    def broken(*_: object) -> int:
        raise RuntimeError("out of order")

    monkeypatch.setattr(fra, "_look", broken)
    box.loop.round()
    assert fra.last.received == 1
    assert fra.status().faults == {"picture": "RuntimeError: out of order"}


def test_what_takes_long_ends_where_the_node_was_asked_to_stop(box):
    aus = box.nodes["AUS"]
    aus.stop_if_asked(0.5)
    aus.ask_to_stop()
    with pytest.raises(Stopping):
        aus.stop_if_asked(0.6)


def test_the_loop_steps_all_and_stops(box):
    loop = StepLoop(list(box.nodes.values()))
    loop.start()
    loop.wake()
    assert loop.stop(10.0)
    assert loop.failed == ""


def test_a_line_of_the_log_is_an_object_with_its_nation(monkeypatch):
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setattr(root, "level", root.level)
    out = io.StringIO()
    configure_logs(BoxClock(BEGAN, seconds=lambda: 0.0), stream=out)
    with speaking_for("NOR"):
        logging.getLogger("cspo.test").info("read %d", 3, extra={"records": 3})
    line = json.loads(out.getvalue())
    assert line == {
        "t_utc": "2024-11-01T00:00:00.000Z", "level": "info", "nation": "NOR",
        "logger": "cspo.test", "message": "read 3", "records": 3,
    }  # fmt: skip


def test_a_log_tells_where_something_failed_and_none_of_its_words(monkeypatch):
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setattr(root, "level", root.level)
    out = io.StringIO()
    configure_logs(BoxClock(BEGAN, seconds=lambda: 0.0), stream=out)
    try:
        try:
            {}["SECRET//NOR EYES ONLY".lower()]
        except KeyError as error:
            raise ValueError(f"bad value {error}") from error
    except ValueError:
        logging.getLogger("cspo.test").exception("record not read", extra={"record": "ab12"})
    line = json.loads(out.getvalue())
    assert "nor eyes only" not in out.getvalue()
    assert line["record"] == "ab12"
    assert "test_node.py" in line["traceback"]
    assert line["traceback"].endswith("KeyError")
    assert "ValueError\nwhich came of" in line["traceback"]


def test_a_clock_that_runs_fast_and_one_that_may_not():
    passed = [0.0]
    clock = BoxClock(BEGAN, speed=600.0, seconds=lambda: passed[0])
    passed[0] = 2.0
    assert clock.now() - BEGAN == 1200.0
    clock.go_on_from(Epoch.from_utc("2013-10-09T00:00:00Z"))
    assert clock.now() == Epoch.from_utc("2013-10-09T00:00:00Z")
    for speed in (0.0, -1.0, 1e9):
        with pytest.raises(UsageError, match="speed"):
            BoxClock(BEGAN, speed=speed)


def test_a_record_that_breaks_the_picture_or_a_part_keeps_nothing_from_those_after_it(
    box, monkeypatch
):
    aus, fra = box.nodes["AUS"], box.nodes["FRA"]
    box.begin()
    bad = say(aus, ["AUS", "FRA"])
    after = say(aus, ["AUS", "FRA"])
    heard = []

    def broken(record, t_ingest):
        heard.append(record.id)
        if record.id == bad:
            raise RuntimeError(record.id)

    monkeypatch.setattr(fra.picture, "apply", lambda record, t: broken(record, t) or Changes())
    monkeypatch.setattr(fra.duties.warning, "hear", broken)
    fra.perception.listeners = fra.duties.listeners
    box.loop.round()
    box.loop.round()
    assert heard.count(bad) == 1  # not tried again, and no part hears what the picture can't take
    assert heard.count(after) == 2
    assert fra.last.faults == {}


def test_before_a_warning_is_cancelled_the_picture_of_now_is_asked(box):
    node = next(iter(box.nodes.values()))
    look = node.duties.warning._elsewhere
    assert isinstance(look, SecondLook)
    node.perception.forget()
    assert look._picture() is node.perception.picture
