"""Records, envelopes and directories made wrong for their readers, each from a seed.

Damage to an envelope stops at its signature nearly always. What lies behind it is
reached by damaging first and signing then, as an origin with a fault would.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from functools import cache
from typing import Any, Final

from mutation import mutate
from nations import anchors, directory, key_of, open_one, record_of, root_of

from cspo.errors import MalformedMessage, VerificationError
from cspo.markings import Mode, make_label
from cspo.records import Directories, Envelope, Provenance, Record, load_strict, refusal_of
from cspo.records.envelope import KEY_DIRECTORY_TYPE, RECORD_TYPE

__all__ = ["TARGETS", "outcome_of"]

_WILD: Final[tuple[Any, ...]] = (
    None, True, 0, -1, 1.5, 2**53, -0.0, "", " ", "\0", "REAL", "EXERCISE", "AUS", "FRA",
    "\u0410US", "1.0", "1.1", "2.0", "0" * 64, "f" * 64, "2026-07-10T12:00:00.000000Z",
    "\u202e", "e\u0301",
    "\U0001f680", [], {}, [[]], {"": ""}, ["AUS", "FRA"], ["FRA", "AUS"], "none", "orbit",
    "x" * 2_000, list(range(50)), {"a": {"b": {"c": [None]}}}, "norad:25544", "GBR/acme-sat",
)  # fmt: skip


@cache
def _records() -> tuple[Record, ...]:
    label = make_label(
        "S", ("AUS", "FRA", "USA"), orcon=True, originators=("AUS",), review="2030-01-01"
    )
    lineage = Provenance(sensor="radar 1", software="cspo 1", inputs=("0" * 64, "1" * 64))
    return (
        record_of(),
        record_of(label=label, provenance=lineage, object="norad:000025544", supersedes="2" * 64),
        record_of(mode=Mode.EXERCISE, kind="orbit", body={"epoch": [1.5, -2e-9], "text": "é"}),
    )


def _payload(rng: random.Random) -> bytes:
    return Envelope.from_bytes(rng.choice(_records()).envelope).payload


def _signed(payload: bytes, rng: random.Random) -> bytes:
    mode = Mode.EXERCISE if b'"EXERCISE"' in payload and rng.random() < 0.9 else Mode.REAL
    return key_of("AUS", mode).sign(RECORD_TYPE, payload).to_bytes()


def _envelope(rng: random.Random) -> str:
    good = rng.choice(_records())
    found = open_one(mutate(good.envelope, rng))
    if found.id not in {each.id for each in _records()}:
        raise AssertionError("another payload under an old signature")
    return "taken"


def _damaged_payload(rng: random.Random) -> str:
    open_one(_signed(mutate(_payload(rng), rng), rng))
    return "taken"


def _exchanged_fields(rng: random.Random) -> str:
    """Sound JSON whose values are of other fields, types and alphabets."""
    content = json.loads(_payload(rng))
    for _ in range(rng.randint(1, 3)):
        place = rng.choice([content, content, content["label"], content["provenance"]])
        if isinstance(place, dict) and place:
            name = rng.choice([*place, "extra"])
            if rng.random() < 0.1:
                place.pop(name, None)
            else:
                place[name] = copy.deepcopy(rng.choice(_WILD))
        if not {"label", "provenance"} <= content.keys():
            break
    data = json.dumps(content, ensure_ascii=rng.random() < 0.5).encode("utf-8", "surrogatepass")
    open_one(_signed(data, rng))
    return "taken"


@cache
def _directory_payload() -> bytes:
    return Envelope.from_bytes(directory("AUS")).payload


@cache
def _pinned() -> Directories:
    return Directories({"AUS": anchors()["AUS"]})


def _directory(rng: random.Random) -> str:
    data = mutate(_directory_payload(), rng)
    _pinned().accept(root_of("AUS").sign(KEY_DIRECTORY_TYPE, data).to_bytes())
    return "taken"


def _json(rng: random.Random) -> str:
    load_strict(mutate(rng.choice((_payload, lambda _: _directory_payload()))(rng), rng))
    return "taken"


TARGETS: Final[dict[str, Callable[[random.Random], str]]] = {
    "envelope": _envelope,
    "payload": _damaged_payload,
    "fields": _exchanged_fields,
    "directory": _directory,
    "json": _json,
}


def outcome_of(target: str, rng: random.Random) -> tuple[str, str]:
    """``taken`` or the verdict, and what escaped that should not have."""
    try:
        return TARGETS[target](rng), ""
    except (MalformedMessage, VerificationError) as error:
        if target != "json" and not isinstance(error, VerificationError):
            return "escaped", repr(error)
        return refusal_of(error), ""
    except Exception as error:  # noqa: BLE001 - whatever escapes is the finding
        return "escaped", repr(error)
