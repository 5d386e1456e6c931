"""The sky on the page, for tests: wait until it is drawn, and ask it where things are."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

__all__ = ["drawn", "moved_to", "positions_of"]

PATIENCE_MS = 60_000
VIEW = "document.querySelector('cspo-app').shadowRoot.querySelector('cspo-sky-view')"


def drawn(page: Page) -> Any:
    """Wait until what is drawn is of the time that is shown; the view."""
    view = page.locator("cspo-sky-view[drawn]")
    expect(view).to_be_attached(timeout=PATIENCE_MS)
    return view


def moved_to(page: Page, utc: str) -> None:
    """Have the pictures show an instant, through the address, as a link would."""
    page.evaluate(f"""(t) => {{
        const view = {VIEW};
        view.removeAttribute('drawn');
        location.hash = location.hash.replace(/[?&]t=[^&]*/, '').replace(/$/, '')
          + (location.hash.replace(/[?&]t=[^&]*/, '').includes('?') ? '&' : '?') + 't=' + t;
    }}""", utc)  # fmt: skip
    drawn(page)


def positions_of(page: Page, utc: str, numbers: list[int]) -> dict[str, list[float] | None]:
    """Where objects are drawn at an instant near what is shown: Earth-fixed, km, by identity."""
    found: dict[str, list[float] | None] = page.evaluate(f"""([utc, numbers]) => {{
        const {{ scene }} = {VIEW};
        const row = (number) => scene.motion.sky.noradId.indexOf(number);
        return Object.fromEntries(
          numbers.map((n) => ['norad:' + n, scene.fixedOf(row(n), Date.parse(utc))]));
    }}""", [utc, numbers])  # fmt: skip
    return found
