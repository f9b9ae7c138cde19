"""The links of the sidebar, of home and of a topic's parts go where they say."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import App, settle

pytestmark = pytest.mark.browser


def test_links_lead_there_without_a_reload_and_back(
    app: App, visit: Callable[..., Page]
) -> None:
    page = visit(app.url)
    sidebar = page.get_by_test_id("stSidebar")
    here = sidebar.locator("[aria-current=page]")
    expect(here).to_have_text("Today")
    page.evaluate("window.sameDocument = true")

    sidebar.get_by_text("Mathematics").click()
    sidebar.get_by_role("link", name="Tensors").press("Enter")
    expect(page.locator("h1")).to_have_text("Tensors for Neural Networks")
    expect(here).to_have_text("Tensors")
    expect(here).to_be_focused()
    parts = page.get_by_role("navigation", name="Parts")
    expect(parts.locator("[aria-current=page]")).to_have_text("Read")

    parts.get_by_role("link", name="Questions").click()
    page.get_by_role("button", name="Skip").click()
    expect(page.get_by_text("question 2 of")).to_be_visible()
    question = page.url.split("question=")[1]
    parts.get_by_role("link", name="Code").click()
    expect(page.get_by_role("button", name="Submit")).to_be_visible()
    parts.get_by_role("link", name="Questions").click()
    expect(page.get_by_text("question 2 of")).to_be_visible()
    assert question in page.url

    page.go_back()
    expect(parts.locator("[aria-current=page]")).to_contain_text("Code")
    sidebar.get_by_role("link", name="Today").click()
    expect(page.locator("h1")).to_contain_text("Machine learning")
    page.get_by_role("link", name="The Chain Rule").click()
    expect(here).to_have_text("Chain rule")
    assert page.evaluate("window.sameDocument")


def test_what_was_begun_says_what_to_expect(
    app: App, visit: Callable[..., Page]
) -> None:
    page = visit(f"{app.url}/softmax-derivative?part=Questions&question=diagonal_entry")
    settle(page)
    sidebar = page.get_by_test_id("stSidebar")
    page.get_by_label("Your answer").fill("1")
    page.get_by_role("button", name="Check").click()
    page.get_by_role("button", name="Next question").wait_for()
    sidebar.get_by_role("link", name="Today").click()

    known = sidebar.get_by_role("link", name="Softmax derivative")
    expect(known.get_by_label("expected")).to_contain_text("%")
    expect(page.locator(".catalogue .bar")).to_have_count(1)
    expect(sidebar.get_by_role("link", name="Today")).to_contain_text("min")


def test_on_a_phone_the_sidebar_folds_behind_who_chose(
    app: App, visit: Callable[..., Page]
) -> None:
    page = visit(app.url, width=375)
    page.get_by_test_id("stExpandSidebarButton").click()
    link = page.get_by_test_id("stSidebar").get_by_role("link", name="Plan")
    link.click()

    expect(page.locator("h1")).to_have_text("Plan")
    expect(link).not_to_be_in_viewport()
