"""What the compatible interfaces show of records: what is for the caller alone, marks joined."""

from __future__ import annotations

from types import SimpleNamespace

import msgspec
import pytest
from release_desks import EXAMPLES, key_of, sealed

from cspo.markings import Mode, make_label
from cspo.node.http.shelves import Shelves
from cspo.records import seal
from cspo.records.bodies import CatalogObjectBody, OrbitBody
from cspo.records.bodies.objects import ObjectFacts, ObjectType, Owner, Size
from cspo.records.bodies.orbit import MeanElements

CANARY = "CANARYX7"
NUMBER = "987654321"
SECRET = {"level": "S", "to": "FRA NOR"}

PATHS = [
    f"/udl/{resource}{path}"
    for resource, query in (
        ("elset", "epoch=>1960-01-01"), ("statevector", "epoch=>1960-01-01"),
        ("conjunction", "tca=>1960-01-01"), ("onorbit", "source=*"),
        ("notification", "createdAt=>1960-01-01"),
    )
    for path in (
        f"?{query}", f"/tuple?{query}&columns=source,satNo", f"/history?{query}",
        f"/current?{query}", f"?{query}&sort=source,DESC",
    )
] + [
    f"/basicspacedata/query/class/{name}/{rest}"
    for name in ("gp", "gp_history", "cdm_public", "satcat")
    for rest in ("format/json", "format/csv", "format/xml", "format/3le", "format/kvn",
                 "metadata/true", "orderby/SOURCE")
]  # fmt: skip


def orbit(number=int(NUMBER), name=CANARY, motion=0.00114, epoch="2026-02-28T00:00:00Z", source=""):
    one = (1.0,)
    return OrbitBody(
        object=(f"norad:{number}",), name=(name,), epoch_utc=(epoch,), source=source or CANARY,
        elements=MeanElements(
            mean_motion_rad_s=(motion,), eccentricity=(0.001,), inclination_rad=one, raan_rad=one,
            argp_rad=one, mean_anomaly_rad=one,
        ),
    )  # fmt: skip


def facts(number=int(NUMBER), name=CANARY):
    return CatalogObjectBody(
        objects=(
            ObjectFacts(
                object=f"norad:{number}", names=(name,), type=ObjectType.PAYLOAD,
                owners=(Owner(name="NOR"),), size=Size(rcs_m2=5.0), launched="2020-01-01",
            ),
        ),
        source=CANARY,
    )  # fmt: skip


@pytest.fixture
def hidden(node):
    """A record of each kind that somebody with clearance U may not see, full of canaries."""
    state = msgspec.structs.replace(
        EXAMPLES("orbit"),
        object=(f"norad:{NUMBER}",) * len(EXAMPLES("orbit").object),
        source=CANARY,
    )
    event = msgspec.structs.replace(
        EXAMPLES("conjunction"),
        source=CANARY,
        source_message=CANARY,
        object1=msgspec.structs.replace(EXAMPLES("conjunction").object1, name=CANARY),
    )
    notice = msgspec.structs.replace(EXAMPLES("notice"), title=CANARY, text=CANARY)
    warning = msgspec.structs.replace(EXAMPLES("warning"), text=CANARY)
    return [node.issue(b, **SECRET) for b in (orbit(), facts(), state, event, notice, warning)]


def test_no_canary_sings(client, as_, node, hidden):
    node.issue(orbit(5, "VANGUARD 1", source="a"), "U", "FRA NOR")
    for person in ("u.cleared", "s.stranger"):
        for path in PATHS:
            answer = client.get(path, headers=as_(person))
            assert answer.status_code in {200, 400, 404}, path
            said = answer.text + str(answer.headers)
            assert CANARY not in said, path
            assert NUMBER not in said, path
        for record in hidden:
            for resource in ("elset", "statevector", "conjunction", "notification"):
                for key in (record.id, f"{record.id}-0"):
                    answer = client.get(f"/udl/{resource}/{key}", headers=as_(person))
                    assert answer.status_code == 404
        assert client.get(f"/udl/onorbit/{NUMBER}", headers=as_(person)).status_code == 404


def test_the_cleared_hear_it_everywhere(client, as_, hidden):
    heard = [path for path in PATHS if CANARY in client.get(path, headers=as_("a.larsen")).text]
    assert len(heard) > len(PATHS) // 2


def gp(client, headers, **given):
    answer = client.get(f"/basicspacedata/query/class/gp/NORAD_CAT_ID/{NUMBER}", headers=headers)
    assert answer.status_code == 200
    return answer.json()


def test_a_row_of_two_records_has_the_join_of_their_marks(client, as_, node):
    node.issue(orbit(name="PLAIN", source="a"), "U", "AUS FRA NOR")
    node.issue(facts(), "S", "FRA NOR USA")
    (low,) = gp(client, as_("u.cleared"))
    assert (low["OBJECT_TYPE"], low["CLASSIFICATION_MARKING"]) == (None, "U//REL TO AUS, FRA, NOR")
    (high,) = gp(client, as_("a.larsen"))
    assert (high["OBJECT_TYPE"], high["RCS_SIZE"], high["COUNTRY_CODE"]) == (
        "PAYLOAD",
        "LARGE",
        "NOR",
    )
    assert high["CLASSIFICATION_MARKING"] == "S//REL TO FRA, NOR"
    path = f"/basicspacedata/query/class/gp/NORAD_CAT_ID/{NUMBER}/format/kvn"
    answer = client.get(path, headers=as_("a.larsen"))
    assert "COMMENT REAL S//REL TO FRA, NOR" in answer.text
    assert answer.headers["Cspo-Marking"] == "S//REL TO FRA, NOR"
    assert answer.headers["Cspo-Mode"] == "REAL"


def test_current_is_what_the_picture_goes_by_where_one_may_see_it(client, as_, node):
    older = node.issue(orbit(motion=0.00110, source="a"), "S", "NOR")
    node.issue(orbit(motion=0.00111, epoch="2026-02-28T01:00:00Z", source="b"), "U", "NOR")
    node.sky = SimpleNamespace(item_ids=(f"{older.id}#0",))
    path = f"/udl/elset/current?satNo={NUMBER}"
    (adopted,) = client.get(path, headers=as_("a.larsen")).json()
    assert adopted["source"] == "a"
    (remains,) = client.get(path, headers=as_("u.cleared")).json()
    assert remains["source"] == "b"


def test_replaced_rows_are_history_and_withdrawn_ones_nowhere(client, as_, node):
    first = node.issue(orbit(motion=0.00110, source="first"), "U", "NOR")
    second = node.issue(orbit(motion=0.00111, source="second"), "U", "NOR")
    third = sealed(
        orbit(motion=0.00112, source="third"), make_label("U", ["NOR"]), t=node.clock.now()
    )
    payload = msgspec.structs.replace(third.payload, version=2, supersedes=first.id)
    node.put(seal(payload, key_of("NOR", node.mode)))
    withdrawal = msgspec.structs.replace(EXAMPLES("withdrawal"), record=second.id)
    node.issue(withdrawal, "U", "NOR")

    def sources(path):
        rows = client.get(f"/udl/elset{path}?epoch=>now-30 days", headers=as_("v.viewer")).json()
        return [row["source"] for row in rows]

    assert sources("") == ["third"]
    assert sources("/history") == ["first", "third"]
    assert sources("/current") == ["third"]


def test_a_partner_withdraws_and_replaces_nothing_of_ours(client, as_, node):
    ours = node.issue(orbit(source="ours"), "U", "FRA NOR")
    body = msgspec.structs.replace(EXAMPLES("withdrawal"), record=ours.id)
    node.put(sealed(body, make_label("U", ["FRA", "NOR"]), origin="FRA", t=node.clock.now()))
    rows = client.get("/udl/elset?epoch=>now-30 days", headers=as_("v.viewer")).json()
    assert [row["source"] for row in rows] == ["ours"]


def test_worlds_do_not_mix_in_a_row(client, as_, node):
    node.issue(orbit(name="REAL ONE", source="a"), "U", "NOR")
    node.put(sealed(facts(), make_label("U", ["NOR"]), mode=Mode.TEST, t=node.clock.now()))
    node.put(
        sealed(orbit(source="t"), make_label("U", ["NOR"]), mode=Mode.TEST, t=node.clock.now())
    )
    (row,) = gp(client, as_("v.viewer"))
    assert (row["OBJECT_NAME"], row["DATA_MODE"], row["OBJECT_TYPE"]) == ("REAL ONE", "REAL", None)
    rows = client.get("/udl/elset/current", headers=as_("v.viewer")).json()
    assert sorted(row["dataMode"] for row in rows) == ["REAL", "TEST"]


def test_old_rows_are_read_again_when_asked_for(node):
    for k in range(5):
        node.issue(orbit(100 + k, epoch=f"2026-02-2{k}T00:00:00Z", source=f"s{k}"), "U", "NOR")
    shelves = Shelves(node, most_rows=2)
    shelves.refresh()
    kept = [page.sources[0] for page in shelves.elements(lambda held: True)]
    assert kept == [f"s{k}" for k in range(5)]


def test_old_conjunctions_and_warnings_leave_memory_and_are_read_again(node):
    event = EXAMPLES("conjunction")
    for k in range(5):
        node.issue(msgspec.structs.replace(event, miss_distance_km=1.0 + k), "U", "NOR")
    shelves = Shelves(node, most_single=2)
    shelves.refresh()
    assert shelves._conjunctions.kept == 2
    found = [row for page in shelves.conjunctions(lambda held: True) for row in page.rows]
    assert [row.content.miss_distance_km for row in found] == [1.0, 2.0, 3.0, 4.0, 5.0]
    assert len({row.record.record_id for row in found}) == 5
    none = [row for page in shelves.conjunctions(lambda held: False) for row in page.rows]
    assert none == []


def test_a_record_of_an_impossible_time_is_on_no_shelf(client, as_, node):
    event = EXAMPLES("conjunction")
    node.issue(msgspec.structs.replace(event, tca_utc="9999-12-31T00:00:00Z"), "U", "NOR")
    node.issue(event, "U", "NOR")
    rows = client.get("/udl/conjunction?tca=>1900-01-01", headers=as_("v.viewer")).json()
    assert [row["tca"][:4] for row in rows] == ["2009"]


def test_a_record_that_breaks_a_shelf_keeps_nothing_from_those_after_it(node, monkeypatch):
    for k in range(3):
        node.issue(orbit(100 + k, source=f"s{k}"), "U", "NOR")
    put = Shelves._shelve_orbits

    def breaks(self, page, held):
        if page.sources[0] == "s1":
            raise ZeroDivisionError
        put(self, page, held)

    monkeypatch.setattr(Shelves, "_shelve_orbits", breaks)
    shelves = Shelves(node)
    shelves.refresh()
    shelves.refresh()
    assert [page.sources[0] for page in shelves.elements(lambda held: True)] == ["s0", "s2"]


@pytest.mark.parametrize("motion", [5e-324, 1e-200, 1.0, 1e300])
def test_orbits_that_no_formula_holds_for_are_shown(client, as_, node, motion):
    node.issue(orbit(motion=motion, source="far"), "U", "NOR")
    (row,) = client.get("/udl/elset/current", headers=as_("v.viewer")).json()
    assert row["source"] == "far"
    for form in ("json", "csv", "xml", "kvn", "3le"):
        path = f"/basicspacedata/query/class/gp/format/{form}"
        assert client.get(path, headers=as_("v.viewer")).status_code == 200
    answer = client.get("/basicspacedata/query/class/satcat", headers=as_("v.viewer"))
    assert answer.status_code == 200
