"""What a recording says of a play that goes on: where it stands, what is taken up again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cspo.exercise.json_form import from_plain
from cspo.exercise.play.late import LateFeeds
from cspo.exercise.play.recording import Line, LineKind
from cspo.exercise.white_cell import Checked, Command, Due, Order
from cspo.exercise.world import Input, InputKind, WorldAction
from cspo.time import Epoch

__all__ = ["History"]


@dataclass(slots=True)
class History:
    """A recording, read from its first line on.

    Parameters
    ----------
    round : int
        Number of the last whole round; 0: none was.
    t : Epoch or None
        Its instant.
    keep_n : int
        The last line that counts: what a round that was broken off wrote follows it.
    folded : bool
        Whether all until `keep_n` but *hands* lies in the stores' files: their logs are to be
        dropped.
    hands : list of Line
        What people did since that: to be put in again.
    steps : list of (Epoch, list of WorldAction)
        Instants of the whole rounds, each with what was done to the world in it.
    given, checked, orders
        For `Msel.restore`.
    done : list of Line
        What scripted players did.
    held : mapping
        Since when what they wait for has held, by the line of the script: UTC.
    cut : set of (str, str)
        Links that carry nothing.
    late : LateFeeds
        Whose releases wait before they go out.
    over : str
        Why it is over; empty: it is not.
    sessions : int
        How often the nodes were opened.
    carried_out : set of int
        Numbers of orders of the white cell that were carried out or refused.
    """

    round: int = 0
    t: Epoch | None = None
    keep_n: int = 0
    folded: bool = True
    hands: list[Line] = field(default_factory=list)
    steps: list[tuple[Epoch, list[WorldAction]]] = field(default_factory=list)
    given: list[Due] = field(default_factory=list)
    checked: list[Checked] = field(default_factory=list)
    orders: list[Command] = field(default_factory=list)
    done: list[Line] = field(default_factory=list)
    cut: set[tuple[str, str]] = field(default_factory=set)
    late: LateFeeds = field(default_factory=LateFeeds)
    held: Mapping[str, str] = field(default_factory=dict)
    over: str = ""
    sessions: int = 0
    carried_out: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, lines: Iterable[Line]) -> History:
        """Read a recording to its end; a round that is not whole leaves no trace."""
        history = cls()
        torn: list[Line] | None = None
        for line in lines:
            match line.line:
                case LineKind.ROUND | LineKind.SESSION:
                    torn = [line]
                case LineKind.SETTLED:
                    for each in torn or ():
                        history._take(each)
                    torn = None
                    history._settled(line)
                case _ if torn is not None:
                    torn.append(line)
                case _:
                    history._between(line)
        return history

    def _settled(self, line: Line) -> None:
        self.round, self.t = int(line.what["number"]), line.t
        self.keep_n, self.folded = line.n, False
        self.held = line.what.get("held") or self.held
        self.hands.clear()

    def _between(self, line: Line) -> None:
        """A line that stands between two rounds."""
        self.keep_n = line.n
        match line.line:
            case LineKind.FOLDED:
                self.folded = True
                self.hands.clear()
            case LineKind.HAND:
                self.hands.append(line)
            case LineKind.OVER:
                self.over = str(line.what.get("why", "its time is up"))
            case _:
                self._take(line)

    def _take(self, line: Line) -> None:
        """A line of a whole round."""
        what = line.what
        if "order" in what:
            self.carried_out.add(int(what["order"]))
        match line.line:
            case LineKind.SESSION:
                self.sessions += 1
            case LineKind.ROUND:
                self.steps.append((line.t, []))
            case LineKind.ACTION if not what.get("failed"):
                if self.steps:
                    self.steps[-1][1].append(from_plain(WorldAction, what["action"]))
            case LineKind.INJECT:
                self.given.append(from_plain(Due, what))
            case LineKind.VERDICT if "measure" in what:
                self.checked.append(from_plain(Checked, what))
            case LineKind.COMMAND if what.get("outcome") == "done":
                self.orders.append(command := from_plain(Command, what["command"]))
                if command.what is Order.STOP:
                    self.over = "ended by the white cell"
            case LineKind.DONE:
                self.done.append(line)
            case LineKind.INPUT:
                self._link(line)
            case _:
                pass

    def _link(self, line: Line) -> None:
        data = line.what.get("data", {})
        link = (str(data.get("from", "")), str(data.get("to", "")))
        match line.what["kind"]:
            case InputKind.FEED_CUT:
                self.cut.add(link)
            case InputKind.FEED_BACK:
                self.cut.discard(link)
            case InputKind.RELEASE_LATE | InputKind.RELEASE_PROMPT:
                self.late.take(from_plain(Input, line.what))
            case _:
                pass
