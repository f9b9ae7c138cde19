"""axe-core finds no serious fault on any page, light or dark."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import App, settle
from tests.browser.shots import PAGES

pytestmark = pytest.mark.browser

SERIOUS = {"serious", "critical"}
# Drawn by Streamlit or Plotly, out of our reach; each with its reason.
THEIRS: dict[str, str] = {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_fault_on_any_page(
    app: App, visit: Callable[..., Page], scheme: str
) -> None:
    page, found = visit(app.url, scheme=scheme), {}
    for name, path in PAGES.items():
        page.goto(app.url + path)
        page.get_by_role("heading", level=1).first.wait_for()
        settle(page)
        for fault in Axe().run(page).response["violations"]:
            if fault["impact"] in SERIOUS and fault["id"] not in THEIRS:
                where = [node["html"][:140] for node in fault["nodes"]]
                found[f"{name}: {fault['id']}"] = where
    assert found == {}
