"""Every page fits a phone, and axe-core finds no serious fault on it, light or dark.

And nothing moves by itself where the reader asked for that.
"""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import App, settle
from tests.browser.shots import PAGES
from tests.seed import SEED

pytestmark = pytest.mark.browser

SERIOUS = {"serious", "critical"}
FORMULA = "e => e.closest('label')?.querySelector('math') != null"
"""A label in MathML, which readers read and axe does not."""
WIDER = "document.documentElement.scrollWidth > window.innerWidth"
MOVES = """[...document.querySelectorAll('*')]
    .some(e => parseFloat(getComputedStyle(e).transitionDuration) > 0)"""
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 375, "height": 900}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_a_phone_and_have_no_serious_fault(
    app: App, visit: Callable[..., Page], scheme: str
) -> None:
    """Each page in one of the two; the next seed changes which."""
    page, found = visit(app.url, scheme=scheme), {}
    page.emulate_media(reduced_motion="reduce")
    for place, (name, path) in enumerate(PAGES.items()):
        if (place + SEED) % 2 == (scheme == "dark"):
            continue
        page.goto(app.url + path)
        page.get_by_role("heading", level=1).first.wait_for()
        page.get_by_role("link", name="Settings").wait_for()
        settle(page)
        for fault in Axe().run(page).response["violations"]:
            where = [
                node["html"][:140]
                for node in fault["nodes"]
                if not page.locator(node["target"][0]).first.evaluate(FORMULA)
            ]
            if fault["impact"] in SERIOUS and where:
                found[f"{name}: {fault['id']}"] = where
        if page.evaluate(MOVES):
            found[f"{name} moves"] = []
        page.set_viewport_size(PHONE)
        settle(page)
        if page.evaluate(WIDER):
            found[f"{name} is wider than a phone"] = []
        page.set_viewport_size(DESK)
    assert found == {}
