"""2009-02-10, 16:56 UTC: two nations, each with half of the data, with and without sharing.

Authority: the real element sets of both objects before the collision (data/events), the last
ones: 22 and 29 hours old at closest approach. Public data holds none of the days before, so
with them a node warns 22 hours ahead. Days ahead are played with element sets of an earlier
epoch that continue the same two orbits (fitted to millimeters): what either nation would have
had from sensors that were as good three days before as the catalogue was on the last day.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from case_nodes import Case, CaseNode, keys_since, owned
from case_orbits import elements_of_before

from cspo.bridge.read_catalog import read_catalog
from cspo.operations.warn.policy_file import default_warn_policy
from cspo.orbits import Catalog
from cspo.records.bodies.objects import Maneuverability, ObjectStatus, ObjectType
from cspo.records.bodies.words import Issue
from cspo.time import Epoch

T = Epoch.from_utc("2009-02-09T19:00:00Z")
"""Eleven minutes after the epoch of the newer of the two element sets."""
TCA = Epoch.from_utc("2009-02-10T16:55:59.796Z")
IRIDIUM, COSMOS = "norad:24946", "norad:22675"
EVERY = 20
"""Of the rest of the catalogue, four months old, one object in so many."""


@pytest.fixture(scope="module")
def halves(data_dir):
    """The catalogue in two: Iridium 33 is in the first, Cosmos 2251 in the second."""
    folder = data_dir / "events" / "iridium_cosmos_2009"
    older = read_catalog(str(folder / "snapshot_20081011.tle.gz")).catalog
    last = read_catalog(str(folder / "last_tle_before_collision.3le")).catalog
    rest = older.take(~np.isin(older.norad_id, last.norad_id)).take(slice(None, None, EVERY))
    first, second = (rest.take(np.arange(len(rest)) % 2 == k) for k in (0, 1))
    iridium, cosmos = last.norad_id == 24946, last.norad_id == 22675
    return joined(first, last.take(iridium)), joined(second, last.take(cosmos))


def joined(*parts: Catalog) -> Catalog:
    columns = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name, _ in parts[0].columns()
    }
    return replace(parts[0], **columns)


@pytest.fixture
def play(tmp_path, empty_store):
    """A case of 2009 between USA and FRA."""
    with keys_since("2009-01-01"):
        case = Case(tmp_path, empty_store, T, "FRA", "USA")
        for nation in ("FRA", "USA"):
            case.node(nation, threshold_km=5.0, window_h=24.0)
        yield case
        case.close()


def brought_in(case: Case, halves, *, shared: bool) -> tuple[CaseNode, CaseNode]:
    """USA owns Iridium 33 and tracks it; Cosmos 2251, dead since 1995, FRA alone tracks."""
    usa, fra = case.nodes["USA"], case.nodes["FRA"]
    to_fra, to_usa = (("FRA",), ("USA",)) if shared else ((), ())
    usa.put([owned(IRIDIUM, "USA", names=("IRIDIUM 33",), type=ObjectType.PAYLOAD,
                   status=ObjectStatus.OPERATIONAL, maneuverability=Maneuverability.YES)],
            *to_fra)  # fmt: skip
    fra.put([owned(COSMOS, "unknown", names=("COSMOS 2251",), type=ObjectType.PAYLOAD,
                   status=ObjectStatus.INACTIVE, maneuverability=Maneuverability.NO)],
            *to_usa)  # fmt: skip
    usa.put_catalog(halves[0], "tracking of USA", *to_fra)
    fra.put_catalog(halves[1], "tracking of FRA", *to_usa)
    return usa, fra


def seen(node: CaseNode):
    """The node's own conjunctions of the pair."""
    return [body for record, body in node.bodies("conjunction")
            if {body.object1.object, body.object2.object} == {IRIDIUM, COSMOS}]  # fmt: skip


def test_with_sharing_the_owner_is_warned_as_soon_as_the_elements_are_there(play, halves):
    usa, fra = brought_in(play, halves, shared=True)
    play.minutes(2)
    for node in (usa, fra):
        (body, *_) = seen(node)
        assert abs(Epoch.from_utc(body.tca_utc) - TCA) < 0.05
        assert body.miss_distance_km == pytest.approx(0.698, abs=1e-3)
        assert body.relative_speed_km_s == pytest.approx(11.647, abs=1e-3)
    record, warning = usa.warnings_of(IRIDIUM, COSMOS)[0]
    assert (warning.issue, "USA" in warning.to) == (Issue.ISSUED, True)
    ahead_h = (TCA - Epoch.from_utc(record.payload.t_created)) / 3_600.0
    assert ahead_h > 21.8
    (matter,) = [each for each in usa.warning.book.view().standing(usa.t)
                 if {IRIDIUM, COSMOS} <= {*each.head("USA").body.objects}]  # fmt: skip
    assert matter is not None


def test_without_sharing_neither_sees_it(play, halves):
    usa, fra = brought_in(play, halves, shared=False)
    play.minutes(2)
    for node, other in ((usa, COSMOS), (fra, IRIDIUM)):
        assert node.picture.sides(other) == ()
        assert seen(node) == []
        assert node.warnings_of(IRIDIUM, COSMOS) == []
        assert len(node.picture.view(node.t)) == len(halves[0 if node is usa else 1])
        assert len(node.screener.view) > 0  # it looks, and sees what it can


# -- days ahead ----------------------------------------------------------------------------
def days_ahead(tmp_path, empty_store, halves, days, policy, *, shared=True):
    """USA's warnings and conjunctions, where both orbits are known that early and that well."""
    early = TCA + -days * 86_400.0
    with keys_since("2009-01-01"):
        case = Case(tmp_path, empty_store, early, "FRA", "USA")
        for nation in ("FRA", "USA"):
            case.node(nation, window_h=24.0 * days + 1.0, warn_policy=policy)
        usa, fra = case.nodes["USA"], case.nodes["FRA"]
        to_fra, to_usa = (("FRA",), ("USA",)) if shared else ((), ())
        usa.put([owned(IRIDIUM, "USA", maneuverability=Maneuverability.YES)], *to_fra)
        for node, half, number, to in (
            (usa, halves[0], 24946, to_fra), (fra, halves[1], 22675, to_usa)
        ):  # fmt: skip
            one = half.take(half.norad_id == number)
            node.put_catalog(elements_of_before(one, early, TCA), "a sensor", *to)
        case.minutes(2)
        warned = [record for record, body in usa.warnings_of(IRIDIUM, COSMOS) if "USA" in body.to]
        found = seen(usa)
        case.close()
    return warned, found


def test_days_ahead_by_the_default_policy(tmp_path, empty_store, halves):
    warned, found = days_ahead(tmp_path, empty_store, halves, 2.9, default_warn_policy())
    assert found[0].miss_distance_km == pytest.approx(0.698, abs=1e-3)
    assert 2e-5 < found[0].pc < 1e-4  # of its own a nation is told from 2e-5 on
    ahead_d = (TCA - Epoch.from_utc(warned[0].payload.t_created)) / 86_400.0
    assert ahead_d > 2.89


def test_days_ahead_without_sharing_nothing(tmp_path, empty_store, halves):
    found = days_ahead(tmp_path, empty_store, halves, 2.9, default_warn_policy(), shared=False)
    assert found == ([], [])
