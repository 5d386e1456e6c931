"""Real break-ups: what was there before, and how many pieces have been catalogued.

Pieces are counted by designator: letters are given one after the other and not taken back, so the
last one of a launch, less the objects that were launched, is how many pieces were catalogued so
far, with those that have decayed. Where letters were taken back all the same, the count is that
of the fullest snapshot.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cspo.bridge import read_catalog
from cspo.consequence.fragmentation.laws import collision_pieces, explosion_pieces
from cspo.orbits import Catalog

SNAPSHOTS = (
    "events/iridium_cosmos_2009/snapshot_20090531.tle.gz",
    "catalog/spacetrack_3le_20131023.txt.gz",
    "events/cosmos1408_2021/snapshot_20211109.tle.gz",
    "events/cosmos1408_2021/snapshot_20220118.tle.gz",
    "catalog/snapshot_20231019.tle.gz",
    "catalog/snapshot_20240709.tle.gz",
    "catalog/celestrak_full_20250113.csv.gz",
)
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
GEO_SEEN_M = 1.0
LEO_SEEN_M = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One break-up and what is public of it."""

    name: str
    designator: str
    year: int
    what: str
    launched: int
    broken_kg: float | None = None
    """Mass in the law of collisions; None for an explosion."""
    share: float = 1.0
    """Part of the pieces that carry this designator."""
    seen_m: float = LEO_SEEN_M
    source: str = ""

    def expected(self) -> float:
        """Pieces of the law that a catalogue can see; an explosion with a scale of 1."""
        if self.broken_kg is None:
            return float(explosion_pieces(1.0, self.seen_m))
        return self.share * float(collision_pieces(self.broken_kg, self.seen_m))


EVENTS = (
    Event(name="Iridium 33", designator="1997-051", year=2009, what="collision", launched=7,
          broken_kg=1456.0, share=556.0 / 1456.0,
          source="556 kg; 11.6 km/s with Cosmos 2251: configuration of esa/NASA-breakup-model-cpp"),
    Event(name="Cosmos 2251", designator="1993-036", year=2009, what="collision", launched=4,
          broken_kg=1456.0, share=900.0 / 1456.0, source="900 kg, the same"),
    Event(name="Fengyun-1C", designator="1999-025", year=2007, what="collision", launched=3,
          broken_kg=1380.0, source="880 kg and 500 kg assumed, the same"),
    Event(name="Cosmos 1408", designator="1982-092", year=2021, what="collision", launched=2,
          broken_kg=2200.0, source="about 2,200 kg: LeoLabs, November 2021; its own mass alone"),
    Event(name="CZ-6A of Yunhai 3", designator="2022-151", year=2022, what="stage", launched=2),
    Event(name="CZ-6A of Qianfan", designator="2024-140", year=2024, what="stage", launched=19,
          source="5,800 kg: press"),
    Event(name="PSLV-4 of TES", designator="2001-049", year=2001, what="stage", launched=4),
    Event(name="Pegasus HAPS of STEP 2", designator="1994-029", year=1996, what="stage",
          launched=2, source="composite tanks: see Johnson et al., IAA 1998"),
    Event(name="Ariane 1 of SPOT 1", designator="1986-019", year=1986, what="stage", launched=3),
    Event(name="Centaur of AEHF 4 (HEO)", designator="2018-079", year=2019, what="stage",
          launched=2),
    Event(name="Centaur of CLIO (HEO)", designator="2014-055", year=2018,
          what="stage", launched=2),
    Event(name="Breeze-M of Express MD2", designator="2012-044", year=2012, what="stage",
          launched=4),
    Event(name="Breeze-M of Arabsat 4A", designator="2006-006", year=2007, what="stage",
          launched=2),
    Event(name="NOAA 16", designator="2000-055", year=2015, what="satellite", launched=1,
          source="1,457 kg: object_properties"),
    Event(name="NOAA 17", designator="2002-032", year=2021, what="satellite", launched=1),
    Event(name="DMSP F13", designator="1995-015", year=2015, what="satellite", launched=5),
    Event(name="Cosmos 2499", designator="2014-028", year=2021, what="satellite", launched=5,
          source="two events, 2021 and 2023"),
    Event(name="Resurs-P1", designator="2013-030", year=2024, what="satellite", launched=1),
    Event(name="Intelsat 33E (GEO)", designator="2016-053", year=2024, what="satellite",
          launched=4, seen_m=GEO_SEEN_M, source="6,600 kg: object_properties"),
)  # fmt: skip
UNKNOWN_PROJECTILE = Event(
    name="Yunhai 1-02", designator="2019-063", year=2021, what="collision", launched=2,
    source="hit by 1996-051Q, 10 to 50 cm: J. McDowell, August 2021; still under control",
)  # fmt: skip


def number_of(letters: str) -> int:
    """Which piece of a launch a designator's letters mean, from 1: 24 letters, no I and no O."""
    number = 0
    for letter in letters.strip():
        number = number * len(LETTERS) + LETTERS.index(letter) + 1
    return number


def snapshots(data: Path) -> list[Catalog]:
    return [read_catalog(str(data / name)).catalog for name in SNAPSHOTS]


def catalogued(catalogs: Iterable[Catalog], event: Event) -> int:
    """Pieces of a break-up catalogued so far, by the last designator of any snapshot."""
    last = 0
    for catalog in catalogs:
        own = catalog.designator[np.char.startswith(catalog.designator, event.designator)]
        last = max([last, *(number_of(text[8:]) for text in own)])
    return last - event.launched
