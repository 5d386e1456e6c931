"""What the public knows of satellites after the high-altitude test of 9 July 1962."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["DECAY_RECORD", "RECORD", "DecayRecord", "Failure"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One satellite that suffered.

    Parameters
    ----------
    name, designator : str
    what : str
        What is reported.
    by : str
        UTC day by which it is reported.
    days : int
        From 1962-07-09 to that day.
    source : str
    """

    name: str
    designator: str
    what: str
    by: str
    days: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecayRecord:
    """What is reported of how fast the electrons went.

    Parameters
    ----------
    what, source : str
    """

    what: str
    source: str


_AA: Final = "NASA, Astronautical and Aeronautical Events of 1962"
_NSSDC: Final = "NASA Space Science Data Coordinated Archive"
_HOERLIN: Final = "Hoerlin 1976, Los Alamos LA-6405"

RECORD: Final = (
    Failure(name="Ariel 1", designator="1962-015A", by="1962-08-28", days=50, source=_AA,
            what="power of the solar cells dropped"),
    Failure(name="Ariel 1", designator="1962-015A", by="1962-09-15", days=68, source=_AA,
            what="heard again, in sunlight for long, after transmission had stopped"),
    Failure(name="Transit 4B", designator="1961-031A", by="1962-08-28", days=50, source=_AA,
            what="power of the solar cells dropped"),
    Failure(name="TRAAC", designator="1961-031B", by="1962-08-28", days=50, source=_AA,
            what="power of the solar cells dropped"),
    Failure(name="Telstar 1", designator="1962-029A", by="1962-11-23", days=137, source=_NSSDC,
            what="launched a day after; command decoder ceased to answer"),
    Failure(name="Telstar 1", designator="1962-029A", by="1963-02-21", days=227, source=_NSSDC,
            what="transmitter failed, after a recovery from 1962-12-20 on"),
    Failure(name="Cosmos 5", designator="1962-020A", by="", days=0, source=_HOERLIN,
            what="degraded"),
    Failure(name="Injun 1", designator="1961-015B", by="", days=0, source=_HOERLIN,
            what="degraded"),
)  # fmt: skip
"""Satellites that are reported to have suffered, by day; no day where none was found."""

DECAY_RECORD: Final = (
    DecayRecord(
        what="1 to 2 % of the electrons were there 125 days later",
        source="Brown et al. 1963, Science 142, 355 (Explorer 15)",
    ),
    DecayRecord(
        what="from L 1.25 to 1.65 their flux varied by less than 35 % from day 110 to day 206",
        source="Brown et al. 1963, Science 142, 355 (Explorer 15)",
    ),
    DecayRecord(
        what="below L 1.7 lives are long, scattering on air alone; above, they shorten abruptly",
        source="Hess 1964, NASA TN D-2402",
    ),
    DecayRecord(
        what="60 rad a day or more after four months, well shielded, in a circular polar orbit",
        source="Hoerlin 1976, Los Alamos LA-6405",
    ),
    DecayRecord(
        what="data of four satellites are consistent to a factor of about 3",
        source="Hess 1963, NASA TM X-788",
    ),
)
"""How fast that belt went, and how well it was known."""
