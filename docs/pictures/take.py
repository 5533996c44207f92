"""Take the README's pictures of a running demo: ``python docs/pictures/take.py http://localhost:8000``.

Needs the packages of tests/requirements.txt and a Chromium, named by ``BROWSER`` or found on PATH.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
PASSWORD = "analyst-practice"  # noqa: S105 - the demo's, printed at its start


def sign_in(page: Page, site: str, email: str) -> None:
    """Sign in as one of the demo's people."""
    page.goto(f"{site}/accounts/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/accounts/login" not in url)


def main(site: str) -> None:
    """Take the pictures of the session page and of the matrix at work."""
    browser = os.environ.get("BROWSER") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": 1280, "height": 860})
        page.goto(f"{site}/courses/geopolitical-intelligence-analysis/")
        links = page.locator("a[href*='/geopolitical-intelligence-analysis/20']")
        addresses = links.evaluate_all("all => all.map(each => each.getAttribute('href'))")
        page.goto(site + next(each for each in addresses if "2024" not in each))
        page.screenshot(path=HERE / "session.png")
        sign_in(page, site, "instructor@demo.example")
        page.goto(f"{site}/desk/exercises/")
        page.get_by_role("link", name="Did Kyiv deal").first.click()
        page.get_by_role("link", name="Weigh the hypotheses", exact=True).click()
        page.get_by_role("link", name="Preview as a student").click()
        page.locator(".rating[tabindex='0']").focus()
        for row in ("2221 2", "22232", "22424", "43322", "33323", "33322", "22233"):
            page.keyboard.press("Home")
            for code in row.replace(" ", ""):
                page.keyboard.press(code)
            page.keyboard.press("ArrowDown")
        page.wait_for_timeout(1500)
        page.screenshot(path=HERE / "matrix.png")
        chromium.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
