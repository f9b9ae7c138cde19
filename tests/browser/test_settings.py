"""Search, evidence and settings, as a learner finds them."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from quiz import content
from tests.browser.conftest import App, settle

pytestmark = pytest.mark.browser

ITEM = "softmax-derivative/diagonal_entry"


def test_search_leads_to_a_question_and_to_the_engine(
    app: App, visit: Callable[..., Page]
) -> None:
    page = visit(f"{app.url}/search")
    page.get_by_label("What are you looking for?").fill("sofmax jacobi")
    page.get_by_role("link", name="Derive the softmax Jacobian").click()
    expect(
        page.get_by_role("heading", name="Derive the softmax Jacobian")
    ).to_be_visible()

    page = visit(f"{app.url}/search?q=softmax_jacobian")
    page.get_by_role("link", name=re.compile("^softmax_jacobian in")).click()
    expect(page.get_by_role("heading", name="softmax_jacobian")).to_be_visible()
    expect(page.get_by_text("engine/nn/softmax.py")).to_be_visible()
    page.get_by_role("button", name="Run the comparison").click()
    expect(page.get_by_text("Run here, on inputs drawn anew")).to_be_visible(
        timeout=60_000
    )
    expect(page.get_by_text("agrees").first).to_be_visible()


def test_claims_have_an_address(app: App, visit: Callable[..., Page]) -> None:
    page = visit(f"{app.url}/evidence?topic=clustering-kmeans-knn&corrected=true")
    expect(page.get_by_text("Often taught:").first).to_be_visible()
    often = [c for c in content.claims(topic()) if c.often]
    expect(page.get_by_role("button", name="Run the evidence")).to_have_count(
        len(often)
    )


def topic():
    (found,) = [t for t in content.written() if t.id == "clustering-kmeans-knn"]
    return found


def test_data_goes_out_and_in_and_is_erased(
    app: App, visit: Callable[..., Page]
) -> None:
    page = visit(f"{app.url}/practice?item={ITEM}")
    page.get_by_label("Your answer").fill(content.item(ITEM).draw(1).key)
    settle(page)
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text("Right.")).to_be_visible()

    page = visit(f"{app.url}/settings")
    page.get_by_role("button", name="Prepare the file").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save viva.json").click()
    exported = download.value.path().read_text()
    assert len(json.loads(exported)["tables"]["answers"]) == 1

    page.get_by_text("Erase everything").first.click()
    button = page.get_by_role("button", name="Erase everything")
    expect(button).to_be_disabled()
    page.get_by_label("Type erase to confirm").fill("erase")
    button.click()
    expect(page.get_by_text("Nothing is remembered any more.")).to_be_visible()
    expect(page.get_by_text("before-erasing")).to_be_visible()

    page = visit(f"{app.url}/progress")
    expect(page.get_by_text("Nothing here yet.")).to_be_visible()

    page = visit(f"{app.url}/settings")
    upload = page.locator("input[type=file]")
    upload.set_input_files(
        {"name": "a.json", "mimeType": "application/json", "buffer": b"[1]"}
    )
    page.get_by_role("button", name="Add what is not here yet").click()
    expect(page.get_by_text("Nothing changed.")).to_be_visible()
    upload.set_input_files(
        {"name": "b.json", "mimeType": "application/json", "buffer": exported.encode()}
    )
    page.get_by_role("button", name="Add what is not here yet").click()
    expect(page.get_by_text("1 answers")).to_be_visible()


def test_the_look_is_chosen_and_kept(app: App, visit: Callable[..., Page]) -> None:
    page = visit(f"{app.url}/settings")
    expect(page.get_by_label("Dark")).to_be_visible()
    dark = "getComputedStyle(document.querySelector('.stApp')).backgroundColor"
    assert page.evaluate(dark) == "rgb(250, 249, 246)"
    page.get_by_label("Dark").check()
    page.wait_for_function(f"{dark} === 'rgb(19, 22, 25)'")
    page.goto(app.url)
    page.wait_for_function(f"{dark} === 'rgb(19, 22, 25)'")
    page.goto(f"{app.url}/settings")
    expect(page.get_by_label("Dark")).to_be_checked()
    page.get_by_label("As the system").check()
    page.wait_for_function(f"{dark} === 'rgb(250, 249, 246)'")
