"""A nation's decision about a source: signed, marked as what it is about, and in force."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from release_desks import desk_of, norway
from skies import T, facts_record, orbit_record, sky

from cspo.errors import UsageError
from cspo.markings import Mode, make_label
from cspo.node.store import SqliteStore
from cspo.operations.catalog import Picture, adjudicate, load_picture
from cspo.operations.derive import body_of
from cspo.operations.kinds import REGISTRY
from cspo.records.bodies.coordination import Stance

MARK = make_label("U", ["CAN", "NOR", "USA"])
DESK = desk_of(norway())
CATALOG = sky(1)
NAME = f"norad:{CATALOG.norad_id[0]}"


@pytest.fixture
def picture(store: SqliteStore) -> Picture:
    newer = replace(CATALOG, epoch_tai_ns=CATALOG.epoch_tai_ns + 10**13)
    named = replace(CATALOG, owner=np.array(["FRA"]))
    records = [
        orbit_record(CATALOG, origin="NOR", mark=MARK, source="radar"),
        orbit_record(newer, origin="CAN", mark=MARK, source="SSC"),
        facts_record(replace(named, owner=np.array(["ITA"])), origin="NOR", mark=MARK),
        facts_record(named, origin="CAN", mark=MARK, source="CAN's"),
    ]
    with store.write() as unit:
        for record in records:
            unit.put_record(record, t_ingest=T)
    with store.read() as unit:
        return load_picture(unit, REGISTRY, Mode.REAL, nation="NOR")


def decide(store: SqliteStore, picture: Picture, said: object, stance: Stance, minute: int) -> None:
    t = T + 60.0 * minute
    with store.write() as unit:
        record = adjudicate(
            unit, DESK, picture, NAME, said, stance,  # type: ignore[arg-type]
            reason="the operator's tracking agrees", role="duty officer", t=t,
        )  # fmt: skip
    assert picture.apply(record, t).objects == {NAME}
    body = body_of(record, REGISTRY)
    assert (record.payload.object, body.role, body.stance) == (NAME, "duty officer", stance)
    assert record.payload.label == MARK
    with store.read() as unit:
        assert [opening.id for opening in unit.lineage(record.id)] == [body.record]


def adopted(picture: Picture) -> list[tuple[str, int]]:
    return [(side.source, side.rule) for side in picture.sides(NAME) if side.adopted]


def test_a_decision_is_in_force_until_it_is_taken_back(
    store: SqliteStore, picture: Picture
) -> None:
    radar = next(side for side in picture.sides(NAME) if side.source == "radar")
    ssc = next(side for side in picture.sides(NAME) if side.source == "SSC")
    assert adopted(picture) == [("radar", 3)]
    decide(store, picture, ssc, Stance.CONCUR, 1)
    assert adopted(picture) == [("SSC", 1)]
    decide(store, picture, ssc, Stance.ABSTAIN, 2)
    assert adopted(picture) == [("radar", 3)]
    decide(store, picture, radar, Stance.DISSENT, 3)
    assert adopted(picture) == [("SSC", 5)]
    with store.read() as unit:
        again = load_picture(unit, REGISTRY, Mode.REAL, nation="NOR")
    assert again.digest() == picture.digest()
    assert adopted(again) == [("SSC", 5)]


def test_a_later_adoption_ends_an_earlier_one(store: SqliteStore, picture: Picture) -> None:
    sides = {side.source: side for side in picture.sides(NAME)}
    decide(store, picture, sides["radar"], Stance.CONCUR, 1)
    decide(store, picture, sides["SSC"], Stance.CONCUR, 2)
    assert adopted(picture) == [("SSC", 1)]


def test_it_holds_for_what_the_source_says_later(store: SqliteStore, picture: Picture) -> None:
    radar = next(side for side in picture.sides(NAME) if side.source == "radar")
    decide(store, picture, radar, Stance.CONCUR, 1)
    later = replace(CATALOG, epoch_tai_ns=CATALOG.epoch_tai_ns + 10**12)
    picture.apply(
        orbit_record(later, origin="NOR", mark=MARK, source="radar", t=T + 90.0), T + 90.0
    )
    assert adopted(picture) == [("radar", 1)]


def test_facts_are_decided_apart_from_orbits(store: SqliteStore, picture: Picture) -> None:
    assert picture.view(T).catalog.owner.tolist() == ["ITA"]
    theirs = next(fact for fact in picture.facts(NAME) if fact.origin == "CAN")
    decide(store, picture, theirs, Stance.CONCUR, 1)
    assert picture.view(T).catalog.owner.tolist() == ["FRA"]
    assert adopted(picture) == [("radar", 3)]
    assert [fact.origin for fact in picture.facts(NAME)] == ["CAN", "NOR"]


def test_it_needs_a_reason_an_office_and_a_statement_that_still_stands(
    store: SqliteStore, picture: Picture
) -> None:
    side = picture.sides(NAME)[0]
    given = {"reason": "why", "role": "duty officer", "t": T}
    with store.write() as unit:
        for wrong in ({"reason": " "}, {"role": ""}):
            with pytest.raises(UsageError, match="a reason and an office"):
                adjudicate(unit, DESK, picture, NAME, side, Stance.CONCUR, **{**given, **wrong})
        old = replace(side, item_id="ab" * 32 + "#0")
        with pytest.raises(UsageError, match="says something of it now"):
            adjudicate(unit, DESK, picture, NAME, old, Stance.CONCUR, **given)
