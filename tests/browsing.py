"""What every browser test does with a page: press what leads away from it, and hold it against axe."""

from __future__ import annotations

from typing import Final

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES: Final = {"runOnly": {"type": "tag", "values": TAGS}}


def press(control: Locator) -> None:
    """Press a link or a button, and return once the page it leads to is there.

    That page may have the same address. A bare click returns while the old page still stands, so
    that what is asked next may meet either of the two, or none.
    """
    with control.page.expect_navigation():
        control.click()


def press_key(page: Page, key: str) -> None:
    """Press a key that leads to another page, and return once that page is there."""
    with page.expect_navigation():
        page.keyboard.press(key)


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """Return the rules of WCAG 2.2 AA and of good practice that axe finds broken, with first places.

    The page is looked at from its top: what was scrolled half under its bar is not too small.
    """
    page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
    found = Axe().run(page, options=RULES).response["violations"]
    return [(each["id"], [node["html"][:160] for node in each["nodes"]][:3]) for each in found]
