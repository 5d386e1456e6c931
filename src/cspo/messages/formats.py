"""Every format of element sets by name, and the one that fits the bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from cspo.errors import MalformedMessage
from cspo.messages import elements_csv, omm_csv, omm_json, omm_kvn, omm_xml, tle, vimpel_json
from cspo.messages.faults import Fault
from cspo.messages.gp import GpColumns
from cspo.messages.sniff import sniff

__all__ = ["GP_READERS", "read_gp"]

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
