"""Views of a picture: made whole where objects come or go, else patched."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cspo.operations.catalog.holdings import Holdings
from cspo.operations.catalog.sides import ELEMENTS
from cspo.operations.catalog.sky import AdoptedEphemeris, SkyView
from cspo.orbits import Catalog
from cspo.time import Epoch

__all__ = ["SkyBuilder", "elements_of"]

Integers = NDArray[np.int64]


class SkyBuilder:
    """Makes views of what is held; keeps the last one to patch.

    Parameters
    ----------
    held : Holdings
    simulated : bool
    """

    def __init__(self, held: Holdings, *, simulated: bool) -> None:
        self._held = held
        self._simulated = simulated
        self._last: SkyView | None = None
        self._row_of: dict[int, int] = {}
        self._changed: dict[int, None] = {}
        self._version = 0

    def settle(self) -> None:
        """Settle what is shown; what changed by it waits for the next view."""
        self._changed.update(dict.fromkeys(self._held.settle()))

    def view(self, t: Epoch) -> SkyView:
        """The view at an instant."""
        self.settle()
        changed = tuple(self._changed)
        self._changed.clear()
        last = self._last
        if changed or last is None:
            self._version += 1
        if last is None or any((n in self._held.shown_row) != (n in self._row_of) for n in changed):
            view = self._whole(t)
        elif changed:
            view = self._patched(last, [n for n in changed if n in self._row_of], t)
        else:
            view = replace(last, t=t, ephemerides=self._ephemerides(t))
        self._last = view
        return replace(view, labels=self._held.labels.values())

    def _whole(self, t: Epoch) -> SkyView:
        names = self._held.identities.name
        ordered = sorted((names(number), number) for number in self._held.shown_row)
        identity = tuple(name for name, _ in ordered)
        self._row_of = {number: row for row, (_, number) in enumerate(ordered)}
        numbers = [number for _, number in ordered]
        columns, extra = self._columns(numbers, identity)
        return SkyView(
            catalog=Catalog(**columns, simulated=self._simulated),
            identity=identity,
            row_of=MappingProxyType({name: row for row, name in enumerate(identity)}),
            labels=(), ephemerides=self._ephemerides(t), version=self._version, t=t, **extra,
        )  # fmt: skip

    def _patched(self, last: SkyView, numbers: list[int], t: Epoch) -> SkyView:
        rows = np.array([self._row_of[number] for number in numbers], np.int64)
        identity = tuple(last.identity[row] for row in rows.tolist())
        columns, extra = self._columns(numbers, identity)
        item_ids = list(last.item_ids)
        for row, item in zip(rows.tolist(), extra.pop("item_ids"), strict=True):
            item_ids[row] = item
        patched: dict[str, Any] = {
            name: _put(getattr(last.catalog, name), rows, new) for name, new in columns.items()
        }
        beside: dict[str, Any] = {
            name: _put(getattr(last, name), rows, new) for name, new in extra.items()
        }
        return replace(
            last, catalog=replace(last.catalog, **patched), item_ids=tuple(item_ids), t=t,
            version=self._version, ephemerides=self._ephemerides(t), **beside,
        )  # fmt: skip

    def _columns(
        self, numbers: list[int], identity: tuple[str, ...]
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Columns of a catalogue, and those of the view beside it."""
        held = self._held
        at = np.array([held.shown_row[number] for number in numbers], np.int64)
        shown = held.shown
        element = shown["element"][at].astype(np.int64)
        columns = elements_of(held, element, identity)
        for name in ("name", "designator", "owner", "object_type", "status"):
            columns[name] = held.words.at(shown[name][at])
        columns["rcs_m2"] = shown["rcs_m2"][at]
        table = held.elements.table
        items = zip(table["record"][element].tolist(), table["item"][element].tolist(), strict=True)
        extra = {
            "item_ids": tuple(f"{held.records[record]}#{item}" for record, item in items),
            "label_index": _frozen(shown["label"][at]),
            "rule": _frozen(shown["rule"][at]),
            "n_sides": _frozen(shown["n_sides"][at]),
            "hbr_km": _frozen(shown["hbr_km"][at]),
        }
        return columns, extra

    def _ephemerides(self, t: Epoch) -> tuple[AdoptedEphemeris, ...]:
        held = self._held
        found = []
        flown = [(number, each) for number, those in held.flown.items() for each in those]
        for number, each in flown:
            if each.ephemeris.stop <= t:
                continue
            labels = {each.label}
            if (row := held.shown_row.get(number)) is not None:
                labels.add(int(held.shown["label"][row]))
            origin, source = held.voices[each.voice]
            name = held.identities.name(number)
            found.append(AdoptedEphemeris(
                object=name, ephemeris=replace(each.ephemeris, object_id=name),
                record_ids=each.record_ids, label_index=held.joined(labels), origin=origin,
                source=source, hard_body_radius_km=each.hard_body_radius_km,
            ))  # fmt: skip
        return tuple(sorted(found, key=lambda each: (each.object, each.ephemeris.start)))


def elements_of(
    held: Holdings, rows: Integers, identity: tuple[str, ...]
) -> dict[str, NDArray[Any]]:
    """Columns of a catalogue from rows of element sets, under the given identities."""
    table = held.elements.table
    numbers = [int(text[6:]) if text.startswith("norad:") else 0 for text in identity]
    others = ["" if number else text for text, number in zip(identity, numbers, strict=True)]
    sources = np.array([source for _, source in held.voices.values()] or [""], np.str_)
    return {
        "norad_id": np.array(numbers, np.int64),
        "other_id": np.array(others or [""], np.str_)[: len(others)],
        "epoch_tai_ns": table["epoch_tai_ns"][rows],
        "name": held.words.at(table["name"][rows]),
        "designator": held.words.at(table["designator"][rows]),
        "classification": held.words.at(table["classification"][rows]),
        "source": sources[table["voice"][rows]],
        **{name: table[name][rows] for name in ELEMENTS},
    }


def _put(column: NDArray[Any], rows: Integers, values: NDArray[Any]) -> NDArray[Any]:
    """The column with other values at rows, itself where they are the same."""
    if bool((column[rows] == values).all()):
        return column
    wider = np.result_type(column, values)
    changed = column.astype(wider, copy=True)
    changed[rows] = values
    return _frozen(changed)


def _frozen(column: NDArray[Any]) -> NDArray[Any]:
    column.setflags(write=False)
    return column
