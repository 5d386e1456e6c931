"""The ladder: who is called when nobody acknowledges, and that each rung is put down."""

from __future__ import annotations

from dataclasses import replace

import pytest
from nations import key_of
from ten_parties import REGISTRY
from two_operators import desk_for

from cspo.errors import ResourceLimit
from cspo.markings import Mode, make_label
from cspo.operations import escalation
from cspo.operations.coordination_duty import CoordinationDuty
from cspo.operations.derive import issue
from cspo.operations.escalation import EscalationPolicy
from cspo.operations.outbox_store import Delivery, MessageQuery, MessageStep
from cspo.operations.outgoing import Channel
from cspo.operations.store import DecisionRow, Outcome, RecordQuery
from cspo.records import read_record
from cspo.records.bodies.coordination import AcknowledgementBody, Progress
from cspo.records.bodies.trust import Instruction, WithdrawalBody
from cspo.records.bodies.warning import Severity, WarningBody
from cspo.records.bodies.watch import ContactBody
from cspo.records.bodies.words import Issue
from cspo.time import Epoch

T = Epoch.from_utc("2026-07-10T12:00:00Z")
TCA = T + 5 * 3600.0
EVENT = f"event:norad:40001~norad:40002@{TCA.utc_iso(3)}"
DESK = desk_for("GBR", ["JPN"])
PAGER = Channel(name="pager", kind="webhook", parties=("GBR",), roles=("duty officer",))
MAIL = Channel(name="mail", kind="mail", parties=("GBR", "JPN"))
MINUTE = 60.0


def sealed(body, origin="GBR", t=T, level="U", to=("GBR", "JPN")):
    return issue(
        body, make_label(level, to), origin=origin, mode=Mode.REAL, t_valid=t, t=t,
        signer=key_of(origin), registry=REGISTRY,
    )  # fmt: skip


def warning(*to, number=1, origin="JPN", t=T, level="U", **fields):
    values = {"issue": Issue.ISSUED if number == 1 else Issue.UPDATED, "severity": Severity.WARNING}
    values |= {"event": EVENT, "to": to or ("GBR",), "about_utc": TCA.utc_iso(3)}
    body = WarningBody(number=number, **{**values, **fields})
    return sealed(body, origin, t, level)


CONTACTS = [
    sealed(ContactBody(party="GBR", role="duty officer", order=1, phone="+44 1")),
    sealed(ContactBody(party="GBR", role="deputy", order=2, phone="+44 2", email="dep@gbr.test")),
    sealed(ContactBody(party="GBR", role="director", order=3, phone="+44 3")),
    sealed(ContactBody(party="JPN", role="duty officer", phone="+81 1", email="d@jpn.test"), "JPN"),
]


class Watch:
    """GBR's node, as far as the ladder needs it."""

    def __init__(self, store, *, channels=(PAGER, MAIL), contacts=CONTACTS):
        self.store = store
        self.channels = channels
        self.contacts = contacts
        self.restart()
        self.take(*contacts)

    def restart(self):
        """All that is kept in mind comes from the store again."""
        self.mind = CoordinationDuty(
            REGISTRY, Mode.REAL, "GBR", channels=self.channels, policy=EscalationPolicy()
        )
        with self.store.read() as unit:
            found = unit.records(RecordQuery(limit=1_000))
        self.mind.apply((read_record(each.envelope), each.t_ingest) for each in found)

    def take(self, *records, t=T):
        with self.store.write() as unit:
            unit.put_records(records, t_ingest=t)
        self.mind.apply((record, t) for record in records)

    def at(self, minutes):
        """What the ladder does at a minute, as (rung, role, outcome)."""
        ticked = self.mind.work(self.store, lambda unit: DESK, T + minutes * MINUTE)
        return [(rung.number, rung.role, rung.outcome) for rung in ticked.rungs]

    def until(self, minutes):
        """Ticks each minute: what was done in which."""
        return {m: done for m in range(minutes + 1) if (done := self.at(m))}

    def calls(self, minutes):
        with self.store.read() as unit:
            found = self.mind.calls(unit, t=T + minutes * MINUTE)
        return [[each.body.phone for each in call.contacts] for call in found]

    def messages(self, **query):
        with self.store.read() as unit:
            return [(row, step) for _, row, step in unit.messages(MessageQuery(**query))]

    def gives_up(self, minutes):
        """The sending side has given everything up that is open."""
        t = T + minutes * MINUTE
        for row, step in self.messages(open_only=True):
            ended = MessageStep(
                message_id=row.message_id, n=step.n + 1, outcome=Delivery.GAVE_UP,
                detail="connection refused", due=t, t=t,
            )  # fmt: skip
            with self.store.write() as unit:
                unit.add_message_step(ended)


def acknowledge(record, origin="GBR", t=T):
    body = AcknowledgementBody(record=record.id, progress=Progress.RECEIVED)
    return sealed(body, origin, t)


def test_silence_climbs_to_the_numbers_on_the_screen(store):
    watch = Watch(store)
    watch.take(warning())
    assert watch.until(30) == {
        0: [(1, "duty officer", "told")], 5: [(2, "deputy", "told")],
        10: [(3, "director", "no way"), (4, "", "shown")],
    }  # fmt: skip
    assert watch.calls(30) == [["+44 1", "+44 2", "+44 3"]]
    with store.read() as unit:
        lines = [fields for _, event, fields, _ in unit.audited() if event == "escalation"]
    assert [(each["rung"], each["role"], each["channels"], each["outcome"]) for each in lines] == [
        ("1", "duty officer", "pager", "told"), ("2", "deputy", "mail", "told"),
        ("3", "director", "", "no way"), ("4", "", "", "shown"),
    ]  # fmt: skip


def test_dead_pager_reaches_the_second_contact_at_once_when_it_is_known_to_be_dead(store):
    watch = Watch(store)
    watch.take(warning())
    assert watch.at(0) == [(1, "duty officer", "told")]
    watch.gives_up(1)
    assert watch.at(1) == [(2, "deputy", "told")]


def test_acknowledgement_stops_it(store):
    watch = Watch(store)
    warned = warning()
    watch.take(warned)
    watch.at(0)
    watch.take(acknowledge(warned), t=T + 3 * MINUTE)
    assert watch.until(60) == {}
    assert watch.calls(60) == []


def test_only_the_party_that_is_waited_for_can_acknowledge(store):
    watch = Watch(store)
    warned = warning()
    watch.take(warned, acknowledge(warned, "JPN"))
    assert watch.at(0) == [(1, "duty officer", "told")]


def test_restart_takes_no_rung_twice_and_skips_none(store):
    watch = Watch(store)
    watch.take(warning())
    done = {}
    for minute in range(16):
        watch.restart()
        if found := watch.at(minute):
            done[minute] = [number for number, _, _ in found]
    assert done == {0: [1], 5: [2], 10: [3, 4]}
    before = watch.mind.digest()
    watch.restart()
    assert watch.mind.digest() == before


def test_node_that_was_down_does_not_call_everybody_at_once(store):
    watch = Watch(store)
    watch.take(warning())
    assert watch.at(50) == [(1, "duty officer", "told")]
    assert watch.at(54) == []
    assert watch.at(55) == [(2, "deputy", "told")]


def test_update_goes_on_where_the_warning_before_it_was(store):
    watch = Watch(store)
    watch.take(warning())
    watch.at(0)
    watch.take(warning(number=2, t=T + 4 * MINUTE), t=T + 4 * MINUTE)
    assert watch.at(4) == []
    assert watch.at(5) == [(2, "deputy", "told")]


def test_who_has_acknowledged_is_called_again_for_what_is_graver_and_for_nothing_else(store):
    watch = Watch(store)
    first = warning()
    watch.take(first)
    watch.at(0)
    later = T + 9 * MINUTE
    watch.take(acknowledge(first), t=T + MINUTE)
    watch.take(warning(number=2, t=later), warning(origin="GBR", t=later), t=later)
    assert watch.until(20) == {}
    graver = warning(number=3, t=T + 21 * MINUTE, severity=Severity.EMERGENCY)
    watch.take(graver, t=T + 21 * MINUTE)
    assert watch.at(21) == [(1, "duty officer", "told")]
    (awaited,) = waiting_at(watch, 21)
    assert (awaited.record_id, awaited.ids) == (graver.id, (graver.id,))


def waiting_at(watch, minutes):
    with watch.store.read() as unit:
        return watch.mind.waiting(unit, t=T + minutes * MINUTE)


def test_two_origins_warn_of_one_event_and_one_ladder_is_climbed(store):
    watch = Watch(store)
    elsewhere = EVENT.replace(TCA.utc_iso(3), (TCA + 2.0).utc_iso(3))
    watch.take(warning(), warning(origin="GBR", event=elsewhere))
    assert watch.at(0) == [(1, "duty officer", "told")]
    assert len(waiting_at(watch, 0)) == 1
    (awaited,) = waiting_at(watch, 0)
    assert len(awaited.ids) == 2


@pytest.mark.parametrize(
    "record",
    [
        warning(severity=Severity.ADVISORY),
        warning(number=2, issue=Issue.CANCELLED),
        warning("JPN", origin="JPN"),  # between others
    ],
)
def test_what_waits_for_nobody_here(store, record):
    watch = Watch(store)
    watch.take(record)
    assert watch.until(20) == {}


def test_after_the_event_nobody_is_called(store):
    watch = Watch(store)
    watch.take(warning())
    assert watch.at(301) == []


def test_warning_that_was_taken_back_waits_for_nobody(store):
    watch = Watch(store)
    warned = warning()
    off = WithdrawalBody(record=warned.id, instruction=Instruction.DELETE, reason="wrong")
    watch.take(warned, sealed(off, "GBR"))  # not its origin
    assert watch.at(0) == [(1, "duty officer", "told")]
    watch.take(sealed(off, "JPN"))
    assert watch.until(20) == {}


def test_partner_is_called_after_its_own_node_has_had_time(store):
    watch = Watch(store)
    watch.take(warning("JPN", origin="GBR"))
    assert watch.until(30) == {10: [(1, "duty officer", "told")], 15: [(2, "", "shown")]}
    (message,) = [row for row, _ in watch.messages(channel="mail")]
    assert (message.address, message.party) == ("d@jpn.test", "JPN")
    assert watch.calls(30) == [["+81 1"]]


def test_what_may_not_leave_by_the_channel_is_put_down_as_withheld(store):
    watch = Watch(store)
    watch.take(warning(level="R"))
    assert watch.at(0) == [
        (1, "duty officer", "withheld"), (2, "deputy", "withheld"), (3, "director", "no way"),
        (4, "", "shown"),
    ]  # fmt: skip
    told = {row.channel: (row.body, step.outcome) for row, step in watch.messages() if row.channel}
    assert told == {"pager": (b"", Delivery.WITHHELD), "mail": (b"", Delivery.WITHHELD)}
    with store.read() as unit:
        lines = [fields for _, event, fields, _ in unit.audited() if event == "outbox"]
    assert lines[0]["detail"].startswith("rule 10")


def test_nobody_known_is_shown_at_once(store):
    watch = Watch(store, contacts=())
    watch.take(warning())
    assert watch.at(0) == [(1, "", "shown")]
    assert watch.calls(0) == [[]]


def test_who_is_known_not_to_answer_now_is_passed_over(store):
    night = replace_hours("Mon-Fri 06:00-08:00 UTC")
    watch = Watch(store, contacts=[night, *CONTACTS[1:]])
    watch.take(warning())
    assert watch.at(0) == [(1, "deputy", "told")]


def test_contact_who_goes_home_meanwhile_costs_nobody_their_place(store):
    watch = Watch(store, contacts=[replace_hours("08:00-12:03 UTC"), *CONTACTS[1:]])
    watch.take(warning())
    assert watch.until(5) == {0: [(1, "duty officer", "told")], 5: [(2, "deputy", "told")]}


def test_what_could_not_be_told_is_told_the_next_time(store):
    watch = Watch(store, channels=(replace(PAGER, kinds=("warning",), roles=()),), contacts=())
    warned = warning("FRA", origin="JPN")
    with store.write() as unit:
        unit.put_record(warned, t_ingest=T)

    class Full:
        read = store.read

        def write(self):
            raise ResourceLimit("write to store", got="a full disk")

    watch.mind.hear(warned, T)
    with pytest.raises(ResourceLimit):
        watch.mind.work(Full(), lambda unit: DESK, T)
    watch.mind.work(store, lambda unit: DESK, T)
    assert [row.about for row, _ in watch.messages()] == [warned.id]


def replace_hours(hours):
    return sealed(ContactBody(party="GBR", role="duty officer", phone="+44 1", hours=hours))


def test_channels_are_told_of_kinds_as_they_come_and_once(store):
    feed = replace(PAGER, name="hook", kinds=("warning",), roles=())
    watch = Watch(store, channels=(feed,))
    warned = warning()
    watch.take(warned)
    for _ in range(2):
        with store.write() as unit:
            told = watch.mind.tell(unit, [warned, CONTACTS[0]], t=T)
    assert [each.new for each in told] == [False]
    ((row, step),) = watch.messages()
    assert (row.rung, step.outcome, b'"mark":"U//REL TO GBR, JPN"' in row.body) == (
        0, Delivery.QUEUED, True,
    )  # fmt: skip


def test_work_begins_no_unit_of_work_where_nothing_is_due(store):
    watch = Watch(store)
    begun = []

    class Counted:
        read = store.read

        def write(self):
            begun.append(1)
            return store.write()

    def work(minutes):
        return watch.mind.work(Counted(), lambda unit: DESK, T + minutes * MINUTE)

    work(0)
    assert begun == []
    warned = warning()
    with store.write() as unit:
        unit.put_record(warned, t_ingest=T)
    watch.mind.hear(warned, T)
    assert [rung.number for rung in work(0).rungs] == [1]
    assert [work(m).rungs for m in (1, 4)] == [(), ()]
    assert len(begun) == 1
    assert [rung.number for rung in work(5).rungs] == [2]
    watch.mind.forget()
    assert watch.mind.book.every == ()


def test_what_came_long_ago_is_told_no_more(store):
    watch = Watch(store, channels=(replace(PAGER, kinds=("warning",)),))
    old, new = warning(), warning(number=2)
    with store.write() as unit:
        unit.put_records([old, new], t_ingest=T)
    watch.mind.hear(old, T)
    watch.mind.work(store, lambda unit: DESK, T + 86_401.0, ticking=False)
    watch.mind.hear(new, T)
    watch.mind.work(store, lambda unit: DESK, T + 86_400.0, ticking=False)
    assert [row.about for row, _ in watch.messages()] == [new.id]


def test_partner_acknowledges_the_form_that_it_got(store):
    """What went out was a form of our warning, under another id: the log of releases knows."""
    watch = Watch(store)
    ours, form = warning("JPN", origin="GBR"), warning("JPN", origin="GBR", text="coarse")
    watch.take(ours)
    row = DecisionRow(
        product_id=ours.id, released_id=form.id, party="JPN", outcome=Outcome.RELEASED, rule="7",
        reason="", policy="p", kind="warning", mode=Mode.REAL, object="", review_id="",
        persons=(), t_product=T, t=T,
    )  # fmt: skip
    with store.write() as unit:
        unit.log_decisions([row])
    stranger = warning("JPN", origin="GBR", text="never released")
    watch.take(acknowledge(stranger, "JPN"), t=T + MINUTE)
    assert len(waiting_at(watch, 2)) == 1
    watch.take(acknowledge(form, "JPN"), t=T + 3 * MINUTE)
    assert waiting_at(watch, 4) == ()
    assert watch.until(30) == {}


def test_what_breaks_for_one_is_done_for_the_others(store, monkeypatch):
    watch = Watch(store)
    other = f"event:norad:40003~norad:40004@{TCA.utc_iso(3)}"
    bad = warning()
    watch.take(bad, warning(event=other))
    true = escalation.tell

    def broken(unit, channel, record, *rest, **fields):
        if record.id == bad.id:
            raise ZeroDivisionError
        return true(unit, channel, record, *rest, **fields)

    monkeypatch.setattr(escalation, "tell", broken)
    assert watch.at(0) == [(1, "duty officer", "told")]
