"""Ten parties, five kinds of fault, many seeds: nothing is lost, and nothing comes twice.

Processes die before and after commits (abandoned units of work; in some seeds a
real process with kill -9), frames are lost, doubled, turned round and damaged,
links are cut, a store comes back as an older copy, and one clock is a day off.
Then all is mended, and every pair's feed_out must be its feed_in by number,
hash and id, with every record in its recipient's store.
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from ten_parties import Coalition, Killed, Party, notice

from cspo.federation import Head, verify_receipt
from cspo.markings import NATIONS, Mode
from cspo.records import Record

SEEDS = range(50)
KILLED_FOR_REAL = range(0, 50, 25)


class Run:
    """One seed."""

    def __init__(self, coalition: Coalition, seed: int) -> None:
        self.all = coalition
        self.rng = random.Random(seed)
        self.sent: dict[str, list[Record]] = {nation: [] for nation in NATIONS}
        self.number = 0

    def any_party(self) -> Party:
        return self.all[self.rng.choice(NATIONS)]

    def mortal(self, party: Party, act: Callable[[], object]) -> None:
        """Do something that may end in the death of the process, and begin again."""
        try:
            act()
        except Killed:
            party.restart()

    def release(self, count: int) -> None:
        party = self.any_party()
        others = [nation for nation in NATIONS if nation != party.nation]
        made = []
        for _ in range(count):
            to = self.rng.sample(others, self.rng.randint(1, 4))
            made.append(notice(party.nation, sorted(to), f"number {self.number}"))
            self.number += 1
        self.sent[party.nation] += made
        self.mortal(party, lambda: party.enqueue(*made))

    def again(self, party: Party) -> None:
        """Whoever is not sure that a record went out releases it again: it goes out once."""
        party.enqueue(*self.sent[party.nation])

    def step(self) -> None:
        party = self.any_party()
        act = self.rng.random()
        if act < 0.45:
            self.release(self.rng.randint(1, 8))
        elif act < 0.9:
            self.mortal(party, party.exchange.pull)
        else:
            self.mortal(party, lambda: party.exchange.checkpoint(Mode.REAL))


def troubled(coalition: Coalition, seed: int) -> Run:
    """Forty records and more on a bad day."""
    run = Run(coalition, seed)
    faults = coalition.faults
    faults.lost = faults.duplicated = faults.corrupted = faults.reordered = 0.15
    faults.cut = faults.one_way = 0.02
    coalition[NATIONS[seed % 10]].clock.offset_s = 86_400.0 * (-1) ** seed
    for party in coalition.parties.values():
        party.death = 0.06
        for peer in party.exchange.peers.values():  # new stores: whoever starts again asks
            peer.shown.update(peer.feeds_from((party.nation,), Mode.REAL))
    lost = run.any_party()
    for _ in range(4):
        run.step()
    copy = lost.copy()
    for _ in range(6):
        run.step()
    lost.restore(copy, marked=bool(seed % 2))
    if not seed % 2:  # it does not know that it is a copy: it asks before it releases anything
        cut, faults.cut, faults.one_way, lost.death = faults.cut, 0.0, 0.0, 0.0
        assert lost.exchange.find_home() == {}
        faults.cut = faults.one_way = cut
    while run.number < 40:
        run.release(run.rng.randint(1, 8))
    return run


def mend(run: Run) -> None:
    """The faults end; everyone finds home and asks until nobody has more."""
    faults = run.all.faults
    faults.lost = faults.duplicated = faults.corrupted = faults.reordered = 0.0
    faults.cut = faults.one_way = 0.0
    for party in run.all.parties.values():
        party.death = 0.0
        for peer in party.exchange.peers.values():
            peer.backoff.succeeded()
    for party in run.all.parties.values():
        party.exchange.pull()
        run.again(party)
    report = [party.exchange.pull() for party in run.all.parties.values()]
    assert [each.errors for each in report] == [{}] * 10


def check(run: Run) -> None:
    assert run.all.differences() == []
    due: dict[str, list[Record]] = {nation: [] for nation in NATIONS}
    for records in run.sent.values():
        for record in records:
            for nation in record.payload.label.releasable_to:
                due[nation].append(record)
    for nation, party in run.all.parties.items():
        with party.store.read() as unit:
            for record in due[nation]:
                assert unit.envelope(record.id) == record.envelope
            for feed in unit.out_feeds():
                rows, last = unit.out_entries(feed, 0, 999), unit.last_receipt(feed)
                assert len({row.id for row in rows}) == len(rows)  # nothing twice
                assert last is not None
                receipt = verify_receipt(last.envelope, party.known)
                assert receipt.head == Head(rows[-1].seq, rows[-1].hash)
                assert receipt.refused == ()


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_lost_and_nothing_comes_twice(
    seed: int, coalition: Callable[..., Coalition]
) -> None:
    run = troubled(coalition(NATIONS, seed=seed), seed)
    if seed in KILLED_FOR_REAL:
        kill_for_real(run)
    mend(run)
    check(run)


CHILD = """
import sys
from ten_parties import Coalition, Party, notice
party = Party(sys.argv[1], __import__("pathlib").Path(sys.argv[2]), Coalition.alone())
print("ready", flush=True)
for n in range(10**6):
    party.enqueue(notice(sys.argv[1], sys.argv[3].split(","), f"child {n}"))
    print(n, flush=True)
"""


def kill_for_real(run: Run) -> None:
    """A process of its own releases records until kill -9 ends it somewhere in one of them."""
    party = run.any_party()
    to = [nation for nation in NATIONS if nation != party.nation][:3]
    party.store.close()
    tests = str(Path(__file__).parents[1])
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, party.nation, str(party.path), ",".join(to)],
        stdout=subprocess.PIPE, text=True, cwd=tests,
    )  # fmt: skip
    assert child.stdout is not None
    told = [child.stdout.readline() for _ in range(run.rng.randint(2, 12))]
    child.send_signal(signal.SIGKILL)
    rest = child.stdout.read()
    child.stdout.close()
    assert child.wait() == -signal.SIGKILL
    sure = [int(each) for each in "".join((*told, rest)).split() if each.isdigit()]
    party.start()
    run.sent[party.nation] += [notice(party.nation, to, f"child {n}") for n in sure]
    with party.store.read() as unit:
        for record in run.sent[party.nation][len(run.sent[party.nation]) - len(sure) :]:
            assert unit.envelope(record.id) == record.envelope
