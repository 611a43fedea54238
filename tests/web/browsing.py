"""What the journeys in a real browser share: a visitor with a window, and what is wrong with a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

from gateway.web import accounts
from tests.web.site import PASSWORD

SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
AXE = Path(accounts.__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
TIMEOUT = 15_000.0


class Visitor:
    """One browser window that remembers what went wrong in it."""

    def __init__(self, browser: Browser, url: str, **options: Any) -> None:
        self.url = url
        self.context: BrowserContext = browser.new_context(bypass_csp=False, **options)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(TIMEOUT)
        expect.set_options(timeout=TIMEOUT)
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._remember)

    def _remember(self, message: Any) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def open(self, path: str) -> Page:
        """Go to a page."""
        self.page.goto(f"{self.url}{path}")
        return self.page

    def sign_in(self, role: str) -> Page:
        """Sign in with the form."""
        page = self.open("/sign-in")
        page.get_by_label("Mail address").fill(f"{role}@elmcity.example")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="Desk")).to_be_visible()
        return page


def find_problems(page: Page) -> list[str]:
    """What axe-core says against WCAG 2.2 AA, and whether the page scrolls sideways."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
    )
    problems = [
        f"{page.url} {item['id']}: {node['html'][:120]}" for item in found["violations"] for node in item["nodes"]
    ]
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*problems, f"{page.url} is {overflow} px too wide"] if overflow > 0 else problems
