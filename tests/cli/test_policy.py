"""``cspo policy test``: a policy's words and its cases, each failure with its line."""

from __future__ import annotations

import json

import pytest

from tests.cli.two_nations import POLICY

GOOD = POLICY.format(us="AUS", them="FRA")


@pytest.fixture
def tested(cli, tmp_path):
    def test(text: str, *more: str):
        file = tmp_path / "policy.toml"
        file.write_text(text)
        return cli("policy", "test", file, *more)

    return test


def line_of(text: str, begin: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if line.startswith(begin))


def test_a_policy_that_does_as_it_says(tested):
    outcome = tested(GOOD)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.rstrip().endswith("policy.toml: as expected in 1 of 1 cases")
    (line,) = tested(GOOD, "--json").lines()
    assert (line["case"], line["passed"], line["differences"]) == (1, True, [])
    assert line["line"] == line_of(GOOD, "[[case]]")


@pytest.mark.parametrize(
    ("old", "new", "party", "sort"),
    [
        ('mark = "U//REL TO AUS, FRA"', 'mark = "U//REL TO AUS, FRA, NOR"', "NOR", "LEAK"),
        ('mark = "U//REL TO AUS, FRA"', 'mark = "U//REL TO AUS"', "FRA", "WITHHELD"),
        ('rule = "1" }]', 'rule = "2" }]', "FRA", "OTHERWISE"),
        ('verdict = "at once"', 'verdict = "review"', "FRA", "LEAK"),
    ],
)
def test_a_case_that_fails_says_expected_got_rule_and_line(tested, old, new, party, sort):
    text = GOOD.replace(old, new)
    outcome = tested(text)
    assert outcome.code == 1
    head = outcome.out.splitlines()[0]
    assert f":{line_of(text, '[[case]]')}: case 1 A notice to one partner: {party}: {sort}" in head
    assert outcome.out.rstrip().endswith("1 of 1 cases failed")
    (line,) = tested(text, "--json").lines()
    (difference,) = line["differences"]
    assert set(difference) == {"party", "expected", "got", "rule", "rule_line", "reason", "leaks"}
    assert difference["leaks"] is (sort == "LEAK")
    if difference["rule"] == "1":
        assert difference["rule_line"] == line_of(text, "[[rule]]")


def test_every_fault_of_a_file_with_its_line(tested):
    text = GOOD.replace('ceiling = "S"', 'ceilin = "S"').replace('how = "review"', 'how = "maybe"')
    outcome = tested(text, "--json")
    assert outcome.code == 1
    lines = {line["line"]: line for line in outcome.lines()}
    fault = lines[line_of(text, "ceilin")]
    assert (fault["keyword"], fault["hint"]) == ("[[party]] FRA ceilin", "did you mean ceiling?")
    assert lines[line_of(text, 'how = "maybe"')]["got"] == "'maybe'"
    assert "did you mean ceiling?" in tested(text).out


def test_a_policy_without_cases_is_not_tested(tested):
    outcome = tested(GOOD.partition("[[case]]")[0])
    assert outcome.code == 1
    assert "nothing was tested" in outcome.err


@pytest.mark.parametrize(
    ("data", "code", "said"),
    [(b"", 3, "no bytes"), (b"\xff\xfe\x00", 1, "UTF-8"), (b"x = [", 1, "TOML"),
     (b"a letter", 1, "TOML"), (b"[" * 100_000, 1, "TOML")],
)  # fmt: skip
def test_what_is_no_policy(cli, data, code, said):
    outcome = cli("policy", "test", "-", stdin=data)
    assert outcome.code == code, outcome
    assert said in outcome.out + outcome.err


def test_missing_files_the_nodes_own_and_several(cli, tmp_path):
    assert cli("policy", "test", tmp_path / "nowhere").code == 3
    assert cli("policy", "test", tmp_path).code == 3
    (tmp_path / "policy.toml").write_text(GOOD)
    assert cli("policy", "test", "--data", tmp_path).code == 0
    file = tmp_path / "policy.toml"
    lines = cli("policy", "test", file, file, "--json").out.splitlines()
    assert [json.loads(line)["passed"] for line in lines] == [True, True]
