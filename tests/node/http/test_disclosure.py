"""Every endpoint as every party and role: nothing that `decide` denies is anywhere in an answer.

The questions are made from the OpenAPI document: each operation with every id that there is
(of hidden records, too) wherever a parameter or a field takes a text, and as each
person of the world, with tokens that take away from some. Each hidden record holds canaries
(`http_world`); bodies, headers, errors and streams are searched for them in every form.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import random
from collections import Counter
from typing import Any
from urllib.parse import quote

import pytest
from canaries import numbers
from http_world import PEOPLE, world_in
from litestar.testing import TestClient

from cspo.node.http.routes.stream import _events

ENDLESS = {"/api/v1/stream"}
FEW = 8
"""Ids of each kind that may be named."""
MANY = 40
"""The same in the soak."""
EACH = 3
"""Questions to each operation by each caller; the soak asks all."""


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with world_in(tmp_path_factory.mktemp("disclosure") / "box") as made:
        yield made


@pytest.fixture(scope="module")
def client(world):
    with TestClient(world.app, raise_server_exceptions=False) as opened:
        yield opened


def callers(world):
    """Name and token of everybody, and of some with less than they may."""
    for person in PEOPLE:
        yield person.id, world.token(person.id)
    yield "everything, as U", world.token("everything", ceiling="U")
    yield "everything, no access", world.token("everything", caveats=())


class Ids:
    """What a question may name: by what a parameter is called, or anything."""

    def __init__(self, world, few: int | None, seed: int) -> None:
        rng = random.Random(seed)
        planted = [each.record for each in world.planted]
        every = {
            "record": [record.id for record in planted],
            "object": sorted({r.payload.object for r in planted if r.payload.object}),
            "event": sorted({r.payload.object for r in planted if "event" in r.payload.object}),
            "person": [person.id for person in PEOPLE],
        }  # fmt: skip
        self.every = {
            name: found if few is None else rng.sample(found, min(few, len(found)))
            for name, found in every.items()
        }
        self.any = list(dict.fromkeys(itertools.chain(*self.every.values())))

    def of(self, name: str, schema: dict[str, Any]) -> list[Any]:
        """Values for a parameter."""
        kinds = _types(schema)
        if schema.get("enum"):
            return schema["enum"][:2]
        if "string" not in kinds:
            return [1] if {"integer", "number"} & kinds else [None]
        for word, found in self.every.items():
            if word in name.lower():
                return found
        return self.any


def _types(schema: dict[str, Any]) -> set[str]:
    found = {schema["type"]} if isinstance(schema.get("type"), str) else set()
    parts = [schema["items"]] if "items" in schema else []
    for part in (*schema.get("oneOf", ()), *schema.get("anyOf", ()), *parts):
        found |= _types(part)
    return found


def questions(document, ids):
    """Operation, method, path, query and body: every parameter with each of its values in turn."""
    for path, operations in document["paths"].items():
        if path in ENDLESS:
            continue
        for method, operation in operations.items():
            given = operation.get("parameters", [])
            ways = [(p, ids.of(p["name"], p["schema"])) for p in given if p["in"] == "path"]
            bodies = _bodies(document, operation, ids)
            for values in itertools.product(*(found for _, found in ways)):
                filled = path
                for (parameter, _), value in zip(ways, values, strict=True):
                    filled = filled.replace(f"{{{parameter['name']}}}", quote(str(value), safe=""))
                for body in bodies:
                    yield method, path, method, filled, {}, body
            if not ways:
                for parameter in given:
                    for value in ids.of(parameter["name"], parameter["schema"]):
                        yield method, path, method, path, {parameter["name"]: value}, bodies[0]
                if not given:
                    yield from ((method, path, method, path, {}, body) for body in bodies)


def _bodies(document, operation, ids) -> list[Any]:
    """Bodies that the schema allows as far as one can see, with each id in each text."""
    content = operation.get("requestBody", {}).get("content", {})
    if not content:
        return [None]
    schema = next(iter(content.values()))["schema"]
    return [_filled(document, schema, "", word, ids) for word in ids.any[:6]]


def _filled(document, schema, name, word, ids, depth=0) -> Any:
    if depth > 8:  # a schema that is a part of itself
        return None
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    if "enum" in schema:
        return schema["enum"][0]
    if "const" in schema:
        return schema["const"]
    for part in (*schema.get("oneOf", ()), *schema.get("anyOf", ())):
        if part.get("type") != "null":
            return _filled(document, part, name, word, ids, depth)
    kind = schema.get("type")
    if kind == "object" or "properties" in schema:
        wanted = schema.get("required", ()) if depth else schema.get("properties", {})
        return {
            each: _filled(document, schema["properties"][each], each, word, ids, depth + 1)
            for each in wanted
        }
    if kind == "array":
        return [_filled(document, schema.get("items", {}), name, word, ids, depth + 1)]
    if kind in {"integer", "number"}:
        return schema.get("minimum", 1)
    if kind == "boolean":
        return True
    if "utc" in name or schema.get("format") == "date-time":
        return "2024-11-01T01:00:00Z"
    of_this = [each for each in ids.any if each == word] or [word]
    return of_this[0]


class Search:
    """What was found where."""

    def __init__(self, world) -> None:
        self.world = world
        self.leaks: Counter[str] = Counter()
        self.seen: Counter[str] = Counter()
        self.asked = 0
        self.failed: Counter[str] = Counter()

    def take(self, who, allowed, where, answer) -> None:
        """Look through an answer."""
        self.asked += 1
        if answer.status_code >= 500:
            self.failed[f"{where}: {answer.status_code} {answer.text[:120]}"] += 1
        headers = "\n".join(f"{k}: {v}" for k, v in answer.headers.multi_items()).encode()
        for place, data in (("body", answer.content), ("headers", headers)):
            for number in numbers(data):
                if number in allowed:
                    self.seen[where] += 1
                else:
                    self.leaks[f"{where} as {who}: {place}"] += 1


def _some(asked, each, rng):
    """A few of the questions to each operation."""
    by_operation: dict[tuple[str, str], list[Any]] = {}
    for question in asked:
        by_operation.setdefault(question[:2], []).append(question)
    return [
        one for found in by_operation.values() for one in rng.sample(found, min(each, len(found)))
    ]


def ask_all(world, client, few, each, seed):
    """Questions to all operations as all callers."""
    rng = random.Random(seed)
    document = client.get("/AUS/api/v1/openapi.json").json()
    search = Search(world)
    ids = Ids(world, few, seed)
    asked = list(questions(document, ids))
    for who, token in callers(world):
        allowed = world.allowed(token)
        for _, _, method, path, query, body in asked if each is None else _some(asked, each, rng):
            if path in {"/api/v1/session", "/ajaxauth/logout"} and method != "get":
                continue  # it would end the token
            headers = {"Authorization": f"Bearer {token}"}
            given = {} if body is None else {"json": body}
            answer = client.request(method, f"/AUS{path}", params=query, headers=headers, **given)
            template = f"{method.upper()} {path.split('/', 4)[1:4]}"
            search.take(who, allowed, template, answer)
            client.cookies.clear()
    return search


def test_nothing_that_is_denied_is_in_any_answer(world, client):
    search = ask_all(world, client, FEW, EACH, 1)
    assert not search.leaks, "\n".join(f"{n} {where}" for where, n in search.leaks.most_common(40))
    assert not search.failed, "\n".join(search.failed)
    # The same search finds what is permitted: lists, single records and headers were read.
    assert sum(search.seen.values()) > 200
    assert len(search.seen) >= 5
    assert search.asked > 1_000


def test_a_stream_tells_each_caller_of_what_is_permitted(world):
    gate = world.app.gates["/AUS"]
    visible: dict[str, set[str]] = {}
    asking = list(callers(world))
    for (who, token), told in zip(asking, asyncio.run(_streams(gate, asking)), strict=True):
        lines = [json.loads(line[6:]) for line in told.splitlines() if line.startswith(b"data: ")]
        visible[who] = {line["id"] for line in lines}
        allowed = world.allowed(token)
        assert visible[who] >= {
            each.record.id for each in world.planted if each.number in allowed
        }, who
        assert not visible[who] & {
            each.record.id for each in world.planted if each.number not in allowed
        }, who
        assert numbers(told) <= allowed
    assert len(visible["everything"]) > 100
    assert not visible["g.stranger"]


async def _streams(gate, asking):
    return await asyncio.gather(*(_stream(gate, gate.doors.caller(token)) for _, token in asking))


async def _stream(gate, caller):
    told = b""
    events = _events(gate, caller, 0, (), "")
    with contextlib.suppress(TimeoutError):
        while True:
            async with asyncio.timeout(2.0):
                told += await anext(events)
    await events.aclose()
    return told


@pytest.mark.soak
def test_nor_in_all_questions_about_many_ids(world, client):
    search = ask_all(world, client, MANY, None, 2)
    assert not search.leaks, "\n".join(search.leaks)
    assert not search.failed, "\n".join(search.failed)


def test_each_caller_gets_all_that_is_permitted_and_only_that(world, client):
    for who, token in callers(world):
        headers = {"Authorization": f"Bearer {token}"}
        found, cursor = set(), ""
        while cursor is not None:
            answer = client.get(
                "/AUS/api/v1/records", params={"cursor": cursor, "limit": 100}, headers=headers
            )
            if answer.status_code == 403:
                break
            page = answer.json()
            for line in page["items"]:
                whole = client.get(f"/AUS/api/v1/records/{line['id']}", headers=headers)
                found |= numbers(whole.content)
            cursor = page["next"]
        if who != "d.admin":
            assert found == world.allowed(token), who


def test_the_search_would_find_a_leak(world, client):
    """A positive control: as if somebody else had asked."""
    search = Search(world)
    token = world.token("everything")
    hidden = next(each for each in world.planted if each.number in world.allowed(token))
    headers = {"Authorization": f"Bearer {token}"}
    answer = client.get(f"/AUS/api/v1/records/{hidden.record.id}", headers=headers)
    search.take("nobody", set(), "GET record", answer)
    assert search.leaks


def test_logs_tell_no_canary(world, client, caplog):
    caplog.set_level("DEBUG")
    headers = {"Authorization": f"Bearer {world.token('everything')}"}
    for each in world.planted[:40]:
        client.get(f"/AUS/api/v1/records/{each.record.id}", headers=headers)
    assert numbers(caplog.text.encode()) == set()
