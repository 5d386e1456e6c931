"""Finished blocks of time on disk, so that an interrupted screening goes on."""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import fields
from io import BytesIO
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

import numpy as np

from cspo.conjunction.broad import Approaches
from cspo.errors import UsageError
from cspo.orbits import Catalog, Ephemeris

__all__ = ["Checkpoint", "fingerprint"]

_LOG = logging.getLogger(__name__)
_MANIFEST: Final = "screening.json"
_FORMAT: Final = 1


class Checkpoint:
    """A folder with one file for each finished block.

    Parameters
    ----------
    folder : Path
        Made if absent.
    key : str
        `fingerprint` of what is screened.

    Raises
    ------
    UsageError
        Where the folder keeps another screening.
    """

    def __init__(self, folder: Path, key: str) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        manifest = folder / _MANIFEST
        if manifest.exists():
            found = _read_key(manifest)
            if found != key:
                raise UsageError(
                    "resume screening", str(folder), expected=f"blocks of {key[:12]}",
                    got=f"blocks of {found[:12]}",
                    hint="the catalogue, window or volume changed: name another folder",
                )  # fmt: skip
        else:
            _replace(manifest, json.dumps({"format": _FORMAT, "screening": key}).encode())

    def load(self, begin_s: float, end_s: float) -> Approaches | None:
        """The block, if it is finished; a damaged file counts as none."""
        try:
            data = BytesIO(self._path(begin_s, end_s).read_bytes())
            with np.load(data, allow_pickle=False) as columns:
                return Approaches(**{f.name: columns[f.name] for f in fields(Approaches)})
        except (OSError, ValueError, KeyError, EOFError, BadZipFile):
            return None

    def save(self, begin_s: float, end_s: float, block: Approaches) -> None:
        """Keep a finished block; it appears whole or not at all.

        A disk that is full costs the keeping, not the screening: it is logged.
        """
        path = self._path(begin_s, end_s)
        temporary = path.with_suffix(".partial.npz")
        try:
            np.savez(
                temporary,
                allow_pickle=False,
                **{f.name: getattr(block, f.name) for f in fields(Approaches)},
            )
            temporary.replace(path)
        except OSError as error:
            temporary.unlink(missing_ok=True)
            _LOG.warning("%s: block not kept: %s", self._folder, error.strerror or error)

    def _path(self, begin_s: float, end_s: float) -> Path:
        return self._folder / f"block_{begin_s:010.0f}_{end_s:010.0f}.npz"


def fingerprint(catalog: Catalog, ephemerides: tuple[Ephemeris, ...], *settings: object) -> str:
    """SHA-256 of all that the blocks depend on."""
    digest = hashlib.sha256()
    for name, column in catalog.columns():
        digest.update(f"{name}:{column.dtype.str}".encode())
        digest.update(np.ascontiguousarray(column).tobytes())
    for ephemeris in ephemerides:
        digest.update(f"{ephemeris.frame}:{ephemeris.epoch.tai_ns}:{ephemeris.nodes}".encode())
        digest.update(ephemeris.object_id.encode())
        for array in (ephemeris.t_s, ephemeris.r_km, ephemeris.v_km_s):
            digest.update(np.ascontiguousarray(array).tobytes())
    digest.update(repr(settings).encode())
    return digest.hexdigest()


def _read_key(manifest: Path) -> str:
    try:
        return str(json.loads(manifest.read_bytes())["screening"])
    except (ValueError, KeyError, TypeError):
        return "?"


def _replace(path: Path, data: bytes) -> None:
    temporary = path.with_suffix(".partial")
    temporary.write_bytes(data)
    temporary.replace(path)
