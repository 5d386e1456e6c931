"""The examples in docstrings hold.

Kernels have none: they are numbers in, numbers out, and tested through what calls them.
"""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import cspo

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(cspo.__path__, "cspo.")
    if "._kernels" not in module.name
)
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_a_module(name: str) -> None:
    outcome = doctest.testmod(importlib.import_module(name), optionflags=OPTIONS)
    assert outcome.failed == 0


def test_there_are_examples() -> None:
    finder = doctest.DocTestFinder(exclude_empty=True)
    modules = [importlib.import_module(name) for name in MODULES]
    examples = sum(len(test.examples) for module in modules for test in finder.find(module))
    assert examples > 50
