"""Browsers that look at the page of a running box, as a person would.

``page = open_page("FRA", "conjunctions")`` is a window of Debian's Chromium, signed in as the
officer of the watch. When the test is over, nothing may have gone wrong in any window: no
error on the console, no exception, nothing that the content security policy stopped, no
request to anywhere but the box. ``open_page.expects("status of 404")`` for a test that wants one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

from cspo.web import assets
from tests.web.shared_box import RunningBox, shared_box

ROOT: Final = Path(__file__).resolve().parents[2]
PICTURES: Final = ROOT / "out" / "pictures"
ARGUMENTS: Final = (
    "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-gpu", "--enable-unsafe-swiftshader",
    "--force-color-profile=srgb",
)  # fmt: skip
PATIENCE_MS: Final = 60_000
"""How long anything on a page is waited for: the machine may be busy with other tests."""
expect.set_options(timeout=PATIENCE_MS)
REPORTS: Final = """
window.__stopped = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.__stopped.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));
"""


def _absent(what: str) -> None:
    """Fail where continuous integration lacks something, else skip."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def box(tmp_path_factory: pytest.TempPathFactory, data_dir: Path) -> Iterator[RunningBox]:
    """Four nations, some 2,700 objects, meetings, warnings."""
    if assets() is None:
        _absent("the page was not built: make page")
    base = tmp_path_factory.getbasetemp()
    root = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with shared_box(root, data_dir) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. One a file of tests: its loop must not be there for other tests."""
    found = os.environ.get("CSPO_CHROMIUM") or shutil.which("chromium")
    if found is None:
        _absent("no Chromium: install Debian's package chromium, or name one in CSPO_CHROMIUM")
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=found, args=[*ARGUMENTS, *sandbox], timeout=60_000
        )
        yield launched
        launched.close()


class Opener:
    """Opens windows, and knows what went wrong in them."""

    def __init__(self, browser: Browser, box: RunningBox) -> None:
        self._browser = browser
        self.box = box
        self._contexts: list[BrowserContext] = []
        self._expected: list[str] = []
        self.faults: list[str] = []
        self.requests: list[str] = []

    def __call__(
        self, nation: str = "AUS", view: str = "watch", size: tuple[int, int] = (1280, 800), *,
        signed_in: bool = True, party: str = "", theme: str = "dark", motion: bool = False,
        **given: Any,
    ) -> Page:  # fmt: skip
        """A window on a view of a nation's page.

        Parameters
        ----------
        nation, view : str
            ``"sky"``, or all that stands after ``#/``: ``"sky?object=25544"``.
        size : tuple of int
            Of the window, px.
        signed_in : bool
            As the officer of the watch, or as *party*.
        party : str
            ``"GBR/oneweb"``: as an operator, a guest at the nation's node.
        theme : str
            ``"dark"`` or ``"light"``.
        motion : bool
            Whether things may move that need not.
        given
            For Playwright's ``new_context``: ``has_touch=True``.
        """
        context = self._browser.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme=theme,  # type: ignore[arg-type]
            reduced_motion="no-preference" if motion else "reduce", locale="en-GB",
            timezone_id="Europe/Oslo", **given,
        )  # fmt: skip
        self._contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(REPORTS)
        if signed_in:
            context.add_cookies([{
                "name": f"cspo-{nation}", "value": self.box.cookie(nation, party),
                "domain": "127.0.0.1", "path": f"/{nation}/", "httpOnly": True,
                "sameSite": "Strict",
            }])  # fmt: skip
        page = context.new_page()
        self._watch(page)
        page.goto(f"{self.box.url}/{nation}/#/{view}")
        return page

    def expects(self, *parts: str) -> None:
        """In this test errors that hold one of these texts are no fault."""
        self._expected.extend(parts)

    def _watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._fault(f"exception: {error}"))
        page.on("request", lambda request: self._request(request.url))

    def _console(self, message: ConsoleMessage) -> None:
        drawn = "GL Driver Message" in message.text  # a screenshot is slow without a GPU
        if message.type in {"error", "warning"} and not drawn:
            self._fault(f"{message.type}: {message.text} ({message.location.get('url', '')})")

    def _request(self, url: str) -> None:
        self.requests.append(url)
        if not url.startswith((f"{self.box.url}/", "blob:", "data:")):
            self._fault(f"a request leaves the origin: {url}")

    def _fault(self, text: str) -> None:
        self.faults.append(text)

    def close(self) -> list[str]:
        """Close all windows; what went wrong."""
        for context in self._contexts:
            for page in context.pages:
                stopped = page.evaluate("window.__stopped ?? []")
                self.faults += [f"content security policy: {each}" for each in stopped]
            context.close()
        return [fault for fault in self.faults if not any(part in fault for part in self._expected)]


@pytest.fixture
def open_page(browser: Browser, box: RunningBox) -> Iterator[Opener]:
    """Opens windows; see the top of this file."""
    opener = Opener(browser, box)
    yield opener
    assert opener.close() == []


@pytest.fixture(scope="session")
def shot() -> Callable[..., Path]:
    """``shot(page, "watch-dark")``: a picture of the window, kept in ``out/pictures``."""
    PICTURES.mkdir(parents=True, exist_ok=True)

    def take(page: Page, name: str, **given: Any) -> Path:
        file = PICTURES / f"{name}.png"
        page.screenshot(path=file, **given)
        return file

    return take
