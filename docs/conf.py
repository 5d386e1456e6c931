"""How the documentation is built."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "cspo"
author = "the cspo developers"
project_copyright = "the cspo developers, Apache-2.0"
extensions = [
    "myst_parser",
    "run_command",
    "sphinx.ext.autodoc",
    "sphinx.ext.doctest",
    "sphinx.ext.mathjax",
    "sphinx.ext.napoleon",
]
myst_enable_extensions = ["amsmath", "colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "cspo"
html_theme_options = {"source_view_link": ""}
default_role = "py:obj"  # docstrings name things in single backticks
autodoc_default_options = {"members": True}
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_type_aliases = {
    name: name
    for name in ("ArrayLike", "Bits", "Booleans", "Flags", "Floats", "Integers", "Table", "Texts")
}
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88
napoleon_google_docstring = False
nitpicky = False
# A type that a docstring names may live in two packages (Covariance).
suppress_warnings = ["ref.python"]
doctest_test_doctest_blocks = ""  # those of docstrings: tests/test_doctests.py


_ARRAY = re.compile(r"ndarray\[tuple\[Any, \.\.\.\], dtype\[(\w+)\]\]")


def _name_arrays(*event: Any) -> tuple[str | None, str | None]:
    """Write array types in signatures as they stand in the source."""
    *_, signature, returned = event
    return tuple(text and _ARRAY.sub(r"NDArray[\1]", text) for text in (signature, returned))


def setup(app: Any) -> None:
    """Connect what autodoc calls."""
    app.connect("autodoc-process-signature", _name_arrays)
