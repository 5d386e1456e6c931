"""The table of fields, held to the models of the official SDK."""

from __future__ import annotations

import datetime as dt
import re
import typing

import pytest
from unifieddatalibrary.types import (
    ConjunctionCreateUdlParams,
    Elset,
    ElsetIngestParam,
    NotificationCreateParams,
    OnorbitCreateParams,
    StateVectorIngestParam,
)
from unifieddatalibrary.types.shared import (
    ConjunctionFull,
    NotificationFull,
    OnorbitFull,
    StateVectorFull,
)

from cspo.messages.conditions import Kind
from cspo.messages.udl import fields_of

RESOURCES = {
    "elset": (Elset, ElsetIngestParam),
    "statevector": (StateVectorFull, StateVectorIngestParam),
    "conjunction": (ConjunctionFull, ConjunctionCreateUdlParams),
    "onorbit": (OnorbitFull, OnorbitCreateParams),
    "notification": (NotificationFull, NotificationCreateParams),
}
KINDS = {
    str: Kind.TEXT, float: Kind.NUMBER, int: Kind.INTEGER, bool: Kind.FLAG,
    dt.datetime: Kind.TIME, dt.date: Kind.DAY,
}  # fmt: skip


def kind_of(hint):
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Union:
        (inner,) = (each for each in arguments if each is not type(None))
        return kind_of(inner)
    if origin is typing.Literal:
        return Kind.TEXT
    if origin is list:
        return {Kind.TEXT: Kind.TEXTS, Kind.NUMBER: Kind.NUMBERS}.get(
            kind_of(arguments[0]), Kind.OBJECT
        )
    return KINDS.get(hint, Kind.OBJECT)


def created_by(params):
    """Fields that a client may give, and whether it must, as the SDK's types say."""
    found = {}
    for name, hint in params.__annotations__.items():
        text = hint.__forward_arg__ if isinstance(hint, typing.ForwardRef) else str(hint)
        alias = re.search(r"alias=['\"](\w+)", text)
        found[alias[1] if alias else name] = text.startswith("Required[")
    found.pop("convertPosVel", None)  # no field of the record
    return found


@pytest.mark.parametrize("resource", RESOURCES)
def test_fields_are_those_of_the_sdk(resource):
    model, params = RESOURCES[resource]
    wanted = {f.alias or name: kind_of(f.annotation) for name, f in model.model_fields.items()}
    fields = fields_of(resource)
    assert {name: field.kind for name, field in fields.items()} == wanted
    created = {name: field.required for name, field in fields.items() if field.create}
    assert created == created_by(params)
