"""A node of cspo that asks an origin and another partner, both of which are only shown to it."""

from __future__ import annotations

import base64
import tempfile
from pathlib import Path
from typing import Any

from cspo.federation import Desk, Exchange, HeadAnswer, Settings
from cspo.federation.context import Context
from cspo.federation.feed import Feed
from cspo.federation.frame import header_from_bytes
from cspo.markings import NATIONS, Mode, Subject
from cspo.node.store import SqliteStore
from cspo.operations.kinds import REGISTRY
from cspo.records import Directories, Envelope
from cspo.records.signing import SigningKey
from cspo.records.strict_json import load_strict
from cspo.time import Epoch

__all__ = ["watch"]

Json = dict[str, Any]


class _Shown:
    """A `PeerLink` to a party that shows what a step says."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.frames: list[bytes] = []
        self.heads_shown: list[HeadAnswer] = []
        self.known: list[bytes] = []

    def fetch(self, feed: Feed, after_seq: int, limit: int) -> list[bytes]:  # noqa: ARG002
        return [each for each in self.frames if header_from_bytes(each).seq > after_seq][:limit]

    backfill = fetch

    def heads(self, feed: Feed, after_n: int, limit: int) -> list[HeadAnswer]:  # noqa: ARG002
        return [each for each in self.heads_shown if number(each.checkpoint) > after_n][:limit]

    def receipt(self, envelope: bytes) -> None:
        pass

    def checkpoints(self, origin: str, mode: Mode, after_n: int, limit: int) -> list[bytes]:  # noqa: ARG002
        mine = self.known if origin == self.origin else []
        return [each for each in mine if number(each) > after_n][:limit]

    def held(self, feed: Feed, after_seq: int, limit: int) -> list[bytes]:  # noqa: ARG002
        return []

    def directories(self, nation: str, after_version: int) -> list[bytes]:  # noqa: ARG002
        return []


class _Clock:
    """Shows what it was set to."""

    def __init__(self, t: Epoch) -> None:
        self.t = t

    def now(self) -> Epoch:
        return self.t


def number(checkpoint: bytes) -> int:
    """Which checkpoint it is."""
    return int(load_strict(Envelope.from_bytes(checkpoint).payload)["n"])


def watch(request: Json) -> Json:
    """Go through the steps, and tell the alarms about the origin that each raised."""
    feed, party = request["feed"], request["subject"]["party"]
    origin, mode = feed["origin"], Mode(feed["mode"])
    other = next(nation for nation in NATIONS if nation not in {origin, party})
    anchors = {nation: bytes.fromhex(public) for nation, public in request["anchors"].items()}
    known = Directories.replay(anchors, map(base64.b64decode, request["directories"]))
    subject = Subject(party, request["subject"]["ceiling"], modes=frozenset({mode}))
    clock = _Clock(Epoch.from_utc(request["begin"]))
    raised = []
    with tempfile.TemporaryDirectory() as folder, SqliteStore(Path(folder) / "store") as store:
        desk = Desk(
            store=store, clock=clock, signers={mode: SigningKey(party, bytes(32))},
            context=Context(subject=subject, directories=known, registry=REGISTRY),
            settings=Settings(skew_s=request["skew_s"], silence_s=request["silence_s"]),
        )  # fmt: skip
        exchange = Exchange(desk)
        asked, gossip = _Shown(origin), _Shown(origin)
        for nation, link in ((origin, asked), (other, gossip)):
            exchange.connect((Subject(nation, "S", modes=frozenset({mode})),), link)
        for step in request["steps"]:
            clock.t = Epoch.from_utc(step["t"])
            asked.frames = [base64.b64decode(each) for each in step["frames"]]
            asked.heads_shown = [
                HeadAnswer(*(base64.b64decode(each[name]) for name in ("checkpoint", "opening")))
                for each in step["heads"]
            ]
            gossip.known = [base64.b64decode(each) for each in step["gossip"]]
            report = exchange.watch()
            raised.append([str(each.alarm) for each in report.alarms if each.origin == origin])
    return {"alarms": raised}
