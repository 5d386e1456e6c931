"""What is open follows from the records: each kind by what opens and what closes it."""

from __future__ import annotations

import pytest

from cspo.markings import Mode
from cspo.operations.watch import ItemKind, Progressed
from cspo.records.bodies.coordination import CommitmentStatus, Deed, Progress, Stance
from cspo.records.bodies.warning import Severity
from tests.operations.watch.watch_words import EVENT, HOUR_S, Scribe, T, book_of

KEY = f"warning {EVENT}"


@pytest.fixture
def scribe() -> Scribe:
    return Scribe()


def only(*records, at_h: float = 2.0, nation: str = "NOR"):
    items = book_of(*records, nation=nation).open_items(T + at_h * HOUR_S)
    assert len(items) <= 1, items
    return items[0] if items else None


class TestWarnings:
    def test_due_is_the_last_useful_moment_then_the_event_then_how_it_ended(self, scribe):
        warning = scribe.warning(miss_distance_km=0.584, rule="R3")
        new = only(warning)
        assert (new.key, new.kind, new.progress) == (KEY, ItemKind.WARNING, Progressed.NEW)
        assert new.due == T + 13 * HOUR_S
        assert new.about == T + 17 * HOUR_S
        assert new.objects == ("norad:22675", "norad:24946")
        late = only(warning, at_h=13)
        assert (late.progress, late.due) == (Progressed.LATE, T + 17 * HOUR_S)
        over = only(warning, at_h=17)
        assert (over.progress, over.due) == (Progressed.OVER, T + 41 * HOUR_S)
        assert only(warning, at_h=41) is None

    def test_without_a_useful_moment_the_event_itself_is_due(self, scribe):
        assert only(scribe.warning(act_by_h=None)).due == T + 17 * HOUR_S

    def test_the_greatest_number_counts_whatever_came_first(self, scribe):
        first, second = scribe.warning(1), scribe.warning(2, act_by_h=9.0)
        for order in ((first, second), (second, first)):
            assert only(*order).due == T + 9 * HOUR_S
            assert only(*order).number == 2

    def test_cancelled_is_closed_also_where_the_cancellation_came_first(self, scribe):
        warning, cancelled = scribe.warning(), scribe.cancellation(2)
        assert only(warning, cancelled) is None
        assert only(cancelled, warning) is None

    def test_all_who_warn_of_an_event_are_one_item(self, scribe):
        later = EVENT.replace("59.800", "58.100")
        ours, theirs = scribe.warning(), scribe.warning(origin="USA", event=later, act_by_h=9.0)
        item = only(ours, theirs)
        assert (item.key, item.source, item.party) == (KEY, "NOR", "USA")
        assert item.due == T + 9 * HOUR_S, "the first of the last useful moments"
        assert set(item.records) == {ours.id, theirs.id}
        cancelled = scribe.cancellation(2, origin="USA", event=later)
        assert only(ours, theirs, cancelled).party == ""
        assert only(ours, theirs, cancelled, scribe.cancellation(2)) is None

    def test_the_gravest_stands_for_it(self, scribe):
        ours = scribe.warning(severity=Severity.ADVISORY)
        theirs = scribe.warning(origin="USA", severity=Severity.EMERGENCY, miss_distance_km=0.06)
        item = only(ours, theirs)
        assert (item.source, item.severity, item.miss_distance_km) == ("USA", "emergency", 0.06)

    def test_what_is_taken_back_never_was(self, scribe):
        first, second = scribe.warning(1), scribe.warning(2, act_by_h=9.0)
        gone = scribe.withdrawal(second)
        assert only(first, second, gone).number == 1
        assert only(first, scribe.withdrawal(first)) is None

    def test_nobody_takes_back_what_another_said(self, scribe):
        warning = scribe.warning()
        assert only(warning, scribe.withdrawal(warning, origin="USA")) is not None

    def test_our_own_answer_counts_and_nobody_elses(self, scribe):
        warning = scribe.warning(origin="USA")
        answered = only(warning, scribe.answer(warning, Progress.RECEIVED))
        assert answered.progress is Progressed.RECEIVED
        acting = only(warning, scribe.answer(warning, Progress.RECEIVED),
                      scribe.answer(warning, Progress.ACTING))  # fmt: skip
        assert acting.progress is Progressed.ACTING
        other = only(warning, scribe.answer(warning, Progress.DONE, origin="FRA"))
        assert other.progress is Progressed.NEW

    def test_done_closes_it_only_once_it_is_over(self, scribe):
        warning = scribe.warning()
        done = scribe.answer(warning, Progress.DONE)
        assert only(warning, done).progress is Progressed.DONE
        assert only(warning, done, at_h=18) is None

    def test_the_log_closes_it_only_once_it_is_over(self, scribe):
        warning = scribe.warning()
        found = scribe.entry("both seen again, on their orbits", closes=(warning.id,))
        assert only(warning, found).key == KEY
        assert only(warning, found, at_h=18) is None

    def test_put_aside_it_stays_open_until_it_returns(self, scribe):
        warning = scribe.warning()
        aside = scribe.entry("Operator plans the burn", opens="Ask again", shelves=warning.id,
                             due_utc=(T + 4 * HOUR_S).utc_iso(6))  # fmt: skip
        shelved = only(warning, aside)
        assert (shelved.key, shelved.progress) == (KEY, Progressed.SHELVED)
        assert shelved.due == T + 4 * HOUR_S
        back = only(warning, aside, at_h=4)
        assert (back.progress, back.due) == (Progressed.NEW, T + 13 * HOUR_S)
        update = scribe.warning(2)
        assert only(warning, aside, update).progress is Progressed.SHELVED, "it is no graver"
        graver = scribe.warning(2, severity=Severity.EMERGENCY)
        assert only(warning, aside, graver).progress is Progressed.NEW
        taken = scribe.entry("It is worse than they said", closes=(aside.id,))
        assert only(warning, aside, taken).progress is Progressed.NEW

    def test_an_answer_holds_for_updates_that_are_no_graver(self, scribe):
        warning = scribe.warning()
        answer = scribe.answer(warning, Progress.RECEIVED)
        assert only(warning, answer, scribe.warning(2)).progress is Progressed.RECEIVED
        graver = scribe.warning(2, severity=Severity.EMERGENCY)
        assert only(warning, answer, graver).progress is Progressed.NEW


class TestConversations:
    TALK = f"{EVENT} NOR USA"

    def test_asked_then_unanswered_then_gone(self, scribe):
        proposal = scribe.proposal()
        asked = only(proposal, at_h=0.5)
        assert (asked.key, asked.progress) == (f"proposal {self.TALK}", Progressed.ASKED)
        assert asked.due == T + HOUR_S
        assert (asked.party, asked.word) == ("USA", "other-maneuvers")
        unanswered = only(proposal, at_h=1)
        assert (unanswered.progress, unanswered.due) == (Progressed.UNANSWERED, T + 13 * HOUR_S)
        assert only(proposal, at_h=13) is None

    def test_a_counter_proposal_is_where_they_stand(self, scribe):
        first = scribe.proposal()
        counter = scribe.proposal(2, first, origin="USA")
        item = only(first, counter, at_h=0.5)
        assert (item.key, item.number) == (f"proposal {self.TALK}", 2)
        assert item.records == (counter.id,)

    def test_a_promise_waits_for_its_confirmation_and_then_binds(self, scribe):
        proposal = scribe.proposal()
        given = scribe.commitment(proposal)
        waits = only(proposal, given, at_h=0.5)
        assert (waits.key, waits.progress) == (f"proposal {self.TALK}", Progressed.PROMISED)
        ours = scribe.commitment(
            proposal, CommitmentStatus.CONFIRMED, origin="NOR", party="NOR", deed=Deed.HOLD,
            object="norad:22675", confirms=given.id,
        )  # fmt: skip
        bound = only(proposal, given, ours)
        assert (bound.key, bound.progress) == (f"commitment {self.TALK}", Progressed.CONFIRMED)
        assert (bound.party, bound.word, bound.due) == ("USA", "maneuver", T + 13 * HOUR_S)
        done = scribe.commitment(proposal, CommitmentStatus.FULFILLED)
        assert only(proposal, given, ours, done) is None
        over = only(proposal, given, ours, at_h=13)
        assert (over.progress, over.due) == (Progressed.OVER, T + 37 * HOUR_S)
        assert only(proposal, given, ours, at_h=37) is None

    def test_a_default_binds_until_its_hour(self, scribe):
        proposal = scribe.proposal()
        had = scribe.answer(proposal, Progress.RECEIVED, origin="USA")
        late = Scribe(t=T + 2 * HOUR_S)
        default = late.commitment(proposal, CommitmentStatus.DEFAULTED, origin="NOR")
        unheard = only(proposal, default, at_h=3)  # no word of the other side: it binds nobody
        assert unheard.progress == Progressed.UNANSWERED
        item = only(proposal, had, default, at_h=3)
        assert (item.key, item.progress) == (f"commitment {self.TALK}", Progressed.DEFAULTED)
        assert item.party == "USA"

    def test_declined_stays_open(self, scribe):
        proposal = scribe.proposal()
        declined = only(proposal, scribe.opinion(proposal, Stance.DISSENT), at_h=0.5)
        assert (declined.progress, declined.due) == (Progressed.DECLINED, T + 13 * HOUR_S)

    def test_a_promise_that_answers_nothing_is_open_until_it_is_kept(self, scribe):
        item = only(scribe.commitment(), at_h=11)
        assert (item.kind, item.progress) == (ItemKind.COMMITMENT, Progressed.PROMISED)
        assert only(scribe.commitment(), at_h=12).progress is Progressed.OVER
        assert only(scribe.commitment(), at_h=36) is None
        first, done = scribe.commitment(), scribe.commitment(status=CommitmentStatus.FULFILLED)
        assert only(first, done) is None
        assert only(done, first) is None, "which came first tells nothing"


class TestContacts:
    def test_a_number_never_called_is_open_and_a_checked_one_is_not(self, scribe):
        never = scribe.contact()
        item = only(never)
        assert (item.key, item.due) == ("contact USA orbit safety desk", None)
        assert only(never, scribe.contact(checked_h=0.0)) is None

    def test_a_check_lasts_a_month(self, scribe):
        checked = scribe.contact(checked_h=0.0)
        assert only(checked, at_h=31 * 24 - 0.01) is None
        assert only(checked, at_h=31 * 24 + 0.01).about == T

    def test_a_new_number_has_to_be_called_anew(self, scribe):
        old = scribe.contact(checked_h=0.0)
        assert only(old, scribe.contact(phone="+1 202 555 0199")).text == "+1 202 555 0199"


class TestEntries:
    def test_open_until_closed(self, scribe):
        entry = scribe.entry("NOR calls", opens="Call back", due_utc=(T + HOUR_S).utc_iso(6))
        item = only(entry)
        assert (item.text, item.due) == ("Call back", T + HOUR_S)
        assert only(entry, scribe.entry("called", closes=(entry.id,))) is None

    def test_a_correction_stands_in_its_place(self, scribe):
        entry = scribe.entry(opens="Call FRA")
        corrected = scribe.entry(opens="Call JPN", corrects=entry.id)
        item = only(entry, corrected)
        assert (item.key, item.text) == (f"entry {entry.id}", "Call JPN")
        assert item.records == (entry.id, corrected.id)
        assert only(entry, scribe.entry(corrects=entry.id)) is None, "nothing is open after all"

    def test_a_closing_that_was_wrong_is_corrected_and_it_is_open_again(self, scribe):
        entry = scribe.entry(opens="Call FRA")
        closing = scribe.entry("called", closes=(entry.id,))
        assert only(entry, closing) is None
        assert only(entry, closing, scribe.entry("no answer", corrects=closing.id)) is not None

    def test_closing_any_of_its_corrections_closes_it(self, scribe):
        entry = scribe.entry(opens="Call FRA")
        corrected = scribe.entry(opens="Call JPN", corrects=entry.id)
        assert only(entry, corrected, scribe.entry("called", closes=(corrected.id,))) is None

    def test_another_nations_log_opens_nothing_here(self, scribe):
        theirs = Scribe("USA").entry(opens="Call NOR")
        assert only(theirs) is None
        assert only(theirs, nation="USA") is not None


def test_the_most_urgent_comes_first_and_what_can_wait_last(scribe):
    records = [
        scribe.entry(opens="can wait"), scribe.contact(), scribe.warning(),
        scribe.proposal(), scribe.entry(opens="soon", due_utc=(T + 0.25 * HOUR_S).utc_iso(6)),
    ]  # fmt: skip
    items = book_of(*records).open_items(T + 0.2 * HOUR_S)
    assert [item.kind.value for item in items] == [
        "entry", "proposal", "warning", "entry", "contact",
    ]  # fmt: skip
    assert [item.text for item in items if item.kind is ItemKind.ENTRY] == ["soon", "can wait"]


def test_other_modes_and_kinds_tell_nothing(scribe):
    book = book_of(scribe.warning())
    book.mode = Mode.EXERCISE
    book.apply(scribe.warning(2))
    assert len(book.open_items(T)) == 1


def test_what_is_long_over_can_be_forgotten_and_nothing_else(scribe):
    proposal = scribe.proposal()
    book = book_of(scribe.warning(), scribe.cancellation(2), proposal, scribe.commitment(proposal),
                   scribe.entry(opens="stays"), scribe.contact())  # fmt: skip
    assert book.forget(T + 6 * 86_400.0) == 0
    before = book.digest(T + 30 * 86_400.0)
    assert book.forget(T + 30 * 86_400.0) == 4
    assert book.digest(T + 30 * 86_400.0) == before
    assert len(book.open_items(T + 30 * 86_400.0)) == 2


def test_a_reader_is_told_from_what_the_reader_may_see(scribe):
    hidden, seen = scribe.warning(origin="USA"), scribe.warning(2, act_by_h=9.0)
    note = scribe.entry(opens="Call FRA")
    correction = scribe.entry(opens="Call JPN", corrects=note.id)
    book = book_of(hidden, seen, note, correction)
    visible = {seen.payload.label}

    def may(label):
        return label in visible and label.releasable_to == ("NOR",)

    (item, entry) = book.open_items(T, may=may)
    assert (item.records, item.party, item.due) == ((seen.id,), "", T + 9 * HOUR_S)
    assert entry.text == "Call JPN"
    assert book.open_items(T, may=lambda label: False) == ()
    assert book.log(may=lambda label: label is not correction.payload.label) != book.log()
