"""``cspo convert``: every format into every other, and what can't be."""

from __future__ import annotations

import numpy as np
import pytest

from cspo.bridge import read_catalog
from cspo.messages import cdm, oem
from tests.cli.written import cdm_text, oem_text

FORMATS = ("csv", "json", "xml", "kvn", "tle", "3le")


@pytest.mark.parametrize("wanted", FORMATS)
def test_element_sets_go_round(cli, real_file, tmp_path, wanted):
    there, back = tmp_path / f"there.{wanted}", tmp_path / "back.csv"
    outcome = cli("convert", real_file, there, "--json")
    assert outcome.code == 0
    assert outcome.lines() == [{"file": str(there), "format": wanted, "count": 400, "faults": 0}]
    assert cli("validate", there).code == 0
    assert cli("convert", there, back).code == 0
    first, again = read_catalog(real_file).catalog, read_catalog(back).catalog
    assert (first.norad_id == again.norad_id).all()
    assert (first.name == again.name).all()
    assert (first.epoch_tai_ns == again.epoch_tai_ns).all()
    digits = {"mean_motion_rad_s": 1e-12, "inclination_rad": 1e-6, "raan_rad": 1e-6}
    for name, size in digits.items():
        assert np.abs(getattr(first, name) - getattr(again, name)).max() < size


@pytest.mark.parametrize("wanted", FORMATS)
def test_standard_output_is_what_the_file_is(cli, real_file, tmp_path, wanted):
    cli("convert", real_file, tmp_path / "out", "--to", wanted)
    outcome = cli("convert", "-", "-", "--to", wanted, stdin=real_file.read_bytes())
    assert outcome.code == 0
    assert outcome.out.encode() == (tmp_path / "out").read_bytes()
    assert outcome.err == ""


@pytest.mark.parametrize(("text", "codec"), [(cdm_text(), cdm), (oem_text(), oem)])
def test_messages_go_to_xml_and_back(cli, tmp_path, text, codec):
    source, there, back = (tmp_path / name for name in ("in.kvn", "there.xml", "back.kvn"))
    source.write_bytes(text)
    assert cli("convert", source, there).code == 0
    assert there.read_bytes().startswith(b"<?xml")
    assert cli("convert", there, back).code == 0
    first, again = codec.read(text), codec.read(back.read_bytes())
    if codec is cdm:
        assert first == again
    else:
        assert np.array_equal(first.segments[0].r_km, again.segments[0].r_km)
        assert list(first.segments[0].epochs) == list(again.segments[0].epochs)


def test_an_oem_in_another_frame_and_back(cli, tmp_path):
    """There and back to 1e-6 km; ITRF is kilometres away in between."""
    source, there, back = (tmp_path / f"{name}.oem" for name in ("in", "there", "back"))
    source.write_bytes(oem_text())
    assert cli("convert", source, there, "--frame", "ITRF").code == 0
    assert cli("convert", there, back, "--frame", "EME2000").code == 0
    first, turned, again = (oem.read(f.read_bytes()).segments[0] for f in (source, there, back))
    assert turned.metadata.ref_frame.startswith("ITRF")
    assert np.abs(first.r_km - turned.r_km).max() > 100.0
    assert np.abs(first.r_km - again.r_km).max() < 1e-6
    assert np.abs(first.v_km_s - again.v_km_s).max() < 1e-9


def test_the_reference_population_can_be_written(cli, tmp_path):
    outcome = cli("convert", "reference", tmp_path / "sky.csv")
    assert outcome.code == 0
    catalog = read_catalog(tmp_path / "sky.csv").catalog
    assert len(catalog) == 30_000
    assert catalog.simulated


@pytest.mark.parametrize(
    "arguments",
    [
        ("{file}", "out.xlsx"), ("{file}", "out"), ("{file}", "out.csv", "--to", "udp"),
        ("{file}", "out.csv", "--frame", "ITRF"), ("{file}", "-", "--to", "csv", "--json"),
        ("{oem}", "out.csv"), ("{oem}", "out.oem", "--frame", "MARS"),
        ("{oem}", "out.oem", "--frame", "RTN"),
        ("{cdm}", "out.xml", "--frame", "ITRF"), ("{file}",),
    ],
    ids=" ".join,
)  # fmt: skip
def test_bad_usage(cli, real_file, tmp_path, arguments, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "one.oem").write_bytes(oem_text())
    (tmp_path / "one.cdm").write_bytes(cdm_text())
    names = {"file": real_file, "oem": "one.oem", "cdm": "one.cdm"}
    outcome = cli("convert", *(argument.format(**names) for argument in arguments))
    assert outcome.code == 2, outcome
    assert not list(tmp_path.glob("out*"))
