"""``cspo up --open``: the code of the address is in a private file, never on a command line."""

from __future__ import annotations

from pathlib import Path

from cspo.cli.up import open_page

URL = "http://127.0.0.1:8470/#box=cspo-code_secret"


def test_the_browser_is_given_a_private_file_that_leads_on(tmp_path):
    given = []
    file = tmp_path / "a box" / "open.html"
    file.parent.mkdir()
    open_page(URL, file, lambda url: not given.append(url))
    assert given == [file.as_uri()]
    assert "secret" not in given[0]
    assert file.stat().st_mode & 0o777 == 0o600
    assert f'content="0; url={URL}"' in file.read_text()


def test_without_a_browser_the_code_is_not_said_again(tmp_path, capsys):
    open_page(URL, tmp_path / "open.html", lambda url: False)
    told = capsys.readouterr()
    assert "no browser" in told.err
    assert "secret" not in told.out + told.err


def test_a_file_that_others_could_read_is_replaced(tmp_path):
    file = tmp_path / "open.html"
    file.touch(mode=0o644)
    open_page(URL, Path(file), lambda url: True)
    assert file.stat().st_mode & 0o777 == 0o600
