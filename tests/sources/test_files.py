"""Files, folders and standard input."""

from __future__ import annotations

import gzip
import io
import os
from pathlib import Path

import pytest

from cspo.errors import SourceError
from cspo.sources import open_source


def test_a_real_compressed_catalogue_opens_by_its_bytes_not_its_name(
    data_dir: Path, tmp_path: Path
) -> None:
    """Count from catalog/SOURCES.md: 26,834 objects and a heading."""
    original = data_dir / "catalog" / "celestrak_on_orbit_20241101.omm.csv.gz"
    renamed = tmp_path / "catalogue.txt"
    renamed.symlink_to(original)
    (source,) = open_source(renamed)
    assert source.faults == ()
    assert source.data.startswith(b"OBJECT_NAME,OBJECT_ID,EPOCH")
    assert source.data.count(b"\n") == 26_835


def test_half_a_real_download_keeps_its_objects_and_says_so(data_dir: Path, tmp_path: Path) -> None:
    whole = (data_dir / "catalog" / "snapshot_20240709.tle.gz").read_bytes()
    half = tmp_path / "half.tle.gz"
    half.write_bytes(whole[: len(whole) // 2])
    (source,) = open_source(str(half))
    assert gzip.decompress(whole).startswith(source.data)
    assert source.data.count(b"\n1 ") > 12_000  # of 26,388
    assert str(source.faults[0]).startswith(f"{half}: gzip: the end is missing (fetch")


def test_a_folder_comes_in_order_without_hidden_files_and_subfolders(tmp_path: Path) -> None:
    for name in ("b.tle", "a.tle", ".hidden"):
        (tmp_path / name).write_text(name)
    (tmp_path / "sub").mkdir()
    os.mkfifo(tmp_path / "pipe")
    assert [(Path(s.name).name, s.data) for s in open_source(tmp_path)] == [
        ("a.tle", b"a.tle"),
        ("b.tle", b"b.tle"),
    ]


def test_what_cannot_be_read_of_a_folder_is_said_and_the_rest_comes(tmp_path: Path) -> None:
    (tmp_path / "a.tle").write_text("good")
    (tmp_path / "b.tle").symlink_to(tmp_path / "nowhere")
    (tmp_path / "c.tle").write_bytes(b"BZh91AY")
    (tmp_path / "d.tle").write_text("good too")
    sources = list(open_source(tmp_path))
    assert [s.data for s in sources] == [b"good", b"", b"", b"good too"]
    assert [f.kind.value for s in sources for f in s.faults] == ["unreadable", "unreadable"]
    assert "bzip2" in sources[2].faults[0].got


def test_permission_denied_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret.tle"
    path.write_text("x")
    path.chmod(0o000)
    if os.geteuid() == 0:  # root reads everything: let the system refuse in its place

        def refuse(self: Path, *_args: object) -> None:
            raise PermissionError(13, "Permission denied", str(self))

        monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(SourceError) as caught:
        list(open_source(path))
    assert caught.value.got == "Permission denied"
    assert "----------" in caught.value.hint


def test_a_missing_file_suggests_its_neighbours(tmp_path: Path) -> None:
    (tmp_path / "celestrak_20241101.csv.gz").write_text("")
    with pytest.raises(SourceError, match=r"did you mean celestrak_20241101\.csv\.gz\?"):
        list(open_source(tmp_path / "celestrak_20241011.csv.gz"))
    with pytest.raises(SourceError, match=r"folder .* does not exist either"):
        list(open_source(tmp_path / "nowhere" / "x.tle"))


def test_an_empty_folder_is_an_error_and_an_empty_file_a_fault(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="at least one file"):
        list(open_source(tmp_path))
    (tmp_path / "empty.tle").touch()
    (source,) = open_source(tmp_path / "empty.tle")
    assert [f.kind.value for f in source.faults] == ["empty"]


def test_standard_input_may_be_compressed() -> None:
    (source,) = open_source("-", stdin=io.BytesIO(gzip.compress(b"1 25544U")))
    assert (source.name, source.data, source.faults) == ("-", b"1 25544U", ())


def test_a_line_of_200_mb_passes_and_too_much_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    (source,) = open_source(path)
    assert len(source.data) == 200_000_000
    with pytest.raises(SourceError, match=r"at most 1,000 bytes"):
        list(open_source(path, limit_bytes=1_000))
    with pytest.raises(SourceError, match=r"standard input.*at most 3 bytes"):
        list(open_source("-", stdin=io.BytesIO(b"1234"), limit_bytes=3))
