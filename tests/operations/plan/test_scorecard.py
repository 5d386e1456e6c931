"""The measures of one's own conduct: all that lies in the span is counted, however much it is."""

from __future__ import annotations

from assessing import WIDE
from msgspec import structs
from release_desks import EXAMPLES, T, sealed

from cspo.markings import Label, Mode
from cspo.node.store import SqliteStore
from cspo.operations.contacts import ContactBook
from cspo.operations.kinds import REGISTRY
from cspo.operations.plan.scorecard import Score, scorecard
from cspo.records import Record
from cspo.records.bodies.activity import ManeuverNoticeBody, ManeuverReason, ManeuverStatus
from cspo.records.bodies.coordination import AcknowledgementBody, Progress
from cspo.time import Epoch
from cspo.units import DAY_S


def everything(label: Label) -> bool:
    return True


def score(store: SqliteStore, name: str, t: Epoch, days: float = 30.0) -> Score:
    with store.read() as unit:
        found = scorecard(
            unit, "NOR", REGISTRY, Mode.REAL, t, days, sky=None,
            contacts=ContactBook(REGISTRY, Mode.REAL, "NOR"), may=everything,
        )  # fmt: skip
    return next(each for each in found if each.name == name)


def notice(number: int, made: Epoch, starts: Epoch) -> Record:
    body = ManeuverNoticeBody(
        object=f"norad:{990_000 + number}", status=ManeuverStatus.PLANNED,
        reason=ManeuverReason.STATION_KEEPING, start_utc=starts.utc_iso(0),
        stop_utc=(starts + 60.0).utc_iso(0),
    )  # fmt: skip
    return sealed(body, WIDE, origin="NOR", t=made)


def test_what_comes_after_the_first_thousands_counts_too(store: SqliteStore) -> None:
    """5,100 burns; the last 600 were told of a minute too late."""
    records = [
        notice(n, T + 60.0 * n, T + 60.0 * n + (3_600.0 if n < 4_500 else -60.0))
        for n in range(5_100)
    ]  # fmt: skip
    with store.write() as unit:
        for record in records:
            unit.put_record(record, t_ingest=Epoch.from_utc(record.payload.t_created))
    found = score(store, "maneuvers-announced", T + 10 * DAY_S)
    assert (found.done, found.of) == (4_500, 5_100)
    assert found.records == tuple(record.id for record in records[-20:])
    assert found.labels == (WIDE,)
    last_day = score(store, "maneuvers-announced", T + 60.0 * 5_099, days=1.0)
    assert (last_day.done, last_day.of) == (841, 1_441), "those of the last day, both ends included"


def test_a_warning_counts_once_its_hour_is_over(store: SqliteStore) -> None:
    """One that is answered late, one that is answered at once, one that came two minutes ago."""
    body = structs.replace(EXAMPLES("warning"), to=("NOR",))
    now = T + 7_200.0
    came = (T, T + 1_800.0, now + -120.0)
    with store.write() as unit:
        for t, answer_s in zip(came, (3_700.0, 60.0, None), strict=True):
            record = sealed(body, WIDE, origin="FRA", t=t)
            unit.put_record(record, t_ingest=t)
            if answer_s is not None:
                word = AcknowledgementBody(record=record.id, progress=Progress.RECEIVED)
                told = sealed(word, WIDE, origin="NOR", t=t + answer_s)
                unit.put_record(told, t_ingest=t + answer_s)
    found = score(store, "warnings-answered", now)
    assert (found.done, found.of) == (1, 2)
    found = score(store, "warnings-answered", now + 3_600.0)
    assert (found.done, found.of) == (1, 3), "an hour later it was not"


def test_records_of_a_test_are_no_conduct(store: SqliteStore) -> None:
    body = notice(1, T, T + 60.0)
    drill = sealed(
        ManeuverNoticeBody(
            object="norad:990001", status=ManeuverStatus.PLANNED,
            reason=ManeuverReason.STATION_KEEPING, start_utc=(T + 600.0).utc_iso(0),
            stop_utc=(T + 660.0).utc_iso(0),
        ), WIDE, origin="NOR", t=T, mode=Mode.TEST,
    )  # fmt: skip
    with store.write() as unit:
        for record in (body, drill):
            unit.put_record(record, t_ingest=T)
    assert score(store, "maneuvers-announced", T + 1.0).of == 1


def test_what_was_taken_back_counts_for_nothing(store: SqliteStore) -> None:
    first, second = notice(1, T, T + 600.0), notice(2, T, T + -60.0)
    body = structs.replace(EXAMPLES("withdrawal"), record=second.id)
    with store.write() as unit:
        for record in (first, second, sealed(body, WIDE, origin="NOR", t=T + 1.0)):
            unit.put_record(record, t_ingest=T)
    found = score(store, "maneuvers-announced", T + 2.0)
    assert (found.done, found.of) == (1, 1)
