"""Replay: sets come in at their time plus a lag, each once, also where the box was stopped."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from boxes import BEGAN, PAIR, founded

from cspo.box import Box, BoxClock, BoxFolder
from cspo.box.feeding import feed_catalog, hungry
from cspo.box.replay import LAG_S, History, find_history
from cspo.box.shared_search import SharedSearch
from cspo.box.split import default_split
from cspo.conjunction import Volume, screen
from cspo.errors import SourceError
from cspo.markings import Mode
from cspo.operations.derive import body_of
from cspo.operations.kinds import REGISTRY
from cspo.orbits import Catalog
from cspo.orbits.reference_population import reference_population
from cspo.records import read_record

HOUR_S = 3_600.0


def histories() -> Catalog:
    """Forty objects with a set each six hours over two days, the last one given twice."""
    base = reference_population(count=40)
    columns = {name: np.concatenate([column] * 9) for name, column in base.columns()}
    hours = np.repeat(np.minimum(np.arange(9), 7) * 6.0, len(base))
    columns["epoch_tai_ns"] = np.int64((BEGAN + -2 * LAG_S).tai_ns) + (hours * 3.6e12).astype(
        np.int64
    )
    return Catalog(**columns, simulated=True)


def opened(path, seconds, history):
    return Box(BoxFolder.open(path), BoxClock(BEGAN, seconds=seconds), history=history)


def sets_in(box: Box) -> Counter[tuple[str, str]]:
    """Object and epoch of every set in the nations' own records, and how often it is there."""
    found: Counter[tuple[str, str]] = Counter()
    for nation, node in box.nodes.items():
        with node.store.read() as unit:
            for row in unit.records_after(0, 10_000, kinds=("orbit",), origin=nation):
                body = body_of(read_record(row.envelope), REGISTRY)
                found.update(zip(body.object, body.epoch_utc, strict=True))
    return found


def test_a_history_is_in_order_and_knows_each_set_once():
    history = History.of(histories(), default_split())
    assert len(history.catalog) == 40 * 8
    assert history.first.sum() == 40
    assert (np.diff(history.arrives_tai_ns) >= 0).all()
    assert (history.arrives_tai_ns - history.catalog.epoch_tai_ns == LAG_S * 1e9).all()
    assert history.begins < history.ends
    due = history.between(history.begins.tai_ns, history.begins + 6.5 * HOUR_S)
    assert due.stop - due.start == 40


def test_each_set_comes_in_once_at_its_time_also_after_a_stop(tmp_path):
    path, history, passed = (
        founded(tmp_path / "box"),
        History.of(histories(), default_split()),
        [0.0],
    )
    for hours, sets in ((0.0, 40), (6.5, 80), (6.5, 80), (19.0, 120)):
        passed[0] = 0.0
        with opened(path, lambda: passed[0], history) as box:
            passed[0] = max(0.0, (BEGAN + hours * HOUR_S) - box.clock.now())
            box.begin()
            found = sets_in(box)
            assert set(found.values()) == {1}
            assert len(found) == sets
            box.loop.round()
            box.loop.round()
            for node in box.nodes.values():
                assert node.faults == {}
                assert len(node.sky) == 40


def test_of_several_sets_that_come_together_the_newest_goes_in(tmp_path):
    path, history, passed = (
        founded(tmp_path / "box"),
        History.of(histories(), default_split()),
        [0.0],
    )
    with opened(path, lambda: passed[0], history) as box:
        box.begin()
        passed[0] = 48.0 * HOUR_S
        assert box.replay.move_on(box.clock.now(), at_once=True) == 280
        assert box.replay.move_on(box.clock.now(), at_once=True) == 0
        epochs = {epoch for _, epoch in sets_in(box)}
        assert len(epochs) == 2  # the first, and the last of seven


def test_a_catalogue_goes_in_once_and_equal_nations_share_one_search(tmp_path):
    sky = reference_population(count=200)
    with Box(BoxFolder.open(founded(tmp_path / "box")), BoxClock(BEGAN), sky=lambda: sky) as box:
        assert hungry(box.nodes) == list(PAIR)
        box.begin()
        assert hungry(box.nodes) == []
        assert feed_catalog(box.nodes, sky, box.table, BEGAN) == 0
        box.loop.round()
        box.loop.round()
        views = [node.screening for node in box.nodes.values()]
        assert [len(view.sky) for view in views] == [200, 200]
        assert (box.search.asked, box.search.searched) == (1, 1)
        assert views[0].events is views[1].events
        assert all(node.mode is Mode.SIMULATED for node in box.nodes.values())


def test_a_shared_search_answers_as_a_search_and_others_get_their_own():
    sky = reference_population(count=400)
    how = {"start": BEGAN, "duration_s": 7_200.0, "volume": Volume.sphere(50.0), "threads": 1}
    search = SharedSearch()
    first, again = search(sky, **how), search(sky, **{**how, "threads": 2})
    assert first is again
    apart = screen(sky, **how)
    assert np.array_equal(first.tca_tai_ns, apart.tca_tai_ns)
    fewer = search(sky.take(np.arange(399)), **how)
    moved = search(sky, **{**how, "start": BEGAN + 1.0})
    some = search(sky, **how, primary_rows=np.array([3]))
    assert len({id(each) for each in (first, fewer, moved, some)}) == 4
    assert (search.asked, search.searched) == (5, 4)


def test_a_history_is_found_by_name_or_told_to_be_missing(tmp_path, monkeypatch):
    shelf = tmp_path / "catalog_history"
    (shelf / "celestrak_2026-05").mkdir(parents=True)
    file = shelf / "spacetrack_2013-10.3le.gz"
    file.write_bytes(b"")
    (shelf / "celestrak_2026-05" / "geo.3le.gz").write_bytes(b"")
    monkeypatch.setenv("CSPO_DATA", str(tmp_path))
    assert find_history("2013-10") == [file]
    assert find_history("2026-05") == [shelf / "celestrak_2026-05" / "geo.3le.gz"]
    assert find_history(str(file)) == [file]
    with pytest.raises(SourceError, match="spacetrack_2013-10"):
        find_history("1999")
