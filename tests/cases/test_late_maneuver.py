"""Five hours before: a late burn makes 60 m of 9 km, and the two operators' data disagree.

GBR and JPN each fly one of two satellites that pass at 9 km. JPN's station keeping, planned
late, would bring them to 60 m. JPN says so by its planned trajectory; GBR's radar, which has
seen the new orbit for minutes only, makes it 1.3 km. Within the hour they agree, or the default
that the rules give is put down, on both sides the same. All of it by a clock set by hand.
"""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest
from case_nodes import Case, CaseNode, owned
from case_orbits import meeting, trajectory_bodies
from loopback_servers import Receiver, free_port
from release_desks import conjunction
from skies import sky

from cspo.dynamics import propagate_zonal
from cspo.node.outbox import WebhookCarrier
from cspo.operations.coordinate import Stage, commit, maneuver_class, propose, way_of
from cspo.operations.coordinate.classes import rule_word
from cspo.operations.outgoing import Channel
from cspo.operations.warn.shelving import acknowledge
from cspo.records.bodies.conjunction import Encountered, OrbitOrigin
from cspo.records.bodies.coordination import Default, Maneuvering, Progress
from cspo.records.bodies.covariance import Covariance, CovarianceFrame, CovarianceOrigin
from cspo.records.bodies.objects import ManeuverClass, ObjectType
from cspo.records.bodies.watch import ContactBody
from cspo.records.bodies.words import OrbitFrame
from cspo.time import Epoch

T = Epoch.from_utc("2026-07-10T12:00:00Z")
TCA = T + 5 * 3_600.0
GBR_SAT, JPN_SAT = "norad:40001", "norad:40002"
HOUR, MINUTE = 3_600.0, 60.0
BEFORE_KM, AFTER_KM, RADAR_KM = 9.0, 0.06, 1.3
SECRET = bytes(range(32))


def trajectory(object_id: str, state, sigma_km: float, source: str):
    """From now until an hour after closest approach, as its operator plans it."""
    t_s = np.arange(0.0, 6 * HOUR + 1.0, 30.0)
    r_km, v_km_s = propagate_zonal(state[:3], state[3:], t_s - 5 * HOUR)
    return trajectory_bodies(
        object_id, T, t_s, r_km, v_km_s, sigma_rtn_km=(sigma_km, 3 * sigma_km, sigma_km),
        source=source,
    )  # fmt: skip


def by_radar():
    """GBR's own conjunction: the burn is in it, the orbit after it hardly."""
    one, two = meeting(RADAR_KM)
    sides = [
        Encountered(
            object=name, type=ObjectType.PAYLOAD, r_km=tuple(state[:3].tolist()),
            v_km_s=tuple(state[3:].tolist()),
            orbit_origin=OrbitOrigin.STATE, orbit_age_s=5 * HOUR, hard_body_radius_km=0.005,
            covariance=Covariance(
                frame=CovarianceFrame.RTN, origin=CovarianceOrigin.DETERMINED,
                lower_km2=(0.25, 0.0, 4.0, 0.0, 0.0, 0.25),
            ),
        )
        for name, state in ((GBR_SAT, one), (JPN_SAT, two))
    ]  # fmt: skip
    return conjunction(
        (GBR_SAT, JPN_SAT), tca=TCA + 0.4, miss_distance_km=RADAR_KM, object1=sides[0],
        object2=sides[1], frame=OrbitFrame.TEME, pc=2e-6, pc_method="foster1992",
        source="radar of GBR",
    )  # fmt: skip


class Play:
    """Both nodes as they are when the burn becomes known, at T."""

    def __init__(self, folder, empty_store, **channels):
        self.case = Case(folder, empty_store, T, "GBR", "JPN")
        self.gbr = self.case.node("GBR", threshold_km=10.0, window_h=6.0)
        self.jpn = self.case.node("JPN", threshold_km=10.0, window_h=6.0, **channels)
        one, before = meeting(BEFORE_KM)
        self.gbr.put([
            owned(GBR_SAT, "GBR", maneuver_class=ManeuverClass.MINIMALLY_MANEUVERABLE),
            *trajectory(GBR_SAT, one, 0.02, "plan of GBR"),
            ContactBody(party="GBR", role="duty officer", phone="+44 1", hours="always"),
        ], "JPN")  # fmt: skip
        self.jpn.put([
            owned(JPN_SAT, "JPN", maneuver_class=ManeuverClass.MANEUVERABLE),
            *trajectory(JPN_SAT, before, 0.02, "plan of JPN"),
            ContactBody(party="JPN", role="duty officer", order=1, phone="+81 1"),
            ContactBody(party="JPN", role="deputy", order=2, phone="+81 2"),
            ContactBody(party="JPN", role="director", order=3, phone="+81 3"),
        ], "GBR")  # fmt: skip
        self.gbr.put_catalog(elements_of(40001), "catalogue", "JPN")
        self.jpn.put_catalog(elements_of(40002), "catalogue", "GBR")
        self.case.minutes(1)
        assert self.misses(self.gbr) == self.misses(self.jpn) == {BEFORE_KM}
        assert self.warnings(self.jpn) == []
        self.t0 = self.jpn.t
        self.jpn.put(trajectory(JPN_SAT, meeting(AFTER_KM)[1], 0.02, "plan of JPN, new"), "GBR")
        self.gbr.put([by_radar()], "JPN")

    def misses(self, node: CaseNode):
        """Of the conjunctions that a node has of the pair now, km, to the meter."""
        (event,) = {node.picture.event_of(GBR_SAT, JPN_SAT, TCA, False)}
        reports = node.picture.conjunction_records(event)
        return {round(each.miss_distance_km, 3) for each in reports if each.is_latest}

    def warnings(self, node: CaseNode):
        return [body for _, body in node.warnings_of(GBR_SAT, JPN_SAT)]

    def propose(self, *, default: Default = Default.OTHER_MANEUVERS):
        """GBR proposes what the rules of right of way say, with half an hour to answer."""
        classes = {}
        for name, party in ((GBR_SAT, "GBR"), (JPN_SAT, "JPN")):
            told = [(fact.origin, fact.facts) for fact in self.gbr.picture.facts(name)]
            classes[name] = maneuver_class(told, party)
        way = way_of((GBR_SAT, classes[GBR_SAT]), (JPN_SAT, classes[JPN_SAT]))
        assert (way.keeps_clear, way.rule.number) == (JPN_SAT, "8")
        basis = [record for record, body in self.gbr.bodies("conjunction")
                 if body.miss_distance_km < 0.1]  # fmt: skip
        return self.gbr.do(
            propose, basis[:1], event=basis[0].payload.object, to="JPN",
            maneuvering=Maneuvering(object=JPN_SAT, party="JPN", miss_distance_km=4.0),
            act_by=TCA + -2 * HOUR, answer_by=self.gbr.t + 30 * MINUTE, default=default,
            rule=rule_word(way), person="duty.gbr", reason="Your new plan brings us to 60 m.",
        )  # fmt: skip

    def minutes_since(self, t: Epoch) -> float:
        return (t - self.t0) / MINUTE


def elements_of(number: int):
    """An old element set, which every catalogue has; what is screened goes by the trajectory."""
    return replace(sky(1, first=number % 1000), norad_id=np.array([number]))


@pytest.fixture
def play(tmp_path, empty_store):
    made = Play(tmp_path, empty_store)
    yield made
    made.case.close()


def test_both_see_both_values_and_are_warned_within_a_minute(play):
    play.case.minutes(2)
    for node in (play.gbr, play.jpn):
        assert play.misses(node) == {AFTER_KM, RADAR_KM}  # side by side under one event
        first = play.warnings(node)[0]
        assert {*first.to} == {"GBR", "JPN"}
        assert (first.severity, first.asks) == ("emergency", "action")
        assert first.miss_distance_km == pytest.approx(AFTER_KM, abs=1e-3)
        made = min(Epoch.from_utc(record.payload.t_created)
                   for record, _ in node.warnings_of(GBR_SAT, JPN_SAT))  # fmt: skip
        assert play.minutes_since(made) <= 1.0
    assert (TCA - play.t0) / HOUR == pytest.approx(5.0, abs=0.02)


def answers(play: Play, proposal_id: str):
    """JPN's officer acknowledges, and promises to maneuver."""
    jpn = play.jpn
    (event,) = {record.payload.object for record, _ in jpn.warnings_of(GBR_SAT, JPN_SAT)}
    view = jpn.warning.book.view()
    jpn.do(lambda unit, desk, **now: acknowledge(
        unit, desk, view, event, progress=Progress.ACTING, role="duty officer", **now
    ))  # fmt: skip
    jpn.do(
        commit, jpn.coordination.book, proposal_id, object_id=JPN_SAT, by=TCA + -3 * HOUR,
        person="a.sato",
    )  # fmt: skip


def test_agreement_within_the_hour(play):
    play.case.minutes(3)
    proposal = play.propose().record.id
    play.case.minutes(10)
    answers(play, proposal)
    play.case.minutes(3)
    for node in (play.gbr, play.jpn):
        (talk,) = node.coordination.book.every
        assert talk.stage is Stage.AGREED
        assert talk.in_force.answer.body.party == "JPN"
        assert talk.in_force.answer.body.object == JPN_SAT
        assert play.minutes_since(talk.in_force.confirmation.t) < 60.0
    assert play.gbr.coordination.book.digest() == play.jpn.coordination.book.digest()


@pytest.mark.parametrize(
    ("default", "party", "object_id"),
    [
        (Default.OTHER_MANEUVERS, "JPN", JPN_SAT),
        (Default.PROPOSER_MANEUVERS, "GBR", GBR_SAT),
    ],
)
def test_nobody_answers_and_the_default_is_on_record_within_the_hour(
    play, default, party, object_id
):
    play.case.minutes(3)
    play.propose(default=default)
    play.case.minutes(33)
    for node in (play.gbr, play.jpn):
        (talk,) = node.coordination.book.every
        assert talk.stage is Stage.DEFAULTED
        (put_down,) = talk.in_force.defaults
        body = put_down.body
        assert (body.party, body.object, body.status) == (party, object_id, "defaulted")
        assert play.minutes_since(put_down.t) < 60.0
    assert play.gbr.coordination.book.digest() == play.jpn.coordination.book.digest()


def channel(name: str, *roles: str) -> Channel:
    return Channel(name=name, kind="webhook", parties=("JPN",), roles=roles)


@pytest.fixture
def pagers():
    """Two pagers: real servers on the loopback."""
    found = [Receiver(), Receiver()]
    threads = [
        threading.Thread(target=each.serve_forever, args=(0.02,), daemon=True) for each in found
    ]
    for thread in threads:
        thread.start()
    yield found
    for receiver, thread in zip(found, threads, strict=True):
        receiver.shutdown()
        thread.join()
        receiver.server_close()


@pytest.mark.parametrize("dead", ["nobody listens", "it takes the call, and nobody hears it"])
def test_dead_pager_reaches_the_second_contact_within_a_quarter_of_an_hour(
    tmp_path, empty_store, pagers, dead
):
    mute, deputys_pager = pagers
    url = mute.url if dead != "nobody listens" else f"http://127.0.0.1:{free_port()}/"
    ways = {
        "pager": (channel("pager", "duty officer"), WebhookCarrier(url, SECRET), 600.0),
        "second": (channel("second", "deputy"), WebhookCarrier(deputys_pager.url, SECRET), 600.0),
    }
    play = Play(tmp_path, empty_store, ways=ways)
    reached: list[float] = []

    def look(minute: int) -> None:
        if deputys_pager.got and not reached:
            reached.append(play.minutes_since(play.jpn.t))
            answers(play, proposal)

    play.case.minutes(2)
    proposal = play.propose().record.id
    play.case.minutes(20, look)
    assert reached
    assert reached[0] <= 15.0
    for node in (play.gbr, play.jpn):
        (talk,) = node.coordination.book.every
        assert talk.stage is Stage.AGREED
        assert play.minutes_since(talk.in_force.confirmation.t) < 60.0
    with play.jpn.store.read() as unit:
        lines = [fields for _, event, fields, _ in unit.audited() if event == "escalation"]
    called = [(each["role"], each["outcome"]) for each in lines if each["party"] == "JPN"]
    # The warning's ladder and the proposal's: each calls the duty officer first.
    assert list(dict.fromkeys(called)) == [("duty officer", "told"), ("deputy", "told")]
    play.case.close()


def test_nobody_at_all_and_the_numbers_stand_on_both_screens(play):
    play.case.minutes(40)
    for node in (play.jpn, play.gbr):
        with node.store.read() as unit:
            found = [
                [each.body.phone for each in call.contacts]
                for call in node.coordination.calls(unit, t=node.t)
                if call.awaited.party == "JPN"
            ]
        assert ["+81 1", "+81 2", "+81 3"] in found
