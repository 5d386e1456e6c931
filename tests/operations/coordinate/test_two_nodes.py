"""Two operators say what comes to their minds over a bad line; in the end both read the same."""

from __future__ import annotations

import random
from contextlib import suppress

import pytest
from release_desks import conjunction

from cspo.errors import UsageError
from cspo.operations.coordinate import (
    Stage,
    commit,
    confirm,
    counter,
    decline,
    propose,
    take_back,
    tick,
)
from cspo.records.bodies.coordination import Default, Maneuvering

SATS = {"GBR": "norad:40001", "JPN": "norad:40002"}
MINUTE, HOUR = 60.0, 3_600.0


class Operators:
    """Both, and what they may say at random."""

    def __init__(self, two, seed):
        self.coalition, *both = two
        self.both = {each.nation: each for each in both}
        self.rng = random.Random(seed)
        self.tca = both[0].t + 5 * HOUR
        body = conjunction(tuple(SATS.values()), tca=self.tca, miss_distance_km=0.06)
        self.seen = {each.nation: each.publish(body, *(self.both.keys() - {each.nation}))
                     for each in both}  # fmt: skip
        self.event = self.seen["GBR"].payload.object

    def terms(self, nation):
        who = self.rng.choice([*SATS, None])
        plan = None if who is None else Maneuvering(object=SATS[who], party=who)
        default = self.rng.choice(list(Default)) if plan else Default.NOBODY_MANEUVERS
        return {
            "maneuvering": plan, "act_by": self.tca + -HOUR, "default": default, "person": "p",
            "answer_by": self.both[nation].t + self.rng.uniform(10, 25) * MINUTE,
        }  # fmt: skip

    def say_something(self, nation):
        """One word, if there is one to be said."""
        node = self.both[nation]
        offers = [offer for talk in node.book.every for offer in talk.offers]
        if not offers or self.rng.random() < 0.05:
            to = next(other for other in SATS if other != nation)
            node.do(propose, [self.seen[nation]], event=self.event, to=to, **self.terms(nation))
            return
        offer = self.rng.choice(offers)
        about = (node.book, offer.id)
        promise = {"object_id": SATS[nation], "by": self.tca + -2 * HOUR, "person": "p"}
        word = self.rng.choice(["counter", "commit", "commit", "confirm", "decline", "take_back"])
        if word == "counter":
            node.do(counter, *about, **self.terms(nation))
        elif word in {"commit", "confirm"}:
            node.do(commit if word == "commit" else confirm, *about, **promise)
        else:
            what = decline if word == "decline" else take_back
            node.do(what, *about, reason="it is so", person="p")

    def pass_minute(self):
        for nation, node in self.both.items():
            if self.rng.random() < 0.3:
                with suppress(UsageError):  # it would have counted for nothing, and was not said
                    self.say_something(nation)
            if self.rng.random() < 0.5:
                node.pull()
            if self.rng.random() < 0.7:
                node.do(tick, node.book)
        self.coalition.advance(MINUTE)

    def settle(self):
        """The line is whole again, and the clocks have their say."""
        for _ in range(4):
            for node in self.both.values():
                node.pull()
                node.do(tick, node.book)
            self.coalition.advance(30 * MINUTE)
        for node in self.both.values():
            node.pull()


@pytest.mark.parametrize("seed", range(8))
def test_both_read_the_same_whatever_was_said_and_whenever_it_came(two, seed):
    play = Operators(two, seed)
    for _ in range(60):
        play.pass_minute()
    play.settle()
    gbr, jpn = play.both.values()
    assert gbr.book.digest() == jpn.book.digest()
    assert gbr.book.every
    for talk in gbr.book.every:
        # Nothing hangs: what is open has something in force beside it.
        assert talk.stage not in {Stage.OPEN, Stage.COMMITTED} or talk.in_force is not None
        for offer in talk.offers:
            if offer.stage is Stage.AGREED:
                assert offer.confirmation.body.confirms == offer.answer.id
    assert [node.do(tick, node.book) for node in (gbr, jpn)] == [(), ()]
