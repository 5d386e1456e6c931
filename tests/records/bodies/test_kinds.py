"""The registry: which kinds there are, and what it refuses to write and to read."""

from __future__ import annotations

import contextlib
import json
import random
from typing import Any

import msgspec
import numpy as np
import pytest
from mutation import mutate
from nations import key_of, open_one, payload_of

from cspo.errors import MalformedMessage, UsageError
from cspo.operations.kinds import REGISTRY
from cspo.records import seal
from cspo.records.bodies import KINDS, NoticeBody, OrbitBody, Part
from cspo.records.bodies.examples import example, example_bytes, reference_orbits
from cspo.records.kinds import MAX_BODY_BYTES, Kind, Registry
from cspo.records.schema import fields_of, part_of

NAMES = [
    "catalog-object", "same-object", "orbit", "ephemeris", "observation", "conjunction",
    "maneuver-notice", "behavior-event", "warning", "notice", "acknowledgement", "opinion",
    "proposal", "commitment", "statement", "assessment", "plan", "policy", "plan-finding",
    "readiness", "obligation", "tasking", "log-entry",
    "handover", "contact", "scenario", "inject", "release-decision", "withdrawal", "key-event",
    "quarantine-note",
]  # fmt: skip
"""Every kind of the specification, in its order."""


def test_the_kinds_are_those_of_the_specification() -> None:
    assert list(REGISTRY) == NAMES
    assert [REGISTRY.known(name) for name in ("orbit", "Orbit", "", "elset")] == [True] + [
        False
    ] * 3
    assert "orbit" in REGISTRY
    assert "elset" not in REGISTRY


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_written_and_read_as_it_is(name: str) -> None:
    data = example_bytes(name)
    body = REGISTRY.decode(name, data)
    assert body == example(name)
    assert type(body) is REGISTRY.kind(name).body
    assert REGISTRY.kind_of(body).name == name
    assert REGISTRY.encode(body) == data, "the same body has the same bytes"
    assert json.loads(data) == json.loads(json.dumps(msgspec.to_builtins(body)))


def test_a_kind_that_is_not_known_is_denied() -> None:
    with pytest.raises(MalformedMessage) as denied:
        REGISTRY.decode("elset", b"{}")
    assert denied.value.keyword == "kind"
    with pytest.raises(UsageError):
        REGISTRY.encode(msgspec.structs.replace(example("statement").joined[0]))


def test_two_kinds_have_two_names_and_two_bodies() -> None:
    again = Kind(name="notice-2", about="event", body=NoticeBody)
    with pytest.raises(UsageError):
        Registry([*KINDS, again])
    with pytest.raises(UsageError):
        Registry([*KINDS, Kind(name="notice", about="event", body=Part)])


def places(struct: type[msgspec.Struct], value: dict[str, Any], path: str = "") -> Any:
    """Every object in parsed JSON with its path and the Struct that it is of."""
    yield path, struct, value
    for field in fields_of(struct):
        part, given = part_of(field.hint), value.get(field.name)
        if part is None or given is None:
            continue
        for inner in given if isinstance(given, list) else [given]:
            yield from places(part, inner, f"{path}{field.name}.")


@pytest.mark.parametrize("name", NAMES)
def test_a_field_too_many_is_refused_wherever_it_stands(name: str) -> None:
    parsed = json.loads(example_bytes(name))
    for path, _, place in places(REGISTRY.kind(name).body, parsed):
        place["colour"] = "SECRET-CANARY"
        with pytest.raises(MalformedMessage) as refused:
            REGISTRY.decode(name, json.dumps(parsed).encode())
        found = "".join(c for c in refused.value.keyword if not c.isdigit()).replace("[]", "")
        wanted = "".join(c for c in f"{path}colour" if not c.isdigit())
        assert found == wanted
        assert "SECRET" not in str(refused.value)
        del place["colour"]


@pytest.mark.parametrize("name", NAMES)
def test_a_newer_minor_version_is_read_and_its_fields_are_named(name: str) -> None:
    parsed = json.loads(example_bytes(name))
    paths = set()
    for path, _, place in places(REGISTRY.kind(name).body, parsed):
        place["colour"] = {"name": ["red"]}
        paths.add(f"{path}colour")
    newer = REGISTRY.decode_newer(name, json.dumps(parsed).encode())
    assert newer.body == example(name)
    assert set(newer.unknown) == paths
    assert len(newer.unknown) == len(paths)


def test_a_flood_of_unknown_fields_takes_no_longer_than_its_bytes() -> None:
    """50,000 of them; quadratic would be minutes."""
    parsed = json.loads(example_bytes("notice")) | {f"x{k}": k for k in range(50_000)}
    newer = REGISTRY.decode_newer("notice", json.dumps(parsed).encode())
    assert newer.body == example("notice")
    assert len(newer.unknown) == 50_000


def test_a_newer_minor_version_is_no_excuse_for_other_faults() -> None:
    parsed = json.loads(example_bytes("orbit"))
    parsed["colour"] = 1
    parsed["elements"]["eccentricity"][0] = 1.5
    with pytest.raises(MalformedMessage) as refused:
        REGISTRY.decode_newer("orbit", json.dumps(parsed).encode())
    assert refused.value.keyword == "elements.eccentricity"
    with pytest.raises(MalformedMessage):
        REGISTRY.decode_newer("orbit", b"[]")


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_field_is_named(name: str) -> None:
    parsed = json.loads(example_bytes(name))
    for path, struct, place in places(REGISTRY.kind(name).body, parsed):
        for field in fields_of(struct):
            if field.optional:
                continue
            value = place.pop(field.name)
            with pytest.raises(MalformedMessage) as refused:
                REGISTRY.decode(name, json.dumps(parsed).encode())
            assert refused.value.keyword.endswith(field.name)
            assert refused.value.keyword.count(".") == f"{path}{field.name}".count(".")
            place[field.name] = value


def refusal(name: str, data: bytes) -> MalformedMessage | None:
    """Why a body is refused; None where it is taken, being of the type after all."""
    try:
        body = REGISTRY.decode(name, data)
    except MalformedMessage as refused:
        return refused
    assert REGISTRY.decode(name, REGISTRY.encode(body)) == body
    return None


def told(refused: MalformedMessage) -> str:
    """All that a refusal says but the name of the field."""
    return str(refused.fields() | {"keyword": ""})


@pytest.mark.parametrize("name", NAMES)
def test_no_value_of_a_wrong_type_is_taken_or_repeated(name: str) -> None:
    parsed = json.loads(example_bytes(name))
    wrong = ["CANARY\n", 3.5e300, True, ["CANARY"], {"CANARY": 1}, {}, -1]
    for _, struct, place in places(REGISTRY.kind(name).body, parsed):
        for field in fields_of(struct):
            if field.name not in place:
                continue
            value = place[field.name]
            for other in wrong:
                place[field.name] = other
                said = refusal(name, json.dumps(parsed).encode())
                assert said is None or (said.keyword and "CANARY" not in told(said))
            place[field.name] = value


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{", b"null", b"[]", b"3", b'"text"', b'{"title":"a","title":"b"}', b"\xff{}",
        b'{"number":NaN}', b'{"number":1e999}', b"[" * 40 + b"]" * 40, b'{"text":"\\ud800"}',
    ],
)  # fmt: skip
def test_what_is_no_body_at_all(data: bytes) -> None:
    for name in NAMES:
        with pytest.raises(MalformedMessage):
            REGISTRY.decode(name, data)


@pytest.mark.parametrize("name", NAMES)
def test_damaged_bytes_raise_nothing_but_malformed_message(name: str) -> None:
    rng = random.Random(f"bodies {name}")
    data = example_bytes(name)
    for _ in range(150):
        damaged = mutate(data, rng)
        for read in (REGISTRY.decode, REGISTRY.decode_newer):
            with contextlib.suppress(MalformedMessage):
                read(name, damaged)


def test_a_body_is_proved_before_it_is_written() -> None:
    notice = example("notice")
    assert isinstance(notice, NoticeBody)
    for field, value in (
        ("number", True),
        ("number", "1"),
        ("language", None),
        ("title", b"x"),
        ("text", 3),
    ):
        with pytest.raises(UsageError) as refused:
            REGISTRY.encode(msgspec.structs.replace(notice, **{field: value}))
        assert refused.value.subject == field


def test_a_number_of_numpy_is_told_before_it_is_signed() -> None:
    with pytest.raises(UsageError) as refused:
        REGISTRY.encode(msgspec.structs.replace(example("notice"), number=np.int64(1)))
    assert refused.value.expected == "values of JSON"


def test_a_body_that_is_too_large_says_so() -> None:
    batch = reference_orbits()
    assert isinstance(batch, OrbitBody)
    long = msgspec.structs.replace(batch, name=("N" * 200,) * 1000, cospar=("C" * 200,) * 1000)
    with pytest.raises(UsageError) as refused:
        REGISTRY.encode(long)
    assert refused.value.expected == f"at most {MAX_BODY_BYTES:,} bytes"


def test_the_largest_batch_stays_under_a_payload() -> None:
    """1,000 objects with names, elements and covariances, every number with all its digits."""
    whole, bare = reference_orbits(), reference_orbits(covariance=False)
    assert len(REGISTRY.encode(whole)) == pytest.approx(738_000, rel=0.02)
    assert len(REGISTRY.encode(bare)) == pytest.approx(278_000, rel=0.02)
    assert len(REGISTRY.encode(whole)) < MAX_BODY_BYTES


def test_the_largest_batch_goes_through_a_record() -> None:
    """Signed, opened and read again: 1,000 orbits with covariances under one signature."""
    whole = reference_orbits()
    record = seal(payload_of(kind="orbit", body=whole), key_of("AUS"))
    assert len(record.envelope) < 1_000_000
    assert REGISTRY.decode("orbit", bytes(open_one(record.envelope).payload.body)) == whole
