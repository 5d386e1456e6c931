"""Founding: ten nations that can share at once, whose policies hold, who sign nothing REAL."""

from __future__ import annotations

import shutil

import pytest
from boxes import BEGAN, PAIR, founded

from cspo.box import Box, BoxClock, BoxFolder, found_box
from cspo.box.box import last_instant
from cspo.box.people import people_text
from cspo.box.policies import GUESTS, policy_text
from cspo.errors import MalformedMessage, SourceError, UsageError
from cspo.markings import NATIONS, Mode
from cspo.node.http.people import read_people
from cspo.operations.kinds import REGISTRY
from cspo.operations.release.cases import run_cases
from cspo.operations.release.policy_file import read_policy


@pytest.mark.parametrize("nation", NATIONS)
def test_each_nation_s_policy_is_sound_and_its_cases_hold(nation):
    policy = read_policy(policy_text(nation, NATIONS).encode(), "policy.toml", kinds=REGISTRY)
    parties = {party.id for party in policy.parties}
    guests = {guest for each in GUESTS.values() for guest in each}
    assert parties == (set(NATIONS) - {nation}) | guests
    assert all(result.passed for result in run_cases(policy))


@pytest.mark.parametrize("nation", NATIONS)
def test_each_node_has_somebody_in_every_role(tmp_path, nation):
    file = tmp_path / "people.toml"
    file.write_text(people_text(nation))
    roles = {role for person in read_people(file, nation) for role in person.roles}
    assert roles >= {"viewer", "watch", "release", "admin"}
    assert ("operator" in roles) == (nation in GUESTS)


def test_nothing_in_a_box_can_be_signed_as_real(tmp_path):
    with Box(BoxFolder.open(founded(tmp_path / "box")), BoxClock(BEGAN)) as box:
        for node in box.nodes.values():
            assert node.mode is Mode.SIMULATED
            assert set(node.exchange.desk.signers) == {Mode.SIMULATED}
            with pytest.raises(UsageError):
                node.open.signer(Mode.REAL)


def test_what_was_founded_is_opened_and_what_was_broken_off_is_finished(tmp_path):
    path = founded(tmp_path / "box")
    assert found_box(path, began=BEGAN + 9.0, catalog="x", nations=PAIR) == BoxFolder.open(path)
    with pytest.raises(UsageError, match="its nations: AUS FRA"):
        found_box(path, began=BEGAN, catalog="x", nations=("AUS", "NZL"))
    keys = sorted((path / "AUS" / "keys").iterdir())
    (path / "box.toml").unlink()
    shutil.rmtree(path / "FRA")
    again = BoxFolder(path, PAIR, BEGAN, "x")
    assert found_box(path, began=BEGAN, catalog="x", nations=PAIR) == again
    assert sorted((path / "AUS" / "keys").iterdir()) == keys


def test_a_folder_that_is_something_else_is_refused(tmp_path):
    with pytest.raises(SourceError, match="no such folder"):
        BoxFolder.open(tmp_path / "none")
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").write_text("mine")
    with pytest.raises(UsageError, match=r"one with a\.txt in it"):
        found_box(tmp_path / "letters", began=BEGAN, catalog="x")
    with pytest.raises(UsageError, match="two or more"):
        found_box(tmp_path / "one", began=BEGAN, catalog="x", nations=("AUS",))
    path = founded(tmp_path / "box")
    (path / "box.toml").write_text("format = 9\nnations = []\nbegan = ''\ncatalog = ''\n")
    with pytest.raises(MalformedMessage, match="newer"):
        BoxFolder.open(path)


def test_the_world_goes_on_from_the_last_instant_that_a_store_knows(tmp_path):
    folder = BoxFolder.open(founded(tmp_path / "box"))
    assert last_instant(folder) == BEGAN
    passed = [0.0]
    with Box(folder, BoxClock(BEGAN, seconds=lambda: passed[0])) as box:
        box.begin()
        passed[0] = 50.0
        box.loop.round()  # a checkpoint of each is signed
    assert last_instant(folder) - BEGAN == pytest.approx(50.0)
    with Box(folder, BoxClock(BEGAN, seconds=lambda: 0.0)) as box:
        assert box.clock.now() - BEGAN == pytest.approx(50.0)
