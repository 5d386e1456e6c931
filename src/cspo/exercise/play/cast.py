"""The nodes of a play: real ones, linked, and stepped in one thread until all is still."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from itertools import groupby
from typing import Any, Final

from cspo.box.contacts import introduce
from cspo.box.folder import BoxFolder
from cspo.box.shared_search import SharedSearch
from cspo.errors import CspoError
from cspo.exercise.play.clock import PlayClock, RoundSeconds
from cspo.exercise.play.founding import WHAT
from cspo.exercise.play.late import LateFeeds
from cspo.exercise.play.links import CutLink
from cspo.exercise.play.plans import put_starting_plans
from cspo.exercise.scenario import Scenario
from cspo.exercise.white_cell import Due, inject_body, inject_label
from cspo.exercise.world import Input, InputKind
from cspo.federation.feed import Feed
from cspo.federation.transports.in_process import InProcessLink
from cspo.markings import CSPO_RULEBOOK, make_label
from cspo.node.appended import Rows, Witness, put_rows
from cspo.node.runtime import Node, Surroundings
from cspo.node.runtime.logs import speaking_for
from cspo.node.runtime.screening_work import Turn
from cspo.operations.derive import issue
from cspo.operations.ingest import ingest_bodies
from cspo.operations.kinds import REGISTRY
from cspo.operations.release.sending import keep
from cspo.records import Record, open_record
from cspo.time import Epoch

__all__ = ["MOST_PASSES", "Cast", "ids_of"]

MOST_PASSES: Final = 24
"""In one round: what is not still by then goes on in the next one."""
_PAGE: Final = 500
_ASKING: Final = "exchange with "
"""How a step calls the part that asks a partner."""


class Cast:
    """All nodes of a play.

    Parameters
    ----------
    folder : BoxFolder
    clock : PlayClock
        Of the play; it stands still while the nodes are stepped.
    witness : callable
        Gives who is told of a nation's store; None: nobody is.

    Attributes
    ----------
    nodes : dict
        By nation.
    cut : set of (str, str)
        Links that carry nothing, from one nation to another.
    late : LateFeeds
        Whose releases wait before they go out.
    """

    def __init__(
        self, folder: BoxFolder, clock: PlayClock, *,
        witness: Callable[[str], Witness] | None = None,
    ) -> None:  # fmt: skip
        self.folder = folder
        self.nodes: dict[str, Node] = {}
        self.seconds = RoundSeconds()
        self.cut: set[tuple[str, str]] = set()
        self.late = LateFeeds()
        self._clock = clock
        self._told: dict[str, int] = {}
        self._opened = ExitStack()
        self._search = search = SharedSearch()
        self._opened.callback(search.close)
        try:
            for nation in folder.nations:
                surroundings = Surroundings(
                    seconds=self.seconds, replayable=True,
                    spread=random.Random(nation).random,  # noqa: S311 - a pause, no secret
                )  # fmt: skip
                node = Node(
                    folder.home(nation), clock, folder.passphrase, what=WHAT, search=search,
                    once=search.once, surroundings=surroundings,
                )  # fmt: skip
                self._opened.callback(node.close)
                self.nodes[nation] = node
                node.exchange.desk.upto = self._upto
                self._told[nation] = _last_seq(node)
                if witness is not None:
                    node.store.witness = witness(nation)
        except BaseException:
            self._opened.close()
            raise
        self._link()

    def _link(self) -> None:
        for asker in self.nodes.values():
            for asked in self.nodes.values():
                if asker is not asked:
                    link = InProcessLink(asked.exchange.answers, asker.name)
                    asker.connect(asked.name, CutLink(link, self._is_cut(asked.name, asker.name)))

    def _upto(self, feed: Feed) -> int | None:
        """How far a feed goes out in this round."""
        return self.late.upto(feed)

    def _is_cut(self, origin: str, to: str) -> Callable[[], bool]:
        return lambda: (origin, to) in self.cut

    def begin(self, scenario: Scenario, t: Epoch, *, first: bool) -> None:
        """Each node's picture from its store, and its way home.

        Parameters
        ----------
        first : bool
            The play begins: nations tell whom to call, and enter their plans.
        """
        self._clock.stand(t)
        if first:
            introduce(self.nodes, t)
        for node in self.nodes.values():
            with speaking_for(node.name):
                node.begin()
        if first:
            put_starting_plans(scenario, self.nodes, t)

    def take(self, inputs: Sequence[Input], t: Epoch) -> dict[str, list[str]]:
        """Let everything come in that reaches nations at *t*; the ids of its records, by nation."""
        made: dict[str, list[str]] = {}
        for nation, given in groupby(
            sorted(inputs, key=lambda each: each.nation), key=lambda each: each.nation
        ):
            node = self.nodes[nation]
            carried = [each for each in given if not self._of_a_link(each)]
            if carried:
                with node.store.write() as unit:
                    desk = node.desk(unit)
                    for each in carried:
                        report = ingest_bodies(
                            unit, desk, each.bodies(), each.label or make_label("U", [nation]),
                            node.mode, t, origin=str(each.data.get("origin", "")),
                            sensor=str(each.data.get("sensor", "")),
                        )  # fmt: skip
                        made.setdefault(nation, []).extend(each.id for each in report.records)
        return made

    def _of_a_link(self, each: Input) -> bool:
        link = (str(each.data.get("from", "")), str(each.data.get("to", "")))
        if each.kind is InputKind.FEED_CUT:
            self.cut.add(link)
        elif each.kind is InputKind.FEED_BACK:
            self.cut.discard(link)
        else:
            return self.late.take(each)
        return True

    def tell(self, scenario: Scenario, due: Due, t: Epoch) -> dict[str, str]:
        """Let the nations of an inject learn of it: the id of each one's record."""
        made = {}
        for nation in due.to:
            node = self.nodes.get(nation)
            if node is None:
                continue
            with node.store.write() as unit:
                desk = node.desk(unit)
                record = issue(
                    inject_body(scenario, due, nation), inject_label(scenario, nation),
                    origin=nation, mode=node.mode, t_valid=t, t=t,
                    signer=desk.signer(node.mode), registry=desk.registry,
                )  # fmt: skip
                keep(unit, record, t=t)
            made[nation] = record.id
        return made

    def put(self, nation: str, rows: Rows, *, again: bool = False) -> None:
        """Put into a store what people had put into it.

        Parameters
        ----------
        again : bool
            Some may be there already.

        Raises
        ------
        CspoError
            Where it does not fit the store, or a record is none that its keys have signed in
            their mode. Then the node's audit says so.
        """
        node = self.nodes[nation]
        directories = node.exchange.desk.context.directories

        def verify(envelope: bytes) -> Record:
            return open_record(
                envelope, directories=directories, rulebook=CSPO_RULEBOOK, kinds=REGISTRY,
                checkpoint=None,
            )  # fmt: skip

        try:
            with node.store.write() as unit:
                put_rows(unit, rows, verify=verify, again=again)
        except CspoError as error:
            with node.store.write() as unit:
                unit.audit("hand-refused", {"why": str(error)[:300]}, t=self._clock.now())
            node.store.fold()  # a log beside it would be dropped with a round that was broken off
            raise

    def settle(
        self, *, screens: Sequence[str] | None = None, stop: Callable[[], bool] = lambda: False
    ) -> int:  # fmt: skip
        """Step every node in turn until none has anything to do; how many passes that took.

        Parameters
        ----------
        screens : sequence of str or None
            Nations that screen what was set aside for them: what has changed since, and at
            others, waits for its turn; None: each screens all that there is.
        """
        for name, node in self.nodes.items():
            turn = Turn.NONE if name not in (screens or ()) else Turn.ONE
            node.screenings.turn = Turn.ALL if screens is None else turn
        self.late.begin_round(self.nodes, self._clock.now())
        passes = 0
        busy = True
        while busy and passes < MOST_PASSES and not stop():
            busy = False
            for node in self.nodes.values():
                with speaking_for(node.name):
                    goes_on = node.step()
                # Where time presses the next part of what takes long is the next round's.
                busy = busy or (goes_on if screens is None else node.last.has_news)
            passes += 1
            self.seconds.next_pass()
        return passes

    def begin_screening(self, nations: Sequence[str]) -> dict[str, bool]:
        """Set a work of screening aside, and have it done in a thread beside.

        Returns
        -------
        dict
            Of *nations* the first that has something to screen, and all that do the same work;
            and whether that is all they have.
        """
        t = self._clock.now()
        works = {nation: self.nodes[nation].screenings.next_work(t) for nation in nations}
        first = next((each for each in works.values() if each is not None), None)
        if first is None:
            return {}
        self._search.begin(*first)
        alike = [nation for nation, each in works.items() if each and each[0] == first[0]]
        return self.set_aside(alike)

    def set_aside(self, nations: Sequence[str]) -> dict[str, bool]:
        """Have the next turn of each screen what there is now; whether that is all."""
        t = self._clock.now()
        return {nation: self.nodes[nation].screenings.set_aside(t) for nation in nations}

    @property
    def has_screened(self) -> bool:
        """Whether the works of screening that were begun are done."""
        return self._search.is_at_rest

    def tally(self) -> dict[str, dict[str, Any]]:
        """By nation: how many records its store holds, and the hash of the ids of the new ones."""
        found = {}
        for nation, node in self.nodes.items():
            total, last = hashlib.sha256(), self._told[nation]
            with node.store.read() as unit:
                while page := unit.records_after(last, _PAGE):
                    for row in page:
                        total.update(bytes.fromhex(row.id))
                    last = page[-1].seq
            self._told[nation] = last
            found[nation] = {"records": last, "sha256": total.hexdigest()}
        return found

    def sync(self) -> None:
        """What the round wrote is on the disk."""
        for node in self.nodes.values():
            node.store.sync_log()

    def fold(self) -> bool:
        """What the round wrote goes into the stores' files; whether all of it did."""
        left = [nation for nation, node in self.nodes.items() if not node.store.fold()]
        return not left

    def faults(self) -> dict[str, dict[str, str]]:
        """By nation: parts of its last step that failed, and why; a cut link is none."""
        found = {
            name: {
                part: told for part, told in node.faults.items()
                if (part.removeprefix(_ASKING), name) not in self.cut
            }
            for name, node in self.nodes.items()
        }  # fmt: skip
        return {name: told for name, told in found.items() if told}

    def close(self) -> None:
        """Close all stores."""
        self._opened.close()


def ids_of(nodes: Mapping[str, Node]) -> dict[str, list[str]]:
    """The ids of all records of each store, in the order of ingest."""
    found: dict[str, list[str]] = {}
    for nation, node in nodes.items():
        last, ids = 0, list[str]()
        with node.store.read() as unit:
            while page := unit.records_after(last, _PAGE):
                ids += [row.id for row in page]
                last = page[-1].seq
        found[nation] = ids
    return found


def _last_seq(node: Node) -> int:
    with node.store.read() as unit:
        return unit.last_seq()
