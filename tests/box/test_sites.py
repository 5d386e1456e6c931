"""Sites of a box: given once, and never over what a nation has of its own."""

from __future__ import annotations

from types import SimpleNamespace

from cspo.box.sites import give_sites, public_sites
from cspo.node.sites import known_sites

TABLE = b"name,lat_deg,lon_deg,alt_m\nVardo,70.37,31.13,50\n"


def test_each_nation_has_the_table_unless_it_has_its_own(tmp_path):
    for nation in ("AUS", "NOR"):
        (tmp_path / nation).mkdir()
    box = SimpleNamespace(
        nations=("AUS", "NOR"), home=lambda nation: SimpleNamespace(path=tmp_path / nation)
    )
    (tmp_path / "NOR" / "sites.csv").write_bytes(TABLE.replace(b"Vardo", b"Globus"))
    give_sites(box, TABLE)
    assert [site.name for site in known_sites(tmp_path / "AUS").sites] == ["Vardo"]
    assert [site.name for site in known_sites(tmp_path / "NOR").sites] == ["Globus"]
    assert (tmp_path / "AUS" / "sites.csv").stat().st_mode & 0o077 == 0


def test_without_data_there_are_none(tmp_path, monkeypatch):
    monkeypatch.setenv("CSPO_DATA", str(tmp_path))
    assert public_sites() is None
    give_sites(SimpleNamespace(nations=("AUS",)), None)
    monkeypatch.delenv("CSPO_DATA")
    assert public_sites() is None
