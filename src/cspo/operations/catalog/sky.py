"""The sky as one picture has it at an instant: what is screened, drawn and served."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cspo.markings.label import Label
from cspo.orbits import Catalog, Ephemeris
from cspo.time import Epoch

__all__ = ["AdoptedEphemeris", "Side", "SkyView"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One source's orbit of one object.

    Parameters
    ----------
    object : str
        The object, as the picture shows it.
    name_used : str
        Under which name the source knows it.
    item_id : str
        ``RECORD#INDEX``; of an ephemeris the record of its first piece.
    origin, source : str
        Who says so, and whose orbit it calls it.
    basis : str
        ``"elements"``, ``"state"`` or ``"ephemeris"``.
    epoch_tai_ns : int
        Of the elements or the state; of an ephemeris its first point.
    t_ingest : Epoch
    label : Label
    row : int
        Row of the picture's table, for `Picture.elements` and `Picture.state`; -1 for an
        ephemeris.
    adopted : bool
        Whether the picture goes by it.
    rule : int
        Number of the rule of adoption that chose it; 0 where none did.
    """

    object: str
    name_used: str
    item_id: str
    origin: str
    source: str
    basis: str
    epoch_tai_ns: int
    t_ingest: Epoch
    label: Label
    row: int
    adopted: bool
    rule: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AdoptedEphemeris:
    """A trajectory that the picture goes by while it lasts.

    Parameters
    ----------
    object : str
    ephemeris : Ephemeris
        In TEME.
    record_ids : tuple of str
        Its pieces.
    label_index : int
        Into the labels of the view.
    origin, source : str
    hard_body_radius_km : float or None
        As its source states it.
    """

    object: str
    ephemeris: Ephemeris
    record_ids: tuple[str, ...]
    label_index: int
    origin: str
    source: str
    hard_body_radius_km: float | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SkyView:
    """An immutable view: one adopted orbit for each object. Threads may share it.

    Parameters
    ----------
    catalog : Catalog
        One row an object, sorted by identity; owner, name, type and size as the
        catalogue records say, where they do.
    identity : tuple of str
        Of each row.
    row_of : mapping
        Row of each identity.
    labels : tuple of Label
        Every mark that occurs.
    label_index : (n,) int32
        The mark of each row: the join of all that stands in it, orbit and facts.
    item_ids : tuple of str
        ``RECORD#INDEX`` of each row's orbit.
    rule : (n,) int8
        Rule by which each orbit was adopted (`cspo.operations.catalog.adoption`).
    n_sides : (n,) int16
        How many sources say something of the orbit.
    hbr_km : (n,) float64
        Hard-body radius as a source states it, NaN where none does.
    ephemerides : tuple of AdoptedEphemeris
        Trajectories that take the place of the row while they last.
    version : int
        Rises with every change of the picture.
    t : Epoch
        The present of this view.
    """

    catalog: Catalog
    identity: tuple[str, ...]
    row_of: Mapping[str, int]
    labels: tuple[Label, ...]
    label_index: NDArray[np.int32]
    item_ids: tuple[str, ...]
    rule: NDArray[np.int8]
    n_sides: NDArray[np.int16]
    hbr_km: NDArray[np.float64]
    ephemerides: tuple[AdoptedEphemeris, ...]
    version: int
    t: Epoch

    def __len__(self) -> int:
        return len(self.identity)

    def label(self, row: int) -> Label:
        """The mark of a row."""
        return self.labels[int(self.label_index[row])]

    def name_at(self, row: int) -> str:
        """The object of a row, or from the length on of a trajectory."""
        n = len(self.identity)
        return self.identity[row] if row < n else self.ephemerides[row - n].object
