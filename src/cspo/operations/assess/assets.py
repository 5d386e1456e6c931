"""What a nation has in space and for space, and the services that rest on it."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Final

from cspo.markings.label import Label, make_label
from cspo.markings.lattice import dominates
from cspo.operations.assess.planned import PlannedLaunch
from cspo.records.bodies.assessment import Gravity, ProtectiveOption

__all__ = ["GRAVITY", "Asset", "AssetKind", "Assets", "Criticality", "Option", "Service"]


class AssetKind(StrEnum):
    """What an asset is."""

    SATELLITE = "satellite"
    CONSTELLATION = "constellation"
    LAUNCH_SITE = "launch-site"
    GROUND_STATION = "ground-station"
    SENSOR = "sensor"
    FEED = "feed"
    CREW = "crew"


class Criticality(StrEnum):
    """How much depends on it, by the nation's own word."""

    VITAL = "vital"
    IMPORTANT = "important"
    USEFUL = "useful"
    UNKNOWN = "unknown"


GRAVITY: Final = {
    Criticality.VITAL: Gravity.GRAVE, Criticality.IMPORTANT: Gravity.SERIOUS,
    Criticality.USEFUL: Gravity.SLIGHT, Criticality.UNKNOWN: Gravity.UNKNOWN,
}  # fmt: skip
"""How bad the loss of something is, by how much depends on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """What its owner may do for it.

    Parameters
    ----------
    do : ProtectiveOption
    text : str
    needs_s : float or None
        From the word to the effect, s.
    party : str
        Who does it.
    to : str
        The service to switch to.
    """

    do: ProtectiveOption
    text: str = ""
    needs_s: float | None = None
    party: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """Something that a nation has, or depends on.

    Parameters
    ----------
    id, name : str
    kind : AssetKind
    objects : tuple of str
        What flies of it.
    patterns : tuple of str
        Names in the catalogue that are of it, too, with ``*`` and ``?``. Of what has patterns
        only objects in the sky count.
    owner : str
        A party; empty: not known.
    users : tuple of str
    criticality : Criticality
    options : tuple of Option
    mark : Label
        Of what the file says of it; every assessment of it is no wider.
    of : str
        Of a feed the partner; of a launch site, a sensor or a crew its name in studies and
        reports of readiness.
    silent_s : float
        How long a feed may be silent, s.
    storm : int
        Class of geomagnetic storm that it is sensitive to, 1 to 5 of NOAA's scale; 0: none.
    launch : PlannedLaunch or None
        Of a launch site: what is to go up from there.
    """

    id: str
    name: str
    kind: AssetKind
    mark: Label
    objects: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    owner: str = ""
    users: tuple[str, ...] = ()
    criticality: Criticality = Criticality.UNKNOWN
    options: tuple[Option, ...] = ()
    of: str = ""
    silent_s: float = 600.0
    storm: int = 0
    launch: PlannedLaunch | None = None

    @property
    def flies(self) -> bool:
        """Whether it is something in orbit."""
        return self.kind in {AssetKind.SATELLITE, AssetKind.CONSTELLATION}

    @property
    def gravity(self) -> Gravity:
        """How bad its loss is."""
        return GRAVITY[self.criticality]


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What is done with assets, for somebody.

    Parameters
    ----------
    id, name : str
    rests_on : tuple of str
        Ids of assets.
    needs : int
        How many units of these must work; a satellite is one, and so is all that does not fly.
    owner : str
    users : tuple of str
    criticality : Criticality
    options : tuple of Option
    mark : Label
    """

    id: str
    name: str
    rests_on: tuple[str, ...]
    needs: int
    mark: Label
    owner: str = ""
    users: tuple[str, ...] = ()
    criticality: Criticality = Criticality.UNKNOWN
    options: tuple[Option, ...] = ()

    @property
    def gravity(self) -> Gravity:
        """How bad it is where it falls short."""
        return GRAVITY[self.criticality]


@dataclass(frozen=True, kw_only=True)
class Assets:
    """All that a nation's file names.

    Parameters
    ----------
    nation : str
    as_of : date
    source : str
    days : float
        How far ahead is assessed, d.
    shared : bool
        Assessments go out as the release policy says; else they are kept.
    assets : tuple of Asset
    services : tuple of Service
    """

    nation: str
    as_of: date
    source: str
    days: float = 7.0
    shared: bool = False
    assets: tuple[Asset, ...] = ()
    services: tuple[Service, ...] = ()
    _sky: Sequence[str] = field(default=(), compare=False, repr=False)

    @classmethod
    def none(cls, nation: str) -> Assets:
        """Of a nation that has written no file."""
        return cls(nation=nation, as_of=date(1957, 10, 4), source="")

    @cached_property
    def by_id(self) -> Mapping[str, Asset]:
        """Assets by their ids."""
        return {asset.id: asset for asset in self.assets}

    @cached_property
    def of_object(self) -> Mapping[str, tuple[str, ...]]:
        """By object: ids of the assets that it is of."""
        found: dict[str, list[str]] = {}
        for asset in self.assets:
            for name in asset.objects:
                found.setdefault(name, []).append(asset.id)
        return {name: tuple(ids) for name, ids in found.items()}

    @cached_property
    def services_on(self) -> Mapping[str, tuple[str, ...]]:
        """By asset: ids of the services that rest on it."""
        found: dict[str, list[str]] = {asset.id: [] for asset in self.assets}
        for service in self.services:
            for name in service.rests_on:
                found[name].append(service.id)
        return {name: tuple(ids) for name, ids in found.items()}

    def full_names(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Services with their owners, as other nations tell them apart: ``GBR/milsatcom``."""
        owners = {service.id: service.owner or self.nation for service in self.services}
        return tuple(f"{owners[name]}/{name}" for name in ids)

    def services_told(self, asset: str, mark: Label) -> tuple[str, ...]:
        """Services that rest on an asset, as far as who may know of *mark* may know of them."""
        by_id = {service.id: service for service in self.services}
        return self.full_names(
            name for name in self.services_on.get(asset, ()) if dominates(mark, by_id[name].mark)
        )

    def named(self, text: str) -> Asset | Service | None:
        """What somebody calls so: by its id or name in any case, or an object of it."""
        wanted = text.casefold()
        every: tuple[Asset | Service, ...] = (*self.assets, *self.services)
        for each in every:
            if wanted in (each.id.casefold(), each.name.casefold()):
                return each
        ids = self.of_object.get(text, ())
        return self.by_id[ids[0]] if ids else None

    def seen_in(self, identity: Sequence[str], names: Callable[[], Sequence[str]]) -> Assets:
        """The same with the objects whose names in the catalogue fit the patterns.

        Parameters
        ----------
        identity : sequence of str
            Of the sky, one row an object.
        names : callable
            Their names; asked only where there are other objects than before.
        """
        every = [pattern for asset in self.assets for pattern in asset.patterns]
        if not every or identity is self._sky or identity == self._sky:
            return self
        joined = re.compile("|".join(map(fnmatch.translate, every)), re.IGNORECASE)
        fits = [(name, row) for row, name in enumerate(names()) if name and joined.match(name)]
        assets = tuple(_with_fitting(asset, fits, identity) for asset in self.assets)
        return replace(self, assets=assets, _sky=identity)


def _with_fitting(asset: Asset, fits: Iterable[tuple[str, int]], identity: Sequence[str]) -> Asset:
    if not asset.patterns:
        return asset
    one = re.compile("|".join(map(fnmatch.translate, asset.patterns)), re.IGNORECASE)
    here = set(identity)
    known = [name for name in asset.objects if name in here]
    found = [identity[row] for name, row in fits if one.match(name)]
    objects = tuple(dict.fromkeys((*known, *found))) or asset.objects
    return asset if objects == asset.objects else replace(asset, objects=objects)


def own_mark(nation: str) -> Label:
    """For a nation alone."""
    return make_label("U", [nation])
