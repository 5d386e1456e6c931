"""A node at work among others, full of canaries: what tests of every endpoint ask.

Two nations of a box, founded as `cspo up` does; one of them, AUS, holds a record of every kind
under every mark of a list, with a canary in every text of the body that may be any
text, and one in what the record says of its sensor. Its step has read them all.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import msgspec
from boxes import BEGAN, founded
from canaries import canary
from http_node import people_toml, token_of
from ten_parties import HandClock

from cspo.box import Box, BoxClock, BoxFolder
from cspo.markings import Action, Label, decide_each, make_label
from cspo.node.http.app import NodeApp, create_app
from cspo.node.http.people import Person
from cspo.operations.derive import issue
from cspo.operations.kinds import REGISTRY
from cspo.records import Record
from cspo.records.bodies.examples import example

__all__ = ["MARKS", "PEOPLE", "Planted", "World", "world_in"]

MARKS: Final = (
    make_label("U", ["AUS", "AUS/ozsat", "FRA"]),
    make_label("U", ["AUS"]),
    make_label("U", ["AUS", "FRA"], caveats=["LIMDIS"]),
    make_label("R", ["AUS", "AUS/ozsat"]),
    make_label("S", ["AUS", "FRA"]),
    make_label("S", ["AUS"], caveats=["PROPIN"], orcon=True, originators=["AUS"]),
    make_label("TS", ["AUS", "FRA"]),
    make_label("U", []),
)


def _person(name: str, roles: str, **other: Any) -> Person:
    values: dict[str, Any] = {
        "id": name, "party": "AUS", "nationalities": ("AUS",), "clearance": "S",
        "caveats": ("LIMDIS", "PROPIN"), "roles": tuple(roles.split()),
    }  # fmt: skip
    return Person(**{**values, **other})


PEOPLE: Final = (
    _person("everything", "viewer watch release operator admin"),
    _person("a.viewer", "viewer"),
    _person("b.watch", "watch", caveats=("LIMDIS",)),
    _person("c.release", "release", clearance="R"),
    _person("d.admin", "admin"),
    _person("e.uncleared", "viewer watch release operator admin", clearance="U", caveats=()),
    _person("f.exchange", "viewer watch release operator admin", nationalities=("AUS", "FRA")),
    _person("g.stranger", "viewer watch release operator admin", nationalities=("SWE",)),
    _person("h.operator", "operator", party="AUS/ozsat", clearance="U", caveats=()),
    _person("i.guest", "viewer watch release operator admin", party="AUS/ozsat"),
    _person("j.other-guest", "viewer watch release operator admin", party="AUS/roosat"),
)


@dataclass
class Planted:
    """A record and the number of its canary."""

    number: int
    record: Record

    @property
    def label(self) -> Label:
        """Its mark."""
        return self.record.payload.label


@dataclass
class World:
    """AUS and its neighbours."""

    box: Box
    app: NodeApp
    planted: list[Planted] = field(default_factory=list)

    @property
    def node(self) -> Any:
        """AUS."""
        return self.box.nodes["AUS"]

    def token(self, person: str, **limits: Any) -> str:
        """A token of a person of AUS."""
        return token_of(self.app, person, prefix="/AUS", **limits)

    def allowed(self, token: str) -> set[int]:
        """Canaries that whoever shows this token may see, by `decide_each` alone."""
        caller = self.app.gates["/AUS"].doors.caller(token)
        assert caller is not None
        return {
            each.number for each in self.planted
            if decide_each(
                each.label, each.record.payload.mode, caller.subjects, Action.QUERY
            ).permitted
        }  # fmt: skip


@contextmanager
def world_in(path: Path) -> Iterator[World]:
    """A world in a new folder."""
    folder = BoxFolder.open(founded(path))
    home = folder.home("AUS")
    file = home.path / "node.toml"
    text = file.read_text().replace("caveats = []", 'caveats = ["LIMDIS", "PROPIN"]')
    file.write_text(text)
    (home.path / "people.toml").write_text(people_toml(PEOPLE))
    clock = HandClock()
    clock.t = BEGAN
    with Box(folder, BoxClock(BEGAN)) as box:
        app = create_app(box.nodes, clock=clock)
        world = World(box, app)
        _plant(world)
        box.begin()
        box.loop.round()
        yield world
        for gate in app.gates.values():
            gate.close()


def _plant(world: World) -> None:
    node = world.node
    numbers = itertools.count(1)
    t = BEGAN
    signer = node.open.signer(node.mode)
    for mark, kind in itertools.product(MARKS, sorted(REGISTRY)):
        number = next(numbers)
        record = issue(
            marked_body(kind, canary(number)), mark, origin="AUS", mode=node.mode, t_valid=t, t=t,
            signer=signer, registry=REGISTRY, sensor=canary(number),
        )  # fmt: skip
        world.planted.append(Planted(number, record))
    with node.store.write() as unit:
        unit.put_records([each.record for each in world.planted], t_ingest=t)


def marked_body(kind: str, word: str) -> Any:
    """The example of a kind, with *word* in place of each text that may be any."""
    told = msgspec.to_builtins(example(kind))
    for path in list(_texts(told)):
        *way, last = path
        part = told
        for step in way:
            part = part[step]
        before, part[last] = part[last], word
        try:
            REGISTRY.decode(kind, msgspec.json.encode(told))
        except Exception:  # noqa: BLE001 - a text that is not any
            part[last] = before
    return REGISTRY.decode(kind, msgspec.json.encode(told))


def _texts(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, str):
        yield path
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from _texts(each, (*path, name))
    elif isinstance(value, list):
        for place, each in enumerate(value[:3]):
            yield from _texts(each, (*path, place))
