"""One nation's node as a process of its own: releases records, pulls, signs checkpoints, watches.

Started by ``validation.federation``; may be killed at any instant, and is then begun again.
"""

from __future__ import annotations

import json
import random
import signal
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))

from nations import directories, key_of
from ten_parties import REGISTRY, subject_of

from cspo.federation import Context, Desk, Exchange, Outgoing, Settings, enqueue_all
from cspo.federation.transports.faulty import FaultyLink, LinkFaults
from cspo.markings import NATIONS, Mode, make_label
from cspo.node.clock import SystemClock
from cspo.node.store import SqliteStore
from cspo.records import Payload, Provenance, Record, seal, utc_of_record
from cspo.records.bodies import ObservationBody
from cspo.time import Epoch
from validation.federation_links import Bells, Server, SocketLink

ROOT = Path(__file__).resolve().parents[1]
T0 = Epoch.from_utc("2026-07-10T12:00:00Z")
NUMBER = "track-00000000"
IDLE_S = 0.05
ALL_S = 0.5
"""How often everybody is asked, whether or not they have rung."""


class Plan(msgspec.Struct, kw_only=True):
    """What a worker is to do.

    *paced_hz*: releases a second, one record each; 0: as fast as it can, *batch* records in one
    unit of work. *ahead*: how many releases may wait for their recipients at most.
    """

    nation: str
    folder: str
    records: int
    seed: int
    batch: int = 250
    paced_hz: float = 0.0
    offset_s: float = 0.0
    faults: float = 0.0
    watch_s: float = 20.0
    kind: str = "observation"
    ahead: int = 4_000


class OffsetClock:
    """The computer's clock with an error."""

    def __init__(self, offset_s: float) -> None:
        self._clock = SystemClock()
        self._offset_s = offset_s

    def now(self) -> Epoch:
        return self._clock.now() + self._offset_s


@cache
def observed() -> bytes:
    """The body of a track of 26 measurements of a radar: 1.6 KB with its mark and provenance."""
    template = ROOT / "src/cspo/records/bodies/examples/observation.json"
    body: dict[str, Any] = json.loads(template.read_text(encoding="utf-8"))
    count, rng = 26, random.Random(1)
    body["track"] = NUMBER
    body["measurements"] = {
        "t_s": [round(0.02 * i, 2) for i in range(count)],
        "range_km": [round(rng.uniform(900.0, 1_500.0), 6) for _ in range(count)],
        "range_rate_km_s": [round(rng.uniform(-6.0, 6.0), 9) for _ in range(count)],
    }
    return REGISTRY.encode(msgspec.convert(body, ObservationBody))


def observation(number: int) -> bytes:
    """The same, of a track of its own."""
    return observed().replace(NUMBER.encode(), b"track-%08d" % number)


def orbits(rng: random.Random, number: int) -> bytes:
    """A batch of 1,000 element sets in columns."""
    from cspo.records.bodies.orbit import MeanElements, OrbitBody  # noqa: PLC0415

    rows = range(1_000)

    def column(low: float, high: float) -> tuple[float, ...]:
        return tuple(rng.uniform(low, high) for _ in rows)

    elements = MeanElements(
        mean_motion_rad_s=column(1e-4, 1.1e-3), eccentricity=column(0.0, 0.1),
        inclination_rad=column(0.0, 3.1), raan_rad=column(0.0, 6.28), argp_rad=column(0.0, 6.28),
        mean_anomaly_rad=column(0.0, 6.28), bstar_per_er=column(-1e-4, 1e-4),
    )  # fmt: skip
    epoch = f"2026-07-10T{number % 24:02d}:00:00.000000Z"
    body = OrbitBody(
        object=tuple(f"norad:{10_000 + i}" for i in rows), epoch_utc=(epoch,) * 1_000,
        elements=elements, source="validation",
    )  # fmt: skip
    return REGISTRY.encode(body)


def record_number(plan: Plan, number: int, t: Epoch | None = None) -> Record:
    """The nation's record of a number: the same bytes in every life of the process, without *t*."""
    rng = random.Random(f"{plan.seed}:{plan.nation}:{number}")
    others = [nation for nation in NATIONS if nation != plan.nation]
    to = rng.sample(others, rng.randint(1, len(others)))
    made = utc_of_record(T0 + number if t is None else t)
    body = observation(number) if plan.kind == "observation" else orbits(rng, number)
    payload = Payload(
        origin=plan.nation, kind=plan.kind, mode=Mode.REAL, t_valid=made, t_created=made,
        label=make_label("U", [plan.nation, *to]),
        provenance=Provenance(software="cspo validation"), body=msgspec.Raw(body),
    )  # fmt: skip
    return seal(payload, key_of(plan.nation))


class Worker:
    """The node."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        folder = Path(plan.folder)
        self.store = SqliteStore(folder / f"{plan.nation}.sqlite")
        context = Context(
            subject=subject_of(plan.nation, list(Mode)),
            directories=directories(),
            registry=REGISTRY,
        )
        clock = OffsetClock(plan.offset_s)
        settings = Settings(pause_s=0.05, longest_pause_s=0.5)  # neighbours are back soon
        desk = Desk(self.store, context, {Mode.REAL: key_of(plan.nation)}, clock, settings)
        self.exchange = Exchange(desk)
        self.server = Server(folder / f"{plan.nation}.sock", self.exchange.answers)
        faults = LinkFaults(lost=plan.faults, duplicated=plan.faults, corrupted=plan.faults)
        for nation in NATIONS:
            if nation != plan.nation:
                link = SocketLink(folder / f"{nation}.sock", plan.nation)
                faulty = FaultyLink(link, faults, random.Random(plan.seed))
                self.exchange.connect((subject_of(nation, list(Mode)),), faulty)
        others = [nation for nation in NATIONS if nation != plan.nation]
        self.bells = Bells({n: folder / f"{n}.sock" for n in others}, plan.nation)
        self.stopping = False
        self.number = self._resume()
        self.log = (folder / f"{plan.nation}.latency").open("ab")
        self.status = folder / f"{plan.nation}.status"
        self.begun = time.monotonic()

    def _resume(self) -> int:
        """The first record that is not in the store; from the first in one that was restored."""
        with self.store.read() as unit:
            if unit.generation():
                return 0
            low, high = 0, self.plan.records
            while low < high and not self.plan.paced_hz:
                middle = (low + high) // 2
                there = unit.envelope(record_number(self.plan, middle).id) is not None
                low, high = (middle + 1, high) if there else (low, middle)
        return low

    def release(self) -> bool:
        """Release the next records, where it is time; whether there were any."""
        plan = self.plan
        if self.number >= plan.records:
            return False
        if plan.paced_hz:
            due = int((time.monotonic() - self.begun) * plan.paced_hz)
            if due <= self.number:
                return False
            made = [record_number(plan, self.number, self.exchange.desk.clock.now())]
        else:
            if self._waiting() > plan.ahead:
                return False
            last = min(plan.records, self.number + plan.batch)
            made = [record_number(plan, number) for number in range(self.number, last)]
        outgoing = [
            Outgoing(record, [subject_of(party) for party in record.payload.label.releasable_to])
            for record in made
        ]
        with self.store.write() as unit:
            enqueue_all(unit, outgoing, t=self.exchange.desk.clock.now())
        self.number += len(made)
        self.server.ring({party for each in made for party in each.payload.label.releasable_to})
        return True

    def _until_next(self, now: float) -> float:
        """Until the next release is due, s."""
        due = self.begun + (self.number + 1) / self.plan.paced_hz
        return min(IDLE_S, max(0.0, due - now))

    def _waiting(self) -> int:
        """Entries of ours for which no receipt has come."""
        with self.store.read() as unit:
            waiting = 0
            for feed in unit.out_feeds():
                last = unit.last_receipt(feed)
                waiting += unit.out_head(feed).seq - (0 if last is None else last.seq)
            return waiting

    def pull(self, only: set[str] | None) -> bool:
        """Pull from some or all; whether anything came."""
        report = self.exchange.pull(only)
        if self.plan.paced_hz and report.accepted:
            now = self.exchange.desk.clock.now()
            with self.store.read() as unit:
                for pulled in report.pulled.values():
                    for record_id in pulled.records:
                        self._note(unit.envelope(record_id), now)
            self.log.flush()
        return report.accepted > 0

    def _note(self, envelope: bytes | None, now: Epoch) -> None:
        from cspo.records import read_record  # noqa: PLC0415

        made = Epoch.from_utc(read_record(envelope or b"").payload.t_created)
        self.log.write(f"{now - made:.6f}\n".encode())

    def run(self) -> None:
        """Until told to stop."""
        self.exchange.find_home()
        watched = time.monotonic() - self.plan.watch_s * random.random()
        told = asked = 0.0
        wait_s = 0.0
        while not self.stopping:
            rung = self.bells.heard(wait_s)
            busy = self.release()
            now = time.monotonic()
            if now - asked > ALL_S:
                busy |= self.pull(None)
                asked = now
            elif rung:
                busy |= self.pull(rung)
            if now - watched > self.plan.watch_s:
                self.exchange.checkpoint(Mode.REAL)
                self.exchange.watch()
                watched = now
            if now - told > 0.25:
                done = {"number": self.number, "cpu_s": time.process_time()}
                self.status.write_text(json.dumps(done), encoding="utf-8")
                told = now
            wait_s = 0.0 if busy else IDLE_S if not self.plan.paced_hz else self._until_next(now)
        self.log.close()
        self.store.close()


def main() -> int:
    """Work as the plan on standard input says."""
    sys.setswitchinterval(5e-4)  # who is asked answers while it works on its own: it must not wait
    worker = Worker(msgspec.json.decode(sys.stdin.buffer.read(), type=Plan))

    def stop(*_: object) -> None:
        worker.stopping = True

    signal.signal(signal.SIGTERM, stop)
    worker.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
