"""What the UDL's clients read: list, count, tuple, get, history, current, queryhelp."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Final
from urllib.parse import parse_qsl

from litestar import MediaType, Request
from litestar.handlers import HTTPRouteHandler
from litestar.params import PathParameter

from cspo.bridge.udl.pages import Held, Page
from cspo.messages.udl import Query, read_query
from cspo.node.http.current import current_elements, current_states
from cspo.node.http.described import described, query_parameters
from cspo.node.http.faults import not_found, unwanted
from cspo.node.http.rights import Right
from cspo.node.http.routing import CallerHere, GateHere, NodeHere, read
from cspo.node.http.shelves import Sees, Shelves, sees_of
from cspo.node.http.udl.answers import count_rows, rows_of
from cspo.node.http.udl.resources import RESOURCES, Resource

__all__ = ["RowId", "handlers", "visible"]

Asked = Request[Any, Any, Any]
Rows = list[dict[str, Any]]

RowId = Annotated[
    str, PathParameter(max_length=200, description="As the key of the resource has it.")
]

_MOST_PARAMETERS: Final = 60
_KEY_LENGTH: Final = 64


def visible(gate: GateHere, caller: CallerHere) -> tuple[Shelves, Sees]:
    """The node's shelves as they are now, and what of them the caller may see."""
    shelves = gate.shelves
    shelves.refresh()
    return shelves, sees_of(caller, shelves)


def _query(request: Asked, node: Any, resource: Resource, *, whole: bool, tuple_: bool) -> Query:
    """The query of a request; *whole*: without the condition that the UDL asks for."""
    try:
        pairs = parse_qsl(
            request.scope["query_string"].decode("latin-1"), keep_blank_values=True,
            errors="strict", max_num_fields=_MOST_PARAMETERS,
        )  # fmt: skip
    except ValueError as error:
        raise unwanted(
            "", f"a query string of UTF-8 and at most {_MOST_PARAMETERS} fields"
        ) from error
    required = () if whole or not resource.time else (resource.time, resource.key)
    return read_query(
        pairs, resource.fields, now=node.clock.now(), required=required, needs_columns=tuple_
    )


def _current(resource: Resource, pages: Iterable[Page], node: Any) -> list[Page]:
    if resource.name == "elset":
        return list(current_elements(pages, node.sky))  # type: ignore[arg-type] # of elements
    return list(current_states(pages))  # type: ignore[arg-type] # of states


def _handlers(resource: Resource) -> list[HTTPRouteHandler]:
    """The routes of one resource."""
    root, title = f"/udl/{resource.name}", resource.title.lower()
    dated = bool(resource.time)
    asked = described(parameters=query_parameters(resource.fields, time=resource.time))
    named = described(
        parameters=query_parameters(resource.fields, time=resource.time, columns=True)
    )

    def selected(gate: Any, caller: Any, *, history: bool = False) -> Iterable[Page]:
        shelves, sees = visible(gate, caller)
        return resource.pages(shelves, sees, history)

    @read(
        root, Right.READ, f"{resource.title}, by conditions", tag="udl", cache=False,
        operation_class=asked,
    )  # fmt: skip
    def list_rows(node: NodeHere, caller: CallerHere, gate: GateHere, request: Asked) -> Rows:
        """What stands now and the caller may see, by conditions on any field."""
        query = _query(request, node, resource, whole=not dated, tuple_=False)
        return rows_of(resource, selected(gate, caller), query)

    @read(
        f"{root}/count", Right.READ, f"How many {title}", tag="udl", cache=False,
        media_type=MediaType.TEXT, operation_class=asked,
    )  # fmt: skip
    def count(node: NodeHere, caller: CallerHere, gate: GateHere, request: Asked) -> str:
        """The number of rows that the list would have without its limits."""
        query = _query(request, node, resource, whole=not dated, tuple_=False)
        return str(count_rows(resource, selected(gate, caller), query))

    @read(
        f"{root}/tuple", Right.READ, f"Some fields of {title}", tag="udl", cache=False,
        operation_class=named,
    )  # fmt: skip
    def some_fields(node: NodeHere, caller: CallerHere, gate: GateHere, request: Asked) -> Rows:
        """The columns that are named, and the mark of each row."""
        query = _query(request, node, resource, whole=not dated, tuple_=True)
        return rows_of(resource, selected(gate, caller), query)

    @read(f"{root}/queryhelp", Right.READ, f"What {title} can be asked by", tag="udl", cache=False)
    def query_help() -> dict[str, Any]:
        """The fields that have a value here, with their types and units."""
        return _help(resource)

    @read(f"{root}/{{row_id:str}}", Right.READ, f"One of the {title}", tag="udl", cache=False)
    def get_row(caller: CallerHere, gate: GateHere, row_id: RowId) -> dict[str, Any]:
        """One that is not for the caller is answered as one that is not there."""
        return _one(resource, gate, caller, row_id)

    found = [list_rows, count, some_fields, query_help, get_row]
    return [*found, *(_history(resource, selected) if dated else [])]


def _history(resource: Resource, selected: Any) -> list[HTTPRouteHandler]:
    root, title = f"/udl/{resource.name}/history", resource.title.lower()
    asked = described(parameters=query_parameters(resource.fields, time=resource.time))

    @read(
        root, Right.READ, f"{resource.title}, replaced ones too", tag="udl", cache=False,
        operation_class=asked,
    )  # fmt: skip
    def history(node: NodeHere, caller: CallerHere, gate: GateHere, request: Asked) -> Rows:
        """Whatever came and was not withdrawn."""
        query = _query(request, node, resource, whole=False, tuple_=False)
        return rows_of(resource, selected(gate, caller, history=True), query)

    @read(
        f"{root}/count", Right.READ, f"How many {title}, replaced ones too", tag="udl",
        cache=False, media_type=MediaType.TEXT, operation_class=asked,
    )  # fmt: skip
    def history_count(node: NodeHere, caller: CallerHere, gate: GateHere, request: Asked) -> str:
        """The number of rows that the history would have without its limits."""
        query = _query(request, node, resource, whole=False, tuple_=False)
        return str(count_rows(resource, selected(gate, caller, history=True), query))

    return [history, history_count]


def _currents(resource: Resource) -> list[HTTPRouteHandler]:
    root, title = f"/udl/{resource.name}/current", resource.title.lower()

    def selected(gate: Any, caller: Any, node: Any) -> list[Page]:
        shelves, sees = visible(gate, caller)
        return _current(resource, resource.pages(shelves, sees, False), node)  # noqa: FBT003

    @read(
        root, Right.READ, f"{resource.title}, one an object", tag="udl", cache=False,
        operation_class=described(parameters=query_parameters(resource.fields)),
    )  # fmt: skip
    def current(node: NodeHere, caller: CallerHere, gate: GateHere, request: Asked) -> Rows:
        """What the picture goes by, where the caller may see it; else the newest of the rest."""
        query = _query(request, node, resource, whole=True, tuple_=False)
        return rows_of(resource, selected(gate, caller, node), query)

    @read(
        f"{root}/tuple", Right.READ, f"Some fields of {title}, one an object", tag="udl",
        cache=False,
        operation_class=described(parameters=query_parameters(resource.fields, columns=True)),
    )  # fmt: skip
    def current_fields(node: NodeHere, caller: CallerHere, gate: GateHere, request: Asked) -> Rows:
        """The columns that are named, and the mark of each row."""
        query = _query(request, node, resource, whole=True, tuple_=True)
        return rows_of(resource, selected(gate, caller, node), query)

    return [current, current_fields]


@read("/udl/currentelset/queryhelp", Right.READ, "What current element sets can be asked by",
      tag="udl", cache=False)  # fmt: skip
def current_elset_help() -> dict[str, Any]:
    """As that of elsets, without a field that is asked for."""
    return {**_help(RESOURCES["elset"], required=()), "uri": "/udl/elset/current"}


def _one(resource: Resource, gate: Any, caller: Any, row_id: str) -> dict[str, Any]:
    shelves, sees = visible(gate, caller)
    record_id = row_id[:_KEY_LENGTH]

    def wanted(held: Held) -> bool:
        return (resource.name == "onorbit" or held.record_id == record_id) and sees(held)

    pages = resource.pages(shelves, wanted, True)  # noqa: FBT003
    pairs = [(resource.key, row_id)] if not set("~><,.*").intersection(row_id) else []
    if pairs:
        query = read_query(pairs, resource.fields, now=gate.node.clock.now())
        for row in rows_of(resource, pages, query):
            return row
    raise not_found(resource.name)


def _help(resource: Resource, required: Iterable[str] | None = None) -> dict[str, Any]:
    needed = ({resource.time} - {""}) if required is None else set(required)
    return {
        "name": resource.title,
        "uri": f"/udl/{resource.name}",
        "typeName": resource.name,
        "description": "Operators: > < .. , * ~ null; now-5 days; firstResult, maxResults, sort.",
        "classificationMarking": "U",
        "restSupported": True,
        "sortSupported": True,
        "historySupported": bool(resource.time),
        "aodrSupported": False,
        "requiredRoles": [str(Right.READ)],
        "parameters": [
            {
                "name": field.name, "type": field.kind.value, "unitOfMeasure": field.unit or None,
                "required": field.name in needed, "utcDate": field.kind.value == "time",
                "restQuerySupported": field.kind.simple, "restTupleSupported": True,
                "histQuerySupported": field.kind.simple and bool(resource.time),
                "histTupleSupported": bool(resource.time),
            }
            for field in resource.fields.values()
        ],
    }  # fmt: skip


handlers: Final = (
    current_elset_help,
    *(handler for each in RESOURCES.values() for handler in _handlers(each)),
    *_currents(RESOURCES["elset"]),
    *_currents(RESOURCES["statevector"]),
)
