"""A later version names the one before it: whoever was not given that learns no id unseen."""

from __future__ import annotations

import msgspec
from nations import key_of
from release_desks import T, desk_of, norway, orbit, sealed

from cspo.markings import make_label
from cspo.node.store import SqliteStore
from cspo.operations.release.named_records import named_in
from cspo.operations.release.releasing import release
from cspo.operations.store import Outcome
from cspo.records import Record, seal

DESK = desk_of(norway())
LABEL = make_label("C", ["NOR", "USA"])


def later(first: Record, **fields: object) -> Record:
    payload = sealed(orbit("norad:1"), LABEL).payload
    changed = msgspec.structs.replace(payload, version=2, supersedes=first.id, **fields)
    return seal(changed, key_of("NOR"))


def outcome_for(store: SqliteStore, record: Record, party: str) -> Outcome:
    with store.write() as unit:
        rows = release(unit, DESK, record, t=T)
    return next(row.outcome for row in rows if row.party == party)


def test_the_next_version_waits_where_the_one_before_was_not_given(store: SqliteStore) -> None:
    hidden = sealed(orbit("norad:1"), LABEL, t=T - 60.0)
    given = sealed(orbit("norad:1"), LABEL, t=T - 30.0)
    with store.write() as unit:
        unit.put_record(hidden, t_ingest=T)
    assert outcome_for(store, given, "USA") is Outcome.RELEASED
    assert outcome_for(store, later(given), "USA") is Outcome.RELEASED
    assert outcome_for(store, later(hidden), "USA") is Outcome.REVIEW


def test_what_it_is_about_may_be_a_record(store: SqliteStore) -> None:
    first = sealed(orbit("norad:1"), LABEL)
    record = later(first, object="record:" + "ab" * 32)
    assert named_in(record, DESK) == {first.id, "ab" * 32}
    profile = norway().profiles[0]
    assert not named_in(record, DESK, msgspec.structs.replace(profile, keep=("object",)))
