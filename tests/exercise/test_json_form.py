"""The written form of what a recording keeps, held against lines as recordings have them.

The lines were written before the functions were: a recording of then must load, and its chain of
hashes must come out the same from what is written anew.
"""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from cspo.errors import MalformedMessage
from cspo.exercise.json_form import from_plain, to_plain
from cspo.exercise.scenario import Change
from cspo.exercise.white_cell import Cause, Checked, Command, Due, Order
from cspo.exercise.world import Input, InputKind, TruthEvent, TruthKind, WorldAction, WorldDeed
from cspo.markings import Label
from cspo.time import Epoch

_DUE = (
    b'{"number":2,"t_utc":"2027-03-02T08:10:00.000000000Z","to":["CAN","NOR"],"title":"A close app'
    b'roach that was not there this morning","text":"What do you know of it?\\n","cause":"condition'
    b'","why":"CAN: Holds: max_pc(asset=\\"FJORD OBSERVER 2\\", days=1) is 0.0215.","change":null,"'
    b'action":null}'
)
_DUE_THAT_CHANGES = (
    b'{"number":3,"t_utc":"2027-03-02T08:10:00.000000001Z","to":[],"title":"The feed fails","text"'
    b':"","cause":"white-cell","why":"","change":{"sets_off":["cut"],"ends":[]},"action":{"what":"'
    b'end","name":"lie","speed":1}}'
)
_CHECKED = (
    b'{"inject":4,"measure":"safe-now","nation":"CAN","t_utc":"2027-03-02T13:50:00.000000000Z","ho'
    b'lds":true,"text":"Holds: max_pc(asset=\\"FJORD OBSERVER 2\\", days=1) is 0.","evidence":["da'
    b'a7b313cd71669f#0"]}'
)
_COMMAND = (
    b'{"t_wall_utc":"2026-11-26T13:36:56.352589036Z","who":"load","what":"inject","arguments":{"to'
    b'":["AUS","CAN"],"title":"Inject 1","text":"x"}}'
)
_ACTION = (
    b'{"t_utc":"2027-03-02T10:30:00.000000000Z","who":"NOR","what":"burn","arguments":{"asset":"FJ'
    b'ORD OBSERVER 2","radial_m_s":0.0,"in_track_m_s":0.08,"cross_track_m_s":0.0,"text":""}}'
)
_CUT = (
    b'{"t_utc":"2027-03-02T14:00:00.000000000Z","nation":"NOR","kind":"feed_cut","label":null,"dat'
    b'a":{"from":"USA","to":"NOR"}}'
)
_CATALOG = (
    b'{"t_utc":"2027-03-02T06:00:00.000000000Z","nation":"CAN","kind":"catalog","label":{"policy":'
    b'"CSPO","policy_version":1,"classification":"U","releasable_to":["CAN","GBR/oneweb","NOR"],"o'
    b'rcon":false,"originators":[],"caveats":[],"derived_from":[],"review":"","reason":[]},"data":'
    b'{"bodies":[{"kind":"orbit","body":{"object":["norad:995000101"],"elements":{"bstar_per_er":['
    b'0.00002]}}}],"origin":"","sensor":""}}'
)
_BEGAN = (
    b'{"t_utc":"2027-03-02T06:00:00.000000000Z","what":"began","name":"begin","objects":[],"nation'
    b'":"","number":null,"unit":"","text":"Late manoeuvre"}'
)
_BURN = (
    b'{"t_utc":"2027-03-02T08:00:00.000000000Z","what":"burn","name":"larkspur-burn","objects":["n'
    b'orad:995000102"],"nation":"","number":0.12,"unit":"m/s","text":"LARKSPUR 7 burned 0.120 m/s"'
    b"}"
)

_T = Epoch.from_utc("2027-03-02T08:10:00Z")
_VALUES: list[tuple[bytes, Any]] = [
    (_DUE, Due(
        number=2, t=_T, to=("CAN", "NOR"), title="A close approach that was not there this morning",
        text="What do you know of it?\n", cause=Cause.CONDITION,
        why='CAN: Holds: max_pc(asset="FJORD OBSERVER 2", days=1) is 0.0215.',
    )),
    (_DUE_THAT_CHANGES, Due(
        number=3, t=Epoch(_T.tai_ns + 1), to=(), title="The feed fails", cause=Cause.WHITE_CELL,
        change=Change(sets_off=("cut",)), action={"what": "end", "name": "lie", "speed": 1},
    )),
    (_CHECKED, Checked(
        inject=4, measure="safe-now", nation="CAN", t=Epoch.from_utc("2027-03-02T13:50:00Z"),
        holds=True, text='Holds: max_pc(asset="FJORD OBSERVER 2", days=1) is 0.',
        evidence=("daa7b313cd71669f#0",),
    )),
    (_COMMAND, Command(
        t_wall=Epoch.from_utc("2026-11-26T13:36:56.352589036Z"), who="load", what=Order.INJECT,
        arguments={"to": ["AUS", "CAN"], "title": "Inject 1", "text": "x"},
    )),
    (_ACTION, WorldAction(
        t=Epoch.from_utc("2027-03-02T10:30:00Z"), who="NOR", what=WorldDeed.BURN,
        arguments={
            "asset": "FJORD OBSERVER 2", "radial_m_s": 0.0, "in_track_m_s": 0.08,
            "cross_track_m_s": 0.0, "text": "",
        },
    )),
    (_CUT, Input(
        t=Epoch.from_utc("2027-03-02T14:00:00Z"), nation="NOR", kind=InputKind.FEED_CUT,
        data={"from": "USA", "to": "NOR"},
    )),
    (_CATALOG, Input(
        t=Epoch.from_utc("2027-03-02T06:00:00Z"), nation="CAN", kind=InputKind.CATALOG,
        label=Label(
            policy="CSPO", policy_version=1, classification="U",
            releasable_to=("CAN", "GBR/oneweb", "NOR"),
        ),
        data={
            "bodies": [{"kind": "orbit", "body": {
                "object": ["norad:995000101"], "elements": {"bstar_per_er": [2e-5]},
            }}],
            "origin": "", "sensor": "",
        },
    )),
    (_BEGAN, TruthEvent(
        t=Epoch.from_utc("2027-03-02T06:00:00Z"), what=TruthKind.BEGAN, name="begin",
        text="Late manoeuvre",
    )),
    (_BURN, TruthEvent(
        t=Epoch.from_utc("2027-03-02T08:00:00Z"), what=TruthKind.BURN, name="larkspur-burn",
        objects=("norad:995000102",), number=0.12, unit="m/s", text="LARKSPUR 7 burned 0.120 m/s",
    )),
]  # fmt: skip


@pytest.mark.parametrize(("line", "value"), _VALUES)
def test_a_line_of_before_is_read_and_written_as_it_stood(line: bytes, value: Any) -> None:
    assert from_plain(type(value), msgspec.json.decode(line)) == value
    assert msgspec.json.encode(to_plain(value)) == line


@pytest.mark.parametrize(("line", "value"), _VALUES)
def test_every_field_must_be_there_and_others_may(line: bytes, value: Any) -> None:
    given = msgspec.json.decode(line)
    assert from_plain(type(value), {**given, "records": {"CAN": "d4fb"}}) == value
    for name in given:
        less = {key: each for key, each in given.items() if key != name}
        with pytest.raises(MalformedMessage, match=f"{type(value).__name__}, {name}"):
            from_plain(type(value), less)


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        (Input, {"kind": "rumour"}),
        (Input, {"label": {"policy": "CSPO"}}),
        (Input, {"t_utc": "yesterday"}),
        (Input, {"data": []}),
        (Command, {"arguments": {"to": ["AUS"], "title": ""}}),
        (Due, {"change": {"sets_off": ["no word!"], "ends": 1}}),
        (Due, {"number": "two"}),
        (Checked, {"holds": "perhaps"}),
    ],
)
def test_what_is_no_such_value_is_refused(kind: type, change: dict[str, Any]) -> None:
    line = {Input: _CATALOG, Command: _COMMAND, Due: _DUE, Checked: _CHECKED}[kind]
    with pytest.raises(MalformedMessage, match=kind.__name__):
        from_plain(kind, {**msgspec.json.decode(line), **change})
