"""What is of an exercise, brought to a real node by HTTP: refused, and audited."""

from __future__ import annotations

import io
import zipfile

import pytest
from http_node import HttpNode, app_of, token_of
from litestar.testing import TestClient
from operator_oem import oem

from cspo.markings import Mode
from tests.cli.written import cdm_text
from tests.exercise.leaks.sides import audited

ELSET = {
    "classificationMarking": "U", "dataMode": "REAL", "source": "a",
    "epoch": "2026-02-28T00:00:00Z", "satNo": 5, "meanMotion": 15.0, "eccentricity": 0.1,
    "inclination": 1.0, "raan": 1.0, "argOfPerigee": 1.0, "meanAnomaly": 1.0,
}  # fmt: skip
VECTOR = {
    "classificationMarking": "U", "dataMode": "REAL", "source": "a",
    "epoch": "2026-02-28T00:00:00Z", "satNo": 5, "referenceFrame": "J2000", "xpos": 7000.0,
    "ypos": 1.0, "zpos": 1.0, "xvel": 0.1, "yvel": 7.5, "zvel": 0.1,
}  # fmt: skip
CLOSE = {
    "classificationMarking": "U", "dataMode": "REAL", "source": "a", "tca": "2026-03-02T00:00:00Z",
    "missDistance": 58.5, "satNo1": 5, "satNo2": 6,
}  # fmt: skip
OBJECT = {"classificationMarking": "U", "dataMode": "REAL", "source": "a", "satNo": 5}
NOTE = {"classificationMarking": "U", "dataMode": "REAL", "source": "a", "msgType": "t",
        "msgBody": "b"}  # fmt: skip
LINES = (b"1 25544U 98067A   08264.51782528 -.00002182  00000-0 -11606-4 0  2927\n"
         b"2 25544  51.6416 247.4627 0006703 130.5360 325.0288 15.72125391563537\n")  # fmt: skip
FROM = "source=a&filename=a&classification=U"
MADE_UP = 995000101  # FJORD OBSERVER 2 of the exercise


def marked(message, mode="EXERCISE"):
    """A message with the comment that an exercise's own export has."""
    first, rest = message.split(b"\n", 1)
    return first + f"\nCOMMENT {mode} U//REL TO CAN, NOR\n".encode() + rest


def zipped(*files):
    """A zip file."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for number, each in enumerate(files):
            archive.writestr(f"{number}.cdm", each)
    return data.getvalue()


def dropped(mode):
    return f"/filedrop/cdms?dataMode={mode}&{FROM}"


def of_lines(mode):
    return f"/udl/elset/createBulkFromTLE?dataMode={mode}&source=a&makeCurrent=false"


CDM, OEM = cdm_text(), oem()
# By a way: the path and what is brought in; first what is refused, then what is allowed.
WAYS = {
    "an element set of EXERCISE": ("/udl/elset", {**ELSET, "dataMode": "EXERCISE"}, ELSET),
    "its mode edited, its number of the exercise":
        ("/udl/elset", {**ELSET, "satNo": MADE_UP}, ELSET),
    "many, one of them of EXERCISE":
        ("/udl/elset/createBulk", [ELSET, {**ELSET, "dataMode": "EXERCISE"}], [ELSET]),
    "dropped as a file, of EXERCISE":
        ("/filedrop/udl-elset", [{**ELSET, "dataMode": "EXERCISE"}], [ELSET]),
    "lines of EXERCISE": (of_lines("EXERCISE"), LINES, None),
    "a state vector of EXERCISE": ("/udl/statevector", {**VECTOR, "dataMode": "EXERCISE"}, VECTOR),
    "a state vector of a made-up object":
        ("/udl/statevector", {**VECTOR, "satNo": MADE_UP}, VECTOR),
    "a conjunction of EXERCISE": ("/udl/conjunction", {**CLOSE, "dataMode": "EXERCISE"}, CLOSE),
    "a conjunction with a made-up object":
        ("/udl/conjunction", {**CLOSE, "satNo2": MADE_UP}, CLOSE),
    "an object of EXERCISE": ("/udl/onorbit", {**OBJECT, "dataMode": "EXERCISE"}, OBJECT),
    "a made-up object": ("/udl/onorbit", {**OBJECT, "satNo": MADE_UP}, OBJECT),
    "a notification of EXERCISE": ("/udl/notification", {**NOTE, "dataMode": "EXERCISE"}, NOTE),
    "a dropped CDM of EXERCISE": (dropped("EXERCISE"), CDM, None),
    "a dropped CDM that says so, as REAL": (dropped("REAL"), marked(CDM), CDM),
    "a zip with one that says so":
        (dropped("REAL"), zipped(CDM, marked(CDM)), zipped(CDM)),
    "a CDM that says EXERCISE": ("/api/v1/cdms", marked(CDM), CDM),
    "a CDM that says SIMULATED": ("/api/v1/cdms", marked(CDM, "SIMULATED"), CDM),
    "a CDM about an object of the exercise":
        ("/api/v1/cdms", CDM.replace(b"= 10002", f"= {MADE_UP}".encode()), CDM),
    "an OEM that says EXERCISE": ("/api/v1/ephemerides", marked(OEM), OEM),
    "an OEM about an object of the exercise, its comment left out":
        ("/api/v1/ephemerides", oem(object_id=f"norad:{MADE_UP}"), OEM),
    "an OEM that says SIMULATED": ("/api/v1/ephemerides", marked(OEM, "SIMULATED"), OEM),
}  # fmt: skip


@pytest.fixture(scope="module")
def door(tmp_path_factory):
    """NOR's real node with its application, and who asks."""
    node = HttpNode(tmp_path_factory.mktemp("doors") / "nor")
    app = app_of(node)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield node, app, client
    node.close()


def bring(door, path, what):
    """Bring something in, as who has every right."""
    _, app, client = door
    headers = {"Authorization": f"Bearer {token_of(app, 'd.all')}"}
    if isinstance(what, bytes):
        return client.post(path, content=what, headers={**headers, "Content-Type": "text/plain"})
    return client.post(path, json=what, headers=headers)


def last_seq(node):
    with node.store.read() as unit:
        return unit.last_seq()


@pytest.mark.parametrize("way", WAYS)
def test_at_a_door_of_a_real_node(door, way):
    node, app, _ = door
    path, refused, allowed = WAYS[way]
    node.clock.t += 1.0  # what is the same at the same instant is the same record
    before, told = last_seq(node), len(audited(node.store, "http denied"))
    answer = bring(door, path, refused)
    assert answer.status_code == 400, answer.text
    assert last_seq(node) == before
    app.gates[""].trail.flush()
    new = [fields for _, fields in audited(node.store, "http denied")[told:]]
    assert [fields["rule"] for fields in new] == ["wrong side"]
    assert new[0]["person"] == "d.all"
    if allowed is not None:
        answer = bring(door, path, allowed)
        assert answer.status_code in {201, 202}, answer.text
        assert last_seq(node) > before


@pytest.mark.parametrize("path", [of_lines("REAL"), dropped("REAL")])
def test_the_same_of_the_real_sky_is_taken(door, path):
    assert bring(door, path, LINES if "TLE" in path else CDM).status_code in {201, 202}


def test_all_that_it_holds_is_real(door):
    node, *_ = door
    with node.store.read() as unit:
        assert {row.mode for row in unit.records_after(0, 1_000)} == {Mode.REAL}


def test_a_token_of_an_exercise_opens_nothing_at_a_real_node_and_the_other_way_round(
    door, tmp_path
):
    node, app, client = door
    real = token_of(app, "d.all")
    other = HttpNode(tmp_path / "play", Mode.EXERCISE)
    try:
        theirs = app_of(other)  # the same application, for the exercise's node now
        token = token_of(theirs, "d.all")
        at_exercise = [_asked(client, each) for each in (token, real)]
        theirs.gates[""].trail.flush()
        assert audited(other.store, "http denied")
    finally:
        other.close()
    app = app_of(node)
    at_real = [_asked(client, each) for each in (token, token_of(app, "d.all"))]
    app.gates[""].trail.flush()
    assert (at_exercise, at_real) == ([200, 401], [401, 200])
    assert any(fields["rule"] == "http 3" for _, fields in audited(node.store, "http denied"))


def _asked(client, token):
    headers = {"Authorization": f"Bearer {token}"}
    return client.get("/api/v1/session", headers=headers).status_code
