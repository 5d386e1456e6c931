"""The page around the views: the way in, the menu, the keys, the banner, the nations."""

from __future__ import annotations

from playwright.sync_api import expect


def test_each_view_opens_by_menu_and_by_key(open_page, shot):
    page = open_page()
    menu = page.get_by_role("navigation", name="Views")
    for key, title in enumerate(
        ["Watch", "Sky", "Conjunctions", "Coalition", "Belt and shells", "Operator"], start=1
    ):
        page.keyboard.press(str(key))
        expect(menu.get_by_role("link", name=title)).to_have_attribute("aria-current", "page")
        assert page.title().startswith(title)
