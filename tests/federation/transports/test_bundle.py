"""Bundles: two stores that exchange files end equal, and a tampered file is refused whole."""


import pytest
from ten_parties import notice

from cspo.federation import Feed
from cspo.federation.transports.bundle import Taken, import_bundle
from cspo.federation.transports.bundle_writing import export_bundle
from cspo.markings import Mode

FEED = Feed("AUS", "GBR", Mode.REAL)
BACK = Feed("GBR", "AUS", Mode.REAL)


def export(party, feed, path, **more):
    exchange = party.exchange
    return export_bundle(path, exchange.desk, exchange.answers, feed, **more)


def take(party, path, opener=None):
    exchange = party.exchange
    return import_bundle(opener or (lambda: path.open("rb")), exchange.desk, exchange.answers)


def contents(party, feed=FEED):
    """What a store holds of a feed, and of its origin's checkpoints."""
    with party.store.read() as unit:
        rows = [(row.seq, row.id, row.hash, row.envelope) for row in unit.in_entries(feed, 0, 10**6)]
        return rows, [row.envelope for row in unit.checkpoints(feed.origin, feed.mode, 0, 10**6)]


@pytest.fixture
def pair(coalition):
    return coalition(["AUS", "GBR"])


@pytest.fixture
def sent(pair, tmp_path):
    """A bundle with 200 entries, two checkpoints, and whoever takes part."""
    aus, gbr = pair["AUS"], pair["GBR"]
    aus.enqueue(*(notice("AUS", ["GBR"], f"number {i}") for i in range(150)))
    aus.exchange.checkpoint(Mode.REAL)
    aus.enqueue(*(notice("AUS", ["GBR"], f"number {i}") for i in range(150, 200)))
    aus.exchange.checkpoint(Mode.REAL)
    path = tmp_path / "aus-gbr-1.bundle"
    export(aus, FEED, path)
    return aus, gbr, path


def test_what_is_exported_is_taken_by_the_receiver_of_all_links(sent):
    aus, gbr, path = sent
    imported = take(gbr, path)
    assert (imported.taken, imported.pulled.accepted, imported.alarms) == (Taken.WHOLE, 200, [])
    with aus.store.read() as unit:
        out = [(row.seq, row.id, row.hash, row.envelope) for row in unit.out_entries(FEED, 0, 500)]
        assert contents(gbr) == (out, [row.envelope for row in unit.checkpoints("AUS", Mode.REAL, 0, 9)])
    with gbr.store.read() as unit:
        assert unit.head_at(FEED, 2).head.seq == 200
