"""A box in a process that says, round by round, what it holds; it may be killed at any instant.

Started by ``validation.box``. After each round that did something it writes one JSON
object: for each nation how far its picture has read its store, and the picture's
digest. What it has said must be true of the stores after it was killed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import msgspec

from cspo.box import Box, BoxClock, BoxFolder
from cspo.cli.up import _history


def main() -> int:
    """Run a box until it is killed."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder")
    arguments.add_argument("--replay", required=True)
    arguments.add_argument("--speed", type=float, default=600.0)
    given = arguments.parse_args()
    folder = BoxFolder.open(Path(given.folder))
    clock = BoxClock(folder.began, speed=given.speed)
    with Box(folder, clock, history=_history(given.replay)) as box:
        box.begin()
        said(box)
        while True:
            if box.loop.round():
                said(box)


def said(box: Box) -> None:
    """One line: every nation's picture as it is."""
    line = {
        nation: {"read_to": node.perception.read_to, "digest": node.picture.digest()}
        for nation, node in box.nodes.items()
    }
    sys.stdout.buffer.write(msgspec.json.encode(line) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    sys.exit(main())
