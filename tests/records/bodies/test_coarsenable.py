"""What a release profile may make coarser: the paths lead somewhere, and the ways fit."""

from __future__ import annotations

import json
import types
from typing import Any, Union, get_args, get_origin

import msgspec
import pytest

from cspo.errors import UsageError
from cspo.operations.kinds import REGISTRY
from cspo.records.bodies import KINDS, ConjunctionBody, Encountered, EventId
from cspo.records.bodies.conjunction import CallPoint
from cspo.records.bodies.examples import example, example_bytes
from cspo.records.bodies.fields import EventText, SubjectText, Utc
from cspo.records.kinds import Coarsening, Kind
from cspo.records.schema import field_at
from cspo.time import Epoch

BY_NAME = {kind.name: kind for kind in KINDS}
WAYS = [(kind, path, way) for kind in KINDS for path, ways in kind.coarsenings.items()
        for way in sorted(ways)]  # fmt: skip

NEEDED_BY = {
    ("conjunction", "pc_method"): ("pc",),
    ("conjunction", "frame"): (
        "object1.r_km", "object2.r_km", "object1.v_km_s", "object2.v_km_s",
    ),
}  # fmt: skip
"""What cannot be left out while something else stays."""


def drop(parsed: Any, path: str) -> None:
    """Leave a field out of parsed JSON, in all parts of a list."""
    name, _, rest = path.partition(".")
    for each in parsed if isinstance(parsed, list) else [parsed]:
        if not rest:
            each.pop(name, None)
        elif each.get(name) is not None:
            drop(each[name], rest)


def leaf(hint: Any) -> Any:
    """The type of one value: without columns, lists and null."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is tuple:
        return leaf(arguments[0])
    if origin in {Union, types.UnionType}:
        return leaf(next(each for each in arguments if each is not type(None)))
    if hasattr(hint, "__metadata__") and hint not in {Utc, EventText, SubjectText}:
        return leaf(arguments[0])
    return hint


def test_paths_are_listed_once_with_each_way() -> None:
    assert len(WAYS) == sum(len(kind.coarsenable) for kind in KINDS) > 150


@pytest.mark.parametrize(
    ("kind", "path", "way"), WAYS, ids=[f"{k.name}-{path}-{way}" for k, path, way in WAYS]
)
def test_each_way_fits_its_field(kind: Kind, path: str, way: Coarsening) -> None:
    field = field_at(kind.body, path)
    if way is Coarsening.DROP:
        assert field.optional
        parsed = json.loads(example_bytes(kind.name))
        for other in (path, *NEEDED_BY.get((kind.name, path), ())):
            drop(parsed, other)
        REGISTRY.decode(kind.name, json.dumps(parsed).encode())
    elif way is Coarsening.ROUND_TIME:
        assert leaf(field.hint) in (Utc, EventText, SubjectText)
    else:
        assert leaf(field.hint) is float


@pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])
def test_all_of_it_can_be_left_out_at_once(kind: Kind) -> None:
    parsed = json.loads(example_bytes(kind.name))
    for path, ways in kind.coarsenings.items():
        if Coarsening.DROP in ways:
            drop(parsed, path)
    least = REGISTRY.decode(kind.name, json.dumps(parsed).encode())
    assert json.loads(REGISTRY.encode(least)) == parsed, "nothing comes back by itself"


def test_the_safety_profile_fits_into_a_conjunction() -> None:
    """Objects, time, miss distance, whom to call; nothing else."""
    whole = example("conjunction")
    assert isinstance(whole, ConjunctionBody)
    least = ConjunctionBody(
        event=whole.event, tca_utc=whole.tca_utc, miss_distance_km=whole.miss_distance_km,
        object1=Encountered(object=whole.object1.object),
        object2=Encountered(object=whole.object2.object),
        call=(CallPoint(party="USA", phone="+1 202 555 0147"),),
    )  # fmt: skip
    parsed = json.loads(REGISTRY.encode(least))
    assert set(parsed) == {"event", "tca_utc", "miss_distance_km", "object1", "object2", "call"}
    assert parsed["object1"] == {"object": "norad:24946"}


def test_an_event_rounded_in_time_is_an_event() -> None:
    event = EventId.parse(example("conjunction").about())
    minute = Epoch.from_utc(event.tca.utc_iso(0)[:16])
    rounded = str(EventId.of(event.object1, event.object2, minute))
    coarse = msgspec.structs.replace(
        example("conjunction"), event=rounded, tca_utc="2009-02-10T16:55:00Z"
    )
    assert REGISTRY.encode(coarse)


def test_a_path_that_leads_nowhere_is_told() -> None:
    with pytest.raises(UsageError):
        field_at(BY_NAME["orbit"].body, "elements.semi_major_axis_km")
    with pytest.raises(ValueError, match="blur"):
        _ = Kind(name="x", about="x", body=ConjunctionBody, coarsenable=("pc:blur",)).coarsenings
