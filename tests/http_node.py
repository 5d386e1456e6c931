"""A node to ask by HTTP: a real folder and store, fixed keys, a clock set by hand, no step.

`HttpNode` is what `cspo.node.http` sees of a node. It holds what a test puts
into it: `put` records, or set `sky`, `screening`, `warnings` and the like. `PEOPLE`
are its people, one for each thing that a test needs somebody for.
"""

from __future__ import annotations

import itertools
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any, Final

from msgspec import structs
from release_desks import EXAMPLES, desk_of, norway, sealed
from ten_parties import HandClock

from cspo.markings import Mode, make_label
from cspo.node.home import Home
from cspo.node.http.app import NodeApp, create_app
from cspo.node.http.credentials import Limits
from cspo.node.http.gate import Gate
from cspo.node.http.limits import BadTries
from cspo.node.http.people import Person
from cspo.node.store import SqliteStore
from cspo.operations.release.policy import ReleasePolicy
from cspo.records import Record
from cspo.time import Epoch

__all__ = ["PEOPLE", "HttpNode", "app_of", "people_toml", "token_of"]

T: Final = Epoch.from_utc("2026-03-01T12:00:00Z")


def _person(name: str, roles: str, **other: Any) -> Person:
    values: dict[str, Any] = {
        "id": name, "party": "NOR", "nationalities": ("NOR",), "clearance": "S",
        "caveats": ("LIMDIS",), "roles": tuple(roles.split()),
    }  # fmt: skip
    return Person(**{**values, **other})


PEOPLE: Final = {
    person.id: person
    for person in (
        _person("v.viewer", "viewer"),
        _person("a.larsen", "watch"),
        _person("b.olsen", "release"),
        _person("c.admin", "admin"),
        _person("d.all", "viewer watch release operator admin"),
        _person("u.cleared", "viewer", clearance="U", caveats=()),
        _person("f.exchange", "viewer", nationalities=("NOR", "FRA")),
        _person("s.stranger", "viewer", nationalities=("NOR", "SWE")),
        _person("o.operator", "operator", party="NOR/nordsat", clearance="U", caveats=()),
    )
}
"""People of NOR."""


def people_toml(people: Any = None) -> str:
    """The table of people as its file."""
    lines = ["format = 1"]
    for person in PEOPLE.values() if people is None else people:
        lines.append("\n[[person]]")
        for field in Person.__struct_fields__:
            value = getattr(person, field)
            lines.append(f"{field} = {list(value) if isinstance(value, tuple) else value!r}")
    return "\n".join(lines).replace("'", '"') + "\n"


@cache
def _folder(mode: Mode) -> Path:
    """A folder of NOR's, made once a process."""
    path = Path(tempfile.mkdtemp(prefix="cspo-http-")) / "nor"
    Home.create(path, "NOR", modes=[mode], now=T)
    node = (path / "node.toml").read_text()
    node = node.replace('ceiling = "U"', 'ceiling = "S"')
    node = node.replace("caveats = []", 'caveats = ["LIMDIS", "PROPIN"]')
    (path / "node.toml").write_text(node)
    (path / "people.toml").write_text(people_toml())
    return path


class HttpNode:
    """NOR's node, as `cspo.node.http.RunningNode` has it.

    Parameters
    ----------
    path : Path
        Where its folder is to be; not there yet.
    mode : Mode
        Of its picture.
    """

    def __init__(self, path: Path, mode: Mode = Mode.REAL) -> None:
        shutil.copytree(_folder(mode), path)
        self.home = Home.open(path)
        self.store = SqliteStore(self.home.database, create=False)
        self.clock = HandClock()
        self.clock.t = T
        self.mode = mode
        self.policy: ReleasePolicy = norway()
        self.woken = 0
        self._numbers = itertools.count(1)
        self.picture: Any = None
        self.sky: Any = None
        self.screening: Any = None
        self.warnings: Any = None
        self.parties: Any = None
        self.conversations: Any = None
        self.coordination: Any = None
        self.watch: Any = None
        self.assessments: Any = None
        self.assets: Any = None
        self.plans: Any = None
        self.config: Any = None
        self.metrics: Any = None

    def status(self) -> dict[str, Any]:
        """Nothing much."""
        return {"nation": "NOR"}

    def desk(self, unit: Any) -> Any:
        """A desk with Norway's policy and the tests' keys."""
        return desk_of(self.policy)

    def wake(self) -> None:
        """Counts."""
        self.woken += 1

    def put(self, *records: Record) -> None:
        """Take in records, as if they had come or been made."""
        with self.store.write() as unit:
            unit.put_records(records, t_ingest=self.clock.now())

    def issue(self, body: Any, level: str = "U", to: str = "NOR", **more: Any) -> Record:
        """Seal a body under a mark, and take it in."""
        label = make_label(level, to.split(), **more.pop("mark", {}))
        record = sealed(body, label, mode=self.mode, t=self.clock.now(), **more)
        self.put(record)
        return record

    def notice(self, level: str = "U", to: str = "NOR", text: str = "", **more: Any) -> Record:
        """Issue a notice unlike all before."""
        text = text or f"Notice {next(self._numbers)}."
        return self.issue(structs.replace(EXAMPLES("notice"), text=text), level, to, **more)

    def close(self) -> None:
        """Close the store."""
        self.store.close()


@cache
def _application() -> NodeApp:
    """The routes, put together once a process: that takes a third of a second."""
    return create_app({})


def app_of(node: HttpNode, clock: Any = None, transport: Any = None) -> NodeApp:
    """The application of a node; one is in use at a time."""
    app = _application()
    gates: Any = app.gates
    app._front._bad = BadTries()
    gates.clear()
    gates[""] = Gate("", node, node.clock if clock is None else clock, transport)
    return app


def token_of(app: NodeApp, person: str, scopes: str = "", prefix: str = "", **limits: Any) -> str:
    """A token of a person, with all rights of the person unless *scopes* are given."""
    doors = app.gates[prefix].doors
    known = doors.people().get(person)
    assert known is not None, person
    session = doors.new_session(known)
    caller = doors.caller_of(session.row)
    assert caller is not None
    from cspo.node.http.rights import rights_of  # noqa: PLC0415

    wanted = scopes.split() or [str(right) for right in rights_of(known.roles)]
    minted = doors.new_token(
        caller, known, title="test", scopes=wanted, lasts_s=86_400.0, limits=Limits(**limits)
    )
    return minted.secret
