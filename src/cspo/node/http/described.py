"""What a route that reads its request itself says of it in the OpenAPI document.

The interfaces of others take parameters by names and operators of their own, which no
handler's signature can say. Their routes are given an operation that says it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from litestar.openapi.spec import (
    Example,
    OpenAPIMediaType,
    OpenAPIResponse,
    OpenAPIType,
    Operation,
    Parameter,
    RequestBody,
    Schema,
)

from cspo.messages.conditions import Kind
from cspo.messages.udl.fields import MODES, Field

__all__ = [
    "body_of_fields", "described", "form", "many_forms", "path_example", "query_parameters",
]  # fmt: skip

_INSTANT: Final = (
    r"^(?:[<>~]?(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])T[0-2][0-3]:[0-5][0-9]:"
    r"[0-5][0-9](?:\.[0-9]{1,6})?Z|[<>]now(?:[+-][0-9]{1,4} (?:second|minute|hour|day|week)s?)?)$"
)
"""The forms that most clients send; there are more, and the page has them all."""

_ATOMS: Final[Mapping[Kind, Mapping[str, Any]]] = {
    Kind.TEXT: {"type": OpenAPIType.STRING},
    Kind.NUMBER: {"type": OpenAPIType.NUMBER},
    Kind.INTEGER: {"type": OpenAPIType.INTEGER, "maximum": 10**15 - 1, "minimum": 1 - 10**15},
    Kind.FLAG: {"type": OpenAPIType.BOOLEAN},
    Kind.TIME: {"type": OpenAPIType.STRING, "examples": ["2026-02-28T00:00:00.000000Z"]},
    Kind.DAY: {"type": OpenAPIType.STRING, "examples": ["2026-02-28"]},
    Kind.OBJECT: {"type": OpenAPIType.OBJECT},
}


def described(
    *, parameters: Sequence[Parameter] = (), body: RequestBody | None = None
) -> type[Operation]:
    """An operation that has these besides what the handler's signature says."""
    more = list(parameters)

    @dataclass
    class Described(Operation):
        def __post_init__(self) -> None:
            self.parameters = [*(self.parameters or []), *more] or None
            self.request_body = body or self.request_body

    return Described


def query_parameters(
    fields: Mapping[str, Field], *, time: str = "", columns: bool = False
) -> list[Parameter]:
    """Parameters of a query of the UDL: the condition that it needs, the page, the order.

    Parameters
    ----------
    fields : mapping
        Those of the resource.
    time : str
        The field that must be asked about; empty: none.
    columns : bool
        Whether the fields to give must be named.
    """
    names = "|".join(fields)
    simple = "|".join(name for name, field in fields.items() if field.kind.simple)
    count = Schema(type=OpenAPIType.INTEGER, minimum=0, maximum=999_999_999)
    found = [
        Parameter(
            name="firstResult", param_in="query", schema=count,
            description="So many rows are passed over.",
        ),
        Parameter(
            name="maxResults", param_in="query", schema=count,
            description="At most so many rows; never more than 10,000.",
        ),
        Parameter(
            name="sort", param_in="query", description="A field, and ASC or DESC after it.",
            schema=Schema(type=OpenAPIType.STRING, pattern=f"^(?:{simple})(?:,(?:ASC|DESC))?$"),
        ),
        Parameter(
            name="columns", param_in="query", required=columns, description="Fields to give.",
            schema=Schema(
                type=OpenAPIType.STRING, pattern=f"^(?:{names})(?:,(?:{names})){{0,5}}$"
            ),
        ),
    ]  # fmt: skip
    if time:
        found.append(
            Parameter(
                name=time, param_in="query", required=True,
                description="A condition on it; every other field can have one too.",
                schema=Schema(type=OpenAPIType.STRING, pattern=_INSTANT),
                examples={"recent": Example(value=">now-30 days")},
            )
        )  # fmt: skip
    return found


def body_of_fields(fields: Mapping[str, Field], *, several: bool) -> RequestBody:
    """The body that creates one item, or a list of them."""
    item = Schema(
        type=OpenAPIType.OBJECT,
        properties={field.name: _schema(field) for field in fields.values() if field.create},
        required=[field.name for field in fields.values() if field.required],
        additional_properties=False,
    )
    schema = item if not several else Schema(
        type=OpenAPIType.ARRAY, items=item, min_items=1, max_items=10_000
    )  # fmt: skip
    return RequestBody(content={"application/json": OpenAPIMediaType(schema=schema)}, required=True)


def form(names: Sequence[str]) -> RequestBody:
    """A form of texts."""
    text = Schema(type=OpenAPIType.STRING, max_length=200)
    schema = Schema(
        type=OpenAPIType.OBJECT, properties=dict.fromkeys(names, text), required=list(names)
    )
    media = OpenAPIMediaType(schema=schema)
    return RequestBody(content={"application/x-www-form-urlencoded": media}, required=True)


def path_example(parameter: str, value: str) -> type[Operation]:
    """An operation whose path parameter has an example."""

    @dataclass
    class Described(Operation):
        def __post_init__(self) -> None:
            for each in self.parameters or []:
                if isinstance(each, Parameter) and each.name == parameter:
                    each.examples = {"one": Example(value=value)}

    return Described


def many_forms(media_types: Sequence[str]) -> type[Operation]:
    """An operation whose answer, a file, is of one of several types as the caller asks."""

    @dataclass
    class Described(Operation):
        def __post_init__(self) -> None:
            found = (self.responses or {}).get("200")
            if isinstance(found, OpenAPIResponse):
                file = OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING))
                found.content = {media_type.partition(";")[0]: file for media_type in media_types}

    return Described


def _schema(field: Field) -> Schema:
    if field.name == "dataMode":
        return Schema(type=OpenAPIType.STRING, enum=list(MODES))
    if field.kind in {Kind.TEXTS, Kind.NUMBERS}:
        atom = Kind.TEXT if field.kind is Kind.TEXTS else Kind.NUMBER
        return Schema(type=OpenAPIType.ARRAY, items=Schema(**_ATOMS[atom]))
    return Schema(**_ATOMS[field.kind])
