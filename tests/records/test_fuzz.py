"""Damaged records are taken or refused by name; nothing else comes out of their readers.

Ten thousand here; a million of each target by ``python -m validation.fuzz_records``.
"""

from __future__ import annotations

import collections
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nations import record_of
from record_fuzz import TARGETS, outcome_of

from cspo.records import Envelope, Refusal, RefusedRecord, read_record


@pytest.mark.parametrize("target", TARGETS)
def test_two_thousand_of_each(target: str) -> None:
    found: collections.Counter[str] = collections.Counter()
    rng = random.Random(target)
    for number in range(2_000):
        outcome, escaped = outcome_of(target, rng)
        assert not escaped, (target, number, escaped)
        found[outcome] += 1
    assert found.keys() <= {"taken", *Refusal}
    assert len(found) >= 3  # it does reach different rules
    assert found["taken"] < 1_500


@given(st.binary(max_size=400))
@settings(max_examples=300)
def test_any_bytes(data: bytes) -> None:
    with pytest.raises(RefusedRecord):
        read_record(data)


GOOD = record_of()


@given(st.data())
@settings(max_examples=300)
def test_one_edited_byte_changes_nothing_or_is_refused(data: st.DataObject) -> None:
    """Whatever byte of the envelope is another: the same payload comes out, or none."""
    envelope = bytearray(GOOD.envelope)
    place = data.draw(st.integers(0, len(envelope) - 1))
    envelope[place] = data.draw(st.integers(0, 255))
    try:
        found = read_record(bytes(envelope))
    except RefusedRecord:
        return
    payload = Envelope.from_bytes(bytes(envelope)).payload
    assert (found.id == GOOD.id) == (payload == Envelope.from_bytes(GOOD.envelope).payload)
