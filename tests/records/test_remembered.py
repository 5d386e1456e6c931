"""Large bodies are read once: equal bytes give the same body, others never do."""

from __future__ import annotations

import msgspec
import pytest

from cspo.errors import MalformedMessage
from cspo.records.bodies import KINDS
from cspo.records.kinds import Registry
from cspo.records.remembered import Remembered


class Body(msgspec.Struct, frozen=True):
    text: str


def test_equal_bytes_of_one_kind_give_the_same_body():
    held = Remembered(100_000)
    data, body = b"x" * 20_000, Body("x")
    assert held.get("orbit", data) is None
    held.put("orbit", data, body)
    assert held.get("orbit", bytes(bytearray(data))) is body
    assert held.get("ephemeris", data) is None
    assert held.get("orbit", data[:-1] + b"y") is None


def test_small_ones_are_not_kept_and_the_oldest_gives_way():
    held = Remembered(50_000)
    held.put("orbit", b"small", Body("s"))
    assert held.get("orbit", b"small") is None
    pages = [bytes([n]) * 20_000 for n in range(3)]
    for page in pages[:2]:
        held.put("orbit", page, Body("p"))
    assert held.get("orbit", pages[0]) is not None  # so the other one is the oldest now
    held.put("orbit", pages[2], Body("p"))
    assert [held.get("orbit", page) is not None for page in pages] == [True, False, True]
    held.put("orbit", b"z" * 60_000, Body("too large"))
    assert held.get("orbit", b"z" * 60_000) is None


def test_what_is_malformed_stays_malformed():
    registry = Registry(KINDS)
    data = b'{"text": "' + b"x" * 20_000 + b'"}'
    for _ in range(2):
        with pytest.raises(MalformedMessage):
            registry.decode("notice", data)
