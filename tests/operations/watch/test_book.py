"""The book reads along with a store: what is believed no more, what can't be read, what is old."""

from __future__ import annotations

import logging

import msgspec
import pytest
from nations import key_of

from cspo.federation.feed import Feed
from cspo.federation.store import FeedEntry
from cspo.markings import Mode, make_label
from cspo.node.store import SqliteStore
from cspo.operations.derive import Widening, derive
from cspo.operations.kinds import REGISTRY
from cspo.operations.release.sending import keep
from cspo.operations.watch import WatchBook, book
from cspo.records import Payload, Refusal, seal
from tests.operations.watch.test_handover import Room
from tests.operations.watch.watch_words import EVENT, HOUR_S, T


@pytest.fixture
def room(store: SqliteStore) -> Room:
    return Room(store)


def test_what_a_stolen_key_has_signed_opens_nothing(room):
    theirs = room.take_in(room.scribe.warning(origin="USA"))
    assert room.open_keys() == [f"warning {EVENT}"]
    feed = Feed("USA", "NOR", Mode.REAL)
    with room.store.write() as unit:
        unit.append_in(feed, [FeedEntry(1, theirs.id, "00" * 32, "11" * 32)], t_ingest=T)
        unit.quarantine(feed, 1, Refusal.KEY_REVOKED, b"", t=T)
    assert room.open_keys() == []
    room.take_in(room.scribe.warning())
    assert room.open_keys() == [f"warning {EVENT}"], "our own still stands"


def test_a_record_that_cannot_be_read_hides_none_after_it(room, caplog):
    payload = Payload(
        origin="NOR", kind="warning", mode=Mode.REAL, t_valid=T.utc_iso(6), t_created=T.utc_iso(6),
        label=make_label("U", ["NOR"]), body=msgspec.Raw(b'{"number":"one"}'),
    )  # fmt: skip
    broken = room.take_in(seal(payload, key_of("NOR")))
    room.take_in(room.scribe.warning())
    with caplog.at_level(logging.WARNING):
        assert room.open_keys() == [f"warning {EVENT}"]
    assert broken.id in caplog.text
    assert "one" not in caplog.text.replace(broken.id, ""), "no log repeats what a body says"


def test_a_record_that_breaks_the_watch_hides_none_after_it(room, monkeypatch, caplog):
    broken = room.take_in(room.scribe.warning(origin="USA"))
    room.take_in(room.scribe.warning())
    apply = WatchBook.apply

    def breaks(self, record, *, form=False):
        if record.id == broken.id:
            raise ZeroDivisionError("what a body says")
        apply(self, record, form=form)

    monkeypatch.setattr(WatchBook, "apply", breaks)
    assert room.open_keys() == [f"warning {EVENT}"]
    assert broken.id in caplog.text
    assert "what a body says" not in caplog.text


def test_a_long_history_is_forgotten_on_the_way(room, monkeypatch):
    monkeypatch.setattr(book, "_FORGET_EVERY", 10)
    monkeypatch.setattr(book, "_PAGE", 4)
    old = [
        room.scribe.warning(event=f"event:norad:{n}~norad:9{n}@2026-03-01T16:00:00.000Z")
        for n in range(1, 31)
    ]
    note = room.scribe.entry(opens="stays")
    with room.store.write() as unit:
        unit.put_records([*old, note], t_ingest=T + 30 * 86_400.0)
    read = WatchBook("NOR", Mode.REAL, REGISTRY)
    with room.store.read() as unit:
        assert read.catch_up(unit) == 31
    assert len(read._said["warning"]) < 12
    assert [item.text for item in read.open_items(T + 31 * 86_400.0)] == ["stays"]


def test_who_sees_the_same_is_told_at_once(room):
    room.take_in(room.scribe.warning())
    with room.store.read() as unit:
        room.book.catch_up(unit)
    first = room.book._told_at(T, lambda label: True)
    assert room.book._told_at(T, lambda label: "NOR" in label.releasable_to) is first
    assert room.book._told_at(T, lambda label: False).items == ()
    assert room.book._told_at(T + 1.0, lambda label: True) is not first
    for k in range(40):
        room.book._told_at(T + float(k), lambda label: True)
    assert len(room.book._told) <= 16
    room.take_in(room.scribe.cancellation(2))
    assert room.open_keys() == []


def test_a_digest_tells_of_everything(room):
    digests = set()
    for record in (
        room.scribe.warning(), room.scribe.entry("one"), room.scribe.contact(),
        room.scribe.proposal(), room.scribe.commitment(),
    ):  # fmt: skip
        room.take_in(record)
        room.open_keys()
        digests.add(room.book.digest(T + 0.1 * HOUR_S))
    assert len(digests) == 5


def test_a_form_of_ours_is_no_news_but_is_there_for_who_may_see_no_more(room):
    ours = room.take_in(room.scribe.warning(act_by_h=5.0, miss_distance_km=0.5))
    form = derive(
        [ours],
        lambda bodies: msgspec.structs.replace(bodies[0], act_by_utc=None, miss_distance_km=1.0),
        origin="NOR", mode=Mode.REAL, t_valid=T, t=T + 60.0, signer=key_of("NOR"),
        registry=REGISTRY,
        widening=Widening(mark=make_label("U", ["FRA", "NOR"]), persons=("a.larsen", "b.moreau")),
    )  # fmt: skip
    with room.store.write() as unit:
        keep(unit, form, t=T + 60.0)
    with room.store.read() as unit:
        room.book.catch_up(unit)
    (item,) = room.book.open_items(T)
    assert (item.records, item.miss_distance_km) == ((ours.id,), 0.5)
    (seen,) = room.book.open_items(T, may=lambda label: "FRA" in label.releasable_to)
    assert (seen.records, seen.miss_distance_km) == ((form.record.id,), 1.0)
