"""Numbers of a year, pages that replace and cancel each other, marks, and who gets them."""

from __future__ import annotations

import pytest
from release_desks import desk_of, norway, sealed

from cspo.errors import UsageError
from cspo.markings import Mode, make_label
from cspo.node.store import SqliteStore
from cspo.operations.derive import body_of
from cspo.operations.event_names import EventNames
from cspo.operations.kinds import REGISTRY
from cspo.operations.notices import NoticeRegister, Standing
from cspo.operations.store import Outcome
from cspo.records.bodies.conjunction import Encountered
from cspo.records.bodies.examples import example
from cspo.records.bodies.identities import EventId
from cspo.records.bodies.trust import Instruction, WithdrawalBody
from cspo.records.bodies.warning import NoticeBody
from cspo.records.bodies.words import Issue
from cspo.time import Epoch
from tests.operations.notices.notice_words import EVENT, TCA, Press, approach, warning


@pytest.fixture
def press(store: SqliteStore) -> Press:
    return Press(store)


def standing(press: Press, mode: Mode = Mode.REAL) -> dict[str, tuple[str, str]]:
    return {each.serial: (each.standing.value, each.by) for each in press.register(mode).notices()}


def test_pages_of_a_year_are_numbered_without_gaps_in_all_languages_alike(press):
    source = press.take_in(approach())
    first = press.issue(source, languages=("en", "fr", "ja"))
    second = press.write({"en": ("Quiet", "Nothing happened.")})
    assert (first.serial, second.serial) == ("NOR-2026-0001", "NOR-2026-0002")
    bodies = [body_of(record, REGISTRY) for record in first.records]
    assert [(b.language, b.serial, b.number, b.issue) for b in bodies] == [
        (name, "NOR-2026-0001", 1, Issue.ISSUED) for name in ("en", "fr", "ja")
    ]
    later = press.issue(source, t=Epoch.from_utc("2027-01-01T00:00:00Z"))
    assert later.serial == "NOR-2027-0001"


def test_a_second_page_about_an_event_replaces_the_first(press):
    source = press.take_in(approach())
    first = press.issue(source)
    moved = press.take_in(approach(0.4, tca=TCA + 2.0))
    second = press.issue(moved)
    assert standing(press) == {
        second.serial: ("in-force", ""), first.serial: ("replaced", second.serial),
    }  # fmt: skip
    (record,) = second.records
    body = body_of(record, REGISTRY)
    assert (body.number, body.issue, body.replaces) == (2, Issue.UPDATED, first.serial)
    assert (record.payload.supersedes, record.payload.version) == (first.records[0].id, 2)
    assert f"Replaces {first.serial}" in body.text


def test_another_event_has_a_page_of_its_own(press):
    press.issue(press.take_in(approach()))
    press.issue(press.take_in(approach(tca=TCA + 6_000.0)))
    assert {state for state, _ in standing(press).values()} == {"in-force"}


def test_a_cancellation_goes_by_number_in_every_language_and_to_the_same_parties(press):
    first = press.issue(press.take_in(approach()), languages=("en", "ja"))
    cancelled = press.cancel(first.serial, "It was another object.")
    assert standing(press) == {
        cancelled.serial: ("cancellation", ""), first.serial: ("cancelled", cancelled.serial),
    }  # fmt: skip
    assert {body_of(r, REGISTRY).language for r in cancelled.records} == {"en", "ja"}
    for old, new in zip(first.records, cancelled.records, strict=True):
        assert new.payload.label == old.payload.label
        assert f"{first.serial}" in body_of(new, REGISTRY).text
        assert "It was another object." in body_of(new, REGISTRY).text


def test_only_a_page_of_ours_that_holds_is_cancelled(press):
    first = press.issue(press.take_in(approach()))
    with pytest.raises(UsageError, match="a reason, got none"):
        press.cancel(first.serial, " ")
    with pytest.raises(UsageError, match="the number of a notice in the store"):
        press.cancel("NOR-2026-0099")
    cancelled = press.cancel(first.serial)
    with pytest.raises(UsageError, match=f"got cancelled by {cancelled.serial}"):
        press.cancel(first.serial)
    with pytest.raises(UsageError, match="one in force, got cancellation"):
        press.cancel(cancelled.serial)
    with pytest.raises(UsageError, match="one in force"):
        press.write({"en": ("Again", "x")}, replaces=first.serial)
    theirs = press.take_in(notice("FRA-2026-0007"), origin="FRA")
    assert theirs.payload.origin == "FRA"
    with pytest.raises(UsageError, match="one of NOR, got one of FRA"):
        press.cancel("FRA-2026-0007")


def notice(serial: str, *, number: int = 1, replaces: str = "", text: str = "x") -> NoticeBody:
    return NoticeBody(
        number=number, issue=Issue.ISSUED if number == 1 else Issue.CANCELLED, language="en",
        title="Title", text=text, serial=serial, replaces=replaces,
    )  # fmt: skip


def test_nobody_cancels_or_numbers_what_is_anothers(press):
    ours = press.issue(press.take_in(approach()))
    press.take_in(notice("FRA-2026-0001", number=2, replaces=ours.serial), origin="FRA")
    forged = press.take_in(notice("NOR-2026-0077", text="forged"), origin="FRA")
    found = standing(press)
    assert found[ours.serial] == ("in-force", "")
    assert "NOR-2026-0077" not in found
    assert forged.id[:16] in found
    assert press.write({"en": ("Next", "x")}).serial == "NOR-2026-0002"


def test_a_page_taken_back_is_none_and_its_number_is_not_used_again(press):
    first = press.write({"en": ("One", "x")})
    body = WithdrawalBody(record=first.records[0].id, instruction=Instruction.DELETE, reason="no")
    press.take_in(body)
    assert standing(press) == {}
    assert press.write({"en": ("Two", "x")}).serial == "NOR-2026-0002"


def test_a_page_of_an_exercise_cannot_be_taken_for_a_real_one(exercise_store):
    press = Press(exercise_store)
    source = press.take_in(approach(), mode=Mode.EXERCISE)
    written = press.issue(source)
    assert written.serial == "NOR-EXERCISE-2026-0001"
    assert "EXERCISE EXERCISE EXERCISE" in body_of(written.records[0], REGISTRY).text
    assert standing(press, Mode.EXERCISE) == {written.serial: ("in-force", "")}
    assert standing(press, Mode.SIMULATED) == {}


def test_a_page_carries_the_join_of_the_marks_of_its_sources_and_goes_by_the_policy(press):
    wide = press.take_in(approach())
    narrow = press.take_in(approach(0.117, source="CDM"), origin="USA", to=("NOR", "USA"))
    alone = press.issue(wide)
    both = press.issue(wide, narrow)
    assert alone.records[0].payload.label.releasable_to == ("FRA", "NOR", "USA")
    assert both.records[0].payload.label.releasable_to == ("NOR", "USA")
    got = {row.party: row.outcome for row in both.decisions}
    assert got["FRA"] is Outcome.WITHHELD
    assert got.keys() >= {party.id for party in norway().parties}
    stricter = press.issue(wide, mark=make_label("C", ["NOR", "USA"]))
    assert stricter.records[0].payload.label.classification == "C"


def test_who_asked_for_it_stands_in_the_audit_and_nowhere_else(press):
    written = press.issue(press.take_in(approach()))
    with press.store.read() as unit:
        ((_, _, fields, _),) = unit.audited(event="notice")
    assert fields == {"serial": written.serial, "person": "a.larsen", "issue": "issued"}
    assert b"larsen" not in written.records[0].envelope


def test_a_page_is_made_of_what_belongs_together(press):
    source, warned = press.take_in(approach()), press.take_in(warning())
    happened = press.take_in(example("behavior-event"))
    press.issue(warned, source)
    press.issue(happened, names={"norad:13552": "COSMOS 1408"})
    one, two = (Encountered(object=f"norad:{n}") for n in (1, 2))
    event = "event:norad:1~norad:2@2026-02-10T16:00:00.000Z"
    other = press.take_in(approach(event=event, object1=one, object2=two))
    for wrong in ((warned,), (source, happened), (happened, happened), ()):
        with pytest.raises(UsageError, match="conjunctions of one event and its warning"):
            press.issue(*wrong)
    with pytest.raises(UsageError, match="conjunctions of one pair, got 2 pairs"):
        press.issue(source, other)
    with pytest.raises(UsageError, match="one or more languages, each once"):
        press.issue(source, languages=("en", "en"))
    with pytest.raises(UsageError, match="one or more languages"):
        press.issue(source, languages=())
    with pytest.raises(UsageError, match="one of en fr ja"):
        press.issue(source, languages=("de",))


def test_the_register_is_the_same_in_whatever_order_records_came(press):
    source = press.take_in(approach())
    for fields in ({}, {"languages": ("en", "fr")}, {}):
        press.issue(source, **fields)
    press.cancel("NOR-2026-0003")
    whole = press.register().notices()
    records = [record for record, _ in press.register()._said.values()]
    for order in (records, records[::-1]):
        other = NoticeRegister(Mode.REAL, REGISTRY)
        for record in order:
            other.apply(record)
        assert other.notices() == whole
    assert [each.standing for each in whole] == [
        Standing.CANCELLATION, Standing.CANCELLED, Standing.REPLACED, Standing.REPLACED,
    ]  # fmt: skip


def test_a_reader_sees_the_pages_of_the_marks_that_the_reader_may_see(press):
    source = press.take_in(approach())
    first = press.issue(source)
    press.issue(source, mark=make_label("U", ["NOR"]))
    seen = press.register().notices(lambda label: "FRA" in label.releasable_to)
    (page,) = seen
    assert (page.serial, page.standing, page.by) == (first.serial, Standing.REPLACED, "")
    assert press.register().notices(lambda label: False) == ()


def test_what_the_node_knows_as_one_event_has_one_page_in_force(press):
    first = press.issue(press.take_in(approach()))
    other = str(EventId.of("norad:22675", "norad:24946", TCA + 7_200.0))
    register = press.register()
    assert register.in_force_about(other, "NOR") is None
    known = EventNames()
    for name in (register.notice(first.serial).event, other):
        known.join(name, 86_164.0)  # a pair in the belt
    assert register.in_force_about(other, "NOR", known.same).serial == first.serial


def test_a_page_about_nothing_replaces_only_what_it_names(press):
    first = press.write({"en": ("One", "x")})
    press.write({"en": ("Two", "x"), "fr": ("Deux", "x")})
    third = press.write({"en": ("Three", "x")}, replaces=first.serial)
    assert standing(press)[first.serial] == ("replaced", third.serial)
    assert press.register().notice(first.serial).language == "en"
    assert press.register().in_force_about("", "NOR") is None
    assert press.register().in_force_about(EVENT, "NOR") is None


def test_the_key_of_another_nation_signs_no_page_of_ours():
    assert desk_of(norway()).nation == "NOR"
    assert sealed(notice("NOR-2026-0001")).payload.origin == "NOR"
