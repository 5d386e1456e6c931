"""A product can't lose its marks: its label dominates each input's, whatever the inputs."""

from __future__ import annotations

import ast
import random
from pathlib import Path

import msgspec
import pytest
from nations import key_of
from release_desks import T, conjunction, orbit, sealed

import cspo.operations
from cspo.errors import UsageError
from cspo.markings import CSPO_RULEBOOK, NATIONS, Label, Mode, dominates, is_held, join, make_label
from cspo.operations.derive import Product, Widening, body_of, derive, issue
from cspo.operations.kinds import REGISTRY
from cspo.records import Record, opening_holds, read_record
from cspo.records.bodies.warning import NoticeBody
from cspo.records.bodies.words import Issue


def noted(bodies: tuple[object, ...]) -> NoticeBody:
    return NoticeBody(
        number=1, issue=Issue.ISSUED, language="en", title="A product", text=f"of {len(bodies)}"
    )


def derived(inputs: list[Record], **fields: object) -> Product:
    signer = key_of("NOR", fields.get("mode", Mode.REAL))
    given = {"origin": "NOR", "mode": Mode.REAL, "t_valid": T, "t": T, "signer": signer,
             "registry": REGISTRY}  # fmt: skip
    return derive(inputs, noted, **{**given, **fields})


def some_label(rng: random.Random) -> Label:
    """Of the common policy or a nation's, held or released to us and others."""
    policy = rng.choice(CSPO_RULEBOOK.policies)
    levels = [
        level for level in policy.levels
        if (policy.id, policy.versions[-1], level) in CSPO_RULEBOOK.ranks
    ]  # fmt: skip
    originators = rng.sample(NATIONS, rng.randint(0, 3))
    others = rng.sample(NATIONS, rng.randint(0, 6))
    return make_label(
        rng.choice(levels), [] if rng.random() < 0.1 else ["NOR", *others], policy=policy.id,
        orcon=bool(originators) and rng.random() < 0.5, originators=originators,
        caveats=rng.sample(sorted(policy.caveats), rng.randint(0, len(policy.caveats))),
        derived_from=rng.sample(["guide A", "guide B"], rng.randint(0, 2)),
        review=rng.choice(["", "2030-01-01", "2031-06-30"]),
        reason=rng.sample(["1.4a", "1.4c"], rng.randint(0, 2)),
    )  # fmt: skip


def test_product_dominates_every_input_whatever_their_marks() -> None:
    rng = random.Random(20260301)
    held = widened = 0
    for _ in range(400):
        labels = [some_label(rng) for _ in range(rng.randint(1, 5))]
        inputs = [sealed(noted((n,) * n), label, origin="NOR") for n, label in enumerate(labels)]
        mark = derived(inputs).record.payload.label
        assert all(dominates(mark, label) for label in labels)
        assert mark == join(*labels)
        assert mark.orcon == any(label.orcon for label in labels)
        assert set(mark.reason) == {word for label in labels for word in label.reason}
        assert mark.review == min((x.review for x in labels if x.review), default="")
        held += is_held(mark)
        widened += len(labels) > 1 and not is_held(mark)
    assert held > 50
    assert widened > 50


def test_a_further_mark_only_makes_it_stricter() -> None:
    one = sealed(orbit(), make_label("U", ["FRA", "NOR", "USA"]))
    strict = make_label("C", ["NOR", "USA"], caveats=["LIMDIS"])
    mark = derived([one], at_least=strict).record.payload.label
    assert mark == make_label("C", ["NOR", "USA"], caveats=["LIMDIS"])


def test_function_gets_bodies_in_order_and_no_marks() -> None:
    inputs = [sealed(orbit("norad:1")), sealed(conjunction()), sealed(orbit("norad:2"))]
    seen: list[object] = []
    derive(
        inputs, lambda bodies: seen.extend(bodies) or noted(bodies), origin="NOR", mode=Mode.REAL,
        t_valid=T, t=T, signer=key_of("NOR"), registry=REGISTRY,
    )  # fmt: skip
    assert seen == [body_of(record, REGISTRY) for record in inputs]
    assert not any(isinstance(each, Label | Record) for each in seen)


def test_lineage_commits_to_the_inputs_and_names_none() -> None:
    inputs = [sealed(orbit(f"norad:{n}")) for n in (1, 2, 3, 4, 5)]
    product = derived(inputs)
    record = product.record
    assert len(record.payload.provenance.inputs) == 8
    assert {opening.id for opening in product.openings} == {each.id for each in inputs}
    assert all(opening_holds(record.payload.provenance.inputs, each) for each in product.openings)
    for each in inputs:
        assert each.id.encode() not in record.envelope
        assert each.id not in record.payload.provenance.inputs
    again = derived(inputs).record.payload.provenance.inputs
    assert set(again).isdisjoint(record.payload.provenance.inputs), "salts are used once"


def test_record_is_ours_and_about_what_its_body_is_about() -> None:
    body = conjunction()
    record = derive(
        [sealed(orbit())], lambda _: body, origin="NOR", mode=Mode.REAL, t_valid=T, t=T + 5.0,
        signer=key_of("NOR"), registry=REGISTRY, sensor="s", software="screen 1", version=3,
        supersedes="ab" * 32,
    ).record  # fmt: skip
    payload = read_record(record.envelope).payload
    assert (payload.origin, payload.kind, payload.object) == ("NOR", "conjunction", body.event)
    assert (payload.t_created, payload.version) == ("2026-03-01T00:00:05.000000Z", 3)
    assert (payload.provenance.sensor, payload.provenance.software) == ("s", "screen 1")
    assert payload.supersedes == "ab" * 32


MIXES = [
    (Mode.REAL, Mode.EXERCISE), (Mode.REAL, Mode.SIMULATED), (Mode.REAL, Mode.TEST),
    (Mode.EXERCISE, Mode.REAL), (Mode.EXERCISE, Mode.SIMULATED), (Mode.SIMULATED, Mode.REAL),
    (Mode.TEST, Mode.REAL), (Mode.SIMULATED, Mode.EXERCISE),
]  # fmt: skip


@pytest.mark.parametrize(("product", "source"), MIXES)
def test_modes_do_not_mix(product: Mode, source: Mode) -> None:
    inputs = [sealed(orbit(), mode=product), sealed(orbit(), mode=source)]
    with pytest.raises(UsageError, match=f"mode {product}"):
        derived(inputs, mode=product)
    with pytest.raises(UsageError, match="derive"):
        derived([inputs[1]], mode=product, scenario_copies=[inputs[0].id])


def test_an_exercise_reads_the_real_records_that_its_scenario_names() -> None:
    real = sealed(orbit(), make_label("R", ["NOR", "USA"]))
    product = derived([real], mode=Mode.EXERCISE, scenario_copies=[real.id])
    assert product.record.payload.mode is Mode.EXERCISE
    assert product.record.payload.label == make_label("R", ["NOR", "USA"])
    for other in (Mode.SIMULATED, Mode.TEST):
        with pytest.raises(UsageError, match="mode"):
            derived([real], mode=other, scenario_copies=[real.id])


def test_what_rests_on_nothing_is_issued_not_derived() -> None:
    with pytest.raises(UsageError, match="at least one record"):
        derived([])


def test_what_was_not_released_to_us_is_not_used() -> None:
    stray = sealed(orbit(), make_label("U", ["FRA", "USA"]), origin="USA")
    with pytest.raises(UsageError, match="released to NOR"):
        derived([stray])


def test_an_unknown_mark_can_not_be_joined() -> None:
    with pytest.raises(UsageError, match="rulebook"):
        derived([sealed(orbit(), make_label("U", ["NOR"], policy="MARS"))])


def test_the_signer_is_of_the_mode_s_origin() -> None:
    with pytest.raises(UsageError, match="key of its origin"):
        derived([sealed(orbit())], signer=key_of("USA"))


WIDE = make_label("U", NATIONS)


@pytest.mark.parametrize(
    ("widening", "said"),
    [
        (Widening(mark=WIDE, persons=()), "2 different persons"),
        (Widening(mark=WIDE, persons=("a.larsen",)), "2 different persons"),
        (Widening(mark=WIDE, persons=("a.larsen", "a.larsen")), "2 different persons"),
        (Widening(mark=WIDE, persons=(), by_safety=True), "1 different persons"),
        (Widening(mark=make_label("U", ["NOR"], policy="MARS"), persons=("a", "b")), "unknown"),
    ],
)
def test_widening_takes_two_or_safety_s_one(widening: Widening, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        derived([sealed(orbit())], widening=widening)


def test_widening_takes_the_grant_of_every_originator() -> None:
    label = make_label("S", ["NOR", "USA"], orcon=True, originators=["GBR", "NOR", "USA"])
    record = sealed(orbit(), label)
    wide = msgspec.structs.replace(label, releasable_to=("FRA", "NOR", "USA"))
    for granted in ((), ("USA",), ("GBR",)):
        widening = Widening(mark=wide, persons=("a", "b"), granted_by=granted)
        with pytest.raises(UsageError, match="grant"):
            derived([record], widening=widening)
    widening = Widening(mark=wide, persons=("a", "b"), granted_by=("GBR", "USA"))
    assert derived([record], widening=widening).record.payload.label == wide


def test_a_mark_that_widens_nothing_needs_nobody() -> None:
    record = sealed(orbit(), make_label("U", ["FRA", "NOR"]))
    narrow = Widening(mark=make_label("C", ["NOR"]), persons=())
    assert derived([record], widening=narrow).record.payload.label == narrow.mark


def test_issue_seals_what_is_our_own() -> None:
    record = issue(
        orbit("norad:5"), make_label("U", ["NOR"]), origin="NOR", mode=Mode.REAL, t_valid=T, t=T,
        signer=key_of("NOR"), registry=REGISTRY,
    )  # fmt: skip
    assert record.payload.object == "norad:5"
    assert record.payload.provenance.inputs == ()


def test_bodies_are_unwrapped_in_derive_alone() -> None:
    """No other file of operations decodes a record's body or reads it as bytes."""
    folder = Path(cspo.operations.__file__).parent
    for path in folder.rglob("*.py"):
        if path.name == "derive.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in {"decode", "decode_newer"}:
                text = ast.unparse(node.value)
                assert "registry" not in text, f"{path.name}: {ast.unparse(node)}"
            if isinstance(node, ast.Attribute) and node.attr == "body":
                holder = ast.unparse(node.value)
                assert not holder.endswith("payload"), f"{path.name}: {holder}.body"
