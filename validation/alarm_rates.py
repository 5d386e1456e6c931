"""How often a watch is alarmed, on real element sets of October 2013.

    python -m validation.alarm_rates > validation/logs/alarm_rates.txt

Histories of 7,467 objects come in three hours after their epochs, as in the box's replay. Every
two hours the coming three days are screened, all against all within 5 km; ten nations make their
conjunctions of it, warn by the default policy, release by the box's policies and take what the
others release to them, all through stores on the disk. An officer at each position shelves for
eight hours every advisory that has stood for an hour. An alarm's time is that of what brought
it: the newer of its two element sets, or its entry into the window.

The histories hold even catalogue numbers: half the objects, a quarter of the pairs. The last
lines say what that makes for the whole catalogue.
"""

from __future__ import annotations

import argparse
import itertools
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

import numpy as np
from msgspec import structs

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))

from nations import key_of

from cspo.box.policies import policy_text
from cspo.box.replay import History
from cspo.box.split import default_split
from cspo.bridge.events import ScreenedEvents
from cspo.bridge.read_catalog import read_catalog
from cspo.bridge.records_catalog import identity_columns
from cspo.bridge.records_events import conjunction_bodies
from cspo.conjunction import screen
from cspo.conjunction.appraisal import appraise
from cspo.conjunction.hard_body import combined_radii
from cspo.federation.feed import Feed
from cspo.markings import NATIONS, Mode, make_label
from cspo.markings.parties import is_party, sponsor_of
from cspo.node.store import EXERCISE_SIDE, SqliteStore
from cspo.operations.derive import issue
from cspo.operations.kinds import REGISTRY
from cspo.operations.parties import Parties
from cspo.operations.parties_file import empty_parties
from cspo.operations.release.desk import ReleaseDesk
from cspo.operations.release.policy_file import read_policy
from cspo.operations.release.product_facts import KnownObjects
from cspo.operations.release.rule_conditions import Owned
from cspo.operations.screen import screening_source
from cspo.operations.warn.book import WarningBook
from cspo.operations.warn.book_view import Heard
from cspo.operations.warn.considering import consider
from cspo.operations.warn.policy import WarnPolicy
from cspo.operations.warn.policy_file import default_warn_policy, read_warn_policy
from cspo.operations.warn.shelving import longest_shelf, shelve
from cspo.records import Record, read_record
from cspo.records.bodies.conjunction import ConjunctionBody
from cspo.records.bodies.warning import Severity
from cspo.time import Epoch

HISTORY = "catalog_history/spacetrack_2013-10_histories_even.3le.gz"
MODE = Mode.SIMULATED
HOUR_S, DAY_S = 3_600.0, 86_400.0
WINDOW_S = 3.0 * DAY_S
LABEL = make_label("U", NATIONS)
GOAL_S = 600.0


@dataclass(slots=True)
class Position:
    """One nation's watch."""

    nation: str
    store: SqliteStore
    desk: ReleaseDesk
    book: WarningBook
    parties: Parties
    alarms: list[float] = field(default_factory=list)
    heard: Counter[str] = field(default_factory=Counter)
    shelved: int = 0
    made: int = 0
    digest_ok: bool = True

    def take(self, records: list[Record], t: Epoch, when: dict[str, float]) -> None:
        """Records arrive."""
        with self.store.write() as unit:
            unit.put_records(records, t_ingest=t)
        for record in records:
            self._hear(self.book.apply(record), when)

    def work(self, t: Epoch, gone: list[str], when: dict[str, float]) -> list[Record]:
        """Look at what is due; what was made."""
        with self.store.write() as unit:
            found = consider(unit, self.desk, self.book, self.parties, t, gone=gone)
        for event, again in found.looked.items():
            self.book.looked(event, again)
        for record in found.records:
            self._hear(self.book.apply(record), when)
        self.made += len(found.records)
        return found.records

    def shelve(self, t: Epoch) -> None:
        """The officer puts aside what has stood for an hour."""
        view = self.book.view()
        for matter in view.standing(t):
            head = matter.head(self.nation)
            if head is None or head.body.severity is not Severity.ADVISORY:
                continue
            until = longest_shelf(matter, self.book.policy, t)
            ours = self.nation in head.body.to
            if ours and not matter.shelves and t - head.t_created >= HOUR_S and until > t:
                with self.store.write() as unit:
                    record = shelve(
                        unit, self.desk, view, self.book.policy, matter.event, until=until,
                        reason="better data asked for", role="duty officer", t=t,
                    )  # fmt: skip
                self.book.apply(record)
                self.shelved += 1

    def _hear(self, ringing, when: dict[str, float]) -> None:
        if ringing is None:
            return
        self.heard[ringing.heard] += 1
        if ringing.heard is Heard.ALARM:
            self.alarms.append(when.get(ringing.event, 0.0))


def main() -> int:
    """Count, and print."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--days", type=float, default=4.0)
    arguments.add_argument("--every-h", type=float, default=2.0)
    arguments.add_argument("--start", default="2013-10-15T00:00:00Z")
    given = arguments.parse_args()
    began, cpu = time.monotonic(), time.process_time()
    history = read_history()
    print(f"{len(history.catalog):,} element sets of "
          f"{int(history.first.sum()):,} objects, lag 3 h")  # fmt: skip
    steps = list(screenings(history, Epoch.from_utc(given.start), given.days, given.every_h))
    print(f"{len(steps)} screenings of 72 h from {given.start}, every {given.every_h:g} h: "
          f"{sum(len(step.found) for step in steps) / len(steps):,.0f} approaches of 1e-6 each, "
          f"{time.process_time() - cpu:.0f} CPU s")  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        positions = play(steps, NATIONS, default_warn_policy(), history, Path(folder))
        worst = report(positions, given.days)
        for least in ("1e-5", "1e-6"):
            policy = lowered(least)
            place = Path(folder) / least
            place.mkdir()
            (alone,) = play(steps, ("USA",), policy, history, place)
            heard = ", ".join(f"{count} {name}" for name, count in sorted(alone.heard.items()))
            rate, most = len(alone.alarms) / given.days, busiest(alone.alarms, GOAL_S)
            print(f"rule 8 at {least}, USA alone: {rate:.1f} alarms a day, busiest 10 min {most}; "
                  f"{alone.shelved} shelved, {heard}")  # fmt: skip
    print(f"{time.monotonic() - began:.0f} s, {time.process_time() - cpu:.0f} CPU s")
    return 0 if worst <= DAY_S / GOAL_S else 1


def read_history() -> History:
    """All sets, with owners, in the order in which they come in."""
    path = Path(os.environ["CSPO_DATA"]) / HISTORY
    sets = read_catalog(path, latest_only=False, simulated=True).catalog
    return History.of(sets, default_split())


@dataclass(frozen=True, slots=True)
class Step:
    """One screening: what is worth a record, and what was found at all."""

    t: Epoch
    found: frozenset[str]
    bodies: tuple[ConjunctionBody, ...]
    when: dict[str, float]
    """By event: s after the first step's time at which it could be known."""


def screenings(history: History, start: Epoch, days: float, every_h: float) -> Iterator[Step]:
    """The sky hour by hour."""
    least = min(rule.pc_at_least or 1.0 for rule in lowered("1e-6").rules)
    known: set[tuple[str, str]] = set()
    for number in range(round(days * 24.0 / every_h)):
        t = start + number * every_h * HOUR_S
        here = history.between(-(1 << 62), t)
        rows = np.arange(here.stop)
        names = np.array(identity_columns(history.catalog.take(rows)), np.str_)
        _, first = np.unique(names[::-1], return_index=True)
        latest = np.sort(len(rows) - 1 - first)
        catalog = history.catalog.take(latest)
        arrived = history.arrives_tai_ns[latest]
        events = screen(catalog, start=t, duration_s=WINDOW_S, threshold_km=5.0)
        radii = combined_radii(catalog, events)
        screened = ScreenedEvents(
            catalog=catalog, events=events, ephemerides=(), hbr_sources=radii.sources,
            appraisal=appraise(catalog, events, radii.hbr_km, default_hbr=radii.default),
        )  # fmt: skip
        pc = np.nan_to_num(screened.appraisal.assessment.pc)
        one, two = screened.objects(0)["identity"], screened.objects(1)["identity"]
        pairs = [tuple(sorted(pair)) for pair in zip(one.tolist(), two.tolist(), strict=True)]
        worth = [row for row in range(len(events)) if pc[row] >= least or pairs[row] in known]
        known |= {pairs[row] for row in worth}
        bodies = conjunction_bodies(screened, worth, source="", orbit_source="history")
        newest = np.maximum(arrived[events.row1], arrived[events.row2])
        entered = events.tca_tai_ns - round(WINDOW_S * 1e9)
        at_s = (np.maximum(newest, entered) - start.tai_ns) / 1e9
        low = 0.0 if number == 0 else (number - 1) * every_h * HOUR_S
        when = {
            body.event: float(np.clip(at_s[row], low, number * every_h * HOUR_S))
            for row, body in zip(worth, bodies, strict=True)
        }
        found = frozenset(body.event for body in bodies)
        print(f"  {t.utc_iso(0)}: {len(catalog):,} objects, {len(events):,} approaches, "
              f"{len(worth)} worth a record", file=sys.stderr)  # fmt: skip
        yield Step(t, found, tuple(bodies), when)


def play(
    steps: list[Step],
    nations: tuple[str, ...],
    policy: WarnPolicy,
    history: History,
    folder: Path,
) -> list[Position]:
    """All that nations say to each other about it."""
    known = ownership(history)
    positions = [position(nation, nations, policy, known, folder) for nation in nations]
    for number, step in enumerate(steps):
        t = step.t
        for each in positions:
            records = [
                sealed(body, each, t) for body in step.bodies if wanted(body, each.book, policy)
            ]
            when = by_matter(each.book, step)
            each.take(records, t, when)
            source = screening_source(each.nation)
            gone = each.book.missing(step.found, t, t + WINDOW_S, source)
            made = each.work(t, gone, by_matter(each.book, step))
            for other in positions:
                if other is not each:
                    got = released(each, other.nation, made)
                    if got:
                        other.take(got, t, by_matter(other.book, step))
        for each in positions:
            each.shelve(t)
        if number == 0:  # what stood there when the watch began is no rate
            for each in positions:
                each.alarms.clear()
    return positions


def wanted(body: ConjunctionBody, book: WarningBook, policy: WarnPolicy) -> bool:
    """Whether a record is made of it: it may pass a threshold, or is known."""
    least = min(rule.pc_at_least or 1.0 for rule in policy.rules if "elements" in rule.grounds)
    return (body.pc or 0.0) >= least or book.matter(body.event) is not None


def by_matter(book: WarningBook, step: Step) -> dict[str, float]:
    """When what is known of each event could be known, by the name that it goes by here."""
    found = dict(step.when)
    for event, at_s in step.when.items():
        if (matter := book.matter(event)) is not None:
            found[matter.event] = at_s
    return found


def ownership(history: History) -> KnownObjects:
    """Owners as the box has them."""
    names = identity_columns(history.catalog)
    owners = history.catalog.owner.tolist()
    return KnownObjects({
        name: Owned(name, sponsor_of(owner), owner)
        for name, owner in zip(names, owners, strict=True) if is_party(owner)
    })  # fmt: skip


def position(
    nation: str, nations: tuple[str, ...], policy: WarnPolicy, known: KnownObjects, folder: Path
) -> Position:
    """A watch with a store of its own."""
    text = policy_text(nation, nations if len(nations) > 1 else NATIONS)
    desk = ReleaseDesk(
        policy=read_policy(text.encode(), f"{nation}.toml", kinds=REGISTRY),
        signer=lambda mode: key_of(nation, mode), registry=REGISTRY,
        ownership=lambda _: known,
    )  # fmt: skip
    return Position(
        nation, SqliteStore(folder / f"{nation}.sqlite", modes=EXERCISE_SIDE), desk,
        WarningBook(nation, MODE, policy, REGISTRY), Parties(empty_parties(nation), REGISTRY),
    )  # fmt: skip


def sealed(body: ConjunctionBody, position: Position, t: Epoch) -> Record:
    """The nation's own conjunction."""
    own = structs.replace(body, source=screening_source(position.nation))
    return issue(
        own, LABEL, origin=position.nation, mode=MODE, t_valid=t, t=t,
        signer=position.desk.signer(MODE), registry=REGISTRY,
    )  # fmt: skip


def released(position: Position, party: str, made: list[Record]) -> list[Record]:
    """What of it goes to a partner."""
    feed = Feed(position.nation, party, MODE)
    with position.store.read() as unit:
        return [record for record in made if unit.out_seq(feed, record.id) is not None]


def lowered(least: str) -> WarnPolicy:
    """The default policy with another threshold for element sets of one's own."""
    text = (files("cspo.operations.warn") / "data" / "warning_policy.toml").read_text("utf-8")
    head, rule = text.split("number = 8\n")
    return read_warn_policy(
        f"{head}number = 8\n{rule.replace('2e-5', least, 1)}".encode(), "lowered.toml"
    )


def report(positions: list[Position], days: float) -> float:
    """A line a position; the most alarms a day of any."""
    names = ("alarms", "a day", "hour", "10 min", "made", "grouped", "updated", "shelved",
             "cancelled", "others")  # fmt: skip
    print("position  " + " ".join(f"{name:>9}" for name in names))
    total: Counter[str] = Counter()
    for each in positions:
        heard = each.heard
        cells = (
            len(each.alarms), f"{len(each.alarms) / days:.1f}", busiest(each.alarms, HOUR_S),
            busiest(each.alarms, GOAL_S), each.made, heard[Heard.GROUPED], heard[Heard.UPDATED],
            each.shelved, heard[Heard.CANCELLED], heard[Heard.NOT_OURS],
        )  # fmt: skip
        print(f"{each.nation:9} " + " ".join(f"{cell:>9}" for cell in cells))
        total.update(alarms=len(each.alarms), made=each.made, shelved=each.shelved, **heard)
        rebuilt = WarningBook(each.nation, MODE, each.book.policy, REGISTRY)
        with each.store.read() as unit:
            for row in itertools.chain.from_iterable(pages(unit)):
                rebuilt.apply(read_record(row.envelope))
        each.digest_ok = rebuilt.digest() == each.book.digest()
    print("all: " + ", ".join(f"{count:,} {name}" for name, count in sorted(total.items())))
    equal = sum(each.digest_ok for each in positions)
    print(f"books rebuilt from their stores to the same digest: {equal} of {len(positions)}")
    worst = max(len(each.alarms) for each in positions) / days
    print(f"the most: {worst:.1f} alarms a day at one position; one in 10 min is 144")
    print(f"all numbers, four times the pairs: about {4 * worst:.0f} a day")
    return worst


def pages(unit) -> Iterator[list]:
    """All records of a store."""
    after = 0
    while page := unit.records_after(after, 500):
        after = page[-1].seq
        yield page


def busiest(alarms: list[float], span_s: float) -> int:
    """The most alarms in any span."""
    ordered = np.sort(alarms)
    return int(max((np.searchsorted(ordered, at + span_s) - k for k, at in enumerate(ordered)),
                   default=0))  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
