"""Joining and leaving: nothing already out changes, the past is defined, the end is an end."""

from __future__ import annotations

import msgspec
import pytest
from release_desks import T, conjunction, desk_of, norway, orbit, sealed

from cspo.errors import UsageError
from cspo.federation.feed import Feed
from cspo.markings import Label, Mode, make_label
from cspo.node.store import REAL_SIDE, SqliteStore
from cspo.operations.release.membership import (
    Change,
    back_release,
    changes,
    close_feeds,
    partners_at,
)
from cspo.operations.release.releasing import release
from cspo.operations.release.review import approve
from cspo.operations.release.rule_conditions import Owned
from cspo.operations.release.withdrawal import withdraw
from cspo.operations.store import DecisionQuery, Outcome
from cspo.records import Record, read_record
from cspo.records.bodies.trust import Instruction
from cspo.time import Epoch

POLICY = norway()
DESK = desk_of(POLICY, Owned("norad:990001", "NOR", "NOR"))
JOINED = Epoch.from_utc("2026-06-01T00:00:00Z")
NOW = JOINED + 3_600.0
DAY = 86_400.0
OLD_MEMBERS = make_label("R", ["CAN", "GBR", "NOR", "USA"])


def past(store: SqliteStore, days_ago: float, label: Label = OLD_MEMBERS, body=None) -> Record:
    """A product of then, released as it was then."""
    t = NOW + -days_ago * DAY
    made = conjunction(("norad:990001", "norad:990300"), tca=t, miss_distance_km=12.0 + days_ago)
    record = sealed(body or made, label, t=t)
    with store.write() as unit:
        release(unit, DESK, record, t=t)
    return record


def sent_to(store: SqliteStore, party: str) -> list[Record]:
    with store.read() as unit:
        rows = unit.out_entries(Feed("NOR", party, Mode.REAL), 0, 1000)
        return [read_record(row.envelope) for row in rows]


def test_coming_and_going_are_told_in_order() -> None:
    found = changes(POLICY, T, Epoch.from_utc("2026-12-31T00:00:00Z"))
    assert found == (
        Change("DEU", "north-atlantic", joins=False, at=Epoch.from_utc("2026-05-01T00:00:00Z")),
        Change("FRA", "north-atlantic", joins=True, at=JOINED),
        Change("JPN", "", joins=False, at=Epoch.from_utc("2026-07-01T00:00:00Z")),
    )
    assert changes(POLICY, JOINED, NOW) == ()
    assert [each.party for each in changes(POLICY, JOINED + -1.0, JOINED)] == ["FRA"]


def test_a_newcomer_gets_the_past_that_the_policy_defines_after_a_look(store: SqliteStore) -> None:
    inside, outside = past(store, 30.0), past(store, 100.0)
    other_kind = past(store, 10.0, body=orbit())
    listed = sealed(
        conjunction(("norad:990090", "norad:990300"), miss_distance_km=1.0), OLD_MEMBERS,
        t=NOW + -5 * DAY,
    )  # fmt: skip
    with store.write() as unit:
        release(unit, DESK, listed, t=NOW + -5 * DAY)
    before = {party: [each.id for each in sent_to(store, party)] for party in ("CAN", "USA")}
    rows = back_release(store, DESK, "north-atlantic", "FRA", t=NOW)
    said = {row.product_id: (row.outcome, row.rule) for row in rows}
    assert said == {
        inside.id: (Outcome.REVIEW, "4"),
        listed.id: (Outcome.WITHHELD, "1"),
    }
    assert outside.id not in said
    assert other_kind.id not in said
    (review_id,) = {row.review_id for row in rows if row.review_id}
    with store.write() as unit:
        approve(unit, DESK, review_id, "a.larsen", t=NOW + 60.0)
        done = approve(unit, DESK, review_id, "k.hagen", t=NOW + 120.0)
    assert [(row.party, row.outcome) for row in done.rows] == [("FRA", Outcome.RELEASED)]
    (copy,) = sent_to(store, "FRA")
    assert copy.payload.label.releasable_to == ("CAN", "FRA", "GBR", "NOR", "USA")
    assert bytes(copy.payload.body) == bytes(inside.payload.body)
    assert inside.payload.label == OLD_MEMBERS, "what is out does not change"
    after = {party: [each.id for each in sent_to(store, party)] for party in ("CAN", "USA")}
    assert after == before


def test_doing_it_again_goes_on_where_it_was(store: SqliteStore) -> None:
    for days in (3.0, 2.0, 1.0):
        past(store, days)
    first = back_release(store, DESK, "north-atlantic", "FRA", t=NOW)
    assert len({row.review_id for row in first}) == 3
    assert back_release(store, DESK, "north-atlantic", "FRA", t=NOW + 60.0) == ()
    late = past(store, 0.5)
    (row,) = back_release(store, DESK, "north-atlantic", "FRA", t=NOW + 120.0)
    assert row.product_id == late.id


def test_the_past_comes_by_pages(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    from cspo.operations.release import membership  # noqa: PLC0415

    monkeypatch.setattr(membership, "_PAGE", 2)
    records = [past(store, 1.0 + k) for k in range(5)]
    rows = back_release(store, DESK, "north-atlantic", "FRA", t=NOW)
    assert {row.product_id for row in rows} == {record.id for record in records}


def test_what_was_withdrawn_is_no_past_to_give(store: SqliteStore) -> None:
    record = past(store, 30.0)
    with store.write() as unit:
        withdraw(
            unit, DESK, record.id, instruction=Instruction.DELETE, reason="wrong", person="m.berg",
            answer_by=NOW, t=NOW + -DAY,
        )  # fmt: skip
    (row,) = back_release(store, DESK, "north-atlantic", "FRA", t=NOW)
    assert (row.outcome, row.rule) == (Outcome.WITHHELD, "withdrawal")


def test_a_form_is_no_past_of_its_own(store: SqliteStore) -> None:
    everything = msgspec.structs.replace(POLICY.back_releases[0], kinds=("any",))
    desk = desk_of(msgspec.structs.replace(POLICY, back_releases=(everything,)))
    t = NOW + -10 * DAY
    record = sealed(orbit(), make_label("S", ["NOR", "USA"]), sensor="vardo-3", t=t)
    with store.write() as unit:
        release(unit, desk, record, t=t)
    rows = back_release(store, desk, "north-atlantic", "FRA", t=NOW)
    assert {row.product_id for row in rows} <= {record.id}


def test_only_a_member_is_a_newcomer(store: SqliteStore) -> None:
    for party, t in (("FRA", JOINED + -1.0), ("AUS", NOW), ("DEU", NOW)):
        with pytest.raises(UsageError, match="a member of north-atlantic"):
            back_release(store, DESK, "north-atlantic", party, t=t)


def test_without_the_table_a_newcomer_gets_no_past(store: SqliteStore) -> None:
    past(store, 5.0)
    desk = desk_of(msgspec.structs.replace(POLICY, back_releases=()))
    assert back_release(store, desk, "north-atlantic", "FRA", t=NOW) == ()
    assert sent_to(store, "FRA") == []


# --------------------------------------------------------------------------- leaving

END = Epoch.from_utc("2026-07-01T00:00:00Z")
FOR_JAPAN = make_label("U", ["JPN", "NOR", "USA"])


def near(t: Epoch) -> Record:
    return sealed(conjunction(tca=t, miss_distance_km=1.0), FOR_JAPAN, t=t)


def test_a_leaver_gets_nothing_from_its_last_day_on(store: SqliteStore) -> None:
    outcomes = []
    for t in (END + -1.0, END, END + DAY):
        with store.write() as unit:
            rows = release(unit, DESK, near(t), t=t)
        outcomes.append(next(row.outcome for row in rows if row.party == "JPN"))
    assert [str(each) for each in outcomes] == ["released", "withheld", "withheld"]
    assert len(sent_to(store, "JPN")) == 1
    assert "JPN" in partners_at(POLICY, END + -1.0)
    assert "JPN" not in partners_at(POLICY, END), "the node does not answer it any more"
    assert partners_at(POLICY, END)["USA"].ceiling == "S"


def test_feeds_are_closed_at_their_last_entry_and_stay_closed(store: SqliteStore) -> None:
    with store.write() as unit:
        release(unit, DESK, near(END + -60.0), t=END + -60.0)
        with pytest.raises(UsageError, match="an agreement that has ended") as caught:
            close_feeds(unit, DESK, "JPN", modes=REAL_SIDE, t=END + -1.0)
        assert "until = 2026-06-30" in caught.value.hint
        closings = close_feeds(unit, DESK, "JPN", modes=REAL_SIDE, t=END)
    real = next(each for each in closings if each.feed.mode is Mode.REAL)
    assert (real.seq, real.reason) == (1, "ended: Exchange of notes, up to 30 June 2026")
    with store.write() as unit:
        assert close_feeds(unit, DESK, "JPN", modes=REAL_SIDE, t=END + 5.0) == ()
        # Were the policy to list it again by mistake, the closed feed still takes nothing.
        parties = tuple(
            msgspec.structs.replace(party, until=None) if party.id == "JPN" else party
            for party in POLICY.parties
        )
        again = desk_of(msgspec.structs.replace(POLICY, parties=parties))
        rows = release(unit, again, near(END + DAY), t=END + DAY)
    row = next(row for row in rows if row.party == "JPN")
    assert (row.outcome, row.rule) == (Outcome.WITHHELD, "closed feed")
    assert len(sent_to(store, "JPN")) == 1


def test_what_waits_for_a_restored_feed_goes_before_it_is_closed(store: SqliteStore) -> None:
    with store.write() as unit:
        feed = Feed("NOR", "JPN", Mode.REAL)
        unit.put_record(near(END + -60.0), t_ingest=END + -60.0)
        unit.defer_out(feed, near(END + -60.0).id, b"[]", t=END + -60.0)
        with pytest.raises(UsageError, match="no entry that waits"):
            close_feeds(unit, DESK, "JPN", modes=REAL_SIDE, t=END)


def test_leaving_a_group_leaves_the_agreement(store: SqliteStore) -> None:
    t = Epoch.from_utc("2026-05-02T00:00:00Z")
    record = sealed(
        conjunction(("norad:990001", "norad:990700"), tca=t, miss_distance_km=12.0),
        make_label("R", ["DEU", "NOR"]), t=t,
    )  # fmt: skip
    owner = desk_of(POLICY, Owned("norad:990001", "NOR"), Owned("norad:990700", "DEU", "DEU"))
    with store.write() as unit:
        rows = release(unit, owner, record, t=t)
        logged = unit.decisions(DecisionQuery(party="DEU"))
    assert next(row.rule for row in rows if row.party == "DEU") == "3"
    assert [row.outcome for _, row in logged] == [Outcome.RELEASED]
