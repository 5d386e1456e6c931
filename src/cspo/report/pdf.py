"""A page as PDF, printed by a Chromium that the machine has."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from cspo.errors import SourceError

__all__ = ["chromium", "pdf_of"]

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
_WITHIN_S: Final = 60.0
_MOST_BYTES: Final = 50_000_000
_ARGUMENTS: Final = (
    "--headless=new", "--disable-gpu", "--no-first-run", "--disable-extensions",
    "--disable-background-networking", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-pdf-header-footer",
)  # fmt: skip
_HINT: Final = (
    "install Debian's package chromium, name one in CSPO_CHROMIUM, or print the HTML report from "
    "a browser"
)


def chromium() -> str:
    """Path of the browser: ``CSPO_CHROMIUM``, else the first that is found.

    Raises
    ------
    SourceError
        Where there is none.
    """
    named = os.environ.get("CSPO_CHROMIUM", "")
    found = named or next(filter(None, map(shutil.which, _NAMES)), "")
    if not found or not Path(found).is_file():
        raise SourceError("make PDF", named, expected="a Chromium on this machine", got="none",
                          hint=_HINT)  # fmt: skip
    return found


def pdf_of(page: bytes, *, within_s: float = _WITHIN_S) -> bytes:
    """Print one of our own pages, which asks nothing of the network.

    Parameters
    ----------
    page : bytes
        HTML that is whole in itself.
    within_s : float
        So long it may take.

    Raises
    ------
    SourceError
        Where there is no browser, or it fails.
    """
    browser = chromium()
    with tempfile.TemporaryDirectory(prefix="cspo-pdf-") as folder:
        source, target = Path(folder) / "page.html", Path(folder) / "page.pdf"
        source.write_bytes(page)
        command = [
            browser, *_ARGUMENTS, *_as_root(), f"--user-data-dir={folder}/profile",
            f"--print-to-pdf={target}", source.as_uri(),
        ]  # fmt: skip
        try:
            done = subprocess.run(  # noqa: S603 - the browser that the machine's owner chose
                command, capture_output=True, timeout=within_s, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise _failed(browser, f"no end within {within_s:g} s") from error
        except OSError as error:
            raise _failed(browser, error.strerror or str(error)) from error
        if not target.is_file():
            raise _failed(browser, done.stderr.decode("utf-8", "replace").strip()[-200:])
        data = target.read_bytes()
    if not data.startswith(b"%PDF-") or len(data) > _MOST_BYTES:
        raise _failed(browser, f"{len(data):,} bytes that are no PDF")
    return data


def _as_root() -> tuple[str, ...]:
    """A container's root has no sandbox; what is printed has no script, and reaches nobody."""
    return ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()


def _failed(browser: str, got: str) -> SourceError:
    return SourceError("make PDF", browser, expected="a PDF", got=got or "none", hint=_HINT)
