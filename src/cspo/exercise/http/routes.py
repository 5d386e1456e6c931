"""The routes of an exercise, to be handed to `cspo.node.http.create_app`."""

from __future__ import annotations

from litestar import Router
from litestar.di import Provide

from cspo.exercise.http import director, player
from cspo.exercise.http.room import Room
from cspo.exercise.play.play import Play

__all__ = ["exercise_routes"]


def exercise_routes(play: Play) -> tuple[Router, ...]:
    """Routes of the one play that this process runs.

    Parameters
    ----------
    play : Play
        Its nodes are those that the application serves.
    """
    room = Room(play)
    return (
        Router(
            "/", route_handlers=[*player.handlers, *director.handlers],
            dependencies={"room": Provide(lambda: room, sync_to_thread=False)},
        ),
    )  # fmt: skip
