"""What a body must be: numbers, columns, instants, texts, and the rules between fields."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Iterator
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cspo.errors import MalformedMessage, UsageError
from cspo.operations.kinds import REGISTRY
from cspo.records.bodies import KINDS, Body, InvalidBody, OrbitBody, Part
from cspo.records.bodies.body import COLUMN, Check
from cspo.records.bodies.conjunction import ConjunctionBody
from cspo.records.bodies.coordination import OpinionBody, ProposalBody, Stance, StatementBody
from cspo.records.bodies.covariance import CovarianceColumns, CovarianceFrame
from cspo.records.bodies.ephemeris import EphemerisBody
from cspo.records.bodies.examples import example, example_bytes, reference_orbits
from cspo.records.bodies.observation import ObservationBody
from cspo.records.bodies.orbit import MeanElements, States
from cspo.records.bodies.planning import PlanBody
from cspo.records.bodies.tasking import TaskingStep
from cspo.records.bodies.trust import (
    Instruction,
    KeyChange,
    KeyEventBody,
    ReleaseChoice,
    ReleaseDecisionBody,
)
from cspo.records.bodies.warning import WarningBody
from cspo.records.bodies.watch import HandoverStep
from cspo.records.bodies.words import Issue, OrbitFrame
from cspo.records.schema import walk

NAMES = [kind.name for kind in KINDS]
replace = msgspec.structs.replace


def parts_of(value: Any) -> Iterator[Part]:
    """A part and all parts inside it."""
    if isinstance(value, Part):
        yield value
        for name in value.__struct_fields__:
            yield from parts_of(getattr(value, name))
    elif isinstance(value, tuple):
        for each in value:
            yield from parts_of(each)


def refused(part: Part, field: str, value: Any) -> str:
    """The field that the refusal of a value names."""
    with pytest.raises(InvalidBody) as error:
        replace(part, **{field: value})
    assert isinstance(error.value, UsageError)
    assert isinstance(error.value, ValueError)
    return error.value.keyword


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("wrong", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_not_finite_is_refused(name: str, wrong: float) -> None:
    for part in parts_of(example(name)):
        for field in part.__struct_fields__:
            value = getattr(part, field)
            if isinstance(value, float):
                assert refused(part, field, wrong) == field
            if isinstance(value, tuple) and value and isinstance(value[0], float):
                assert refused(part, field, (*value[:-1], wrong)) == field
            if isinstance(value, tuple) and value and isinstance(value[0], tuple):
                assert refused(part, field, ((wrong, *value[0][1:]), *value[1:])) == field


@pytest.mark.parametrize("name", NAMES)
def test_nan_in_bytes_is_refused(name: str) -> None:
    data = example_bytes(name)
    floats = [
        f for f in walk(REGISTRY.kind(name).body) if f.hint is float or "float" in str(f.hint)
    ]
    for field in floats:
        start = data.find(b'"%s":' % field.name.encode())
        if start < 0:
            continue
        start += len(field.name) + 3
        damaged = data[:start] + b"NaN" + data[start:].lstrip(b"[-0123456789.e+")
        with pytest.raises(MalformedMessage):
            REGISTRY.decode(name, damaged)


@pytest.mark.parametrize("name", ["orbit", "ephemeris", "observation"])
def test_a_column_of_another_length_is_named(name: str) -> None:
    seen = 0
    for part in parts_of(example(name)):
        hints = get_type_hints(type(part), include_extras=True)
        columns = [
            field
            for field in part.__struct_fields__
            if COLUMN in getattr(hints[field], "__metadata__", ()) and getattr(part, field)
        ]
        for field in columns if len(columns) > 1 else []:
            value = getattr(part, field)
            seen += 1
            assert refused(part, field, (*value, value[-1])) != ""
            with pytest.raises(InvalidBody) as short:
                replace(part, **{field: value[:-1]})
            assert short.value.keyword == field
            assert short.value.got == f"{len(value) - 1} rows"
    assert seen >= 3


def test_columns_of_parts_are_as_long_as_the_objects() -> None:
    orbit = example("orbit")
    assert isinstance(orbit, OrbitBody)
    more = reference_orbits(3, covariance=True)
    assert refused(orbit, "elements", more.elements) == "elements"
    assert refused(orbit, "covariance", more.covariance) == "covariance"
    assert refused(orbit, "elements", None) == "elements"
    states = States(
        frame=OrbitFrame.GCRF, r_km=((7000.0, 0.0, 0.0),) * 2, v_km_s=((0.0, 7.5, 0.0),) * 2
    )
    assert refused(orbit, "states", states) == "elements", "elements and states at once"
    assert replace(orbit, elements=None, states=states).states == states


def test_a_batch_has_one_to_a_thousand_objects() -> None:
    thousand = reference_orbits(1000, covariance=False)
    assert len(thousand.object) == 1000
    with pytest.raises(InvalidBody) as many:
        reference_orbits(1001, covariance=False)
    assert (many.value.keyword, many.value.got) == ("object", "1,001")
    with pytest.raises(InvalidBody):
        reference_orbits(0, covariance=False)
    facts = example("catalog-object")
    assert refused(facts, "objects", facts.objects * 334) == "objects"
    assert refused(facts, "objects", ()) == "objects"
    assert replace(facts, objects=facts.objects * 333).about() == ""


numbers = st.floats(allow_nan=False, allow_infinity=False)
angles = st.floats(-2 * math.pi, 2 * math.pi)


@st.composite
def batches(draw: st.DrawFn) -> OrbitBody:
    n = draw(st.integers(1, 6))

    def column(of: st.SearchStrategy[Any]) -> Any:
        return tuple(draw(st.lists(of, min_size=n, max_size=n)))

    triangle = st.tuples(*[
        numbers if k not in {0, 2, 5} else st.floats(0.0, allow_infinity=False) for k in range(6)
    ])  # fmt: skip
    matrices = column(st.none() | triangle)
    return OrbitBody(
        object=column(st.integers(1, 999_999_999).map("norad:{}".format)),
        name=column(st.text(st.characters(codec="ascii", categories=["L", "N", "P"]), max_size=40)),
        epoch_utc=column(st.datetimes().map(lambda t: t.isoformat(timespec="microseconds") + "Z")),
        elements=MeanElements(
            mean_motion_rad_s=column(st.floats(1e-300, 1.0)),
            eccentricity=column(st.floats(0.0, 1.0, exclude_max=True)),
            inclination_rad=column(st.floats(0.0, math.pi)), raan_rad=column(angles),
            argp_rad=column(angles), mean_anomaly_rad=column(angles), bstar_per_er=column(numbers),
        ),
        covariance=(
            CovarianceColumns(frame=CovarianceFrame.RTN, lower_km2=matrices)
            if any(matrices) else None
        ),
    )  # fmt: skip


@given(batches())
def test_every_float64_comes_back_as_it_was(batch: OrbitBody) -> None:
    data = REGISTRY.encode(batch)
    assert REGISTRY.decode("orbit", data) == batch
    assert REGISTRY.encode(REGISTRY.decode("orbit", data)) == data
    assert json.loads(data)["elements"]["raan_rad"] == list(batch.elements.raan_rad)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text",
    [
        "2024-11-01", "2024-11-01T00:00:00", "2024-11-01T00:00Z", "2024-11-01 00:00:00Z",
        "2024-11-31T00:00:00Z", "2024-11-01T24:00:00Z", "2024-11-01T00:00:60Z",
        "2024-306T00:00:00Z",
        "2024-11-01T00:00:00+00:00", "2024-11-01T00:00:00.1234567891Z", "2024-11-01T00:00:00.Z",
        "٢٠٢٤-11-01T00:00:00Z", " 2024-11-01T00:00:00Z", "2024-11-01T00:00:00Z\n", "",
    ],
)  # fmt: skip
def test_an_instant_is_utc_in_one_form(text: str) -> None:
    assert refused(example("log-entry"), "at_utc", text) == "at_utc"


def test_a_leap_second_is_an_instant_where_there_was_one() -> None:
    entry = example("log-entry")
    assert replace(entry, at_utc="2016-12-31T23:59:60.5Z")
    assert refused(entry, "at_utc", "2017-12-31T23:59:60.5Z") == "at_utc"


@pytest.mark.parametrize(
    "text", ["a\x00b", "a\x1b[31mb", "a\x85b", "abc\u202egnp", "a\u2066b", "a\u2028b", "\ud800"]
)
def test_texts_hold_no_controls_and_do_not_turn_around(text: str) -> None:
    assert refused(example("notice"), "text", text) == "text"
    assert refused(example("notice"), "title", text) == "title"


def test_texts_have_their_length_and_lines_are_lines() -> None:
    notice = example("notice")
    assert replace(notice, text="a\n\tb" * 2000)
    assert refused(notice, "text", "a" * 8001) == "text"
    assert refused(notice, "title", "a" * 201) == "title"
    assert refused(notice, "title", "a\nb") == "title"
    assert refused(notice, "title", "") == "title"
    assert replace(notice, title="Sécurité: 日本語").title == "Sécurité: 日本語"
    assert refused(notice, "language", "English") == "language"


def test_days_parties_keys_and_digests_have_their_forms() -> None:
    facts = example("catalog-object").objects[0]
    for day in ("2002-02-30", "2002-3-1", "20020301", "2002-W09-5"):
        assert refused(facts, "launched", day) == "launched"
    assert refused(example("contact"), "party", "GBR/Acme Sat") == "party"
    assert refused(example("contact"), "party", "RUS") == "party"
    assert refused(example("key-event"), "key", "AUS#" + "A" * 32) == "key"
    assert refused(example("policy"), "sha256", "a" * 63) == "sha256"
    assert refused(example("opinion"), "record", "g" * 64) == "record"
    assert refused(example("opinion"), "record", "a" * 64 + "#1000") == "record"
    assert replace(example("opinion"), record="a" * 64 + "#999")


def test_a_frozen_body_stays_as_it_is() -> None:
    with pytest.raises(AttributeError):
        example("notice").title = "other"  # type: ignore[attr-defined]
    with pytest.raises(TypeError):
        type(example("notice"))(headline="x")


def test_a_list_is_no_column_and_a_number_no_text() -> None:
    orbit = example("orbit")
    assert refused(orbit, "object", ["norad:5", "norad:25544"]) == "object"
    assert refused(orbit, "source", 5) == "source"
    assert refused(orbit, "elements", {"theory": "SGP4"}) == "elements"
    assert refused(example("notice"), "issue", "issued") == "issue"
    assert refused(example("same-object"), "same", 1) == "same"
    assert refused(example("plan"), "number", 2**53 + 1) == "number"


def test_an_event_is_that_of_its_pair() -> None:
    conjunction = example("conjunction")
    assert isinstance(conjunction, ConjunctionBody)
    other = replace(conjunction.object2, object="norad:5")
    assert refused(conjunction, "object2", other) == "event"
    swapped = replace(conjunction, object1=conjunction.object2, object2=conjunction.object1)
    assert swapped.about() == conjunction.event
    assert refused(conjunction, "frame", None) == "frame"
    assert refused(conjunction, "pc_method", "") == "pc_method"
    assert refused(conjunction, "pc", 1.1) == "pc"


def test_numbered_texts_are_issued_once_and_cancelled_explicitly() -> None:
    warning = example("warning")
    assert isinstance(warning, WarningBody)
    assert refused(warning, "number", 2) == "issue"
    assert refused(warning, "issue", Issue.CANCELLED) == "issue"
    assert replace(warning, number=2, issue=Issue.UPDATED)
    assert replace(warning, number=3, issue=Issue.CANCELLED)
    assert refused(warning, "to", ("USA", "USA")) == "to"
    assert refused(warning, "to", ()) == "to"
    assert refused(example("notice"), "number", 2) == "issue"


def test_windows_end_after_they_begin() -> None:
    for name in ("maneuver-notice", "behavior-event", "tasking"):
        assert refused(example(name), "stop_utc", "2001-01-01T00:00:00Z") == "stop_utc"
    assert refused(example("proposal"), "act_by_utc", "2001-01-01T00:00:00Z") == "act_by_utc"
    assert refused(example("policy"), "in_force_until", "2001-01-01") == "in_force_until"


def test_answers_name_what_they_answer() -> None:
    proposal = example("proposal")
    assert isinstance(proposal, ProposalBody)
    assert refused(proposal, "number", 2) == "counters"
    assert replace(proposal, number=2, counters="a" * 64)
    assert refused(example("tasking"), "request", "a" * 64) == "request"
    assert refused(example("handover"), "offer", None) == "offer"
    opinion = example("opinion")
    assert isinstance(opinion, OpinionBody)
    assert refused(opinion, "reason", "") == "reason"
    assert replace(opinion, stance=Stance.CONCUR, reason="")


def test_refusals_have_reasons() -> None:
    answer = replace(example("tasking"), step=TaskingStep.DECLINED, request="a" * 64)
    assert refused(answer, "reason", "") == "reason"
    returned = replace(example("handover"), step=HandoverStep.RETURNED, note="No list of events")
    assert refused(returned, "note", "") == "note"


def test_a_widening_has_two_persons_and_a_withholding_a_reason() -> None:
    decision = example("release-decision")
    assert isinstance(decision, ReleaseDecisionBody)
    same = replace(decision, choice=ReleaseChoice.RELEASED, released_as=None)
    assert refused(same, "choice", ReleaseChoice.WIDENED) == "roles"
    assert refused(same, "choice", ReleaseChoice.DEGRADED) == "released_as"
    assert replace(same, choice=ReleaseChoice.WIDENED, roles=("release officer", "commander"))
    withheld = replace(same, choice=ReleaseChoice.WITHHELD)
    assert refused(withheld, "reason", "") == "reason"
    assert refused(decision, "recipients", ("NOR", "FRA")) == "recipients"


def test_keys_that_end_have_a_last_checkpoint() -> None:
    event = example("key-event")
    assert isinstance(event, KeyEventBody)
    assert refused(event, "untrusted_after_checkpoint", None) == "untrusted_after_checkpoint"
    assert refused(event, "change", KeyChange.CREATED) == "untrusted_after_checkpoint"
    rotated = replace(event, change=KeyChange.ROTATED, untrusted_after_checkpoint=None)
    assert refused(rotated, "successor", None) == "successor"
    withdrawal = example("withdrawal")
    assert refused(withdrawal, "replaced_by", None) == "replaced_by"
    assert refused(withdrawal, "instruction", Instruction.DELETE) == "replaced_by"


def test_steps_and_bounds_are_in_order() -> None:
    plan = example("plan")
    assert isinstance(plan, PlanBody)
    assert refused(plan, "steps", plan.steps[::-1]) == "steps.number"
    assert refused(plan, "steps", plan.steps[1:]) == "steps.after"
    finding = example("assessment").findings[1]
    assert refused(finding, "high", 5.0) == "low"


def test_trajectories_increase_and_covariances_lie_within() -> None:
    ephemeris = example("ephemeris")
    assert isinstance(ephemeris, EphemerisBody)
    assert refused(ephemeris, "t_s", (0.0, 60.0, 60.0)) == "t_s"
    assert refused(ephemeris, "t_s", (0.0, 60.0, 100.0)) == "covariance.t_s"
    history = ephemeris.covariance
    assert history is not None
    assert refused(history, "t_s", (0.0, 120.0, 60.0)) == "t_s"
    assert refused(history, "lower_km2", (None, *history.lower_km2[1:])) == "lower_km2"
    assert refused(ephemeris, "piece", 2) == "piece"
    assert refused(ephemeris, "nodes", 1) == "nodes"


def test_measurements_are_in_order_and_angles_in_pairs() -> None:
    track = example("observation")
    assert isinstance(track, ObservationBody)
    measured = track.measurements
    assert refused(measured, "t_s", (0.0, 0.04, 0.02, 0.06)) == "t_s"
    assert refused(measured, "azimuth_rad", (0.1,) * 4) == "azimuth_rad"
    with pytest.raises(InvalidBody) as nothing:
        replace(measured, range_km=(), range_rate_km_s=())
    assert nothing.value.keyword == "range_km"
    missing = replace(measured, range_km=(None, *measured.range_km[1:]))
    assert missing.range_km[0] is None
    unknown = replace(track, candidates=())
    assert unknown.about() == ""
    assert json.loads(REGISTRY.encode(unknown)).get("candidates") is None


def test_who_joins_a_statement_signs_with_a_key_of_its_nation() -> None:
    statement = example("statement")
    assert isinstance(statement, StatementBody)
    french, british = statement.joined
    assert refused(french, "party", "DEU") == "key"
    assert replace(british, party="GBR/acme-sat")
    assert refused(french, "signature_base64", "A" * 88) == "signature_base64"
    assert refused(statement, "joined", (british, french)) == "joined"


def test_a_contact_can_be_reached() -> None:
    contact = example("contact")
    assert refused(contact, "checked_by", None) == "checked_by"
    with pytest.raises(InvalidBody):
        replace(contact, phone="", email="")


def test_an_exercise_has_players_and_an_inject_somebody_who_learns_of_it() -> None:
    scenario = example("scenario")
    assert refused(scenario, "parties", ()) == "parties"
    assert refused(scenario, "parties", ("USA", "AUS")) == "parties"
    assert refused(example("inject"), "to", ()) == "to"


def test_behavior_names_each_object_once_and_two_identities_are_two() -> None:
    event = example("behavior-event")
    assert refused(event, "objects", ("norad:5", "norad:5")) == "objects"
    assert replace(event, objects=()).about() == ""
    assert refused(example("same-object"), "object2", "cospar:2002-009A") == "object2"
    assert refused(example("same-object"), "object1", "vimpel:1") == "object2"


ABOUT = {
    "catalog-object": "", "same-object": "cospar:2002-009A", "orbit": "",
    "ephemeris": "norad:44714", "observation": "norad:27386",
    "conjunction": "event:norad:22675~norad:24946@2009-02-10T16:55:59.795Z",
    "maneuver-notice": "norad:41335", "behavior-event": "norad:13552",
    "warning": "event:norad:44971~norad:48274@2021-07-01T13:15:00.000Z",
    "notice": "norad:13552",
    "proposal": "event:norad:22675~norad:24946@2009-02-10T16:55:59.795Z",
    "commitment": "event:norad:22675~norad:24946@2009-02-10T16:55:59.795Z",
    "statement": "norad:13552", "tasking": "norad:27386", "log-entry": "norad:13552",
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_what_a_body_is_about(name: str) -> None:
    body = example(name)
    assert isinstance(body, Body)
    assert body.about() == ABOUT.get(name, "")


def test_a_batch_of_one_is_about_it() -> None:
    assert reference_orbits(1, covariance=False).about() == "norad:990000001"
    facts = example("catalog-object")
    assert replace(facts, objects=facts.objects[:1]).about() == "norad:27386"
    orbit = example("orbit")
    history = replace(orbit, object=("norad:5", "norad:5"))
    assert history.about() == "norad:5", "one object at two epochs"


def test_no_error_repeats_what_a_body_says() -> None:
    with pytest.raises(InvalidBody) as error:
        replace(example("notice"), title="CANARY\n")
    assert "CANARY" not in str(error.value.fields())
    assert error.value.got == "text of 7 characters"


def test_every_text_has_a_form_and_every_type_a_check() -> None:
    """A bare str, or a type that nothing checks, is a hole."""
    for kind in KINDS:
        for field in walk(kind.body):
            assert "str" not in bare(field.hint), (kind.name, field.path)


def bare(hint: Any) -> set[str]:
    """Names of the plain types in an annotation that no check narrows."""
    if any(isinstance(note, Check) for note in getattr(hint, "__metadata__", ())):
        return set()
    inner = [argument for argument in get_args(hint) if argument is not Ellipsis]
    if get_origin(hint) is None and not inner:
        return {getattr(hint, "__name__", "")}
    return set().union(*map(bare, inner)) if inner else set()


def test_what_stands_for_a_check_can_not_be_left_out() -> None:
    class Loose(Part, frozen=True, kw_only=True):
        anything: dict[str, int]

    with pytest.raises(TypeError, match="no check"):
        Loose(anything={})
    assert dataclasses.is_dataclass(Check)
