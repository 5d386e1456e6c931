"""``cspo watch`` and ``cspo notice``: what a duty officer types, and what stands there then."""

from __future__ import annotations

import msgspec
import pytest

from cspo.node.clock import SystemClock
from cspo.records.bodies.examples import example

AS = ("--as", "a.larsen")
NIGHT, DAY = "duty officer, night", "duty officer, day"


def soon(hours: float) -> str:
    return (SystemClock().now() + hours * 3_600.0).utc_iso(6)


def write(pair, *words: object, **options: object) -> str:
    return pair.lines("aus", "watch", "log", *words, *AS, **options)[0]["record_id"]


def issued(pair, kind: str, **changes: object) -> str:
    body = msgspec.structs.replace(example(kind), **changes)
    return pair.issue(kind=kind, body=body)[0]["product_id"]


def brief(pair, *words: object) -> list[dict]:
    return pair.lines("aus", "watch", "brief", *words)


class TestLog:
    def test_an_entry_is_written_corrected_and_closed(self, pair):
        first = write(pair, "FRA called about 24946", "--about", "norad:24946", "--open",
                      "Call FRA back", "--due", soon(1))  # fmt: skip
        write(pair, "JPN called about 24946", "--correct", first[:10])
        (line,) = pair.lines("aus", "watch", "log")
        assert (line["entry_id"], line["text"]) == (first, "JPN called about 24946")
        assert (line["opens"], line["open"], len(line["corrections"])) == ("Call FRA back", True, 1)
        (item,) = brief(pair)
        assert (item["item"], item["kind"]) == (f"entry {first}", "entry")
        assert 3_500.0 < item["left_s"] < 3_600.0
        write(pair, "Called back", "--close", first)
        assert brief(pair) == []
        people = pair.run("aus", "watch", "log").out
        assert "JPN called about 24946 (corrected: 1)" in people
        assert "Called back" in people

    def test_what_is_not_there_is_not_closed(self, pair):
        write(pair, "quiet")
        said = pair.run("aus", "watch", "log", "x", *AS, "--close", "0123456789", code=2).err
        assert "got 0 that begin so" in said
        nobody = pair.run("aus", "watch", "log", "x", code=2).err
        assert "in small letters" in nobody
        assert "expected REAL" in pair.run("aus", "watch", "log", "--mode", "dream", code=2).err
        assert (
            "one of REAL TEST"
            in pair.run("aus", "watch", "brief", "--mode", "EXERCISE", code=2).err
        )

    def test_an_entry_for_others_goes_by_the_policy(self, pair):
        (line,) = pair.lines("aus", "watch", "log", "FRA asks", *AS, "--mark", "U//REL TO AUS, FRA")
        (shown,) = pair.lines("aus", "records", "show", line["record_id"])
        assert shown["mark"] == "U//REL TO AUS, FRA"
        log = pair.lines("aus", "release", "log", "--record", line["record_id"])
        assert {each["party"]: each["outcome"] for each in log} == {
            "FRA": "withheld", "NOR": "withheld",
        }  # fmt: skip
        alone = write(pair, "for us")
        assert pair.lines("aus", "release", "log", "--record", alone) == []


class TestHandover:
    def hand(self, pair, *words: object, **options: object) -> dict:
        return pair.lines("aus", "watch", "handover", *words, **options)[0]

    def test_offered_returned_offered_and_accepted(self, pair):
        write(pair, "FRA called", "--open", "Call FRA back")
        offer = ("--offer-to", DAY, "--office", NIGHT, *AS)
        offered = self.hand(pair, *offer, "--note", "Radar 2 is down")
        assert (offered["offered_to"], offered["open_items"], offered["office"]) == (DAY, 1, "")
        shown = pair.run("aus", "watch", "handover").out
        assert "offered to duty officer, day by duty officer, night, 1 open" in shown
        assert "Call FRA back (log, watch)" in shown
        assert "note: Radar 2 is down" in shown
        back = self.hand(pair, "--return", "no word on NOR", "--office", DAY, "--as", "b.moreau")
        assert (back["returned_because"], back["offered_to"]) == ("no word on NOR", "")
        assert "returned: no word on NOR" in pair.run("aus", "watch", "handover").out
        self.hand(pair, *offer)
        assert "another person" in pair.run("aus", "watch", "handover", "--accept", "--office", DAY,
                                            *AS, code=2).err  # fmt: skip
        write(pair, "NOR called", "--open", "Call NOR back")
        taken = self.hand(pair, "--accept", "--office", DAY, "--as", "b.moreau")
        assert (taken["office"], taken["open_items"]) == (DAY, 2)
        assert (taken["opened"], taken["closed"]) == (["Call NOR back (log, watch)"], [])
        page = pair.run("aus", "watch", "brief").out
        assert "On watch: duty officer, day, since" in page

    def test_one_thing_at_a_time(self, pair):
        wrong = pair.run("aus", "watch", "handover", "--accept", "--return", "x", code=2)
        assert "one of --offer-to, --accept and --return" in wrong.err
        assert "nobody has accepted it yet" in pair.run("aus", "watch", "handover").out


class TestBrief:
    def test_it_holds_warnings_reviews_and_names(self, pair):
        conjunction = example("conjunction")
        issued(pair, "conjunction")
        times = {"about_utc": soon(9.0), "act_by_utc": soon(5.0)}
        warning = issued(
            pair, "warning", event=conjunction.event, objects=(), miss_distance_km=0.584, **times
        )
        kinds = [item["kind"] for item in brief(pair)]
        assert kinds == ["review", "warning"]
        assert warning in brief(pair)[1]["records"]
        page = pair.run("aus", "watch", "brief").out
        assert page.startswith("Brief of the watch, Australia")
        assert conjunction.object1.name in page
        assert "Miss distance 584\u00a0m." in page
        french = pair.run("aus", "watch", "brief", "--language", "fr").out
        assert "Point de situation du quart, Australie" in french
        later = brief(pair, "--at", soon(48.0))
        assert [item["kind"] for item in later] == ["review"]
        assert (
            "one of en fr ja" in pair.run("aus", "watch", "brief", "--language", "xx", code=2).err
        )


class TestAcknowledge:
    def test_a_warning_is_answered_by_its_first_letters(self, pair):
        times = {"about_utc": soon(9.0), "act_by_utc": soon(5.0)}
        warning = issued(pair, "warning", **times)
        page = pair.run("aus", "watch", "brief").out
        assert f"[{warning[:8]}]" in page
        answer = ("watch", "acknowledge", warning[:8], *AS)
        (line,) = pair.lines("aus", *answer, "--progress", "acting", "--note", "burn planned")
        (shown,) = pair.lines("aus", "records", "show", line["record_id"])
        assert (shown["body"]["progress"], shown["body"]["record"]) == ("acting", warning)
        assert [each["progress"] for each in brief(pair) if each["kind"] == "warning"] == ["acting"]
        assert "We are acting." in pair.run("aus", "watch", "brief").out
        event = brief(pair)[-1]["event"]
        assert "done: record" in pair.run("aus", "watch", "acknowledge", event, *AS,
                                          "--progress", "done").out  # fmt: skip
        wrong = pair.run("aus", "watch", "acknowledge", "0" * 8, *AS, code=2).err
        assert "got 0 that begin so" in wrong
        how = pair.run("aus", *answer, "--progress", "perhaps", code=2).err
        assert "received acting done" in how


class TestNotice:
    def test_issued_read_replaced_and_cancelled_by_number(self, pair):
        record = issued(pair, "conjunction")
        words = ("notice", "issue", record, "--language", "en", "--language", "ja", *AS)
        (first,) = pair.lines("aus", *words, "--remark", "en=Look at both.")
        year = SystemClock().now().utc_iso(0)[:4]
        assert first["serial"] == f"AUS-{year}-0001"
        assert {each["outcome"] for each in first["decisions"] if each["party"] == "FRA"} == {
            "released"
        }
        page = pair.run("aus", "notice", "show", first["serial"]).out
        assert page.splitlines()[0].strip() == "UNCLASSIFIED//REL TO AUS, FRA"
        assert "Remarks: Look at both." in page
        japanese = pair.run("aus", "notice", "show", first["serial"], "--language", "ja").out
        assert "最接近時刻" in japanese
        assert "Look at both" not in japanese
        (second,) = pair.lines("aus", *words)
        assert second["serial"].endswith("0002")
        assert (
            pair.lines("aus", "notice", "show", first["serial"], code=1)[0]["by"]
            == second["serial"]
        )
        (gone,) = pair.lines(
            "aus", "notice", "cancel", second["serial"], "--reason", "another", *AS
        )
        listed = pair.lines("aus", "notice", "list", "--all")
        assert [each["standing"] for each in listed] == ["cancellation", "cancelled", "replaced"]
        assert pair.lines("aus", "notice", "list") == []
        assert "cancelled" in pair.run("aus", "notice", "list", "--all").out
        again = pair.run("aus", "notice", "cancel", gone["serial"], "--reason", "x", *AS, code=2)
        assert "one in force, got cancellation" in again.err
        pair.carry("aus", "fra")
        theirs = pair.lines("fra", "notice", "list", "--all")
        assert [each["serial"] for each in theirs] == [each["serial"] for each in listed]

    def test_written_by_hand(self, pair, tmp_path):
        (tmp_path / "en.txt").write_text("Radar down\n\nVardo 3 is down until Friday.\n")
        (tmp_path / "fr.txt").write_text("Radar hors service\n\nVardø 3 est hors service.\n")
        mark = ("--mark", "U//REL TO AUS, FRA", *AS)
        (line,) = pair.lines("aus", "notice", "write", f"en={tmp_path / 'en.txt'}",
                             f"fr={tmp_path / 'fr.txt'}", *mark)  # fmt: skip
        shown = pair.run("aus", "notice", "show", line["serial"], "--language", "fr").out
        assert "Vardø 3 est hors service." in shown
        wrong = pair.run("aus", "notice", "show", line["serial"], "--language", "ja", code=2).err
        assert "expected en fr, got ja" in wrong
        (tmp_path / "bad.txt").write_text("only a title\n")
        bad = pair.run("aus", "notice", "write", f"en={tmp_path / 'bad.txt'}", *mark, code=2)
        assert "a title line, then the text" in bad.err
        twice = ("notice", "write", "en=a", "en=b", *mark)
        assert "each key once" in pair.run("aus", *twice, code=2).err

    @pytest.mark.parametrize("to", ["U//REL TO AUS"])
    def test_for_nobody_is_told_by_the_exit_code(self, pair, tmp_path, to):
        (tmp_path / "en.txt").write_text("Title\ntext\n")
        words = ("notice", "write", f"en={tmp_path / 'en.txt'}", "--mark", to, *AS)
        assert "withheld" in pair.run("aus", *words, code=1).out
        unknown = pair.run("aus", "notice", "show", "AUS-2026-0099", code=2).err
        assert "the number of a notice in the store" in unknown
