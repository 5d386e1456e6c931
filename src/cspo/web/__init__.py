"""The page that people look at: TypeScript in ``web/``, built into files that a node serves.

What is here is the place of the built files, in ``static``, which a wheel brings and a
checkout makes (``make run``). Everything that the page shows it asks of the node's own
interface, as any program may; nothing of it is computed here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

__all__ = ["assets"]

_STATIC: Final = Path(__file__).resolve().parent / "static"


def assets() -> Path | None:
    """The folder of the built page; None where it was not built.

    Examples
    --------
    >>> from cspo.web import assets
    >>> folder = assets()
    >>> folder is None or (folder / "index.html").is_file()
    True
    """
    return _STATIC if (_STATIC / "index.html").is_file() else None
