"""Schemathesis asks every operation of the OpenAPI document whatever it can think of.

No answer may be a failure of the node (5xx), and none may be another than the document says:
status, type of the content, and the content by its schema. By default for some half a minute;
``CSPO_SCHEMATHESIS_S`` says for how long, and the soak takes half an hour.
"""

from __future__ import annotations

import os
import time

import pytest
import requests
import schemathesis
from http_world import world_in
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from cspo.node.http.serving import WebServer

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance,
    response_schema_conformance,
]  # fmt: skip
SECONDS = float(os.environ.get("CSPO_SCHEMATHESIS_S", "30"))
ENDLESS = {"/api/v1/stream"}
"""Asked in `test_serving`: it does not end by itself."""
WHO = ("everything", "h.operator", "e.uncleared")
"""Who asks, turn by turn: with all rights first, so that routes do more than refuse."""
SIGNS_OUT = {("delete", "/api/v1/session"), ("get", "/ajaxauth/logout")}


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with world_in(tmp_path_factory.mktemp("schemathesis") / "box") as made:
        yield made


@pytest.fixture(scope="module")
def server(world):
    made = WebServer(world.app)
    made.start()
    yield made
    made.stop()


def operations(world, server):
    document = requests.get(f"{server.url}/AUS/api/v1/openapi.json", timeout=60).json()
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=f"{server.url}/AUS")
    found = [each.ok() for each in schema.get_all_operations()]
    return [each for each in found if each.path not in ENDLESS]


def failures_of(world, server, operation, examples, number, person):
    """What of an operation's answers the document does not say, each kind once."""
    found: dict[str, str] = {}
    token = world.token(person)
    session = requests.Session()

    @seed(number + int(os.environ.get("CSPO_SCHEMATHESIS_SEED", "0")))
    @settings(
        max_examples=examples, database=None, deadline=None, derandomize=False,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy())
    def ask(case):
        shown = token
        if (operation.method.lower(), operation.path) in SIGNS_OUT:
            shown = world.token(person)
        case.headers["Authorization"] = f"Bearer {shown}"
        answer = case.call(base_url=f"{server.url}/AUS", session=session, timeout=60)
        try:
            case.validate_response(answer, checks=CHECKS)
        except FailureGroup as group:
            for failure in group.exceptions:
                where = f"{operation.method.upper()} {operation.path}: {failure.title}"
                told = f"{failure.message}\n{answer.status_code} {answer.text[:300]}"
                found.setdefault(where, f"{told}\n{case.as_curl_command()[:600]}")

    ask()
    session.close()
    return found


def run(world, server, seconds):
    """Ask all operations in turns until the time is up, each at least once."""
    found: dict[str, str] = {}
    wanted = operations(world, server)
    began, turn, asked = time.monotonic(), 0, 0
    while turn == 0 or time.monotonic() - began < seconds:
        for operation in wanted:
            if turn and time.monotonic() - began > seconds:
                break
            examples = 4 if turn == 0 else 20
            person = WHO[turn % len(WHO)]
            found |= failures_of(world, server, operation, examples, turn, person)
            asked += examples
        turn += 1
    text = "\n\n".join(f"{where}\n{told}" for where, told in sorted(found.items()))
    assert not found, f"{len(found)} kinds of failures in {asked:,} questions\n\n{text}"
    return asked


def test_no_answer_is_another_than_the_document_says(world, server):
    assert run(world, server, SECONDS) > 500


@pytest.mark.soak
def test_nor_in_half_an_hour(world, server):
    assert run(world, server, 1_800.0) > 10_000
