"""What came only later and bears on plans: what is remembered, and what is said of the rest."""

from __future__ import annotations

import pytest
from nations import key_of

from cspo.markings import Mode, make_label
from cspo.operations.catalog import Picture
from cspo.operations.derive import issue
from cspo.operations.kinds import REGISTRY
from cspo.operations.plan import SaidBook, said_late
from cspo.operations.plan.meanwhile import meanwhile
from cspo.operations.plan.naming import AssetNames
from cspo.operations.plan.plans import Edition, Plan
from cspo.operations.plan.said_late import AskedSince
from cspo.records.bodies.coordination import AcknowledgementBody, Progress
from cspo.records.bodies.orbit import MeanElements, OrbitBody
from cspo.records.bodies.planning import Assumption, PlanBody, PlanStatus
from cspo.records.bodies.standing import PlanSubject
from cspo.time import Epoch

T0 = Epoch.from_utc("2026-11-26T00:00:00Z")
CAME = T0 + 72 * 3_600.0
OURS = 'max_pc("norad:101") < 1e-4'
FURTHER = 'unanswered("NOR") == 0 and plan("relay", nation="NOR").holds'
COUNTED = 'records(kind="orbit", nation="NOR", days=3) >= 1'
ASKED = (
    ("object", "norad:101"), ("party", "NOR"), ("plan", "relay"), ("count", "orbit NOR"),
)  # fmt: skip


@pytest.fixture
def said() -> SaidBook:
    asked = AskedSince()
    asked.keep(ASKED, T0, more=False)
    return SaidBook(REGISTRY, Mode.REAL, asked=asked)


def hear(said, body, origin="NOR", t=T0 + 3_600.0, came=CAME) -> str:
    record = issue(
        body, make_label("U", sorted({"GBR", origin})), origin=origin, mode=Mode.REAL, t_valid=t,
        t=t, registry=REGISTRY, signer=key_of(origin, Mode.REAL),
    )  # fmt: skip
    said.hear(record, came)
    return record.id


def orbits(*objects: str) -> OrbitBody:
    n = len(objects)
    return OrbitBody(
        object=objects, epoch_utc=(T0.utc_iso(3),) * n,
        elements=MeanElements(
            mean_motion_rad_s=(1e-3,) * n, eccentricity=(0.0,) * n, inclination_rad=(1.0,) * n,
            raan_rad=(0.0,) * n, argp_rad=(0.0,) * n, mean_anomaly_rad=(0.0,) * n,
        ),
    )  # fmt: skip


def told(said, *expressions: str, since=T0, t=T0):
    body = PlanBody(
        name="watch", number=1, status=PlanStatus.ACTIVE, objective="It looks.",
        assumptions=tuple(Assumption(text="so", expression=each) for each in expressions),
    )  # fmt: skip
    edition = Edition(
        record_id="0" * 64, origin="GBR", subject=PlanSubject.PLAN, body=body, t=t, t_ingest=t,
        label=make_label("U", ["GBR"]),
    )  # fmt: skip
    return meanwhile(
        Plan(origin="GBR", name="watch", editions=(edition,)), edition, said,
        Picture(REGISTRY, Mode.REAL), since, CAME, names=AssetNames(), sky=None,
    )  # fmt: skip


def test_orbits_of_what_plans_ask_of_words_on_other_plans_and_answers_are_learnt(said):
    batch = hear(said, orbits("norad:7", "norad:101", "norad:101"))
    hear(said, orbits("norad:8"))
    answer = hear(said, AcknowledgementBody(record="1" * 64, progress=Progress.RECEIVED))
    relay = PlanBody(name="relay", number=2, status=PlanStatus.ACTIVE, objective="It relays.")
    edition = hear(said, relay)
    hear(said, relay, origin="FRA")  # another's of that name
    hear(said, orbits("norad:101"), came=T0 + 3_610.0)  # in time
    lines = told(said, OURS, FURTHER, COUNTED)
    assert [(each.assumption, each.record_id) for each in lines if each.assumption < 3] == [
        (1, batch), *((2, each) for each in sorted((answer, edition))),
    ]  # fmt: skip
    assert len([each for each in lines if each.assumption == 3]) == 2, "both batches are counted"
    assert {each.text for each in lines} == {
        "orbit of norad:101", "acknowledgement of 11111111: received", "edition 2 of NOR/relay",
        "orbit",
    }  # fmt: skip


def test_so_much_is_remembered_of_each_nation_and_what_is_not_is_said(said, monkeypatch):
    monkeypatch.setattr(said_late, "_MOST", 3)
    said.asked.keep(ASKED[:1], T0, more=False)
    first = hear(said, orbits("norad:101"), origin="FRA")
    for k in range(5):
        hear(said, orbits("norad:101"), t=T0 + 60.0 * k, came=CAME + -100.0 + float(k))
    lines = told(said, OURS)
    assert first in {each.record_id for each in lines}, "nobody pushes out another's"
    note, *kept = [each for each in lines if each.origin in {"", "NOR"}][::-1]
    assert len(kept) == 3
    assert (note.record_id, note.assumption, note.t) == ("", 0, CAME + -99.0)
    assert "not all is remembered" in note.text
    assert all(each.record_id for each in told(said, OURS, since=CAME + -98.0))


def test_a_node_that_begins_anew_says_since_when_it_remembers(said):
    begun = T0 + 36 * 3_600.0
    said.asked.keep((), begun, more=False)
    said.asked.keep(ASKED, begun, more=False)
    notes = told(said, OURS, FURTHER)
    assert {(each.assumption, each.t, each.record_id) for each in notes} == {
        (1, begun, ""), (2, begun, ""),
    }  # fmt: skip
    assert {each.text.partition(" that came")[0] for each in notes} == {
        "orbits", "acknowledgements", "words on other plans",
    }  # fmt: skip
    assert told(said, OURS, since=begun) == []
    assert told(said, OURS, t=begun) == [], "since the plan was made"


def test_what_is_asked_all_along_is_remembered_all_along():
    asked = AskedSince()
    asked.keep(ASKED[:2], T0, more=True)
    asked.keep(ASKED[1:3], T0 + 10.0, more=True)
    assert [asked.since(each) for each in ASKED] == [T0, T0, T0 + 10.0, None]
    asked.keep(ASKED[1:3], T0 + 20.0, more=False)
    assert [asked.since(each) for each in ASKED] == [None, T0, T0 + 10.0, None]
