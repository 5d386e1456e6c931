"""Two nations from scratch: keys, trust, policies; made once and copied for each test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from cspo.records.bodies.examples import example_bytes

__all__ = ["POLICY", "Pair", "make_pair"]

POLICY = """
[policy]
nation = "{us}"
version = 1
title = "What {us} gives its partners"
authority = "tests"
in_force = 2026-01-01

[review]
desk = "release-officer"
deadline = "4 h"
escalation = ["duty-director"]
escalation_deadline = "1 h"

[[party]]
id = "{them}"
agreement = "tests 1"
ceiling = "S"
modes = ["REAL", "TEST"]
since = 2025-01-01

[[party]]
id = "NOR"
agreement = "tests 2"
ceiling = "U"
since = 2025-01-01

[[rule]]
number = 1
text = "These go to those on the mark at once."
kinds = ["notice", "conjunction", "acknowledgement"]
to = ["everyone on the mark"]
how = "at once"

[[rule]]
number = 2
text = "Warnings go when somebody has looked at them."
kinds = ["warning"]
to = ["everyone on the mark"]
how = "review"

[safety]
text = "A close approach goes to all who can prevent it."
to = ["{them}", "NOR"]
miss_distance_at_most_km = 5
tca_within = "2 d"
call = "Duty officer, +61 2 5550 0100"

[[case]]
number = 1
title = "A notice to one partner"
kind = "notice"
mark = "U//REL TO {us}, {them}"
expect = [{{ party = "{them}", verdict = "at once", rule = "1" }}]
"""


class Pair:
    """The folders ``aus`` and ``fra`` below *base*, and what a person types there."""

    def __init__(self, base: Path, cli: Callable) -> None:
        self.base, self.cli = base, cli

    def run(self, nation: str, *arguments: object, stdin: bytes = b"", code: int = 0):
        outcome = self.cli(*arguments, "--data", self.base / nation.lower(), stdin=stdin)
        assert outcome.code == code, outcome
        return outcome

    def lines(self, nation: str, *arguments: object, **options: object) -> list[dict]:
        return self.run(nation, *arguments, "--json", **options).lines()

    def issue(self, nation: str = "aus", kind: str = "notice", *more: object, **options: object):
        """Issue the example of a kind for both; the lines of what was decided."""
        mark = options.pop("mark", "U//REL TO AUS, FRA")
        body = options.pop("body", None)
        data = example_bytes(kind) if body is None else msgspec.json.encode(body)
        return self.lines(nation, "release", "issue", "-", "--kind", kind, "--mark", mark, *more,
                          stdin=data, **options)  # fmt: skip

    def carry(self, here: str, there: str, name: str = "", **options: object) -> dict:
        """A bundle from one to the other; what became of it."""
        file = self.base / (name or f"{here}-{there}.bundle")
        self.run(here, "feed", "export", "--to", there.upper(), "-o", file)
        return self.lines(there, "feed", "import", file, **options)[0]

    def status(self, nation: str, partner: str) -> dict:
        lines = self.lines(nation, "feed", "status")
        return next(line for line in lines if line["partner"] == partner.upper())


def make_pair(template: Path, cli: Callable) -> None:
    """Make both folders, each with its keys, the other's trusted, and a policy."""
    told = {}
    for us, them in (("AUS", "FRA"), ("FRA", "AUS")):
        folder = template / us.lower()
        outcome = cli("keys", "create", "--root", "--nation", us, "--mode", "REAL", "--root-key",
                      template / f"{us}.root", "--data", folder, "--json")  # fmt: skip
        assert outcome.code == 0, outcome
        told[us] = outcome.lines()[0]["fingerprint"]
        (folder / "policy.toml").write_text(POLICY.format(us=us, them=them))
    for us, them in (("aus", "FRA"), ("fra", "AUS")):
        keys = template / them.lower() / "directories" / f"{them}.keys"
        outcome = cli("keys", "trust", keys, "--fingerprint", told[them], "--data", template / us)
        assert outcome.code == 0, outcome
