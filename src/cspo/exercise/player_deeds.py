"""What a scripted player is to do, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from cspo.exercise.world.telling import WorldAction
from cspo.time import Epoch

__all__ = ["Deed", "Done", "PlayerDeed"]


class PlayerDeed(StrEnum):
    """What a scripted player can do."""

    ACKNOWLEDGE = "acknowledge"
    PROPOSE = "propose"
    ACCEPT = "accept"
    BURN = "burn"
    RELEASE = "release"
    REAFFIRM = "reaffirm"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something that a scripted player is to do now.

    Parameters
    ----------
    name : str
        Of its line in the script, ``script-3`` say.
    t : Epoch
    nation : str
    do : PlayerDeed
    arguments : mapping
        As the script says.
    """

    name: str
    t: Epoch
    nation: str
    do: PlayerDeed
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of a deed.

    Parameters
    ----------
    deed : Deed
    records : tuple of str
        Ids of the records that it made.
    action : WorldAction or None
        What it does to the world; whoever steps the world hands it on.
    failed : str
        Why it could not be done; empty where it was.
    """

    deed: Deed
    records: tuple[str, ...] = ()
    action: WorldAction | None = None
    failed: str = ""
