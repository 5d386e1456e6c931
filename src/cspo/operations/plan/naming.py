"""Which object an assumption means by a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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
        self._index: _Index | None = None

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
        return self._of(sky).get(said.strip().casefold(), ())

    def _of(self, sky: SkyView) -> Mapping[str, tuple[str, ...]]:
        """Of this very sky; the index is one value, since threads with two skies may ask."""
        column, index = sky.catalog.name, self._index
        if index is not None and index.column is column and index.identity is sky.identity:
            return index.of
        same = index is not None and np.array_equal(column, index.column)
        if index is not None and same and sky.identity == index.identity:
            of = index.of
        else:
            of = _by_name(column, sky.identity)
        self._index = _Index(column, sky.identity, of)
        return of


@dataclass(frozen=True, slots=True)
class _Index:
    column: NDArray[np.str_]
    identity: tuple[str, ...]
    of: Mapping[str, tuple[str, ...]]


def _by_name(
    column: NDArray[np.str_], identities: tuple[str, ...]
) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, identity in zip(column.tolist(), identities, strict=True):
        key = name.strip().casefold()
        if key:
            found[key] = (*found.get(key, ()), identity)
    return found
