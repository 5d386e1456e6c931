"""``cspo release``: products go out, wait for people, or are taken back, as the policy says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Final, cast

import typer

from cspo.cli.console import Json, say
from cspo.cli.node_files import read_file
from cspo.cli.node_folder import Data, modes_of, writing_node
from cspo.cli.options import instant
from cspo.cli.release_lines import print_decisions, warn_waiting
from cspo.cli.release_review import add_review_commands
from cspo.errors import MalformedMessage, UsageError

if TYPE_CHECKING:
    from cspo.markings import Label, Mode
    from cspo.node.desks import OpenNode
    from cspo.operations.store import DecisionRow, OperationsUnit
    from cspo.records import Record
    from cspo.records.bodies.body import Body
    from cspo.time import Epoch

__all__ = ["label_of", "release"]

_ID: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)

release = typer.Typer(
    name="release", no_args_is_help=True,
    help="Release: issue products, review, approve, widen, withdraw; the safety profile.",
)  # fmt: skip
add_review_commands(release)

Person = Annotated[
    str, typer.Option("--as", metavar="PERSON", help="Who decides: an id such as a.larsen.")
]


@release.command()
def issue(
    body: Annotated[str, typer.Argument(metavar="FILE", help="The body as JSON, or -.")],
    kind: Annotated[str, typer.Option(help="What kind of record it is: notice, conjunction...")],
    mark: Annotated[str, typer.Option(help='Its mark, such as "U//REL TO AUS, FRA".')],
    mode: Annotated[str, typer.Option(help="Which world it speaks of.")] = "REAL",
    about: Annotated[
        str, typer.Option(help="Object or event that it is about; else as the body says.")
    ] = "",
    valid_at: Annotated[str, typer.Option(help="When it holds, UTC; else now.")] = "",
    sensor: Annotated[str, typer.Option(help="The sensor that it comes from.")] = "",
    originator: Annotated[
        list[str] | None, typer.Option(help="Whose information is in it (ORCON); repeat.")
    ] = None,
    severity: Annotated[
        str, typer.Option(help="routine, advisory, warning, emergency; else by its kind.")
    ] = "",
    data: Data = "",
    json: Json = False,
) -> None:
    """Sign a product and do with it what the policy says, party by party. Exit code 1: for nobody.

    Example: cspo release issue notice.json --kind notice --mark "U//REL TO AUS, FRA"
    """
    from cspo.operations.release.releasing import release as release_product

    (wanted,) = modes_of([mode])
    label = label_of(mark, originator or [])
    parsed = _body(body, kind)
    with writing_node(data, "release issue") as node:
        t = node.clock.now()
        record = _issued(node, parsed, label, wanted, t, about=about, valid_at=valid_at,
                         sensor=sensor)  # fmt: skip
        with node.store.write() as unit:
            rows = release_product(unit, node.release_desk(unit), record, t=t, severity=severity)
        warn_waiting(node, rows)
    _done(rows, json=json)


@release.command()
def safety(
    person: Person,
    record: Annotated[
        str, typer.Argument(metavar="[RECORD]", help="A conjunction in the store, by its id.")
    ] = "",
    objects: Annotated[
        list[str] | None, typer.Option("--object", help="Else the two objects: norad:25544.")
    ] = None,
    tca: Annotated[str, typer.Option(help="And their time of closest approach, UTC.")] = "",
    miss_distance_km: Annotated[float | None, typer.Option(help="And how close, km.")] = None,
    mode: Annotated[str, typer.Option(help="Which world it speaks of.")] = "REAL",
    reason: Annotated[str, typer.Option(help="Why; for the review of the next day.")] = "",
    data: Data = "",
    json: Json = False,
) -> None:
    """Send objects, time, miss distance and whom to call, at once, on one person's word.

    Only inside the policy's safety profile; somebody else looks at it the next day.
    Exit code 1: nobody gets it.

    Example: cspo release safety --as a.larsen --object norad:25544 --object norad:40115
    --tca 2026-03-01T14:20:00Z --miss-distance-km 0.4
    """
    from cspo.operations.release.releasing import release_for_safety

    (wanted,) = modes_of([mode])
    if bool(record) == bool(objects or tca or miss_distance_km is not None):
        raise UsageError(
            "send by the safety profile",
            expected="the id of a record, or --object twice, --tca and --miss-distance-km",
        )
    with writing_node(data, "release safety") as node:
        t = node.clock.now()
        if record:
            with node.store.read() as unit:
                found = stored(unit, record)
        else:
            found = _issued(node, _close_approach(objects or [], tca, miss_distance_km),
                            _own_mark(node), wanted, t)  # fmt: skip
        with node.store.write() as unit:
            desk = node.release_desk(unit)
            rows = release_for_safety(unit, desk, found, person=person, t=t, reason=reason)
        warn_waiting(node, rows)
    _done(rows, json=json)


@release.command()
def widen(
    record: Annotated[str, typer.Argument(help="A record of ours in the store, by its id.")],
    to: Annotated[list[str], typer.Option(help="A party that is to have it; repeat.")],
    person: Person,
    reason: Annotated[str, typer.Option(help="Why.")],
    data: Data = "",
    json: Json = False,
) -> None:
    """Ask that a record goes to parties that its mark does not list; two persons must approve.

    Example: cspo release widen ID --to NOR --as a.larsen --reason "their satellite"
    """
    from cspo.cli.release_lines import print_reviews
    from cspo.operations.release.widening import draft_widening

    with writing_node(data, "release widen") as node:
        t = node.clock.now()
        with node.store.write() as unit:
            desk = node.release_desk(unit)
            state = draft_widening(unit, desk, stored(unit, record), to, person=person,
                                   reason=reason, t=t)  # fmt: skip
    print_reviews([state], t, json=json)


def stored(unit: OperationsUnit, record_id: str) -> Record:
    """A record of the store.

    Raises
    ------
    UsageError
        Where there is none of that id.
    """
    from cspo.records import read_record

    envelope = unit.envelope(record_id) if _ID.fullmatch(record_id) else None
    if envelope is None:
        raise UsageError("find record", record_id, expected="the id of a record in the store",
                         got="no such", hint="cspo records list shows them")  # fmt: skip
    return read_record(envelope)


def label_of(mark: str, originators: list[str]) -> Label:
    """The label that ``--mark`` names.

    Raises
    ------
    UsageError
        Where it is no portion mark.
    """
    from cspo.markings.portion import parse_portion

    try:
        return parse_portion(mark, originators=originators)
    except MalformedMessage as error:
        raise UsageError("read --mark", mark, expected=error.expected, got=error.got) from error


def _own_mark(node: OpenNode) -> Label:
    """For our eyes only: what goes out carries the mark of the safety profile."""
    from cspo.markings import make_label

    return make_label("U", [node.home.nation])


def _body(name: str, kind: str) -> Body:
    from cspo.operations.kinds import REGISTRY
    from cspo.records.kinds import MAX_BODY_BYTES

    if not REGISTRY.known(kind):
        raise UsageError("read --kind", kind, expected=" ".join(REGISTRY))
    try:
        return cast("Body", REGISTRY.decode(kind, read_file(name, limit_bytes=MAX_BODY_BYTES)))
    except MalformedMessage as error:
        raise MalformedMessage(
            f"read {kind}", name, expected=error.expected, got=error.got, hint=error.hint,
            keyword=error.keyword,
        ) from error  # fmt: skip


def _close_approach(objects: list[str], tca: str, miss_distance_km: float | None) -> Body:
    """A conjunction of which no more is known than that it comes."""
    from cspo.records.bodies.conjunction import ConjunctionBody, Encountered
    from cspo.records.bodies.identities import EventId

    if len(objects) != 2 or miss_distance_km is None:
        raise UsageError(
            "send by the safety profile", expected="--object twice, --tca and --miss-distance-km",
            got=f"{len(objects)} objects",
        )  # fmt: skip
    t = instant(tca, "--tca")
    return ConjunctionBody(
        event=str(EventId.of(objects[0], objects[1], t)), tca_utc=t.utc_iso(6),
        miss_distance_km=miss_distance_km, object1=Encountered(object=objects[0]),
        object2=Encountered(object=objects[1]),
    )  # fmt: skip


def _issued(
    node: OpenNode, body: Body, label: Label, mode: Mode, t: Epoch, *, about: str = "",
    valid_at: str = "", sensor: str = "",
) -> Record:  # fmt: skip
    from cspo.markings import Mode
    from cspo.operations.derive import issue as seal_body
    from cspo.operations.ingest import must_be_real
    from cspo.operations.kinds import REGISTRY

    if mode is Mode.REAL:
        must_be_real(body)
    return seal_body(
        body, label, origin=node.home.nation, mode=mode, t=t, signer=node.signer(mode),
        t_valid=instant(valid_at, "--valid-at") if valid_at else t, registry=REGISTRY,
        about=about or None, sensor=sensor,
    )  # fmt: skip


def _done(rows: tuple[DecisionRow, ...], *, json: bool) -> None:
    from cspo.operations.store import Outcome

    if rows and not json:
        say(f"record {rows[0].product_id}")
    print_decisions(rows, json=json)
    if all(row.outcome is Outcome.WITHHELD for row in rows):
        raise typer.Exit(1)
