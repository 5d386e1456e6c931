"""What ``cspo consequence breakup`` reads beside the catalogue: sizes, services, the Sun."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cspo.cli.catalogs import cache_folder
from cspo.cli.faults import about_file
from cspo.errors import MalformedMessage

if TYPE_CHECKING:
    from cspo.conjunction.hard_body import HardBodyTable
    from cspo.consequence.services import ServiceModel
    from cspo.environment import SpaceWeather
    from cspo.operations.consequence.sky import Known, StudySky
    from cspo.orbits import Catalog

__all__ = ["read_services_file", "read_weather", "sky_of"]

SAMPLE = "sample"
"""Stands for the file of services that comes with cspo."""


def sky_of(catalog: Catalog, hbr: str) -> StudySky:
    """The catalogue with sizes and masses, and with owners as parties.

    Where the catalogue names no owner, names of constellations tell it, by the table of the box;
    it is looked up for the few objects that are spoken of.
    """
    from dataclasses import replace

    import numpy as np

    from cspo.box.split import default_split
    from cspo.conjunction.hard_body import radii_m
    from cspo.operations.consequence.sky import StudySky, known_from_catalog

    table, masses = _sizes(hbr)
    radius, source = radii_m(catalog, table)
    owners = default_split()

    def known(row: int) -> Known:
        one = owners.with_owners(catalog.take(np.array([row])))
        found, mass = known_from_catalog(one, 0), masses.get(int(catalog.norad_id[row]))
        return found if mass is None else replace(found, mass_kg=mass[0], mass_from=mass[1])

    return StudySky.of_catalog(catalog, known=known, radius_m=radius, source=source)


def _sizes(hbr: str) -> tuple[HardBodyTable | None, dict[int, tuple[float, str]]]:
    from cspo.bridge.hard_body import hard_body_table_from_csv, masses_from_csv

    if not hbr:
        return None, {}
    data = _one_file(hbr)
    try:
        return hard_body_table_from_csv(data), masses_from_csv(data)
    except MalformedMessage as error:
        raise about_file(error, hbr) from error


def read_weather(spec: str) -> SpaceWeather:
    """CelesTrak's space weather of a file or an address.

    Raises
    ------
    MalformedMessage
        Where it is none.
    """
    from cspo.environment import parse_celestrak_space_weather

    return parse_celestrak_space_weather(_one_file(spec))


def read_services_file(spec: str) -> ServiceModel:
    """A file of services, or the sample.

    Raises
    ------
    MalformedMessage
        Where it has faults.
    """
    from cspo.operations.consequence.services_file import read_services, sample_services

    return sample_services() if spec == SAMPLE else read_services(_one_file(spec), spec)


def _one_file(spec: str) -> bytes:
    from cspo.node.clock import SystemClock
    from cspo.sources import open_source

    found = list(open_source(spec, cache=cache_folder(), clock=SystemClock()))
    if len(found) != 1 or found[0].faults:
        got = found[0].faults[0].got if found[0].faults else f"{len(found)} files"
        raise MalformedMessage("read file", spec, expected="one whole file", got=got)
    return found[0].data
