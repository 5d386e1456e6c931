"""A play of an exercise: the very same nodes, in a world of their own, recorded so that it replays.

`PlayFolder` is a play on the disk, `Line` one of its recording. `found_play` makes one, `Play` runs
it, `replay` plays its recording again.
"""

from __future__ import annotations

from cspo.exercise.play.clock import PlayClock
from cspo.exercise.play.folder import PlayFolder
from cspo.exercise.play.founding import found_play
from cspo.exercise.play.play import Play, PlayState
from cspo.exercise.play.recording import Line, LineKind, Recorder, read_recording, whole_rounds
from cspo.exercise.play.replaying import Replayed, replay
from cspo.exercise.play.rounds import Rounds
from cspo.exercise.play.software import Software, our_software, played_by, same_code
from cspo.exercise.players import Players

__all__ = [
    "Line", "LineKind", "Play", "PlayClock", "PlayFolder", "PlayState", "Players", "Recorder",
    "Replayed", "Rounds", "Software", "found_play", "our_software", "played_by", "read_recording",
    "replay", "same_code", "whole_rounds",
]  # fmt: skip
