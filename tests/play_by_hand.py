"""The folder of a play, written line by line: what a review has to find is known beforehand."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from nations import key_of

from cspo.box.folder import BoxFolder
from cspo.exercise.json_form import to_plain
from cspo.exercise.play.folder import PlayFolder
from cspo.exercise.play.recording import LineKind, Recorder
from cspo.exercise.scenario import Scenario, load
from cspo.exercise.white_cell import Command, Order
from cspo.exercise.world import TruthEvent, TruthKind
from cspo.markings import Mode, make_label
from cspo.node.home import Home
from cspo.operations.kinds import REGISTRY
from cspo.operations.store import DecisionRow, Outcome
from cspo.records import Payload, Provenance, Record, seal
from cspo.records.bodies import OrbitBody
from cspo.records.bodies.conjunction import ConjunctionBody
from cspo.records.bodies.coordination import AcknowledgementBody, Progress, ProposalBody
from cspo.records.bodies.examples import example
from cspo.records.bodies.identities import EventId
from cspo.records.bodies.warning import WarningBody
from cspo.records.bodies.words import Issue
from cspo.records.payload import utc_of_record
from cspo.time import Epoch

__all__ = ["HALTEN", "OTHER", "T0", "HandPlay", "scenario_of", "told_story"]

T0 = Epoch.from_utc("2026-07-10T12:00:00Z")
HALTEN, OTHER = "norad:995000001", "norad:995000002"
NATIONS = ("FRA", "GBR", "NOR", "USA")

_SCENARIO = """\
classification: U
releasable_to: [FRA, GBR, NOR, USA]
name: late-burn
title: A burn that nobody announced
text: Fictitious.
starts_utc: "2026-07-10T12:00:00Z"
duration_s: 14400
tick_s: 60
objectives:
  - {name: notice, text: The ten notice a burn that nobody announced}
  - {name: share, text: What one knows reaches the others}
participants:
  - {nation: FRA, cells: [{name: watch}]}
  - {nation: GBR, cells: [{name: watch}]}
  - {nation: NOR, cells: [{name: watch}]}
  - {nation: USA, cells: [{name: watch}, {name: white-cell, role: director}]}
world:
  assets:
    - {name: HALTEN 1, norad_id: 995000001, owner: NOR, can_burn: true,
       elements: {mean_motion_rev_d: 14.2, inclination_deg: 98.1}}
    - {name: SPIRE 9, norad_id: 995000002, owner: GBR,
       elements: {mean_motion_rev_d: 14.2, inclination_deg: 81.0}}
  burns:
    - {name: burn-1, asset: HALTEN 1, at_s: 1200, in_track_m_s: 0.4}
events:
  - number: 1
    at_s: 600
    to: [GBR, NOR]
    title: A report in the press
    text: A newspaper writes of a burn.
    objectives: [notice]
    about: [HALTEN 1]
    expected:
      - {by: GBR, kind: acknowledgement, about: SPIRE 9, within_s: 3600,
         text: Acknowledge the warning}
      - {by: NOR, kind: proposal, within_s: 1800, text: Propose who maneuvers}
    measures:
      - {name: knew-in-time, text: All know of the burn, metric: knew, since: burn-1,
         limit: 30, unit: min}
      - {name: nor-warned, text: Norway is warned, metric: warned, since: burn-1, of: [NOR],
         limit: 1, unit: h}
      - {name: usa-acted, text: The USA acts, metric: acted, since: burn-1, of: [USA],
         limit: 1, unit: h}
  - number: 2
    at_s: 3000
    to: [FRA]
    title: The minister asks
    text: What is going on?
    objectives: [share]
    about: [HALTEN 1]
    expected:
      - {by: FRA, kind: notice, within_s: 3600, text: A page for the minister}
    measures:
      - {name: shared, text: Norway releases what it has, metric: released, since: burn-1,
         of: [NOR], limit: 20, unit: min}
"""


def scenario_of(text: str = _SCENARIO) -> Scenario:
    """The scenario of the story."""
    return load(text.encode(), "story.yaml")


@cache
def _nodes() -> Path:
    """The nodes of four nations, made once a process."""
    nodes = Path(tempfile.mkdtemp(prefix="cspo-by-hand-")) / "nodes"
    nodes.mkdir()
    for nation in NATIONS:
        home = Home.create(nodes / nation, nation, modes=[Mode.EXERCISE], now=T0)
        with home.node_file.open("a", encoding="utf-8") as file:
            file.write('\n[work]\nmode = "EXERCISE"\n')
    BoxFolder(nodes, NATIONS, T0, "by hand").write()
    return nodes


class HandPlay:
    """Writes a play's folder.

    Parameters
    ----------
    path : Path
        Where it goes.
    text : str
        The scenario.
    """

    def __init__(self, path: Path, text: str = _SCENARIO) -> None:
        self.path = path
        self.scenario = scenario_of(text)
        path.mkdir(parents=True, exist_ok=True)
        shutil.copytree(_nodes(), path / "nodes")
        (path / "scenario.yaml").write_bytes(text.encode())
        self.folder = PlayFolder(
            path=path, name=self.scenario.name, number=1, title=self.scenario.title,
            nations=NATIONS, software="0.test", founded=T0,
            scenario_sha256=hashlib.sha256(text.encode()).hexdigest(),
        )  # fmt: skip
        self.folder.write()
        self.recorder = Recorder(self.folder.recording_file, self)
        self.truths: list[TruthEvent] = []
        self._rows: dict[str, list[tuple[Record, float]]] = {nation: [] for nation in NATIONS}
        self._given: dict[str, list[DecisionRow]] = {nation: [] for nation in NATIONS}

    def now(self) -> Epoch:
        """The wall's clock stands."""
        return T0

    def truth(self, at_s: float, what: TruthKind, name: str, **fields: Any) -> None:
        """Something truly happened."""
        self.truths.append(TruthEvent(t=T0 + at_s, what=what, name=name, **fields))

    def put(
        self, origin: str, body: msgspec.Struct, at_s: float, *, to: Sequence[str] = (),
        came: Mapping[str, float] | None = None, held: Sequence[str] = (), level: str = "U",
        by: LineKind | None = None,
    ) -> Record:  # fmt: skip
        """A record: made at *at_s*, for *to*, in others' stores at *came*, held back from *held*.

        *by* puts it down as a person's (``HAND``) or a script's (``DONE``).
        """
        kind = REGISTRY.kind_of(body).name
        about = getattr(body, "about", lambda: "")()
        record = seal(
            Payload(
                origin=origin, kind=kind, mode=Mode.EXERCISE, object=about,
                t_valid=utc_of_record(T0 + at_s), t_created=utc_of_record(T0 + at_s),
                label=make_label(level, {origin, *to}),
                provenance=Provenance(software="hand"), body=msgspec.Raw(REGISTRY.encode(body)),
            ),
            key_of(origin, Mode.EXERCISE),
        )  # fmt: skip
        self._rows[origin].append((record, at_s))
        for nation, t in (came or {}).items():
            self._rows[nation].append((record, t))
        for nation in to:
            outcome = Outcome.WITHHELD if nation in held else Outcome.RELEASED
            self._given[origin].append(
                DecisionRow(
                    product_id=record.id, party=nation, outcome=outcome, rule="1", reason="hand",
                    released_id=record.id if outcome is Outcome.RELEASED else "",
                    policy="hand/1", kind=kind, mode=Mode.EXERCISE, object=about, review_id="",
                    persons=(), t_product=T0 + at_s, t=T0 + at_s,
                )
            )  # fmt: skip
        if by is not None:
            self.recorder.put(by, T0 + at_s, nation=origin, records=[record.id])
        return record

    def inject(self, number: int, at_s: float) -> None:
        """An event of the list was put in."""
        event = next(each for each in self.scenario.events if each.number == number)
        self.recorder.put(
            LineKind.INJECT, T0 + at_s, number=number, title=event.title, text=event.text,
            to=list(event.to), by="time", records={},
        )  # fmt: skip

    def order(self, at_s: float, what: Order, **arguments: Any) -> None:
        """The white cell said something."""
        command = Command(t_wall=T0, who="director", what=what, arguments=arguments)
        self.recorder.put(
            LineKind.VERDICT, T0 + at_s, command=to_plain(command), outcome="done", text=""
        )

    def end(self, at_s: float = 14_400.0, *, over: bool = True) -> PlayFolder:
        """Everything is on the disk."""
        for nation, rows in self._rows.items():
            with self.folder.nodes.home(nation).store() as store, store.write() as unit:
                for record, t in sorted(rows, key=lambda row: row[1]):
                    unit.put_record(record, t_ingest=T0 + t)
                unit.log_decisions(self._given[nation])
        lines = b"".join(msgspec.json.encode(to_plain(each)) + b"\n" for each in self.truths)
        self.folder.truth_file.write_bytes(lines)
        self.recorder.put(LineKind.SETTLED, T0 + at_s, number=1, passes=1, took_s=0.1, nations={})
        if over:
            self.recorder.put(LineKind.OVER, T0 + at_s, why="its time is up")
        self.recorder.close()
        return self.folder


def orbit(name: str, at_s: float) -> OrbitBody:
    """One object's elements of an instant."""
    given = example("orbit")
    assert isinstance(given, OrbitBody)
    assert given.elements is not None
    elements = {
        field: getattr(given.elements, field)[:1]
        for field in given.elements.__struct_fields__
        if isinstance(getattr(given.elements, field), tuple)
    }
    return OrbitBody(
        object=(name,), epoch_utc=((T0 + at_s).utc_iso(6),),
        elements=msgspec.structs.replace(given.elements, **elements), source="hand",
    )  # fmt: skip


EVENT = str(EventId.of(HALTEN, OTHER, T0 + 12_000.0))


def conjunction(epoch_s: float, *, pc: float, source: str) -> ConjunctionBody:
    """An approach of the two, by an orbit of HALTEN 1 of an instant."""
    given = example("conjunction")
    assert isinstance(given, ConjunctionBody)
    one = msgspec.structs.replace(
        given.object1, object=HALTEN, name="HALTEN 1", orbit_epoch_utc=(T0 + epoch_s).utc_iso(6)
    )
    two = msgspec.structs.replace(given.object2, object=OTHER, name="SPIRE 9")
    return msgspec.structs.replace(
        given, event=EVENT, tca_utc=(T0 + 12_000.0).utc_iso(6), object1=one, object2=two, pc=pc,
        source=source, miss_distance_km=0.212,
    )  # fmt: skip


def warning(*to: str) -> WarningBody:
    """Of the approach."""
    given = example("warning")
    assert isinstance(given, WarningBody)
    return msgspec.structs.replace(
        given, event=EVENT, to=to, objects=(HALTEN, OTHER), about_utc=(T0 + 12_000.0).utc_iso(6),
        act_by_utc=None, number=1, issue=Issue.ISSUED, asks=None,
    )  # fmt: skip


def proposal() -> ProposalBody:
    """About the approach."""
    given = example("proposal")
    assert isinstance(given, ProposalBody)
    return msgspec.structs.replace(
        given, event=EVENT, number=1, counters=None, act_by_utc=(T0 + 11_000.0).utc_iso(6),
        answer_by_utc=(T0 + 9_000.0).utc_iso(6),
    )  # fmt: skip


ALL = ("FRA", "GBR", "NOR", "USA")


def others(nation: str) -> tuple[str, ...]:
    """The other three."""
    return tuple(each for each in ALL if each != nation)


def told_story(path: Path, *, secret: bool = False) -> HandPlay:
    """A burn at 1,200 s that Norway's radar sees; *secret* adds what Norway holds back.

    Norway has the new orbit at 1,800 s and releases it; it comes to GBR at 1,860 s, to USA at
    1,920 s and to FRA, whose feed is cut, at 6,000 s. The USA finds the approach at 2,400 s, and
    warns at 2,460 s. GBR's officer acknowledges at 3,300 s, Norway proposes at 4,200 s.
    """
    play = HandPlay(path)
    play.truth(0.0, TruthKind.BEGAN, "began")
    play.truth(1_200.0, TruthKind.BURN, "burn-1", objects=(HALTEN,), number=0.4, unit="m/s",
               text="HALTEN 1 burns, 0.40 m/s")  # fmt: skip
    play.truth(1_500.0, TruthKind.SHOWN, "burn-1", objects=(HALTEN,), nation="NOR", number=300.0,
               unit="s")  # fmt: skip
    play.truth(12_000.0, TruthKind.APPROACH, "approach-1", objects=(HALTEN, OTHER), number=0.19,
               unit="km")  # fmt: skip
    play.inject(1, 600.0)
    play.put("NOR", orbit(HALTEN, 600.0), 1_260.0, to=others("NOR"),
             came=dict.fromkeys(others("NOR"), 1_320.0))  # fmt: skip
    if secret:
        play.put("NOR", conjunction(1_500.0, pc=2e-4, source="NOR secret"), 1_700.0,
                 to=("GBR", "USA"), came={"GBR": 1_705.0, "USA": 1_705.0})  # fmt: skip
        play.put("NOR", warning("NOR"), 1_710.0, to=("USA",), held=("USA",), came={})
        play.put("NOR", warning("NOR", "GBR"), 1_720.0, to=others("NOR"), held=("FRA",),
                 came={"GBR": 1_750.0, "USA": 1_750.0}, by=LineKind.HAND)  # fmt: skip
    play.put("NOR", orbit(HALTEN, 1_500.0), 1_800.0, to=others("NOR"),
             came={"GBR": 1_860.0, "USA": 1_920.0, "FRA": 6_000.0})  # fmt: skip
    play.put("USA", conjunction(1_500.0, pc=3e-5, source="USA"), 2_400.0, to=others("USA"),
             came={"GBR": 2_460.0, "NOR": 2_460.0, "FRA": 2_460.0})  # fmt: skip
    warned = play.put("USA", warning("GBR", "NOR"), 2_460.0, to=others("USA"),
                      came={"GBR": 2_520.0, "NOR": 2_520.0, "FRA": 2_520.0})  # fmt: skip
    play.inject(2, 3_000.0)
    play.put("GBR", AcknowledgementBody(record=warned.id, progress=Progress.ACTING, role="watch"),
             3_300.0, to=others("GBR"), came=dict.fromkeys(others("GBR"), 3_360.0),
             by=LineKind.HAND)  # fmt: skip
    play.put("NOR", proposal(), 4_200.0, to=others("NOR"),
             came=dict.fromkeys(others("NOR"), 4_260.0), by=LineKind.DONE)  # fmt: skip
    return play
