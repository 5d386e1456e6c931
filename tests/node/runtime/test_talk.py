"""Two whole nodes talk: a proposal, its answer, a default by the clock, a page that goes out."""

from __future__ import annotations

import base64
import json
import threading

import pytest
from boxes import BEGAN, founded
from loopback_servers import Receiver

from cspo.box import Box, BoxClock, BoxFolder
from cspo.markings import make_label
from cspo.operations.coordinate import Stage, commit, propose
from cspo.operations.ingest import ingest_bodies
from cspo.records.bodies.conjunction import ConjunctionBody, Encountered
from cspo.records.bodies.coordination import Default, Maneuvering
from cspo.records.bodies.identities import EventId
from cspo.records.bodies.watch import ContactBody
from cspo.units import DAY_S

AUS_SAT, FRA_SAT = "norad:40001", "norad:40002"
TCA = BEGAN + 0.25 * DAY_S
MINUTE = 60.0


@pytest.fixture
def pager():
    receiver = Receiver()
    thread = threading.Thread(target=receiver.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield receiver
    receiver.shutdown()
    thread.join()
    receiver.server_close()


@pytest.fixture
def world(tmp_path, pager):
    """AUS and FRA; FRA has a pager; the clock stands until it is moved."""
    folder = BoxFolder.open(founded(tmp_path / "box"))
    home = folder.home("FRA")
    secret = home.path / "pager.secret"
    secret.write_text("whsec_" + base64.b64encode(bytes(range(32))).decode())
    secret.chmod(0o600)
    with home.node_file.open("a") as file:
        file.write(
            f'[[channel]]\nname = "pager"\nkind = "webhook"\nurl = "{pager.url}"\n'
            'secret_file = "pager.secret"\nroles = ["duty officer"]\nmodes = ["SIMULATED"]\n'
            "[escalation]\nwait_s = 240\n"
        )
    passed = [0.0]
    with Box(folder, BoxClock(BEGAN, seconds=lambda: passed[0])) as box:
        for node in box.nodes.values():
            node.times.due_here = lambda job, *, every_s: job != "watch"
            node.times._seconds = lambda: passed[0]
        yield World(box, passed)


class World:
    def __init__(self, box, passed):
        self.box, self.passed = box, passed
        self.aus, self.fra = box.nodes["AUS"], box.nodes["FRA"]
        box.begin()

    def minutes(self, count):
        for _ in range(count):
            self.box.loop.round()
            self.passed[0] += MINUTE
        self.box.loop.round()
        self.box.loop.round()

    def do(self, node, function, *args, **fields):
        with node.store.write() as unit:
            return function(unit, node.desk(unit), *args, t=node.clock.now(), **fields)

    def ask(self):
        """AUS asks FRA to maneuver."""
        event = str(EventId.of(AUS_SAT, FRA_SAT, TCA))
        body = ConjunctionBody(
            event=event, tca_utc=TCA.utc_iso(3), miss_distance_km=3.0, source="radar of AUS",
            object1=Encountered(object=AUS_SAT), object2=Encountered(object=FRA_SAT),
        )  # fmt: skip
        mark = make_label("U", ["AUS", "FRA"])
        t = self.aus.clock.now()
        with self.aus.store.write() as unit:
            desk = self.aus.desk(unit)
            (basis,) = ingest_bodies(unit, desk, [body], mark, self.aus.mode, t).records
            said = propose(
                unit, desk, [basis], event=event, to="FRA", act_by=TCA + -3_600.0,
                maneuvering=Maneuvering(object=FRA_SAT, party="FRA"), t=t,
                answer_by=t + 30 * MINUTE, default=Default.OTHER_MANEUVERS, person="a.watch",
            )  # fmt: skip
        return said.record.id

    def talk(self, node):
        (found,) = node.coordination.book.every
        return found


def test_agreement_between_two_nodes(world):
    proposal = world.ask()
    world.minutes(1)
    assert world.talk(world.fra).turn == "FRA"
    world.do(world.fra, commit, world.fra.coordination.book, proposal, object_id=FRA_SAT,
             by=TCA + -2 * 3_600.0, person="d.garde")  # fmt: skip
    world.minutes(2)
    for node in (world.aus, world.fra):
        assert node.last.faults == {}
        assert world.talk(node).stage is Stage.AGREED
    assert world.aus.coordination.book.digest() == world.fra.coordination.book.digest()


def test_default_by_the_clock_and_the_same_after_a_restart(world):
    world.ask()
    world.minutes(32)
    for node in (world.aus, world.fra):
        assert world.talk(node).stage is Stage.DEFAULTED
    assert world.aus.coordination.book.digest() == world.fra.coordination.book.digest()
    before = world.fra.coordination.digest()
    world.fra.coordination.forget()
    world.fra.perception.forget()
    world.fra.perception.read()
    world.fra.duties.catch_up()  # as at a start: whoever asks before the first step sees them
    assert world.fra.coordination.digest() == before
    world.minutes(0)
    assert world.fra.coordination.digest() == before


def test_while_all_is_built_anew_others_see_the_old_until_the_new_is_whole(world, monkeypatch):
    world.ask()
    node, seen = world.fra, []
    pager_of(world)
    world.minutes(2)

    def shown():
        t = node.clock.now()
        return (
            node.picture.events(), node.coordination.book.digest(), node.conversations.digest(),
            node.coordination.contacts.parties(), node.warnings.digest(), node.watch.digest(t),
            node.parties._contacts.parties(),
        )  # fmt: skip

    before = shown()
    assert len(before[0]) == 1
    monkeypatch.setattr(node.perception, "_breathe", lambda: seen.append(shown()))
    old = node.picture
    node._believed = None  # as where a key was revoked
    node._look(node.clock.now())
    assert node.picture is not old
    assert len(seen) > 1
    assert set(seen) == {before}
    assert shown() == before


def pager_of(world):
    """FRA has somebody on duty."""
    body = ContactBody(party="FRA", role="duty officer", phone="+33 1 00 00 00 00")
    with world.fra.store.write() as unit:
        ingest_bodies(unit, world.fra.desk(unit), [body], make_label("U", ["FRA"]),
                      world.fra.mode, world.fra.clock.now())  # fmt: skip


def test_page_goes_out_and_the_screen_shows_the_number(world, pager):
    pager_of(world)
    proposal = world.ask()
    world.minutes(1)
    pause = threading.Event()
    for _ in range(100):
        if pager.got:
            break
        pause.wait(0.05)
    told = json.loads(pager.got[0][1])
    assert (told["kind"], told["record"], told["mode"]) == ("proposal", proposal, "SIMULATED")
    world.minutes(4)
    with world.fra.store.read() as unit:
        (call,) = world.fra.coordination.calls(unit, t=world.fra.clock.now())
    assert [each.body.phone for each in call.contacts] == ["+33 1 00 00 00 00"]
