"""The collision of 2009 once more, and a third nation that says that there will be none.

GBR gives USA an element set of one of the two, newer than all others and 200 km along the track:
by mistake or on purpose, the record is genuine. Orbits as in the case of Iridium 33.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from case_nodes import Case, keys_since, owned

from cspo.bridge.read_catalog import read_catalog
from cspo.orbits import Catalog
from cspo.records.bodies.objects import Maneuverability, ObjectStatus, ObjectType
from cspo.records.bodies.words import Issue
from cspo.time import Epoch

T = Epoch.from_utc("2009-02-09T19:00:00Z")
IRIDIUM, COSMOS = "norad:24946", "norad:22675"


@pytest.fixture(scope="module")
def last(data_dir) -> Catalog:
    folder = data_dir / "events" / "iridium_cosmos_2009"
    return read_catalog(str(folder / "last_tle_before_collision.3le")).catalog


def moved(catalog: Catalog, norad: int, t: Epoch) -> Catalog:
    """The set of an object as if of *t*, somewhere else along its orbit."""
    one = catalog.take(catalog.norad_id == norad)
    later_s = t - Epoch(int(one.epoch_tai_ns[0]))
    anomaly = one.mean_anomaly_rad + one.mean_motion_rad_s * later_s + 0.03
    return replace(
        one, epoch_tai_ns=np.array([t.tai_ns]), mean_anomaly_rad=anomaly % (2.0 * np.pi)
    )  # fmt: skip


@pytest.fixture
def play(tmp_path, empty_store, last):
    """USA tracks Iridium 33, FRA tracks Cosmos 2251; USA has warned."""
    with keys_since("2009-01-01"):
        case = Case(tmp_path, empty_store, T, "FRA", "GBR", "USA")
        for nation in ("FRA", "GBR", "USA"):  # what the others would find is not what is asked here
            case.node(nation, threshold_km=5.0 if nation == "USA" else 0.1, window_h=24.0)
        usa, fra = case.nodes["USA"], case.nodes["FRA"]
        usa.put([owned(IRIDIUM, "USA", names=("IRIDIUM 33",), type=ObjectType.PAYLOAD,
                       status=ObjectStatus.OPERATIONAL, maneuverability=Maneuverability.YES)],
                "FRA")  # fmt: skip
        usa.put_catalog(last.take(last.norad_id == 24946), "tracking of USA", "FRA", "GBR")
        fra.put_catalog(last.take(last.norad_id == 22675), "tracking of FRA", "GBR", "USA")
        case.minutes(2)
        yield case
        case.close()


def stands(case: Case) -> bool:
    """Whether USA's warning of the pair stands."""
    usa = case.nodes["USA"]
    (matter,) = [each for each in usa.warning.book.view().matters
                 if each.issued.get("USA")]  # fmt: skip
    return usa.warning.book.warned(matter) is not None


def sides(case: Case, name: str) -> dict[str, bool]:
    return {side.origin: side.adopted for side in case.nodes["USA"].picture.sides(name)}


def test_of_what_we_track_ourselves_its_word_changes_nothing(play, last):
    assert stands(play)
    before = len(play.nodes["USA"].bodies("conjunction"))
    gbr = play.nodes["GBR"]
    gbr.put([owned(IRIDIUM, "GBR", names=("IRIDIUM 33",))], "USA")  # and it is ours, it says
    gbr.put_catalog(moved(last, 24946, gbr.t), "tracking of GBR", "USA")
    play.minutes(2)
    assert sides(play, IRIDIUM) == {"GBR": False, "USA": True}
    assert len(play.nodes["USA"].bodies("conjunction")) == before
    assert stands(play)


def test_of_what_another_tracks_the_warning_stands_until_that_one_agrees(play, last):
    gbr, fra, usa = (play.nodes[each] for each in ("GBR", "FRA", "USA"))
    gbr.put_catalog(moved(last, 22675, gbr.t), "tracking of GBR", "USA")
    play.minutes(2)
    assert sides(play, COSMOS) == {"FRA": False, "GBR": True}
    assert not len(usa.screener.view)  # what is screened shows it no more
    assert stands(play)
    play.minutes(12)
    assert stands(play)
    fra.put_catalog(moved(last, 22675, fra.t), "tracking of FRA", "USA")
    play.minutes(12)
    assert not stands(play)
    newest = max((body for _, body in usa.warnings_of(IRIDIUM, COSMOS)), key=lambda b: b.number)
    assert (newest.issue, newest.rule) == (Issue.CANCELLED, "gone")
