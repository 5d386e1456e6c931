"""A node that assesses what its file names: made, released, read by a partner, and rebuilt."""

from __future__ import annotations

import pytest
from boxes import BEGAN, founded
from warning_desks import approach

from cspo.box import Box, BoxClock, BoxFolder
from cspo.errors import MalformedMessage
from cspo.markings import make_label
from cspo.operations.derive import issue
from cspo.operations.kinds import REGISTRY
from cspo.operations.release.releasing import release
from cspo.records.bodies.coordination import OpinionBody, Stance
from cspo.time import Epoch
from cspo.units import DAY_S

FILE = """
[assets]
nation = "AUS"
as_of = 2024-11-01
source = "made up for a test"
mark = "U//REL TO AUS, FRA"
share = true

[[asset]]
id = "one"
name = "ONE"
kind = "satellite"
objects = ["norad:990001"]
owner = "AUS"
criticality = "vital"
"""
BOTH = make_label("U", ["AUS", "FRA"])


def say(node, body, t: Epoch | None = None) -> str:
    t = node.clock.now() if t is None else t
    with node.store.write() as unit:
        desk = node.desk(unit)
        record = issue(
            body, BOTH, origin=node.name, mode=node.mode, t_valid=t, t=t,
            signer=desk.signer(node.mode), registry=REGISTRY,
        )  # fmt: skip
        release(unit, desk, record, t=t)
    return record.id


def opened(path):
    folder = BoxFolder.open(path)
    for nation in folder.nations:
        home = folder.home(nation)
        text = home.node_file.read_text()
        if "[screening]" not in text:
            home.node_file.write_text(text + "\n[screening]\non = false\n")
    (folder.home("AUS").path / "assets.toml").write_text(FILE)
    (folder.home("FRA").path / "assets.toml").unlink(missing_ok=True)
    return Box(folder, BoxClock(BEGAN))


def test_what_is_assessed_reaches_a_partner_with_its_evidence_and_its_dissent_comes_back(
    tmp_path,
) -> None:
    path = founded(tmp_path / "box")
    with opened(path) as box:
        aus, fra = box.nodes["AUS"], box.nodes["FRA"]
        for node in (aus, fra):
            node.times.due_here = lambda job, *, every_s: job != "watch"
        box.begin()
        pair = ("norad:990001", "norad:990100")
        evidence = say(aus, approach(pair, tca=BEGAN + DAY_S, pc=3e-4, source="screening of AUS"))
        for _ in range(4):
            box.loop.round()
        (ours,) = aus.assessments.of("ONE")
        assert ours.body.likelihood is not None
        assert ours.body.likelihood.value == pytest.approx(3e-4)
        assert ours.body.rests_on == (evidence,)
        (theirs,) = fra.assessments.of("ONE")
        assert theirs.record_id == ours.record_id, "the very record, at once"
        assert aus.status().reviews_open == 0, "its evidence is there, too: nobody has to look"
        say(fra, OpinionBody(record=ours.record_id, stance=Stance.DISSENT, reason="Too much."))
        for _ in range(3):
            box.loop.round()
        (ours,) = aus.assessments.of("ONE")
        assert [(each.origin, each.stance) for each in ours.opinions] == [("FRA", Stance.DISSENT)]
        digest = aus.assessments.digest()
        assert aus.last.faults == {}
    with opened(path) as box:
        aus = box.nodes["AUS"]
        box.begin()
        assert aus.assessments.digest() == digest, "rebuilt from the store"
        box.loop.round()
        assert aus.assessments.digest() == digest, "and nothing is said again"


def test_a_node_does_not_start_with_another_nations_file(tmp_path) -> None:
    path = founded(tmp_path / "box")
    with opened(path):
        pass
    folder = BoxFolder.open(path)
    (folder.home("FRA").path / "assets.toml").write_text(FILE)
    with pytest.raises(MalformedMessage, match="assets of FRA"), Box(folder, BoxClock(BEGAN)):
        pass
