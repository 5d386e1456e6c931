"""Which object an assumption means by a name."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cspo.operations.catalog import Picture, SkyView
from cspo.records.bodies.identities import is_object

__all__ = ["AssetNames"]


class AssetNames:
    """Objects of a sky by the names that the catalogue gives them, capital letters or small.

    The index is made anew where a name has changed; asking costs nothing else.
    """

    def __init__(self) -> None:
        self._column: NDArray[np.str_] | None = None
        self._identity: tuple[str, ...] = ()
        self._of: dict[str, tuple[str, ...]] = {}

    def find(self, said: str, picture: Picture, sky: SkyView | None) -> tuple[str, ...]:
        """Identities of the objects that a text names: one, none, or several of one name.

        Parameters
        ----------
        said : str
            An identity, under any of its names, or a name as the catalogue has it.
        """
        if is_object(said):
            return ((picture.names(said) or (said,))[0],)
        if sky is None:
            return ()
        self._keep_up(sky)
        return self._of.get(said.strip().casefold(), ())

    def _keep_up(self, sky: SkyView) -> None:
        column = sky.catalog.name
        if column is self._column and sky.identity is self._identity:
            return
        same = self._column is not None and np.array_equal(column, self._column)
        if not same or sky.identity != self._identity:
            found: dict[str, tuple[str, ...]] = {}
            for name, identity in zip(column.tolist(), sky.identity, strict=True):
                key = name.strip().casefold()
                if key:
                    found[key] = (*found.get(key, ()), identity)
            self._of = found
        self._column, self._identity = column, sky.identity
