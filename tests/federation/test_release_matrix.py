"""Who can read what: no canary outside the set of its recipients, each one inside it."""

import logging

import pytest
from release_world import Recorder, World, some_cases

from cspo.node.store import EXERCISE_SIDE, REAL_SIDE, SqliteStore


@pytest.fixture(scope="session")
def empty_sides(tmp_path_factory):
    """An empty store of either side, to be copied."""
    folder = tmp_path_factory.mktemp("sides")
    paths = []
    for number, side in enumerate((REAL_SIDE, EXERCISE_SIDE)):
        paths.append(folder / f"{number}.sqlite")
        SqliteStore(paths[-1], modes=side).close()
    return paths


@pytest.fixture
def everything_logged():
    recorder, root = Recorder(), logging.getLogger()
    level = root.level
    root.addHandler(recorder)
    root.setLevel(logging.DEBUG)
    yield recorder.lines
    root.setLevel(level)
    root.removeHandler(recorder)


def test_no_canary_is_found_outside_its_recipients(folder, empty_sides, everything_logged):
    cases = some_cases("AUS")
    world = World("AUS", folder, empty_sides)
    given = world.release(cases)
    assert given == {case.number: case.recipients() for case in cases}
    world.carry()
    for node in world.nodes.values():
        node.try_to_get(world.origin)
    finding = world.search(cases, everything_logged)
    assert finding.leaks == []
    assert not any(finding.missing.values()), finding.missing
    assert min(finding.controls.values()) > 1_000, finding.controls
