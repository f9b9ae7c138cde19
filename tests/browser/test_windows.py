"""Two windows of one learner: neither takes what is typed in the other."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from quiz import content
from tests.browser.conftest import App, expect_code, settle

pytestmark = pytest.mark.browser

ITEM = "softmax-derivative/diagonal_entry"
CODE = "/softmax-derivative?part=Code&challenge=softmax"


def test_each_window_has_its_own_answer(app: App, visit: Callable[..., Page]) -> None:
    key = content.item(ITEM).draw(1).key
    here, there = (visit(f"{app.url}/practice?item={ITEM}") for _ in range(2))
    here.get_by_label("Your answer").fill(key)
    expect(here.get_by_text(f"Read as {key}")).to_be_visible()
    there.get_by_label("Your answer").fill("0.987")
    expect(there.get_by_text("Read as 0.987")).to_be_visible()
    settle(there)

    here.get_by_role("button", name="Check").click()
    expect(here.locator(".st-key-right")).to_contain_text(f"You answered {key}")
    # The variant is answered, once; the next one has other numbers and an empty field.
    there.get_by_role("button", name="Check").click()
    expect(there.locator(".st-key-right")).to_contain_text(f"You answered {key}")
    here.reload()
    expect(here.locator(".st-key-right")).to_contain_text(f"You answered {key}")


def test_each_window_has_its_own_code(app: App, visit: Callable[..., Page]) -> None:
    here, there = (visit(f"{app.url}{CODE}") for _ in range(2))
    for page, code in ((here, "mine = 1\n"), (there, "other = 2\n")):
        page.get_by_label("Your solution").fill(code)
        expect(page.locator(".editor-status")).to_have_text("saved")
        settle(page)
    there.get_by_role("button", name="Reset").click()
    expect_code(there, content.challenge("softmax-derivative/softmax").starter)

    here.get_by_role("button", name="Run").click()
    expect(here.locator(".st-key-verdict")).to_be_visible()
    expect_code(here, "mine = 1\n")
    there.get_by_role("button", name="Undo reset").click()
    expect_code(there, "other = 2\n")
