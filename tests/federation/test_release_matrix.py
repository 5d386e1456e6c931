"""Who can read what: no canary outside the set of its recipients, each one inside it.

And who can tell that there is something: whatever a nation can observe is the
same whether or not records were released to others.
"""

import logging
import re

import msgspec
import pytest
from by_hand import opener_of
from nations import key_of, open_one, payload_of
from release_world import (
    CEILINGS,
    CLASSES,
    Recorder,
    World,
    every_case,
    recipient_sets,
    some_cases,
)
from ten_parties import notice

from cspo.errors import UsageError
from cspo.federation import backfill, sender
from cspo.federation.checkpoint import read_checkpoint
from cspo.federation.sender import CHECKPOINT_SECRET
from cspo.markings import Action, Decision, Mode, Subject, decide, make_label
from cspo.node.store import EXERCISE_SIDE, REAL_SIDE, SqliteStore
from cspo.records import RefusedRecord, encode_payload, seal
from cspo.records.envelope import CHECKPOINT_TYPE, RECORD_TYPE, Envelope


@pytest.fixture(scope="session")
def empty_sides(tmp_path_factory):
    """An empty store of either side, to be copied; copies make the same salts."""
    folder = tmp_path_factory.mktemp("sides")
    paths = []
    for number, side in enumerate((REAL_SIDE, EXERCISE_SIDE)):
        paths.append(folder / f"{number}.sqlite")
        with SqliteStore(paths[-1], modes=side) as store, store.write() as unit:
            unit.secret(CHECKPOINT_SECRET)
    return paths


@pytest.fixture
def everything_logged():
    recorder, root = Recorder(), logging.getLogger()
    level = root.level
    root.addHandler(recorder)
    root.setLevel(logging.DEBUG)
    yield recorder.lines
    root.setLevel(level)
    root.removeHandler(recorder)


def test_every_decision_is_as_the_policy_says():
    subjects = {
        nation: Subject(nation, ceiling, modes=frozenset(Mode))
        for nation, ceiling in CEILINGS.items()
    }
    count = 0
    for case in every_case("AUS"):
        label = make_label(
            case.level, case.to, orcon=case.orcon, originators=["AUS"] if case.orcon else []
        )
        may = {
            nation for nation, subject in subjects.items()
            if nation != "AUS" and decide(label, case.mode, subject, Action.ENQUEUE).permitted
        }  # fmt: skip
        assert may == case.recipients()
        count += 1
    assert count == 512 * len(CLASSES) * 2 * len(Mode)


def test_a_set_without_the_origin_is_refused_by_both_sides():
    refused = 0
    for to in recipient_sets():
        if "AUS" in to:
            continue
        payload = payload_of("AUS", to)
        if not to:
            assert seal(payload, key_of("AUS")).payload.label.releasable_to == ()  # held
            continue
        with pytest.raises(UsageError, match="a release list with the origin"):
            seal(payload, key_of("AUS"))
        forged = key_of("AUS").sign(RECORD_TYPE, encode_payload(payload))
        with pytest.raises(RefusedRecord) as error:
            open_one(forged.to_bytes())
        assert error.value.code == "ORIGIN_NOT_IN_LABEL"
        refused += 1
    assert refused == 511


def test_no_canary_is_found_outside_its_recipients(folder, empty_sides, everything_logged):
    cases = some_cases("AUS")
    world = World("AUS", folder, empty_sides)
    given = world.release(cases)
    assert given == {case.number: case.recipients() for case in cases}
    world.carry()
    for node in world.nodes.values():
        node.try_to_get(world.origin)
    finding = world.search(cases, everything_logged)
    assert finding.leaks == []
    assert not any(finding.missing.values()), finding.missing
    assert min(finding.controls.values()) > 1_000, finding.controls


def test_the_search_finds_what_a_careless_sender_lets_go(
    folder, empty_sides, everything_logged, monkeypatch
):
    def permit(*question):
        return Decision(permitted=True, rule="0", reason="careless")

    monkeypatch.setattr(sender, "decide", permit)
    monkeypatch.setattr(backfill, "decide", permit)
    cases = some_cases("AUS")[5:9]
    world = World("AUS", folder, empty_sides, ["NZL"])
    world.release(cases)
    world.carry()
    logging.getLogger("cspo.test").info("a record says %s", cases[0].record().payload.object)
    finding = world.search(cases, everything_logged)
    places = {place for place, count in finding.leaked.items() if count}
    assert {"in process, wire", "bundle, bundle, unpacked", "diode, bundle", "log"} <= places
    # What came against its label lies in quarantine there, as it came.
    assert {f"{way}, store, closed" for way in ("in process", "bundle", "diode")} <= places


# -- existence ------------------------------------------------------------------


_SHA256 = re.compile(r"sha256='[0-9a-f]{64}'")  # of blocks, which hold checkpoints


def observed(world, nation):
    """Everything that a nation can observe, of each way; what is random to it is taken out."""
    found = {}
    for (way, name), node in world.nodes.items():
        if name == nation:
            files = []
            for path in sorted(node.folder.glob("*.bundle*")):
                with opener_of(path)() as file:
                    lines = file.read().splitlines()
                files.append([each for line in lines for each in masked(line)])
            found[way] = {
                "wire": [each for item in node.wire for each in masked(item)],
                "told": [_SHA256.sub("", text) for text in node.told], "files": files,
                "rows": [rows(store) for store in node.stores],
            }  # fmt: skip
    return found


def masked(item):
    """Bytes as they are; of checkpoints and manifests the sizes, and what is no hash."""
    line = item.removesuffix(b"\n")
    if not line.startswith(b'{"payload":'):
        return [line]
    envelope = Envelope.from_bytes(line)
    if envelope.payload_type == CHECKPOINT_TYPE:
        checkpoint = read_checkpoint(line)[0]
        told = (checkpoint.origin, checkpoint.mode, checkpoint.n, checkpoint.t)
        return [len(line), told, len(checkpoint.leaves)]
    if b"bundle" in envelope.payload_type.encode():
        manifest = msgspec.json.decode(envelope.payload)
        manifest["blocks"] = [(lines, size) for lines, size, _ in manifest["blocks"]]
        return [len(line), manifest]
    return [line]


def rows(store):
    """Every row; of checkpoints how many and how long, of the store's own name nothing."""
    with store._reader.connect() as connection:
        names = connection.exec_driver_sql(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).scalars()
        tables = {
            name: connection.exec_driver_sql(f'SELECT * FROM "{name}"').all()
            for name in names
            if name not in {"store", "secret"}
        }
    tables["checkpoint"] = [
        (row.origin, row.mode, row.n, row.t_tai_ns, len(row.envelope), row.t_ingest_tai_ns)
        for row in tables["checkpoint"]
    ]
    return tables


def test_nobody_can_tell_whether_something_was_released_to_others(folder, empty_sides):
    cases = every_case("AUS")[::97]
    rounds = [
        cases[:80],
        [case for case in cases[80:110] if "NZL" not in case.recipients()],
        cases[110:],
    ]
    seen = []
    for number, others in enumerate((True, False)):
        world = World("AUS", folder / str(number), empty_sides, ["CAN", "NZL"])
        for these in rounds:
            world.release([case for case in these if others or "NZL" in case.recipients()])
            world.carry()
        for node in world.nodes.values():
            if node.nation == "NZL":
                node.try_to_get(world.origin)
        seen.append(observed(world, "NZL"))
        world.close()
    mine = [case for case in cases if "NZL" in case.recipients()]
    assert 10 < len(mine) < len(cases) / 4
    for way, things in seen[0].items():
        for what, thing in things.items():
            assert thing == seen[1][way][what], f"{way}: {what}"
    frames = [each for each in seen[0]["in process"]["wire"] if type(each) is bytes]
    assert sum(each.startswith(b'{"v":"1.0","origin"') for each in frames) >= len(mine)


def test_the_number_of_leaves_does_not_tell_that_a_guest_has_begun_to_send(coalition):
    parties = coalition(["AUS", "GBR"])
    aus = parties["AUS"]
    names = [f"AUS/desk-{i}" for i in range(9)]
    aus.guests.update({name: Subject(name, "S", modes=frozenset(Mode)) for name in names})
    sizes = []
    for _ in range(2):
        sizes.append(len(read_checkpoint(aus.exchange.checkpoint(Mode.REAL))[0].leaves))
        records = [notice(name, ["AUS", "GBR"], "from a desk") for name in names]
        aus.enqueue(*records, to=["AUS", "GBR"])
    assert sizes == [112, 112]  # eleven parties: ten of them give, each to the ten others
