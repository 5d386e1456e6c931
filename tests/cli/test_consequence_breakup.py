"""``cspo consequence breakup``: fields, files, the notice, bad input."""

from __future__ import annotations

import msgspec
import pytest

from cspo.operations.consequence.results import BreakupResult
from tests.operations.consequence.test_breakup import SKY

EVENT = ("--object", "13552", "--at", "2021-11-15T02:47:31Z", "--mass-kg", "1750", "--hours", "1",
         "--smallest-m", "0.1")  # fmt: skip
HIT = ("--projectile-mass-kg", "50", "--relative-speed-km-s", "5", "--reported")


@pytest.fixture
def sky(tmp_path):
    path = tmp_path / "sky.3le"
    path.write_bytes(SKY)
    return path


def test_json_is_one_object_with_the_fields_of_the_result(cli, sky):
    outcome = cli("consequence", "breakup", sky, *EVENT, *HIT, "--json", "--notice", "--nation",
                  "NOR", "--language", "en", "--language", "ja")  # fmt: skip
    assert outcome.code == 0, outcome.err
    (line,) = outcome.lines()
    assert set(line) == {"simulated", "notice", *BreakupResult.__struct_fields__}
    assert set(line["notice"]) == {"en", "ja"}
    assert not line["supposed"]
    assert {each["object"] for each in line["crossed"]} <= {"norad:25544", "norad:41987"}


def test_tables_a_report_and_a_page_of_what_is_supposed(cli, sky, tmp_path):
    report = tmp_path / "report.html"
    outcome = cli("consequence", "breakup", sky, *EVENT, "-o", report, "--notice", "--nation",
                  "GBR", "--services", "sample")  # fmt: skip
    assert outcome.code == 0, outcome.err
    assert outcome.out.startswith("SUPPOSED. COSMOS 1408 is supposed to have exploded")
    assert "SUPPOSED EVENT: nobody has reported it." in outcome.out
    assert "Issued by United Kingdom" in outcome.out
    assert "To be warned" in outcome.out
    assert b"SUPPOSED EVENT" in report.read_bytes()
    values = tmp_path / "report.json"
    assert cli("consequence", "breakup", sky, *EVENT, "-o", values).code == 0
    assert msgspec.json.decode(values.read_bytes())["kind"] == "explosion"


def test_an_object_is_found_by_its_name(cli, sky):
    named = ("--object", "cosmos 1408", *EVENT[2:])
    outcome = cli("consequence", "breakup", sky, *named, "--json")
    assert outcome.lines()[0]["what"]["object"] == "norad:13552"


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        (("--object", ""), "--object and --at"),
        (("--object", "99"), "none such"),
        (("--at", "yesterday"), "UTC such as"),
        (("--explosion", *HIT), "both"),
        (("--relative-speed-km-s", "5"), "an explosion"),
        (("--projectile-mass-kg", "5"), "relative speed"),
        (("--with", "25544"), "parents in one place"),
        (("--hours", "100"), "at most 72"),
        (("--smallest-m", "0.0001"), "1 mm to 1 m"),
        (("--mass-kg", "nan"), "kg"),
        (("--notice",), "--nation"),
        (("-o", "report.doc"), ".html .pdf .json"),
        (("-o", "-", "--json"), "both"),
        (("--seed", "-1"), "0 or more"),
        (("--services", "nowhere.toml"), "nowhere.toml"),
        (("--space-weather", "nowhere.txt"), "nowhere.txt"),
        (("--hbr", "nowhere.csv"), "nowhere.csv"),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, tuple) else "",
)
def test_bad_input_says_what_and_where(cli, sky, changed, says):
    outcome = cli("consequence", "breakup", sky, *EVENT, *changed)
    assert outcome.code in {2, 3}, outcome.out
    assert says in outcome.err
    assert "Traceback" not in outcome.err


def test_an_unknown_nation_issues_no_notice(cli, sky):
    outcome = cli("consequence", "breakup", sky, *EVENT, "--notice", "--nation", "XXX")
    assert outcome.code == 2
    assert "nation" in outcome.err
