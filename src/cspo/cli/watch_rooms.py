"""Where ``cspo watch`` works: in a node's folder, or at a running node by its API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, Protocol

from cspo.cli.node_api import NodeApi
from cspo.cli.node_folder import mode_for, now, open_home, writing_node
from cspo.cli.options import instant
from cspo.cli.release import label_of
from cspo.cli.watch_lines import Standing, item_line, log_line, standing_line, whole_id
from cspo.errors import UsageError

if TYPE_CHECKING:
    from cspo.markings import Mode
    from cspo.operations.store import OperationsUnit
    from cspo.operations.watch import Item, WatchBook
    from cspo.time import Epoch

__all__ = ["ApiRoom", "Changed", "FolderRoom", "Room"]

Changed = tuple[Sequence[str], Sequence[str]]
"""What came and what went since an offer, in words."""

_SHOWN: Final = 10_000
_NAMED: Final = 200
"""Items whose objects are named; the rest goes by identity."""
_RENAMED: Final = {"entry": "entry_id", "is_open": "open"}


class Room(Protocol):
    """What the commands do, wherever the watch is kept."""

    def log(self, watch: str, limit: int) -> list[dict[str, Any]]:
        """The newest entries, the oldest of them first."""
        ...

    def write(self, entry: Mapping[str, Any], person: str, mark: str) -> str:
        """Write an entry; its record."""
        ...

    def standing(self, watch: str) -> Standing:
        """Who has the watch, and what is offered."""
        ...

    def offer(self, watch: str, person: str, at: str, **said: str) -> None:
        """Offer it: *outgoing*, *incoming*, *note*, *language*."""
        ...

    def answer(self, watch: str, person: str, *, taken: bool, **said: str) -> Changed:
        """Accept or return what is offered to *office*: *note*, *language*."""
        ...

    def acknowledge(self, which: str, person: str, **said: str) -> str:
        """Answer a warning: *progress*, *role*, *note*; the record."""
        ...

    def items(self, language: str, at: str) -> list[dict[str, Any]]:
        """What is open."""
        ...

    def page(self, watch: str, language: str, at: str) -> str:
        """The brief."""
        ...


class FolderRoom:
    """The watch of a node that does not run, in its folder.

    Parameters
    ----------
    data, mode : str
        As the options name them.
    """

    def __init__(self, data: str, mode: str) -> None:
        self._data, self._mode = data, mode

    def log(self, watch: str, limit: int) -> list[dict[str, Any]]:
        """The newest entries, the oldest of them first."""
        with self._reading() as (_, book):
            return [log_line(line) for line in book.log(watch)[-limit:]]

    def write(self, entry: Mapping[str, Any], person: str, mark: str) -> str:
        """Write an entry; its record."""
        from cspo.operations.watch import Entry, write_entry

        label = label_of(mark, []) if mark else None
        with writing_node(self._data, "watch log") as node:
            t = node.clock.now()
            book = _book(node.home.nation, mode_for(node.store.modes, self._mode))
            with node.store.write() as unit:
                book.catch_up(unit)
                items = book.open_items(t, unit)
                known = [id_ for line in book.log() for id_ in (line.id, *line.corrections)]
                known += [id_ for item in items for id_ in _ids(item.key, item.records)]
                made = Entry(
                    **{
                        **entry,
                        "at": _epoch(entry["at"], "--at"), "due": _epoch(entry["due"], "--due"),
                        "closes": [whole_id(each, known) for each in entry["closes"]],
                        "corrects": entry["corrects"] and whole_id(entry["corrects"], known),
                    }
                )  # fmt: skip
                desk = node.release_desk(unit)
                return write_entry(unit, desk, book, made, person=person, t=t, mark=label).id

    def standing(self, watch: str) -> Standing:
        """Who has the watch, and what is offered."""
        from cspo.operations.watch import standing

        with self._reading() as (_, book):
            return standing_line(standing(book, watch))

    def offer(self, watch: str, person: str, at: str, **said: str) -> None:
        """Offer it."""
        from cspo.operations.watch import offer

        with writing_node(self._data, "watch handover") as node, node.store.write() as unit:
            book = _book(node.home.nation, mode_for(node.store.modes, self._mode))
            book.catch_up(unit)
            t = node.clock.now()
            offer(
                unit, node.release_desk(unit), book, watch=watch, person=person, t=t,
                at=_epoch(at, "--at"), names=_names(unit, book, book.open_items(t, unit)), **said,
            )  # fmt: skip

    def answer(self, watch: str, person: str, *, taken: bool, **said: str) -> Changed:
        """Accept or return what is offered."""
        from cspo.operations.watch import accept, give_back

        with writing_node(self._data, "watch handover") as node, node.store.write() as unit:
            book = _book(node.home.nation, mode_for(node.store.modes, self._mode))
            book.catch_up(unit)
            t, desk = node.clock.now(), node.release_desk(unit)
            if not taken:
                give_back(
                    unit, desk, book, watch=watch, incoming=said["office"], person=person, t=t,
                    note=said["note"],
                )  # fmt: skip
                return (), ()
            found = accept(
                unit, desk, book, watch=watch, incoming=said["office"], person=person, t=t,
                language=said["language"], names=_names(unit, book, book.open_items(t, unit)),
            )  # fmt: skip
            return found.opened, found.closed

    def acknowledge(self, which: str, person: str, **said: str) -> str:
        """Answer a warning."""
        from cspo.operations.watch import acknowledge_warning
        from cspo.records.bodies.coordination import Progress

        with writing_node(self._data, "watch acknowledge") as node, node.store.write() as unit:
            book = _book(node.home.nation, mode_for(node.store.modes, self._mode))
            book.catch_up(unit)
            t = node.clock.now()
            known = [id_ for item in book.open_items(t) for id_ in (item.event, *item.records)]
            return acknowledge_warning(
                unit, node.release_desk(unit), book, whole_id(which, known), person=person, t=t,
                progress=Progress(said["progress"]), role=said["role"], note=said["note"],
            ).id  # fmt: skip

    def items(self, language: str, at: str) -> list[dict[str, Any]]:
        """What is open."""
        from cspo.operations.language import speech
        from cspo.operations.watch.phrases import in_words

        t, spoken = _epoch(at, "--at") or now(), speech(language)
        with self._reading() as (unit, book):
            items = book.open_items(t, unit)
            names = _names(unit, book, items)
        return [item_line(item, in_words(item, spoken, names), t) for item in items]

    def page(self, watch: str, language: str, at: str) -> str:
        """The brief."""
        from cspo.operations.language import speech
        from cspo.operations.watch import Brief, brief_page, standing

        t, spoken = _epoch(at, "--at") or now(), speech(language)
        with self._reading() as (unit, book):
            items = book.open_items(t, unit)
            names = _names(unit, book, items)
        brief = Brief(
            nation=book.nation, mode=book.mode.value, watch=watch, t=t,
            standing=standing(book, watch), items=items, names=names,
        )  # fmt: skip
        return brief_page(brief, spoken)

    @contextmanager
    def _reading(self) -> Iterator[tuple[OperationsUnit, WatchBook]]:
        home = open_home(self._data)
        with home.store(read_only=True) as store, store.read() as unit:
            book = _book(home.nation, mode_for(store.modes, self._mode))
            book.catch_up(unit)
            yield unit, book


class ApiRoom:
    """The watch of a running node. Who writes is whose token it is.

    Parameters
    ----------
    api : NodeApi
        The node.
    mode : str
        Of the option: a node has one watch, in its own mode.
    """

    def __init__(self, api: NodeApi, mode: str) -> None:
        _not_given("--mode", mode)
        self._api = api

    def log(self, watch: str, limit: int) -> list[dict[str, Any]]:
        """The newest entries, the oldest of them first."""
        found = self._api.listed("watch/log", limit, watch=watch)
        lines = [{_RENAMED.get(name, name): v for name, v in each.items()} for each in found]
        return lines[::-1]

    def write(self, entry: Mapping[str, Any], person: str, mark: str) -> str:
        """Write an entry; its record."""
        del person
        fields = {name: value for name, value in entry.items() if value not in (None, "")}
        for name in ("at", "due"):
            if (t := _epoch(fields.pop(name, ""), f"--{name}")) is not None:
                fields[f"{name}_utc"] = t.utc_iso(6)
        if entry["closes"] or entry["corrects"]:
            known = self._known()
            fields["closes"] = [whole_id(each, known) for each in entry["closes"]]
            if entry["corrects"]:
                fields["corrects"] = whole_id(entry["corrects"], known)
        if entry["opens"] is not None:
            fields["opens"] = entry["opens"]
        if mark:
            label = label_of(mark, [])
            if label.orcon or label.caveats:
                raise UsageError("read --mark", mark, expected="a level and REL TO with --node")
            fields |= {"level": label.classification, "releasable_to": label.releasable_to}
        return str(self._api.post("watch/log", fields)["record"])

    def standing(self, watch: str) -> Standing:
        """Who has the watch, and what is offered."""
        told = self._api.get("watch/handover", watch=watch)
        line = {
            "watch": told["watch"], "office": told["office"], "since_utc": told["since_utc"],
            "record_id": told["record"], "offered_to": told["offered_to"],
            "offer_id": told["offer"], "open_items": len(told["open_items"]),
            "returned_because": told["returned_because"],
        }  # fmt: skip
        return Standing(line, told["offered_by"], told["note"], told["open_items"])

    def offer(self, watch: str, person: str, at: str, **said: str) -> None:
        """Offer it."""
        del person
        _not_given("--at", at)
        self._api.post("watch/handover/offer", {"watch": watch, **said})

    def answer(self, watch: str, person: str, *, taken: bool, **said: str) -> Changed:
        """Accept or return what is offered."""
        del person
        said.pop("note" if taken else "language")
        path = f"watch/handover/{'accept' if taken else 'return'}"
        told = self._api.post(path, {"watch": watch, **said})
        return (told["opened"], told["closed"]) if taken else ((), ())

    def acknowledge(self, which: str, person: str, **said: str) -> str:
        """Answer a warning."""
        del person
        warned = {
            name: each["event"] for each in self._api.listed("warnings", _SHOWN)
            for name in (each["event"], each["record"])
        }  # fmt: skip
        event = warned[whole_id(which, warned)]
        return str(self._api.post("warnings/acknowledge", {"event": event, **said})["record"])

    def items(self, language: str, at: str) -> list[dict[str, Any]]:
        """What is open."""
        _not_given("--at", at)
        return list(self._api.listed("watch/items", language=language))

    def page(self, watch: str, language: str, at: str) -> str:
        """The brief."""
        _not_given("--at", at)
        return self._api.text("watch/brief", watch=watch, language=language)

    def _known(self) -> list[str]:
        known = [
            id_ for each in self._api.listed("watch/log", _SHOWN)
            for id_ in (each["entry"], *each["corrections"])
        ]  # fmt: skip
        for item in self._api.listed("watch/items", _SHOWN):
            known += _ids(item["item"], item["records"])
        return known


def _ids(key: str, records: Sequence[str]) -> list[str]:
    """What of an open item may be closed by its id."""
    return [*records, key.removeprefix("alarm ")] if key.startswith("alarm ") else [*records]


def _epoch(text: str, option: str) -> Epoch | None:
    return instant(text, option) if text else None


def _not_given(option: str, value: str) -> None:
    if value:
        raise UsageError("ask node", option, expected="no such option with --node",
                         hint="the node has its own")  # fmt: skip


def _book(nation: str, mode: Mode) -> WatchBook:
    from cspo.operations.kinds import REGISTRY
    from cspo.operations.watch import WatchBook

    return WatchBook(nation, mode, REGISTRY)


def _names(unit: OperationsUnit, book: WatchBook, items: Sequence[Item]) -> dict[str, str]:
    from cspo.operations.kinds import REGISTRY
    from cspo.operations.watch import names_for

    return names_for(unit, items[:_NAMED], book.mode, REGISTRY)
