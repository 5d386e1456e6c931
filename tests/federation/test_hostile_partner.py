"""A partner whose every answer may be anything: nothing escapes, nothing false is kept."""

import random

import pytest
from mutation import mutate
from ten_parties import notice

from cspo.errors import SourceError, VerificationError
from cspo.federation import Feed, HeadAnswer
from cspo.federation.link import PeerLink
from cspo.markings import Mode
from cspo.node.store.check import check_store

FEED = Feed("AUS", "GBR", Mode.REAL)
UNCOVERED = {
    "MALFORMED", "UNKNOWN_PAYLOAD_TYPE", "UNKNOWN_KEY", "BAD_SIGNATURE", "ORIGIN_MISMATCH",
    "WITHHELD", "OVERSIZE", "TOO_DEEP", "DUPLICATE_KEY", "NOT_A_NUMBER",
}  # fmt: skip


class HostileLink:
    """A link whose answers are damaged, mixed up, taken from other answers, or made up."""

    def __init__(self, link: PeerLink, rng: random.Random) -> None:
        self.link, self.rng = link, rng
        self.honest = False
        self.heard: list[bytes] = [b"", b"{}", b"null", b"[" * 10_000, b"\xff" * 100]

    def fetch(self, feed, after_seq, limit):
        return self.spoiled(self.link.fetch(feed, after_seq, limit))

    def backfill(self, feed, after_seq, limit):
        return self.spoiled(self.link.backfill(feed, after_seq, limit))

    def heads(self, feed, after_n, limit):
        answers = self.link.heads(feed, after_n, limit)
        if self.honest:
            return answers
        checkpoints = self.spoiled([each.checkpoint for each in answers])
        openings = self.spoiled([each.opening for each in answers])
        return [
            HeadAnswer(each, self.rng.choice(openings or [b""])) for each in checkpoints
        ]  # fmt: skip

    def receipt(self, envelope):
        self.heard.append(envelope)
        self.link.receipt(envelope if self.honest else self.one(envelope))

    def checkpoints(self, origin, mode, after_n, limit):
        return self.spoiled(self.link.checkpoints(origin, mode, after_n, limit))

    def held(self, feed, after_seq, limit):
        return self.spoiled(self.link.held(feed, after_seq, limit))

    def directories(self, nation, after_version):
        return self.spoiled(self.link.directories(nation, 0 if not self.honest else after_version))

    def spoiled(self, answer):
        if self.honest:
            return answer
        self.heard += answer[:3]
        roll = self.rng.random()
        if roll < 0.1:
            raise self.rng.choice([SourceError, VerificationError])("ask", "partner")
        if roll < 0.2:
            return []
        found = [self.one(each) for each in answer] or [self.one(b"{}")]
        if roll < 0.4:
            self.rng.shuffle(found)
        return found * self.rng.randint(1, 2)

    def one(self, item):
        roll = self.rng.random()
        if roll < 0.3:
            return item
        if roll < 0.5:
            return self.rng.choice(self.heard)
        return mutate(item or b"{", self.rng)


@pytest.mark.parametrize(
    "seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(2, 60))]
)
def test_whatever_a_partner_answers_nothing_escapes_and_the_truth_comes_through(coalition, seed):
    rng = random.Random(seed)
    parties = coalition(["AUS", "GBR", "FRA"])
    gbr = parties["GBR"]
    hostile = {}
    for nation in ("AUS", "FRA"):
        peer = gbr.exchange.peers[nation]
        peer.link = hostile[nation] = HostileLink(peer.link, rng)
    for _ in range(6):
        parties.advance(10.0)
        for party in parties.parties.values():
            others = [nation for nation in parties.parties if nation != party.nation]
            records = [notice(party.nation, others, f"{rng.random()}") for _ in range(3)]
            party.enqueue(*records)
            party.exchange.checkpoint(Mode.REAL)
        for ask in [gbr.exchange.pull, gbr.exchange.watch] * 3:
            for peer in gbr.exchange.peers.values():
                peer.backoff.succeeded()
            ask()
        parties["AUS"].exchange.watch()
        parties["FRA"].exchange.watch()
    for nation, link in hostile.items():
        link.honest = True
        gbr.exchange.peers[nation].backoff.succeeded()
    for _ in range(3):
        for party in parties.parties.values():
            party.exchange.pull()
            party.exchange.watch()
    with gbr.store.read() as unit:
        assert unit.generation() == 0  # no partner can make us believe that we forgot something
        spoiled = [
            (feed, row) for feed in (FEED, Feed("FRA", "GBR", Mode.REAL))
            for row in unit.quarantined(feed, 0, 100)
        ]  # fmt: skip
    # What the chain does not cover, and came so from the origin's own store, is held against it.
    assert {row.code for _, row in spoiled} <= UNCOVERED
    lost = {f"{feed}: no record for {[row.seq for f, row in spoiled if f == feed]}"
            for feed, _ in spoiled}  # fmt: skip
    assert set(parties.differences()) == lost
    # A partner may be suspected of what its answers looked like; that is what alarms are for.
    # It can make nobody else look guilty: France was as hostile, so both may stand there.
    assert {origin for _, origin in gbr.alarms()} <= {"AUS", "FRA"}
    assert not [alarm for alarm, _ in gbr.alarms() if alarm == "FORK"]
    for nation in ("AUS", "FRA"):
        assert parties[nation].alarms() == []
    assert check_store(gbr.store).faults == ()
