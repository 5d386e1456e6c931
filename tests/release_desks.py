"""A release desk with its policy, and products of every kind that the cases speak of."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import msgspec
from nations import key_of

from cspo.markings import Label, Mode, make_label
from cspo.operations.derive import issue
from cspo.operations.kinds import REGISTRY
from cspo.operations.release.cases import case_facts, case_time
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.release.policy import Case, ReleasePolicy, duration_s
from cspo.operations.release.policy_file import load_policy
from cspo.operations.release.product_facts import KnownObjects
from cspo.operations.release.rule_conditions import Owned
from cspo.records import Record
from cspo.records.bodies.conjunction import ConjunctionBody, Encountered
from cspo.records.bodies.covariance import CovarianceColumns, CovarianceFrame, CovarianceOrigin
from cspo.records.bodies.identities import EventId
from cspo.records.bodies.orbit import OrbitBody, States
from cspo.records.bodies.words import OrbitFrame
from cspo.time import Epoch

__all__ = [
    "CASES", "EXAMPLES", "T", "body_of_case", "conjunction", "desk_of", "norway", "orbit",
    "product_of_case", "sealed",
]  # fmt: skip

CASES: Final = Path(__file__).parent / "operations" / "cases"
T: Final = Epoch.from_utc("2026-03-01T00:00:00Z")
SENSOR: Final = "vardo-3"
_numbers = itertools.count()


@cache
def norway() -> ReleasePolicy:
    """The policy with its cases."""
    return load_policy(CASES / "norway.toml", kinds=REGISTRY)


def desk_of(policy: ReleasePolicy, *owned: Owned) -> ReleaseDesk:
    """A desk of a nation whose keys are the tests'."""
    nation = policy.about.nation
    known = KnownObjects({each.object: each for each in owned})
    return ReleaseDesk(
        policy=policy,
        signer=lambda mode: key_of(nation, mode),
        registry=REGISTRY,
        ownership=lambda mode: known,
    )


@cache
def EXAMPLES(kind: str) -> Any:
    """The example body of a kind."""
    data = (files("cspo.records.bodies") / "examples" / f"{kind}.json").read_bytes()
    return REGISTRY.decode(kind, data)


def conjunction(
    objects: tuple[str, str] = ("norad:990001", "norad:990100"),
    *,
    tca: Epoch = T + 21_600.0,
    miss_distance_km: float = 0.8,
    **fields: Any,
) -> ConjunctionBody:
    """A close approach with as much in it as is given."""
    one, two = objects
    return ConjunctionBody(
        event=str(EventId.of(one, two, tca)), tca_utc=tca.utc_iso(6),
        miss_distance_km=miss_distance_km,
        **{"object1": Encountered(object=one), "object2": Encountered(object=two), **fields},
    )  # fmt: skip


def orbit(
    object_id: str = "norad:990300",
    r_km: tuple[float, float, float] = (7000.123, 12.345, -3.21),
    v_km_s: tuple[float, float, float] = (0.001, 5.3456, 5.2123),
    sigma_km: float = 0.1,
) -> OrbitBody:
    """One state with its covariance."""
    r2, v2 = sigma_km**2, (sigma_km * 1e-3) ** 2
    triangle = tuple(
        ((r2 if row < 3 else v2) if row == column else 0.0)
        for row in range(6) for column in range(row + 1)
    )  # fmt: skip
    return OrbitBody(
        object=(object_id,),
        name=("SECRET BIRD",),
        epoch_utc=("2026-03-01T00:00:00.000000Z",),
        states=States(frame=OrbitFrame.GCRF, r_km=(r_km,), v_km_s=(v_km_s,)),
        covariance=CovarianceColumns(
            frame=CovarianceFrame.RTN, lower_km2=(triangle,), origin=CovarianceOrigin.DETERMINED
        ),
        source="radar tracks of the night",
    )


def sealed(
    body: Any,
    label: Label | None = None,
    *,
    origin: str = "NOR",
    mode: Mode = Mode.REAL,
    t: Epoch = T,
    sensor: str = "",
) -> Record:
    """A record of NOR."""
    mark = make_label("R", ["CAN", "FRA", "GBR", "NOR", "USA"]) if label is None else label
    nation = origin.partition("/")[0]
    return issue(
        body, mark, origin=origin, mode=mode, t_valid=t, t=t, signer=key_of(nation, mode),
        registry=REGISTRY, sensor=sensor,
    )  # fmt: skip


def product_of_case(policy: ReleasePolicy, case: Case) -> tuple[Record, tuple[Owned, ...]]:
    """The record that a case speaks of, sealed a minute before it is decided, and whose objects.

    A past one is sealed as long ago as the case says.
    """
    facts = case_facts(policy, case)
    t = case_time(policy, case)
    made = t - (duration_s(case.made) if case.made else 60)
    record = sealed(body_of_case(case, t), facts.label, mode=case.mode, t=made, sensor=case.sensor)
    return record, facts.objects


def body_of_case(case: Case, t: Epoch) -> Any:
    """A body of the case's kind, about its objects."""
    objects = tuple(text.partition(" ")[0] for text in case.objects)
    if case.kind == "conjunction":
        return _conjunction_of_case(case, objects, t)
    if case.kind == "orbit":
        return orbit(objects[0] if objects else "norad:990300")
    example = EXAMPLES(case.kind)
    changes: dict[str, Any] = {}
    if case.kind == "warning":
        changes = {"event": objects[0], "objects": objects, "to": ("JPN",),
                   "miss_distance_km": case.miss_distance_km}  # fmt: skip
    elif case.kind == "behavior-event":
        changes = {"objects": objects}
    elif case.kind in {"ephemeris", "maneuver-notice"}:
        changes = {"object": objects[0]}
    elif case.kind == "notice":
        changes = {"text": f"page {next(_numbers)}"}
    if "rests_on" in example.__struct_fields__:
        changes["rests_on"] = ()  # what names hidden records is a matter of its own
    return msgspec.structs.replace(example, **changes)


def _conjunction_of_case(case: Case, objects: tuple[str, ...], t: Epoch) -> ConjunctionBody:
    pair = (*objects, "norad:990999")[:2]
    hours = {"6 h": 6.0, "7 d": 168.0}.get(case.tca_in, 24.0)
    # A body must state a distance; a case without one is about the rules alone.
    distance_km = 50.0 if case.miss_distance_km is None else case.miss_distance_km
    return conjunction((pair[0], pair[1]), tca=t + hours * 3600.0, miss_distance_km=distance_km)


def findings_by_party(rows: Any) -> Iterator[tuple[str, str]]:
    """Party and outcome of lines of the log."""
    for row in rows:
        yield row.party, str(row.outcome)
