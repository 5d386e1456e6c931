"""Every format of element sets by name, and the one that fits the bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from cspo.errors import MalformedMessage, UsageError
from cspo.messages import elements_csv, omm_csv, omm_json, omm_kvn, omm_xml, tle, vimpel_json
from cspo.messages.faults import Fault
from cspo.messages.gp import GpColumns
from cspo.messages.sniff import sniff

__all__ = ["GP_READERS", "GP_WRITERS", "read_gp", "write_gp"]

Reader = Callable[[bytes], tuple[GpColumns, list[Fault]]]

GP_READERS: Final[Mapping[str, Reader]] = {
    "tle": tle.read,
    "omm-csv": omm_csv.read,
    "omm-json": omm_json.read,
    "omm-xml": omm_xml.read,
    "omm-kvn": omm_kvn.read,
    "vimpel-json": vimpel_json.read,
    "elements-csv": elements_csv.read,
}
"""Readers by the names that `sniff` gives."""


GP_WRITERS: Final[Mapping[str, Callable[[GpColumns], bytes]]] = {
    "omm-csv": omm_csv.write,
    "omm-json": omm_json.write,
    "omm-xml": omm_xml.write,
    "omm-kvn": omm_kvn.write,
}
"""Writers that lose nothing, by the same names; the lines of a TLE are `tle.write`'s."""

_TLE_NAMES: Final[Mapping[str, tle.Names]] = {"2le": "none", "tle": "plain", "3le": "numbered"}


def write_gp(columns: GpColumns, name: str) -> tuple[bytes, list[Fault]]:
    """Write element sets in the format of this name.

    Parameters
    ----------
    columns : GpColumns
    name : str
        One of `GP_WRITERS`, or ``2le`` (no names), ``tle`` (name lines), ``3le``
        (name lines that begin with ``0``).

    Returns
    -------
    data : bytes
    faults : list of Fault
        Sets that the format cannot hold; their line is the row, from 1.

    Raises
    ------
    UsageError
        Where there is no such format.
    """
    if name in _TLE_NAMES:
        return tle.write(columns, names=_TLE_NAMES[name])
    if name not in GP_WRITERS:
        known = ", ".join([*GP_WRITERS, *_TLE_NAMES])
        raise UsageError("write element sets", name, expected=known)
    return GP_WRITERS[name](columns), []


def read_gp(data: bytes, *, lenient: bool = False) -> tuple[str, GpColumns, list[Fault]]:
    """Recognize the format of *data* and read its element sets.

    Parameters
    ----------
    data : bytes
    lenient : bool
        Keep TLEs whose checksum is wrong; each is still a fault.

    Returns
    -------
    format : str
    columns : GpColumns
    faults : list of Fault

    Raises
    ------
    MalformedMessage
        Where nothing can be read: not a catalogue, or of a kind without element sets.
    """
    name = sniff(data)
    if name not in GP_READERS:
        raise MalformedMessage("read element sets", expected="element sets", got=f"{name} message")
    columns, faults = (
        tle.read(data, lenient=True) if lenient and name == "tle" else (GP_READERS[name](data))
    )
    return name, columns, faults
