"""Two nodes go on from one store: whichever a partner sees first, it tells, and can prove it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from nations import directories
from ten_parties import Coalition, Party, notice

from cspo.federation import Feed
from cspo.federation.alarms import AlarmReport
from cspo.federation.checkpoint_chain import Place, Placed, place_checkpoint
from cspo.federation.feed import RESTART_STEP
from cspo.federation.fork_proof import verify_fork_proof
from cspo.federation.restoration import adopt_checkpoints, declare
from cspo.federation.transports.bundle import Taken, import_bundle
from cspo.federation.transports.bundle_writing import Window, export_bundle
from cspo.markings import Mode

GBR = Feed("AUS", "GBR", Mode.REAL)
CHAIN = Feed("AUS", "AUS", Mode.REAL)


@pytest.fixture
def three(coalition: Callable[..., Coalition]) -> Coalition:
    return coalition(("AUS", "FRA", "GBR"))


@contextmanager
def twin_of(three: Coalition) -> Iterator[Party]:
    """A back-up copy of AUS that runs elsewhere, restored, with a restart declared to all."""
    aus = three["AUS"]
    aus.enqueue(notice("AUS", ("GBR",), "before"))
    aus.exchange.checkpoint(Mode.REAL)
    three["GBR"].exchange.watch()
    copy = aus.copy()
    path = copy.with_suffix(".twin")
    shutil.copy(copy, path)
    twin = Party("AUS", path, three)
    three.connect(aus)
    with twin.store.write() as unit:
        unit.mark_restored("elsewhere", t=twin.clock.now())
        for feed in (CHAIN, GBR, Feed("AUS", "FRA", Mode.REAL)):
            declare(unit, feed, t=twin.clock.now())
    yield twin
    twin.store.close()


def signed(party: Party, after_s: float) -> bytes:
    party.clock.t = party.clock.t + after_s
    envelope = party.exchange.checkpoint(Mode.REAL)
    assert envelope is not None
    return envelope


def place(party: Party, envelope: bytes) -> Placed:
    with party.store.write() as unit:
        context, t = party.exchange.desk.context, party.clock.now()
        return place_checkpoint(unit, "AUS", Mode.REAL, envelope, context, t=t)


def proved(report: AlarmReport | None) -> tuple[str, int, int, bool]:
    assert report is not None
    found = verify_fork_proof(report.evidence[0], directories())
    return str(report.alarm), found.first_n, found.second_n, found.restart


def test_who_saw_the_restart_first_proves_what_goes_on_beside_it(three: Coalition) -> None:
    gbr = three["GBR"]
    with twin_of(three) as twin:
        lost, restart = signed(three["AUS"], 10), signed(twin, 20)
        ours, later = signed(three["AUS"], 20), signed(twin, 20)
    assert place(gbr, restart).place is Place.NEW
    placed = place(gbr, lost)  # signed before the restart: perhaps in good faith
    assert (placed.place, proved(placed.report)) == (
        Place.FORK, ("ROLLBACK", 2, 1 + RESTART_STEP, True),
    )  # fmt: skip
    assert place(gbr, ours).place is Place.AHEAD
    assert place(gbr, later).place is Place.NEW


def test_a_second_node_that_signs_after_the_restart_is_a_fork(three: Coalition) -> None:
    gbr = three["GBR"]
    with twin_of(three) as twin:
        restart, ours = signed(twin, 10), signed(three["AUS"], 20)
    place(gbr, restart)
    placed = place(gbr, ours)
    assert (placed.place, proved(placed.report)) == (
        Place.FORK, ("FORK", 2, 1 + RESTART_STEP, True),
    )  # fmt: skip


def test_who_saw_the_first_node_first_learns_it_from_the_restart(three: Coalition) -> None:
    gbr = three["GBR"]
    with twin_of(three) as twin:
        restart = signed(twin, 10)
        ours = [signed(three["AUS"], 20) for _ in range(3)]
    assert [place(gbr, each).place for each in ours[:2]] == [Place.NEW] * 2
    placed = place(gbr, restart)
    assert (placed.place, proved(placed.report)) == (
        Place.NEW, ("FORK", 2, 1 + RESTART_STEP, True),
    )  # fmt: skip
    placed = place(gbr, ours[2])
    assert (placed.place, proved(placed.report)) == (
        Place.FORK, ("FORK", 2, 1 + RESTART_STEP, True),
    )  # fmt: skip


def test_an_origin_that_lost_its_newest_words_rolls_back(three: Coalition) -> None:
    """And where it lies again about what it continues, that is a fork like any other."""
    gbr = three["GBR"]
    with twin_of(three) as twin:
        lost = [signed(three["AUS"], 10) for _ in range(2)]
        restart = signed(twin, 30)
    for each in lost:
        place(gbr, each)
    placed = place(gbr, restart)
    assert proved(placed.report) == ("ROLLBACK", 2, 1 + RESTART_STEP, True)


def test_the_first_node_learns_that_there_is_another(three: Coalition) -> None:
    aus = three["AUS"]
    with twin_of(three) as twin:
        ours, restart = signed(aus, 20), signed(twin, 10)
        assert ours
        with aus.store.write() as unit:
            context = aus.exchange.desk.context
            adopt_checkpoints(unit, "AUS", Mode.REAL, [restart], context, t=aus.clock.now())
    assert aus.alarms() == [("FORK", "AUS")]


def test_an_entry_beside_the_restart_is_no_whole_bundle(three: Coalition, tmp_path: Path) -> None:
    """Nothing of it is taken, and it is told."""
    aus, gbr = three["AUS"], three["GBR"]
    with twin_of(three) as twin:
        twin.enqueue(notice("AUS", ("GBR",), "after the restart"))
        aus.enqueue(notice("AUS", ("GBR",), "beside it"))
        fates = []
        for name, party in (("twin", twin), ("ours", aus)):
            desk, answers = party.exchange.desk, party.exchange.answers
            path = tmp_path / name
            export_bundle(path, desk, answers, GBR, window=Window(after_seq=1), number=2)
            fates.append(import_bundle(lambda path=path: path.open("rb"), gbr.exchange.desk))
        again = import_bundle(lambda: (tmp_path / "twin").open("rb"), gbr.exchange.desk)
    first, second = fates
    assert (first.taken, first.pulled.accepted) == (Taken.WHOLE, 1)
    assert (second.taken, second.pulled.accepted) == (Taken.STOPPED, 0)
    assert [str(report.alarm) for report in second.alarms] == ["REWRITTEN_ENTRY"]
    assert (again.taken, again.alarms) == (Taken.WHOLE, [])


def test_the_first_node_hears_of_entries_that_it_never_gave(three: Coalition) -> None:
    aus, gbr = three["AUS"], three["GBR"]
    with twin_of(three) as twin:
        twin.enqueue(notice("AUS", ("GBR",), "after the restart"))
        aus.enqueue(notice("AUS", ("GBR",), "beside it"))
        three.connect(twin)
        gbr.exchange.pull()
        three.connect(aus)
        gbr.exchange.pull()
        aus.exchange.watch()
        aus.exchange.watch()
    assert ("FORK", "AUS") in aus.alarms()
    with aus.store.read() as unit:
        texts = [row.report.text for row in unit.alarms()]
    assert any("that this store, at 2, never declared" in text for text in texts)


def test_a_bundle_goes_over_a_restart_whose_loss_came_back(
    three: Coalition, tmp_path: Path
) -> None:
    """Its entries are no single chain any more, as a diode repeats them: taken all the same."""
    aus, gbr, copy = three["AUS"], three["GBR"], three["AUS"].copy()
    aus.enqueue(notice("AUS", ("GBR",), "lost"))
    gbr.exchange.pull()
    aus.restore(copy)
    with aus.store.write() as unit:
        declare(unit, GBR, t=aus.clock.now())
    aus.enqueue(notice("AUS", ("GBR",), "after the restart"))
    aus.exchange.watch()
    aus.enqueue(notice("AUS", ("GBR",), "and on"))
    with aus.store.read() as unit:
        numbers = [row.seq for row in unit.out_entries(GBR, 0, 9)]
    assert numbers == [1, RESTART_STEP, RESTART_STEP + 1]
    desk, answers = aus.exchange.desk, aus.exchange.answers
    export_bundle(tmp_path / "1", desk, answers, GBR, window=Window(), number=1)
    found = import_bundle(lambda: (tmp_path / "1").open("rb"), gbr.exchange.desk)
    assert (found.taken, found.pulled.accepted) == (Taken.WHOLE, 2)
    with gbr.store.read() as unit:
        assert [row.seq for row in unit.in_entries(GBR, 0, 9)] == numbers
    assert gbr.alarms() == [("ROLLBACK", "AUS")]
