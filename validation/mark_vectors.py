"""Vectors of marks and of bodies: who may have what, what products carry, what a kind asks for."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from typing import Any

import msgspec

from cspo.markings import (
    Action,
    Mode,
    Subject,
    decide,
    decide_widening,
    dominates,
    join,
    make_label,
    portion_mark,
)
from cspo.records.bodies import KINDS
from cspo.records.bodies.examples import example_bytes

# Marks.


def plain(value: Any) -> Any:
    """As JSON has it."""
    return json.loads(msgspec.json.encode(value))


def subject_fields(subject: Subject) -> dict[str, Any]:
    """A subject, with its sets sorted."""
    return {
        "party": subject.party, "ceiling": subject.ceiling, "caveats": sorted(subject.caveats),
        "modes": sorted(subject.modes),
        "nationalities": None if subject.nationalities is None else list(subject.nationalities),
    }  # fmt: skip


LABELS = {
    "open": make_label("U", ["AUS", "FRA"]),
    "held": make_label("U", []),
    "secret": make_label("S", ["AUS", "FRA", "GBR"]),
    "guest": make_label("R", ["AUS", "GBR/acme-sat"]),
    "orcon": make_label("C", ["AUS", "FRA"], orcon=True, originators=["AUS", "USA"]),
    "caveats": make_label("U", ["AUS", "FRA"], caveats=["LIMDIS", "PROPIN"]),
    "French": make_label("SECRET", ["FRA", "AUS"], policy="FRA"),
    "German": make_label("GEHEIM", ["DEU", "FRA", "AUS"], policy="DEU", review="2030-01-01"),
    "no equivalent": make_label("PROTECTED B", ["CAN", "FRA"], policy="CAN"),
    "unknown policy": make_label("U", ["AUS", "FRA"], policy="OTHER"),
    "unknown version": make_label("U", ["AUS", "FRA"], policy_version=2),
    "unknown level": make_label("COSMIC", ["AUS", "FRA"]),
    "unknown party": make_label("U", ["AUS", "FRA", "XXX"]),
    "unknown originator": make_label("U", ["AUS", "FRA"], originators=["XXX"]),
    "unknown caveat": make_label("U", ["AUS", "FRA"], caveats=["EYES"]),
}
REAL = frozenset({Mode.REAL})
SUBJECTS = {
    "FRA": Subject("FRA", "S", frozenset({"LIMDIS", "PROPIN"}), REAL),
    "FRA, unclassified": Subject("FRA", "U", frozenset(), REAL),
    "FRA, exercises": Subject("FRA", "S", frozenset({"LIMDIS"}), frozenset({Mode.EXERCISE})),
    "GBR": Subject("GBR", "TS", frozenset(), REAL),
    "a guest": Subject("GBR/acme-sat", "R", frozenset(), REAL),
    "a person": Subject("FRA", "S", frozenset({"LIMDIS", "PROPIN"}), REAL, ("FRA",)),
    "a person of two": Subject("FRA", "S", frozenset(), REAL, ("FRA", "USA")),
    "a person of none": Subject("FRA", "S", frozenset(), REAL, ()),
    "a stranger": Subject("XXX", "S", frozenset(), REAL),
    "no ceiling": Subject("FRA", "SECRET", frozenset(), REAL),
}
WIDENINGS: list[tuple[str, str, tuple[str, ...]]] = [
    ("open", "open", ()), ("open", "held", ()), ("held", "open", ()), ("secret", "open", ()),
    ("open", "secret", ()), ("orcon", "open", ()), ("orcon", "open", ("AUS",)),
    ("orcon", "open", ("AUS", "USA")), ("orcon", "orcon", ()), ("open", "unknown policy", ()),
    ("unknown caveat", "open", ()), ("German", "secret", ()),
]  # fmt: skip
MARKS: list[tuple[str, tuple[str, ...], str | None]] = [
    ("U//REL TO AUS, FRA", (), "open"),
    ("(U//REL TO FRA, AUS)", (), "open"),
    ("UNCLASSIFIED//REL TO AUS, FRA", (), "open"),
    ("U//HELD", (), "held"),
    ("U", (), "held"),
    ("S//REL TO AUS, FRA, GBR", (), "secret"),
    ("C//OC/REL TO AUS, FRA", ("AUS", "USA"), "orcon"),
    ("CONFIDENTIAL//ORCON/REL TO AUS, FRA", ("USA", "AUS"), "orcon"),
    ("U//LIMDIS/PROPIN/REL TO AUS, FRA", (), "caveats"),
    ("//FRA SECRET//REL TO AUS, FRA", (), "French"),
    ("C//OC/REL TO AUS, FRA", (), None),
    ("U//REL TO AUS,FRA", (), None),
    ("U//REL TO AUS, AUS", (), None),
    ("U//REL TO CSPO", (), None),
    ("U//NOFORN", (), None),
    ("U//REL TO", (), None),
    ("//CSPO U//REL TO AUS", (), None),
    ("X//REL TO AUS", (), None),
    ("", (), None),
]


def marks() -> dict[str, Any]:
    """Decisions, joins, orders, changes of labels; portion marks to write and to read."""
    doors = [("REAL", "enqueue"), ("EXERCISE", "query"), ("DRILL", "query"), ("REAL", "peek")]
    decisions = []
    for (label, of), (subject, who) in itertools.product(LABELS.items(), SUBJECTS.items()):
        for mode, action in doors if (label, subject) in {("open", "FRA"), ("held", "GBR")} else (
            doors[0],
        ):  # fmt: skip
            found = decide(of, mode, who, action)  # type: ignore[arg-type]
            decisions.append([label, mode, subject, action, found.permitted, found.rule])
    known = [name for name, label in LABELS.items() if not name.startswith(("unknown", "no "))]
    joins = [[[one, two], plain(join(LABELS[one], LABELS[two]))]
             for one, two in itertools.combinations_with_replacement(known, 2)]  # fmt: skip
    joins += [[["secret", "orcon", "caveats"], plain(join(*(LABELS[name] for name in (
        "secret", "orcon", "caveats"))))], [["open", "unknown level"], None],
        [["no equivalent"], None]]  # fmt: skip
    changes = []
    for old, new, granted in WIDENINGS:
        found = decide_widening(LABELS[old], LABELS[new], granted_by=granted)
        changes.append([old, new, list(granted), found.permitted, found.rule])
    names = [*known, "unknown level"]
    return {
        "about": "labels and subjects by name; who may have what; what products carry; marks",
        "labels": {name: plain(label) for name, label in LABELS.items()},
        "subjects": {name: subject_fields(subject) for name, subject in SUBJECTS.items()},
        "actions": [str(action) for action in Action],
        "decisions": decisions,
        "joins": joins,
        "dominates": [[a, b, dominates(LABELS[a], LABELS[b])] for a in names for b in names],
        "widenings": changes,
        "written": [[name, portion_mark(LABELS[name])] for name in known],
        "read": [[text, list(originators), name] for text, originators, name in MARKS],
    }


# Bodies.


def bodies() -> dict[str, Any]:
    """An example of each kind, and what makes it invalid."""
    rows = []
    for kind in KINDS:
        example = json.loads(example_bytes(kind.name))
        required = [each.name for each in msgspec.structs.fields(kind.body) if each.required]
        changes: list[dict[str, Any]] = [
            {"name": "the example", "put": {}, "drop": [], "refusal": None},
            {"name": "a field that it does not have", "put": {"more_km": 1.0}, "drop": [],
             "refusal": "BODY_INVALID"},
        ]  # fmt: skip
        changes += [
            {"name": f"without {name}", "put": {}, "drop": [name], "refusal": "BODY_INVALID"}
            for name in required
        ]
        changes += [
            {"name": f"{name} is an object in an array", "put": {name: [[{}]]}, "drop": [],
             "refusal": "BODY_INVALID"}
            for name in required[:1]
        ]  # fmt: skip
        rows.append({"kind": kind.name, "example": example, "changes": changes})
    return {"about": "bodies: the example with fields put in and dropped", "kinds": rows}


FAMILIES: dict[str, Callable[[], dict[str, Any]]] = {"marks": marks, "bodies": bodies}
