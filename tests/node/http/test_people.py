"""The table of people: everything is to be said, and what is wrong is named."""

from __future__ import annotations

import os

import pytest
from http_node import PEOPLE, people_toml
from msgspec import structs

from cspo.errors import MalformedMessage
from cspo.node.http.people import read_people

GOOD = PEOPLE["a.larsen"]


def read(tmp_path, text):
    path = tmp_path / "people.toml"
    path.write_text(text)
    return read_people(path, "NOR")


def test_what_is_written_is_read(tmp_path):
    people = read(tmp_path, people_toml())
    assert list(people) == list(PEOPLE.values())


def test_without_a_file_there_is_nobody(tmp_path):
    assert len(read_people(tmp_path / "none.toml", "NOR")) == 0


@pytest.mark.parametrize("field", ["id", "party", "nationalities", "clearance", "caveats", "roles"])
def test_what_is_missing_is_no_default(tmp_path, field):
    lines = people_toml([GOOD]).splitlines()
    text = "\n".join(line for line in lines if not line.startswith(f"{field} ="))
    with pytest.raises(MalformedMessage, match=field):
        read(tmp_path, text)


@pytest.mark.parametrize(
    ("field", "value"),
    [("id", "A. Larsen"), ("party", "FRA"), ("party", "NOR/"), ("party", "FRA/x"),
     ("nationalities", ()), ("nationalities", ("Norway",)), ("clearance", "X"),
     ("caveats", ("WHAT",)), ("roles", ()), ("roles", ("emperor",))],
)  # fmt: skip
def test_a_value_that_is_none_is_named(tmp_path, field, value):
    with pytest.raises(MalformedMessage) as caught:
        read(tmp_path, people_toml([structs.replace(GOOD, **{field: value})]))
    assert field in caught.value.keyword


def test_an_id_is_one_persons(tmp_path):
    with pytest.raises(MalformedMessage, match="its own"):
        read(tmp_path, people_toml([GOOD, GOOD]))


@pytest.mark.parametrize("text", ["", "format = 2", "format = 1\nextra = 1", "not toml ["])
def test_another_file_is_refused(tmp_path, text):
    with pytest.raises(MalformedMessage):
        read(tmp_path, text)


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_what_is_no_file_is_refused_at_once(tmp_path, make):
    make(tmp_path / "people.toml")
    with pytest.raises(MalformedMessage):
        read_people(tmp_path / "people.toml", "NOR")
