"""A person's walk through the page: each step done, counted, timed and pictured.

The time is that of the keystroke-level model (Card, Moran and Newell, *The Psychology of
Human-Computer Interaction*, 1983): an expert who makes no mistake needs, for each operator, what
stands below. To it are added what the page took to answer, as measured in this run, and what a
person has to read. Thinking about the matter itself (whether to
burn, what to say on the telephone) is the person's own and is not in it, but for what `talk` says.
"""

from __future__ import annotations

import json
import re
import time
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from playwright.sync_api import Locator, Page, expect

from tests.web.conftest import PICTURES

__all__ = ["BUDGET_S", "Walk"]

KEY_S: Final = 0.28
"""K: a key or a button of the mouse, an average typist."""
POINT_S: Final = 1.1
"""P: to a target with the mouse."""
HOME_S: Final = 0.4
"""H: the hand from the keyboard to the mouse, or back."""
THINK_S: Final = 1.35
"""M: making up one's mind for one step."""
WORD_S: Final = 60.0 / 238.0
"""A word that must be read: 238 a minute (Brysbaert 2019, adults, silently, non-fiction)."""
PICTURE_S: Final = 8.0
"""A picture that must be understood: an estimate, not of the model."""
BUDGET_S: Final = 600.0
HEAD: Final = """\
| Step | Clicks | Keys | Words | Hands and mind, s | Reading, s | Page, s | Talking, s |
|---|--:|--:|--:|--:|--:|--:|--:|"""
_WORD: Final = re.compile(r"\w[\w.,:×⁻-]*")


@dataclass
class Step:
    """One step: what was done, and its share of a person's time, s."""

    what: str
    picture: str
    keys: int = 0
    clicks: int = 0
    words: int = 0
    hands_s: float = 0.0
    reads_s: float = 0.0
    waits_s: float = 0.0
    talks_s: float = 0.0

    @property
    def total_s(self) -> float:
        """All of it."""
        return self.hands_s + self.reads_s + self.waits_s + self.talks_s


@dataclass
class Walk:
    """A walk under way.

    Parameters
    ----------
    name : str
        Of its folder of pictures.
    page : Page
        The window that is looked at; another person's may take its place.
    """

    name: str
    page: Page
    steps: list[Step] = field(default_factory=list)
    _hand: str = "mouse"
    _began: float = field(default_factory=time.monotonic)

    def step(self, what: str) -> None:
        """A new step begins; the last one's picture is taken."""
        self._picture()
        name = re.sub(r"[^a-z0-9]+", "-", what.lower()).strip("-")[:48]
        self.steps.append(Step(what, f"{len(self.steps) + 1:02}-{name}.png"))
        self._spend(THINK_S)

    def click(self, target: Locator) -> None:
        """Point at it and press."""
        self._take("mouse")
        self._now.clicks += 1
        self._spend(POINT_S + KEY_S)
        self._wait(target.click)

    def key(self, name: str) -> None:
        """One key."""
        self._take("keyboard")
        self._now.keys += 1
        self._spend(KEY_S)
        self._wait(lambda: self.page.keyboard.press(name))

    def back(self) -> None:
        """Back to where one was: the browser's own two keys."""
        self._take("keyboard")
        self._now.keys += 2
        self._spend(2 * KEY_S)
        self._wait(self.page.go_back)

    def type(self, text: str, into: Locator | None = None) -> None:
        """Type a text, into a field that is pointed at, or where the focus is."""
        if into is not None:
            self.click(into)
            self._wait(lambda: into.press("ControlOrMeta+a"))
        self._take("keyboard")
        self._now.keys += len(text)
        self._spend(KEY_S * len(text))
        self._wait(lambda: self.page.keyboard.type(text))

    def choose(self, target: Locator, option: str) -> None:
        """Take an option of a list: two points and two presses."""
        self._take("mouse")
        self._now.clicks += 2
        self._spend(2 * (POINT_S + KEY_S))
        self._wait(lambda: target.select_option(label=option))

    def file(self, target: Locator, path: str) -> None:
        """Choose a file: open the dialog, point at it, open it."""
        self._take("mouse")
        self._now.clicks += 3
        self._spend(THINK_S + 3 * (POINT_S + KEY_S))
        self._wait(lambda: target.set_input_files(path))

    def until(self, target: Locator, **given: Any) -> None:
        """Wait until it is there."""
        self._wait(lambda: expect(target.first).to_be_visible(**given))

    def read(self, target: Locator) -> None:
        """Read what it says."""
        self._read(target.first.inner_text())

    def read_lines(self, lines: Locator, *, most: int) -> None:
        """Read the first lines of a list, as it stands at one moment: a live one changes."""
        for said in lines.all_inner_texts()[:most]:
            self._read(said)

    def _read(self, said: str) -> None:
        words = len(_WORD.findall(said))
        self._now.words += words
        self._now.reads_s += WORD_S * words

    def look(self) -> None:
        """Understand a picture."""
        self._now.reads_s += PICTURE_S

    def talk(self, seconds: float) -> None:
        """Speak with somebody, s."""
        self._now.talks_s += seconds

    def end(self) -> float:
        """The last picture, the table, and how long a person needs, s."""
        self._picture()
        total = sum(step.total_s for step in self.steps)
        told = {
            "walk": self.name,
            "total_s": round(total, 1),
            "steps": [asdict(s) for s in self.steps],
        }
        (PICTURES / "walks" / self.name / "steps.json").write_text(
            json.dumps(told, indent=1) + "\n"
        )
        (PICTURES / "walks" / self.name / "steps.md").write_text(self.table())
        return total

    def table(self) -> str:
        """The steps as a table."""
        rows = [
            (s.what, s.clicks, s.keys, s.words, s.hands_s, s.reads_s, s.waits_s, s.talks_s)
            for s in self.steps
        ]
        sums = [sum(column) for column in list(zip(*rows, strict=True))[1:]]
        lines = [HEAD, *(_line(*row) for row in rows)]
        lines.append(_line(f"**All: {sum(s.total_s for s in self.steps):.0f} s**", *sums))
        return "\n".join(lines) + "\n"

    @property
    def _now(self) -> Step:
        return self.steps[-1]

    def _spend(self, seconds: float) -> None:
        self._now.hands_s += seconds

    def _take(self, hand: str) -> None:
        if hand != self._hand:
            self._spend(HOME_S)
        self._hand = hand

    def _wait(self, act: Any) -> None:
        began = time.monotonic()
        act()
        self._now.waits_s += time.monotonic() - began

    def _picture(self) -> None:
        if not self.steps:
            return
        file = PICTURES / "walks" / self.name / self._now.picture
        file.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=file)


def _line(what: str, *numbers: float) -> str:
    counts, times = numbers[:3], numbers[3:]
    cells = [what, *(f"{n:.0f}" for n in counts), *(f"{t:.1f}" for t in times)]
    return f"| {' | '.join(cells)} |"
