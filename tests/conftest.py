"""Where the tests find real data, and how hypothesis runs."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("test", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("test")

_BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The folder of real public data, from CSPO_DATA or beside the checkout."""
    folder = Path(os.environ.get("CSPO_DATA") or _BESIDE)
    if not (folder / "catalog").is_dir():
        _absent("no real data: set CSPO_DATA to the folder that holds catalog/")
    return folder


@pytest.fixture(scope="session")
def orekit(data_dir: Path) -> Any:
    """Orekit in a Java machine started once, its data loaded: an independent oracle.

    The value is the Java package ``org.orekit``: ``orekit.frames.FramesFactory``,
    ``orekit.time.AbsoluteDate``, and so on. Other Java classes come by
    ``jpype.JClass("org.hipparchus...")``. Orekit's units are m, m/s and rad.
    """
    try:
        import jpype  # noqa: PLC0415 - only where it is asked for
        import jpype.config  # noqa: PLC0415
        import orekit_jpype  # noqa: PLC0415
    except ImportError:
        _absent("no orekit-jpype: install the test dependencies")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        _absent("no Java machine: install a Java run-time environment, 11 or later")
    jpype.config.destroy_jvm = False  # one that still compiles crashes when it is taken down
    orekit_jpype.initVM(vmargs="-Xmx1g,-Xrs")
    crawler = jpype.JClass("org.orekit.data.DirectoryCrawler")
    providers = jpype.JClass("org.orekit.data.DataContext").getDefault().getDataProvidersManager()
    providers.addProvider(crawler(jpype.JClass("java.io.File")(str(data_dir / "orekit"))))
    return jpype.JPackage("org").orekit


def _absent(what: str) -> NoReturn:
    """Fail where continuous integration lacks something, else skip."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(autouse=True)
def _no_log_left_open() -> Iterator[None]:
    """A command that ran in this process logs to a stream that ends with its test."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    for handler in root.handlers[:]:
        if type(handler) is logging.StreamHandler and handler not in before:
            root.removeHandler(handler)
            root.setLevel(level)
