"""Cases that a lawyer can read: what is shared that should be, and nothing else.

Each case is put to the rules, and then released for real: the record sealed,
the feeds of a SQLite store searched for who has it and in which form.
"""

from __future__ import annotations

import re
from importlib.resources import files

import msgspec
import pytest
from nations import key_of
from release_desks import CASES, desk_of, norway, product_of_case

from cspo.errors import MalformedMessage
from cspo.federation.feed import Feed
from cspo.markings import Mode, make_label
from cspo.node.store import SqliteStore
from cspo.operations.derive import issue
from cspo.operations.kinds import REGISTRY
from cspo.operations.release.cases import case_time, findings_of_case, run_cases
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.release.grants import grant
from cspo.operations.release.membership import back_release
from cspo.operations.release.policy import Case, Expected, ReleasePolicy
from cspo.operations.release.policy_file import load_policy
from cspo.operations.release.releasing import release, release_for_safety
from cspo.operations.store import DecisionRow, Outcome
from cspo.records import Record, read_record
from cspo.time import Epoch

POLICY = norway()
VERDICTS = {Outcome.RELEASED: "at once", Outcome.REVIEW: "review", Outcome.WITHHELD: "withheld"}


def test_there_are_cases_of_all_sorts() -> None:
    cases = POLICY.cases
    assert [case.number for case in cases] == list(range(1, 69))
    assert len({case.title for case in cases}) == 68
    assert {case.mode for case in cases} == {Mode.REAL, Mode.EXERCISE, Mode.SIMULATED}
    assert len({case.kind for case in cases}) >= 10
    assert sum(bool(case.expect) for case in cases) >= 40, "sharing is the half that is forgotten"
    used = {expected.rule for case in cases for expected in case.expect}
    gives = {rule.number for rule in POLICY.rules if rule.how != "never"}
    assert gives <= used, "rules that no case shows"


@pytest.mark.parametrize("result", run_cases(POLICY), ids=lambda r: f"{r.case.number}")
def test_rules_do_what_the_case_expects(result) -> None:
    assert result.passed, result.differences


@pytest.mark.parametrize("case", POLICY.cases, ids=lambda case: f"{case.number}")
def test_case_is_released_as_it_says(
    case: Case, store: SqliteStore, exercise_store: SqliteStore
) -> None:
    record, objects = product_of_case(POLICY, case)
    chosen = store if case.mode is Mode.REAL else exercise_store
    rows = _released(case, record, desk_of(POLICY, *objects), chosen)
    expected = {each.party: each for each in case.expect}
    said = {row.party: (VERDICTS[row.outcome], row.rule) for row in rows}
    assert {party: verdict for party, verdict in said.items() if verdict[0] != "withheld"} == {
        party: (each.verdict, str(each.rule)) for party, each in expected.items()
    }
    with chosen.read() as unit:
        for party in (table.id for table in POLICY.parties):
            entries = unit.out_entries(Feed("NOR", party, case.mode), 0, 10)
            wanted = expected.get(party)
            at_once = wanted is not None and wanted.verdict == "at once"
            assert len(entries) == at_once
            if at_once:
                got = read_record(entries[0].envelope)
                assert party in got.payload.label.releasable_to
                assert (got.id != record.id) == bool(wanted.profile or case.safety_by)


def _released(
    case: Case, record: Record, desk: ReleaseDesk, store: SqliteStore
) -> tuple[DecisionRow, ...]:
    """What the log says of a case: a line for each party, but of the past for newcomers alone."""
    t = case_time(POLICY, case)
    if case.joined:
        with store.write() as unit:
            unit.put_record(record, t_ingest=Epoch.from_utc(record.payload.t_created))
        group = POLICY.group(case.joined)
        rows = [
            row
            for party in group.members_at(t)
            for row in back_release(store, desk, case.joined, party, t=t)
        ]
        return tuple(rows)
    with store.write() as unit:
        for originator in case.granted_by:
            unit.put_record(_grant_of(originator, record), t_ingest=t)
        if case.safety_by:
            rows = release_for_safety(unit, desk, record, person=case.safety_by, t=t)
        else:
            rows = release(unit, desk, record, t=t, severity=case.severity)
    assert {row.party for row in rows} >= {party.id for party in POLICY.parties}
    return rows


def _grant_of(originator: str, record: Record) -> Record:
    """A grant for the product to everybody, by two of the originator's offices."""
    t = Epoch.from_utc(record.payload.t_created)
    parties = tuple(sorted(party.id for party in POLICY.parties))
    body = grant(
        record.id, parties, roles=("release officer", "duty officer"), policy=originator,
        policy_version=1, t=t,
    )  # fmt: skip
    return issue(
        body, make_label("U", [originator, "NOR"]), origin=originator, mode=record.payload.mode,
        t_valid=t, t=t, signer=key_of(originator, record.payload.mode), registry=REGISTRY,
    )  # fmt: skip


def _with(case: Case, **changes: object) -> Case:
    return msgspec.structs.replace(case, **changes)


def test_a_case_fails_on_what_is_wrongly_withheld() -> None:
    case = _with(POLICY.cases[14], expect=(Expected(party="USA", verdict="at once", rule=5),))
    (result,) = run_cases(POLICY, cases=[case])
    (difference,) = result.differences
    assert (difference.party, difference.got) == ("USA", "withheld by marking 7")
    assert not difference.leaks
    assert "held" in difference.reason


def test_a_case_fails_on_what_leaks() -> None:
    (result,) = run_cases(POLICY, cases=[_with(POLICY.cases[0], expect=())])
    assert {each.party for each in result.differences} == {"FRA", "USA", "GBR", "CAN"}
    assert all(each.leaks for each in result.differences)


@pytest.mark.parametrize(
    ("number", "party", "change", "leaks"),
    [
        (24, "CAN", {"profile": ""}, False),  # it gets a coarser form than expected
        (24, "USA", {"profile": "hidden-sensor"}, True),  # a finer one
        (38, "GBR", {"verdict": "at once"}, False),
        (39, "USA", {"verdict": "review"}, True),
        (1, "FRA", {"rule": 4}, False),  # the right verdict for another reason fails too
    ],
)
def test_a_case_fails_on_another_form_moment_or_rule(
    number: int, party: str, change: dict[str, object], leaks: bool
) -> None:
    case = POLICY.cases[number - 1]
    expect = tuple(
        msgspec.structs.replace(each, **change) if each.party == party else each
        for each in case.expect
    )
    (result,) = run_cases(POLICY, cases=[_with(case, expect=expect)])
    (difference,) = result.differences
    assert (difference.party, difference.leaks) == (party, leaks)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"mark": "U//REL TO MARS"}, "mark"),
        ({"mark": "Q//REL TO NOR"}, "mark"),
        ({"objects": ("25544",)}, "objects"),
        ({"objects": ("norad:25544 belongs to USA",)}, "objects"),
    ],
)
def test_a_case_that_can_not_be_read_names_its_field(change: dict[str, object], field: str) -> None:
    with pytest.raises(MalformedMessage, match=field) as caught:
        run_cases(POLICY, cases=[_with(POLICY.cases[0], **change)])
    assert caught.value.keyword == f"[[case]] 1 {field}"


def test_every_finding_explains_itself() -> None:
    """Also to those who get nothing: the rule that came closest and what of it failed."""
    for case in POLICY.cases:
        for finding in findings_of_case(POLICY, case):
            assert finding.decision.rule
            assert len(finding.decision.reason) > 10
            assert "\n" not in finding.decision.reason
            assert finding.decision.permitted == (finding.how == "at once")
    reasons = {f.party: f.decision.reason for f in findings_of_case(POLICY, POLICY.cases[11])}
    assert reasons["CAN"] == (
        "no rule gives a conjunction of mode REAL to CAN; closest is rule 4, but the product is "
        "marked higher than C"
    )


def sample() -> ReleasePolicy:
    path = files("cspo.operations") / "policies" / "sample.toml"
    return load_policy(path, kinds=REGISTRY)


def test_the_sample_policy_passes_its_own_cases() -> None:
    policy = sample()
    results = run_cases(policy)
    assert len(results) >= 10
    assert [result for result in results if not result.passed] == []


def test_the_sample_says_in_plain_words_what_each_rule_does() -> None:
    for rule in sample().rules:
        assert re.match(r"[A-Z].*\.$", rule.in_words), rule.number


def test_files_of_cases_are_all_run() -> None:
    assert sorted(path.name for path in CASES.glob("*.toml")) == ["norway.toml"]
