"""Time in practice: the clock of a question, and a round against the clock."""

import re
import sqlite3
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from quiz import content
from tests.browser.conftest import App, settle

pytestmark = pytest.mark.browser

ITEM = "softmax-derivative/diagonal_entry"


def test_the_clock_runs_in_the_browser_and_can_be_hidden(
    app: App, visit: Callable[..., Page]
) -> None:
    page = visit(f"{app.url}/practice?item={ITEM}")
    clock = page.get_by_role("timer")
    expect(clock).to_have_text(re.compile(r"0:\d[2-9]"))
    page.get_by_role("button", name="Hide").click()
    expect(clock).to_have_text("")
    page.reload()
    expect(page.get_by_role("button", name="Show the time")).to_be_visible()
    expect(clock).to_have_text("")
    page.get_by_role("button", name="Show the time").click()
    expect(clock).to_contain_text("0:")


def test_a_speed_round_ends_with_its_time(app: App, visit: Callable[..., Page]) -> None:
    page = visit(f"{app.url}/practice?item={ITEM}")
    page.get_by_label("Your answer").fill(content.item(ITEM).draw(1).key)
    settle(page)
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text("Right.")).to_be_visible()

    page = visit("about:blank")
    page.clock.install()
    page.goto(f"{app.url}/practice?set=speed")
    page.clock.resume()
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("timer")).to_contain_text("left")
    expect(page.get_by_role("button", name="Check")).to_be_visible()
    assert content.item(page.url.split("item=")[1].replace("%2F", "/")).level == 1

    page.clock.fast_forward(180_000)
    expect(page.get_by_text("The last round: 0 right of 0.")).to_be_visible()
    expect(page.get_by_role("button", name="Another round")).to_be_visible()

    # A round goes on after a reload, and is over when its time has passed meanwhile.
    page = visit(f"{app.url}/practice?set=speed")
    expect(page.get_by_role("timer")).to_contain_text("2:")
    with sqlite3.connect(app.folder / "viva.db") as database:
        database.execute(
            "UPDATE drafts SET text = ? WHERE key = ?",
            ("2025-01-01T00:00:00+00:00", "speed/begun"),
        )
    page.reload()
    expect(page.get_by_text("The last round: 0 right of 0.")).to_be_visible()


def test_a_question_is_answered_by_keyboard(
    app: App, visit: Callable[..., Page]
) -> None:
    page = visit(f"{app.url}/practice?item={ITEM}")
    answer = page.get_by_label("Your answer")
    answer.fill("0.5")
    settle(page)
    # No pause between the last key and Enter: nothing typed is left behind.
    answer.fill(key := content.item(ITEM).draw(1).key)
    answer.press("Enter")
    expect(page.get_by_text("Right.")).to_be_visible()
    expect(page.get_by_text(f"You answered {key[:4]}")).to_be_visible()
    page.get_by_role("button", name="Next").wait_for()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Right.")).to_be_hidden()

    variant = content.item("softmax-derivative/null_direction").draw(1)
    page = visit(f"{app.url}/practice?item={variant.item.id}")
    expect(page.get_by_text("choose, Enter checks")).to_be_visible()
    # A browser that never saw a question with options has to fetch their script.
    page.locator(".st-key-answer input").first.wait_for(state="attached")
    right = variant.ask.options.index(variant.key)
    page.keyboard.press(str(right + 1))
    expect(page.get_by_role("radio").nth(right)).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Right.")).to_be_visible()
    page.get_by_role("button", name="Report a problem").click()
    expect(page.get_by_text("null_direction version")).to_be_visible()

    # The link shows the same numbers to whoever opens it.
    page = visit(f"{app.url}/practice?item={ITEM}&variant=77")
    other = content.item(ITEM).draw(77)
    expect(page.get_by_text("Enter checks")).to_be_visible()
    settle(page)
    page.get_by_label("Your answer").fill(other.key)
    page.get_by_label("Your answer").press("Enter")
    expect(page.get_by_text("Right.")).to_be_visible()
    expect(page.get_by_text("variant 77")).to_be_visible()
