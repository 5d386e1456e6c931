"""Damaged scenarios, YAML and tables: what may come of them."""

from __future__ import annotations

import random

from cspo.exercise.scenario import (
    csv_faults,
    dump,
    from_csv,
    load,
    read_scenario,
    scenario_faults,
    to_csv,
)
from tests.exercise.scenario.small import SMALL
from tests.mutation import mutate

__all__ = ["make_damaged", "read_one"]

_SEEDS = (
    SMALL.encode(), dump(load(SMALL.encode())), to_csv(load(SMALL.encode())),
    to_csv(read_scenario("late-manoeuvre-short")), dump(read_scenario("quiet-inspector-short")),
)  # fmt: skip
_PIECES = (
    b"&a ", b"*a", b"!!python/name:os.system", b"!!binary ", b"<<: ", b"---\n", b"? ", b"- ", b"{",
    b"[", b"|\n", b">\n", b"'", b'"', b"#", b"%YAML 1.2\n", b"\t", b".nan", b"null", b"yes",
    b"2027-03-02", b"=1+1", b";", b"\r", b"0:99:00", "\u202e".encode(), b"995000001", b": ",
)  # fmt: skip


def make_damaged(rng: random.Random) -> tuple[bytes, bool]:
    """A damaged scenario, and whether it is a table."""
    at = rng.randrange(len(_SEEDS))
    data = _SEEDS[at]
    if rng.random() < 0.5:
        data = mutate(data, rng)
    for _ in range(rng.randrange(3)):
        place = rng.randrange(len(data) + 1)
        data = data[:place] + rng.choice(_PIECES) + data[place + rng.randrange(3) :]
    return data, at in {2, 3}


def read_one(data: bytes, *, table: bool) -> str:
    """What came of one: ``read`` or ``refused``.

    Raises
    ------
    AssertionError
        Where a fault lacks its place, or what was read does not come back.
    """
    scenario, wrong = (csv_faults if table else scenario_faults)(data, "x")
    if wrong:
        lines = data.count(b"\n") + data.count(b"\r") + 2
        for fault in wrong:
            assert fault.line is not None
            assert 1 <= fault.line <= lines, (fault.line, lines)
            assert fault.column >= 1
            assert fault.expected
            assert len(str(fault)) < 2_000
        return "refused"
    assert scenario is not None
    assert load(dump(scenario)) == scenario
    assert from_csv(to_csv(scenario)) == scenario
    return "read"
