"""Cases of release, as a lawyer reads them: what was shared that should be, what leaked.

    python -m validation.release_cases > validation/logs/release_cases.txt

Each case is released for real: the product is sealed, a SQLite store on the disk
(synchronous FULL) takes it in one unit of work, and the feeds are read back.
Times are from the sealed product to the committed entry in the feed; what waits
for people is approved at once, so its time is the machine's part alone.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))

from nations import key_of
from release_desks import conjunction, desk_of, norway, product_of_case, sealed

from cspo.federation.feed import Feed
from cspo.markings import Mode, make_label
from cspo.node.store import EXERCISE_SIDE, REAL_SIDE, SqliteStore
from cspo.operations.derive import issue
from cspo.operations.kinds import REGISTRY
from cspo.operations.release.cases import case_time
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.release.grants import grant
from cspo.operations.release.membership import back_release
from cspo.operations.release.policy import Case
from cspo.operations.release.releasing import release, release_for_safety
from cspo.operations.release.review import approve
from cspo.operations.release.review_queue import review_state
from cspo.operations.release.rule_conditions import Owned
from cspo.operations.store import DecisionRow, Outcome
from cspo.records import Record, read_record
from cspo.time import Epoch

POLICY = norway()
WORDS = {Outcome.RELEASED: "at once", Outcome.REVIEW: "review", Outcome.WITHHELD: "withheld"}
PEOPLE = ("a.larsen", "k.hagen")


@dataclass
class Tally:
    expected: int = 0
    given: int = 0
    withheld_wrongly: list[str] = field(default_factory=list)
    leaked: list[str] = field(default_factory=list)
    other_rule: list[str] = field(default_factory=list)
    at_once_ms: list[float] = field(default_factory=list)
    agreed_ms: list[float] = field(default_factory=list)


def main() -> None:
    tally = Tally()
    print(f"policy {POLICY.name}: {POLICY.about.title}")
    print(f"{len(POLICY.rules)} rules, {len(POLICY.parties)} parties, {len(POLICY.cases)} cases\n")
    for case in POLICY.cases:
        run(case, tally)
    print(
        f"\ncases                                {len(POLICY.cases)}\n"
        f"deliveries that should be            {tally.expected}\n"
        f"  given, by the right rule and form  {tally.given}\n"
        f"  wrongly withheld                   {len(tally.withheld_wrongly)}\n"
        f"  by another rule or form            {len(tally.other_rule)}\n"
        f"given that should not be (leaks)     {len(tally.leaked)}\n"
    )
    for what in (*tally.withheld_wrongly, *tally.leaked, *tally.other_rule):
        print(f"  {what}")
    times("product to feed, at once", tally.at_once_ms)
    times("last approval to feed", tally.agreed_ms)
    safety()


def run(case: Case, tally: Tally) -> None:
    side = REAL_SIDE if case.mode is Mode.REAL else EXERCISE_SIDE
    t = case_time(POLICY, case)
    record, objects = product_of_case(POLICY, case)
    desk = desk_of(POLICY, *objects)
    with tempfile.TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder) / "store.sqlite", modes=side)
        prepare(store, case, record, t)
        begun = time.perf_counter()
        rows = carried_out(store, desk, case, record, t)
        took_ms = (time.perf_counter() - begun) * 1e3
        judge(store, case, rows, record, took_ms, tally)
        agree(store, desk, rows, t, tally)
        store.close()


def prepare(store: SqliteStore, case: Case, record: Record, t: Epoch) -> None:
    """What is in the store before: grants, and for newcomers the past product."""
    with store.write() as unit:
        for originator in case.granted_by:
            parties = tuple(sorted(party.id for party in POLICY.parties))
            body = grant(record.id, parties, roles=("a", "b"), policy=originator,
                         policy_version=1, t=t)  # fmt: skip
            given = issue(
                body, make_label("U", [originator, "NOR"]), origin=originator, mode=case.mode,
                t_valid=t, t=t, signer=key_of(originator, case.mode), registry=REGISTRY,
            )  # fmt: skip
            unit.put_record(given, t_ingest=t)
        if case.joined:
            unit.put_record(record, t_ingest=Epoch.from_utc(record.payload.t_created))


def carried_out(
    store: SqliteStore, desk: ReleaseDesk, case: Case, record: Record, t: Epoch
) -> list[DecisionRow]:
    if case.joined:
        members = POLICY.group(case.joined).members_at(t)
        return [r for p in members for r in back_release(store, desk, case.joined, p, t=t)]
    with store.write() as unit:
        if case.safety_by:
            return list(release_for_safety(unit, desk, record, person=case.safety_by, t=t))
        return list(release(unit, desk, record, t=t, severity=case.severity))


def judge(
    store: SqliteStore,
    case: Case,
    rows: list[DecisionRow],
    record: Record,
    took_ms: float,
    tally: Tally,
) -> None:
    """Hold the lines of the log, and what lies in the feeds, against what the case expects."""
    expected = {each.party: each for each in case.expect}
    tally.expected += len(expected)
    for row in rows:
        verdict = WORDS[row.outcome]
        wanted = expected.get(row.party)
        told = f"case {case.number}, {row.party}: {verdict} by {row.rule}, {row.reason}"
        if verdict == "at once":
            tally.at_once_ms.append(took_ms)
        if wanted is None:
            tally.leaked += [told] if verdict != "withheld" else []
        elif verdict == "withheld":
            tally.withheld_wrongly.append(told)
        elif (verdict, row.rule) != (wanted.verdict, str(wanted.rule)):
            tally.other_rule.append(told)
        else:
            tally.given += 1
    with store.read() as unit:
        for party in (table.id for table in POLICY.parties):
            entries = unit.out_entries(Feed("NOR", party, case.mode), 0, 10)
            wanted = expected.get(party)
            at_once = wanted is not None and wanted.verdict == "at once"
            coarse = wanted is not None and bool(wanted.profile or case.safety_by)
            forms = [read_record(entry.envelope).id == record.id for entry in entries]
            if forms != [not coarse] * at_once:
                tally.leaked.append(f"case {case.number}, {party}: its feed is not as the log says")
    tell(case, rows)


def tell(case: Case, rows: list[DecisionRow]) -> None:
    print(f"{case.number:>3}  {case.title}")
    print(f"     {case.kind} {case.mode}, {case.mark}; {'; '.join(case.objects) or 'no object'}")
    said: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        verdict = WORDS[row.outcome]
        said[verdict if verdict == "withheld" else f"{verdict} by rule {row.rule}"].append(
            row.party
        )
    for verdict in sorted(said):
        print(f"       {verdict}: {', '.join(sorted(said[verdict]))}")


def agree(
    store: SqliteStore,
    desk: ReleaseDesk,
    rows: list[DecisionRow],
    t: Epoch,
    tally: Tally,
) -> None:
    """Two persons say yes to what waits; what lacks a grant goes on waiting."""
    for review_id in sorted({r.review_id for r in rows if r.outcome is Outcome.REVIEW}):
        for person in PEOPLE:
            with store.read() as unit:
                if not review_state(unit, review_id).is_open:
                    break
            begun = time.perf_counter()
            with store.write() as unit:
                done = approve(unit, desk, review_id, person, t=t + 60.0)
            if done.rows:
                tally.agreed_ms.append((time.perf_counter() - begun) * 1e3)
        waits = f", waits for the grant of {', '.join(done.waits_for)}" if done.waits_for else ""
        got = sorted(row.party for row in done.rows if row.outcome is Outcome.RELEASED)
        print(f"       after review: {', '.join(got) or 'nobody yet'}{waits}")


def times(what: str, taken_ms: list[float]) -> None:
    ordered = sorted(taken_ms)
    p90 = ordered[int(len(ordered) * 0.9)]
    print(
        f"{what:<30} n {len(ordered):>4}  median {statistics.median(ordered):6.1f} ms"
        f"  p90 {p90:6.1f} ms  longest {ordered[-1]:6.1f} ms"
    )


def safety() -> None:
    """Two hundred emergencies into one store, and what one of them says."""
    desk = desk_of(POLICY, Owned("norad:990500", "GBR", "GBR/acme-sat"))
    t = case_time(POLICY, POLICY.cases[0])
    took_ms = []
    with tempfile.TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder) / "store.sqlite")
        for n in range(200):
            body = conjunction(("norad:990300", "norad:990500"), miss_distance_km=0.1 + n * 1e-3)
            record = sealed(body, make_label("S", ["NOR"]), sensor="vardo-3")
            begun = time.perf_counter()
            with store.write() as unit:
                release_for_safety(unit, desk, record, person="m.berg", t=t)
            took_ms.append((time.perf_counter() - begun) * 1e3)
        with store.read() as unit:
            (row, *_) = unit.out_entries(Feed("NOR", "GBR/acme-sat", Mode.REAL), 0, 1)
        store.close()
    times("safety profile, word to feed", took_ms)
    payload = read_record(row.envelope).payload
    print(f"\nwhat the safety profile sends, mark {payload.label.classification} to "
          f"{', '.join(payload.label.releasable_to)}:\n{bytes(payload.body).decode()}")  # fmt: skip


if __name__ == "__main__":
    main()
