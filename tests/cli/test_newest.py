"""``cspo screen`` without a catalogue: the newest of CSPO_DATA, else the network, else ours."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from cspo.cli import catalogs
from cspo.cli.catalogs import LoadedCatalog
from cspo.orbits.reference_population import reference_population
from tests.cli.bad_files import HTML

QUICK = ("screen", "--start", "2024-11-01T00:00:00Z", "--days", "0.02", "--threshold-km", "20")


@pytest.fixture
def service(real_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """CelesTrak on the loopback; what it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            body = real_file.read_bytes()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    monkeypatch.setenv("CSPO_CELESTRAK_URL", f"http://127.0.0.1:{server.server_port}/")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield asked
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def _small_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    """300 objects stand for the 30,000 of the reference population."""
    load = catalogs.load

    def small(specs: list[str]) -> LoadedCatalog:
        if specs != [catalogs.REFERENCE]:
            return load(specs)
        return LoadedCatalog(catalog=reference_population(count=300), title="reference population")

    monkeypatch.setattr(catalogs, "load", small)


def test_the_newest_of_the_folder(cli, real_file, tmp_path, monkeypatch, service):
    folder = tmp_path / "data" / "catalog"
    folder.mkdir(parents=True)
    for name in ("celestrak_full_20240101.csv", "celestrak_on_orbit_20241101.csv"):
        (folder / name).write_bytes(real_file.read_bytes())
    monkeypatch.setenv("CSPO_DATA", str(tmp_path / "data"))
    outcome = cli(*QUICK)
    assert outcome.code == 0
    assert (
        "newest catalogue in CSPO_DATA: celestrak_on_orbit_20241101.csv of 2024-11-01, "
        "the whole catalogue" in outcome.err
    )
    assert "celestrak_on_orbit_20241101.csv, 400 objects" in outcome.out
    assert not service


def test_a_list_of_active_objects_is_not_the_whole_sky(cli, real_file, tmp_path, monkeypatch):
    (tmp_path / "celestrak_active_20241101.csv").write_bytes(real_file.read_bytes())
    monkeypatch.setenv("CSPO_DATA", str(tmp_path))
    assert "celestrak_active_20241101.csv lacks rocket bodies, debris" in cli(*QUICK).err


def test_one_that_can_not_be_read_makes_way_for_the_next(cli, real_file, tmp_path, monkeypatch):
    folder = tmp_path / "data" / "catalog"
    folder.mkdir(parents=True)
    (folder / "celestrak_on_orbit_20250101.csv").write_bytes(HTML)
    (folder / "celestrak_on_orbit_20241101.csv").write_bytes(real_file.read_bytes())
    monkeypatch.setenv("CSPO_DATA", str(tmp_path / "data"))
    outcome = cli(*QUICK)
    assert outcome.code == 0
    assert "a web page" in outcome.err
    assert "celestrak_on_orbit_20241101.csv, 400 objects" in outcome.out


@pytest.mark.parametrize("folder", ["", "empty", "missing"])
def test_else_the_network_which_is_not_the_whole_sky(cli, tmp_path, monkeypatch, service, folder):
    (tmp_path / "empty").mkdir()
    if folder:
        monkeypatch.setenv("CSPO_DATA", str(tmp_path / folder))
    outcome = cli(*QUICK, "--top", "1", "--report", tmp_path / "report.html")
    assert outcome.code == 0
    assert "celestrak:active, 400 objects" in outcome.out
    assert len(service) == 1
    words = "celestrak:active lacks rocket bodies, debris and dead satellites"
    assert words in outcome.err
    assert words in (tmp_path / "report.html").read_text("utf-8")
    assert cli(*QUICK).code == 0  # from the cache: CelesTrak is not asked twice
    assert len(service) == 1


@pytest.mark.usefixtures("_small_reference")
def test_else_the_reference_population(cli):
    outcome = cli(*QUICK)
    assert outcome.code == 0
    assert "127.0.0.1:9" in outcome.err or "celestrak:active" in outcome.err
    assert "Taking the reference population instead: everything below is SIMULATED." in outcome.err
    assert "SIMULATED: reference population" in outcome.out


def test_a_mirror_that_answers_nonsense_is_no_catalogue(cli, monkeypatch):
    monkeypatch.setenv("CSPO_CELESTRAK_URL", "no address at all")
    outcome = cli("screen", "celestrak:active", "--days", "0.01")
    assert outcome.code in (2, 3)
    assert outcome.err.strip()
