"""The split of a catalogue over nations: everyone keeps something, nothing is kept twice."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from cspo.box.split import default_split, read_split
from cspo.errors import MalformedMessage
from cspo.markings import NATIONS
from cspo.orbits import Catalog
from cspo.orbits.reference_population import reference_population
from cspo.time import Epoch

GEO_RAD_S = 7.2921e-5


def a_catalog(*rows: tuple[str, str, float, float]) -> Catalog:
    """Name, owner, mean motion in rad/s, inclination in degrees; longitude as it falls."""
    names, owners, motions, inclinations = zip(*rows, strict=True)
    return Catalog(
        norad_id=np.arange(1, len(rows) + 1), name=list(names), owner=list(owners),
        object_type="PAYLOAD", epoch_tai_ns=Epoch.from_utc("2000-01-01T12:00:00Z"),
        mean_motion_rad_s=np.array(motions), eccentricity=0.0005,
        inclination_rad=np.radians(inclinations), raan_rad=0.0, argp_rad=0.0, mean_anomaly_rad=0.0,
        bstar_per_er=0.0,
    )  # fmt: skip


@pytest.fixture(scope="module")
def sky() -> Catalog:
    return default_split().with_owners(reference_population(count=6_000))


def test_each_object_is_kept_by_one_nation_and_each_nation_keeps_some(sky):
    shares = default_split().shares(sky, NATIONS)
    rows = np.concatenate([share.rows for share in shares])
    assert np.array_equal(np.sort(rows), np.arange(len(sky)))
    kept = Counter()
    for share in shares:
        kept[share.nation] += len(share.rows)
        assert share.nation in share.mark.releasable_to
    assert set(kept) == set(NATIONS)
    assert min(kept.values()) > 20


def test_owners_keep_their_own_and_the_catalogue_prevails_over_names():
    catalog = a_catalog(
        ("ONEWEB-0012", "", 9.6e-4, 87.9), ("STARLINK-1", "FRA", 1.1e-3, 53.0),
        ("COSMOS 1", "", 1.1e-3, 65.0), ("SIM SKYNET 5A", "UK", GEO_RAD_S, 0.1),
        ("THOR 6", "", GEO_RAD_S, 0.1), ("THORAD AGENA D DEB", "", 1.0e-3, 100.0),
    )  # fmt: skip
    told = default_split().with_owners(catalog)
    assert told.owner.tolist() == ["GBR/oneweb", "FRA", "RUS", "GBR", "NOR", "USA"]
    keeper = {}
    for share in default_split().shares(told, NATIONS):
        keeper |= dict.fromkeys(share.rows.tolist(), (share.nation, share.mark.classification))
    assert keeper[0] == ("GBR", "U")
    assert keeper[1] == ("FRA", "U")
    assert keeper[2][0] in {"DEU", "FRA", "ITA"}
    assert keeper[3] == ("GBR", "R")  # a mark that the five alone read
    assert keeper[4] == ("NOR", "U")
    assert keeper[5] == ("USA", "U")


def test_longitude_decides_in_the_belt():
    """At J2000 the Earth's angle is 280.46 deg: a right ascension of 0 stands at 79.5 E."""
    told = default_split().with_owners(a_catalog(("X", "ESA", GEO_RAD_S, 0.1)))
    (share,) = default_split().shares(told, NATIONS)
    assert share.nation in {"FRA", "ITA"}


def test_operators_may_see_what_everyone_may_and_nothing_else(sky):
    guests = {"GBR/oneweb", "USA/iridium", "USA/starlink"}
    for share in default_split().shares(sky, NATIONS):
        open_to_all = share.mark.classification == "U"
        assert guests & set(share.mark.releasable_to) == (guests if open_to_all else set())
    for share in default_split().shares(sky, ("AUS", "NZL")):
        assert not any("/" in party for party in share.mark.releasable_to)


def test_a_box_of_two_leaves_nothing_out(sky):
    shares = default_split().shares(sky, ("AUS", "NZL"))
    assert sum(len(share.rows) for share in shares) == len(sky)
    assert {share.nation for share in shares} == {"AUS", "NZL"}


def test_a_fault_in_the_table_has_its_line():
    text = (
        b'[[keeper]]\nnumber = 1\ntext = "All."\nkeeper = ["USA"]\n'
        b'[[mark]]\nnumber = 1\ntext = "All."\nclassification = "U"\nreleasable_to = ["everyone"]\n'
    )
    with pytest.raises(MalformedMessage, match="did you mean keepers") as caught:
        read_split(text, "mine.toml")
    assert caught.value.line == 4
