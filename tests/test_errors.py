"""Errors keep their fields wherever they travel."""

from __future__ import annotations

import copy
import pickle

import pytest

from cspo.errors import CspoError, MalformedMessage, UsageError


@pytest.mark.parametrize(
    "error",
    [
        UsageError("screen", "threshold_km", expected="more than 0", got="-1", hint="use 5"),
        MalformedMessage("read OEM", "a.oem", expected="a number", got="x", line=3, keyword="X"),
    ],
)
def test_an_error_crosses_to_another_process(error: CspoError) -> None:
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(again) is type(error)
        assert again.fields() == error.fields()
        assert str(again) == str(error)


def test_the_text_says_where_what_and_what_to_do() -> None:
    error = MalformedMessage("read", "f", expected="1", got="2", hint="do", line=7, keyword="K")
    assert str(error) == "line 7: K: read: f, expected 1, got 2 (do)"
    assert error.fields()["line"] == "7"
