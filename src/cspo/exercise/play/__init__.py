"""A play of an exercise: the very same nodes, in a world of their own, recorded so that it replays.

`PlayFolder` is a play on the disk, `Line` one of its recording.
"""

from __future__ import annotations

from cspo.exercise.play.clock import PlayClock
from cspo.exercise.play.folder import PlayFolder
from cspo.exercise.play.play import Play, PlayState
from cspo.exercise.play.recording import Line, LineKind, Recorder, read_recording

__all__ = [
    "Line", "LineKind", "Play", "PlayClock", "PlayFolder", "PlayState", "Recorder",
    "read_recording",
]  # fmt: skip
