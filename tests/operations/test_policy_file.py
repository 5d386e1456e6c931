"""Every fault of a policy is told with its line, its field, what was expected and what to do."""

from __future__ import annotations

import random
import re
import time
from pathlib import Path

import pytest
from mutation import mutate
from release_desks import CASES

from cspo.errors import MalformedMessage, SourceError
from cspo.operations.kinds import REGISTRY
from cspo.operations.release.policy_file import load_policy, policy_faults, read_policy
from cspo.operations.toml_lines import TomlLines

GOOD = (CASES / "norway.toml").read_text("utf-8")


def faults(text: str) -> list[MalformedMessage]:
    return policy_faults(text.encode(), "policy.toml", kinds=REGISTRY)[1]


def test_a_good_policy_has_no_fault_and_knows_its_digest() -> None:
    policy = read_policy(GOOD.encode(), "policy.toml", kinds=REGISTRY)
    assert re.fullmatch(r"NOR/5 sha256:[0-9a-f]{16}", policy.name)
    assert [rule.number for rule in policy.rules] == list(range(1, 22))


CHANGES = [
    # (what stands there, after which text, what is put instead, keyword, said in the error)
    ('number = 3', "", 'number = 2', "[[rule]] 2 number", "a number of its own"),
    ('how = "at once"', "number = 3", 'how = "at-once"', "[[rule]] 3 how", '"at once", "review"'),
    ('kinds = ["conjunction", "warning"]', "number = 3", 'kinds = ["conjunctions"]',
     "[[rule]] 3 kinds", "did you mean conjunction?"),
    ('kinds = ["conjunction", "warning"]', "number = 3", 'kind = ["conjunction"]',
     "[[rule]] 3 kind", "did you mean kinds?"),
    ('to = ["USA"]', "number = 12", 'to = ["RUS"]', "[[rule]] 12 to", "needs a [[party]] table"),
    ('to = ["USA"]', "number = 12", 'to = "USA"', "[[rule]] 12 to", "a list"),
    ('modes = ["EXERCISE"]', "number = 18", 'modes = ["DRILL"]', "[[rule]] 18 modes", "EXERCISE"),
    ('classification_at_most = "R"', "number = 18", 'classification_at_most = "RESTRICTED"',
     "[[rule]] 18 classification_at_most", "U, R, C, S, TS"),
    ('deadline = "2 h"', "number = 13", 'deadline = "soon"', "[[rule]] 13 deadline", '"4 h"'),
    ('deadline = "2 h"', "number = 13", 'deadline = 2', "[[rule]] 13 deadline", "a text"),
    ('severity_at_least = "emergency"', "", 'severity_at_least = "bad"',
     "[[rule]] 14 severity_at_least", "routine, advisory, warning, emergency"),
    ('profile = "hidden-sensor"', "number = 9", 'profile = "hiden-sensor"',
     "[[rule]] 9 profile", "did you mean hidden-sensor?"),
    ('profile = "hidden-sensor"', "number = 9", 'profile = "operator-conjunction"',
     "[[rule]] 9 profile", "a profile for every kind of the rule"),
    ('how = "review"', "number = 6", 'how = "at once"', "[[rule]] 6 how", "approved_by"),
    ('deadline = "30 min"', "number = 6", 'deadline = "30 min"\non_expiry = "release"',
     "[[rule]] 6 on_expiry", "never released because nobody answered"),
    ('how = "never"', "number = 1", 'how = "never"\nmiss_distance_at_most_km = 3.0',
     "[[rule]] 1 miss_distance_at_most_km", "would slip past"),
    ('how = "never"', "number = 1", 'how = "never"\nprofile = "coarse-orbit"',
     "[[rule]] 1 how", "no profile"),
    ('bears_caveat = ["PERSONAL"]', "", 'bears_caveat = ["PRIVATE"]',
     "[[rule]] 2 bears_caveat", "PERSONAL"),
    ('approved_by = ["a.larsen", "k.hagen"]', "", 'approved_by = ["a.larsen", "a.larsen"]',
     "[[profile]] coarse-orbit approved_by", "two different persons"),
    ('approved_by = ["a.larsen", "k.hagen"]', "", 'approved_by = ["A. Larsen", "k.hagen"]',
     "[[profile]] coarse-orbit approved_by", "in small letters"),
    ('"states.r_km" = 5.0', "", '"states.r_km" = 0.0',
     "[[profile]] coarse-orbit round", "a step above 0"),
    ('"states.r_km" = 5.0', "", '"states.r_m" = 5.0',
     "[[profile]] coarse-orbit round", "did you mean states.r_km?"),
    ('"elements", "states", "covariance"]', "", '"elements", "covariance", "states.frame"]',
     "[[profile]] coarse-orbit keep", "states.r_km, which a orbit does not leave out"),
    ('at_most_every = "7 d"', "", 'round_times = "1 min"',
     "[[profile]] coarse-orbit round_times", "no time of this kind may be rounded"),
    ('ceiling = "S"', 'id = "USA"', 'ceiling = "Q"', "[[party]] USA ceiling", "U, R, C, S, TS"),
    ('id = "USA"', "", 'id = "US"', "[[party]] US id", "GBR/acme-sat"),
    ('id = "USA"', "", 'id = "NOR"', "[[party]] NOR id", "releases to others"),
    ('until = 2026-07-01', "", 'until = 2020-07-01', "[[party]] JPN until", "a day after"),
    ('since = 2017-04-05', "", 'since = "April 2017"', "[[party]] USA since", "a date"),
    ('party = "JPN", since', "exercise-players", 'party = "KOR", since',
     "[[group]] exercise-players members", "a member needs a [[party]] table"),
    ('id = "exercise-players"', "", 'id = "Exercise"', "[[group]] Exercise id", "small letters"),
    ('escalation = ["duty release officer", "national release authority"]', "", "escalation = []",
     "[review] escalation", "name who decides"),
    ('deadline = "4 h"', "", 'deadline = "0 h"', "[review] deadline", '"4 h"'),
    ('window = "90 d"', "", 'window = "90 days"', "[[back_release]] window", '"4 h"'),
    ('group = "north-atlantic"', "", 'group = "nordic"',
     "[[back_release]] group", "north-atlantic"),
    ('call = "Norwegian', "", 'call = " "\n# "', "[safety] call", "whom to call"),
    ('tca_within = "72 h"', "", 'tca_in = "72 h"', "[safety] tca_in", "did you mean tca_within?"),
    ('version = 5', "", 'version = 0', "[policy] version", "1 or more"),
    ('nation = "NOR"', "", 'nation = "SWE"', "[policy] nation", "AUS, CAN"),
    ('[safety]', "", '[safty]', "[safty] safty", "did you mean safety?"),
    ('{ party = "FRA", verdict = "at once", rule = 3 }', "number = 1\ntitle",
     '{ party = "FRA", verdict = "at once", rule = 33 }', "[[case]] 1 expect", "no rule has"),
    ('{ party = "FRA", verdict = "at once", rule = 3 }', "number = 1\ntitle",
     '{ party = "FRA", verdict = "now", rule = 3 }', "[[case]] 1 expect", "withheld"),
    ('kind = "conjunction"', "number = 1\ntitle", 'kind = "orbits"', "[[case]] 1 kind", "orbit"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "after", "new", "keyword", "said"), CHANGES, ids=lambda value: str(value)[:30]
)
def test_fault_has_line_field_and_advice(
    old: str, after: str, new: str, keyword: str, said: str
) -> None:
    start = GOOD.index(after) if after else 0
    at = GOOD.index(old, start)
    text = GOOD[:at] + new + GOOD[at + len(old) :]
    found = [fault for fault in faults(text) if fault.keyword == keyword]
    assert found, [str(fault) for fault in faults(text)]
    # A list of several lines is told by the line on which it begins.
    key = re.escape(keyword.rpartition(" ")[2])
    begins = [m.start() for m in re.finditer(rf"^\[*{key}\b", text[: at + len(new)], re.MULTILINE)]
    assert found[0].line == text.count("\n", 0, begins[-1]) + 1
    assert said in str(found[0])
    assert found[0].subject == "policy.toml"
    assert found[0].hint


def test_all_faults_are_told_at_once_in_order_of_lines() -> None:
    text = GOOD.replace('how = "at once"', 'how = "soon"').replace("version = 5", "version = true")
    found = faults(text)
    assert len(found) == 1 + GOOD.count('how = "at once"')
    assert [fault.line for fault in found] == sorted(fault.line for fault in found)
    with pytest.raises(MalformedMessage, match=f"{len(found) - 1} more faults"):
        read_policy(text.encode(), "policy.toml", kinds=REGISTRY)


@pytest.mark.parametrize("missing", ["policy", "review", "party", "rule"])
def test_a_missing_table_is_named(missing: str) -> None:
    text = re.sub(rf"^\[+{missing}\]+$", "[[case]]", GOOD, flags=re.MULTILINE)
    assert any(fault.keyword.strip("[]") == missing for fault in faults(text))


@pytest.mark.parametrize("field", ["number", "text", "kinds", "to", "how"])
def test_a_missing_field_of_a_rule_is_named_with_the_line_of_its_table(field: str) -> None:
    block = GOOD.index("[[rule]]", GOOD.index("number = 7") - 40)
    at = re.compile(rf"^{field} = .*\n", re.MULTILINE).search(GOOD, block)
    assert at is not None
    text = GOOD[: at.start()] + GOOD[at.end() :]
    (fault,) = [f for f in faults(text) if f.keyword.endswith(f" {field}")]
    assert fault.line == text.count("\n", 0, block) + 1
    assert fault.hint == f"add {field} = ..."


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"[policy\n", 1),
        (b"[policy]\nversion = 1\nnation = NOR\n", 3),
        (b'[policy]\ntitle = "a\xff"\n', 2),
        (b"[policy]\n[policy]\n", 2),
        (b'[policy]\ntitle = """\n', 2),
        (b"x" * 1_048_577, None),
        (b"a = " + b"[" * 100_000, 1),
    ],
)
def test_what_is_no_toml_is_told_with_its_line(data: bytes, line: int | None) -> None:
    policy, (fault,) = policy_faults(data, "policy.toml", kinds=REGISTRY)
    assert policy is None
    assert fault.line in {line, (line or 0) + 1}


def test_a_missing_file_is_a_source_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="No such file"):
        load_policy(tmp_path / "none.toml", kinds=REGISTRY)


def test_spoiled_policies_give_faults_and_nothing_else() -> None:
    rng = random.Random(20260301)
    for _ in range(60):
        _, found = policy_faults(mutate(GOOD.encode(), rng), "policy.toml", kinds=REGISTRY)
        assert all(isinstance(fault, MalformedMessage) for fault in found)


@pytest.mark.parametrize("key", ["a", '"a b"', "'a'"])
def test_a_key_of_very_many_parts_is_refused_at_once(key: str) -> None:
    for text in (".".join([key] * 100_000) + " = 1", "\n[" + " . ".join([key] * 100_000) + "]\n"):
        began = time.process_time()
        made, (fault,) = policy_faults(text.encode(), "policy.toml", kinds=REGISTRY)
        assert made is None
        assert fault.expected == "keys of at most 64 parts"
        assert fault.line == 1 + text.startswith("\n")
        assert time.process_time() - began < 2.0  # tomllib: minutes


def test_lines_are_found_past_a_text_with_an_n_and_a_bracket() -> None:
    assert TomlLines('[a]\nx = "now [y"\n[b]\nz = 1\n').of("b") == 3


def test_lines_are_found_past_texts_and_lists_of_several_lines() -> None:
    text = (
        '[a]\nx = """\n[[b]]\ny = 1\n"""\n[[b]]\ny = [ # [\n  "[[b]]",\n]\nz = 1\n'
        "[[b]]\nw = '''\nz = 2 '''\nz = 3\nm = [\n  { z = \"]\" },\n]\nlast = 1\n"
    )
    lines = TomlLines(text)
    assert (lines.of("a", 0, "x"), lines.of("b", 0), lines.of("b", 0, "z")) == (2, 6, 10)
    assert (lines.of("b", 1), lines.of("b", 1, "z"), lines.of("b", 1, "last")) == (11, 14, 18)
