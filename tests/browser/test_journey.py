"""What a learner does, in a real browser: from the front page to the progress page."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from quiz import content, curriculum
from quiz.items.item import Item
from tests.browser.conftest import App, expect_code, settle

pytestmark = pytest.mark.browser

RIGHT = """import numpy as np

def softmax(z):
    weights = np.exp(z - z.max())
    return weights / weights.sum()
"""
ITEM = "softmax-derivative/diagonal_entry"


def answer_field(page: Page):
    return page.get_by_label("Your answer")


def test_a_first_session(app: App, visit: Callable[..., Page]) -> None:
    variant = content.item(ITEM).draw(1)
    page = visit(app.url)
    expect(page.get_by_text("not written yet").first).to_be_visible()
    page.get_by_role("link", name="The softmax derivative").first.click()
    expect(page.get_by_role("heading", name="Never build the matrix")).to_be_visible()
    assert page.url.split("?")[0].endswith("/softmax-derivative")
    expect(page.locator(".katex").first).to_be_visible()
    # The lab follows its controls and ends in a question of the topic.
    lab = page.locator(".stage figure").last
    page.get_by_role("radio", name="3", exact=True).last.click()
    expect(lab.get_by_text("∂p1/∂z3: formula -0.064955")).to_be_visible()
    page.get_by_role("button", name="Answer").click()
    title = content.item("softmax-derivative/steepest").title
    expect(page.get_by_role("heading", name=title)).to_be_visible()

    page = visit(f"{app.url}/softmax-derivative?part=Questions")
    expect(page.get_by_role("heading", name=variant.item.title)).to_be_visible()

    # What cannot be read is not counted.
    answer_field(page).fill("half")
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text("Not counted.")).to_be_visible()

    # An unsent answer survives a reload, and the death of the server.
    answer_field(page).fill(wrong := f"{float(variant.ask.mistakes[0].result):.4f}")
    expect(page.get_by_text(f"Read as {wrong}")).to_be_visible()
    settle(page)
    page.reload()
    expect(answer_field(page)).to_have_value(wrong)
    app.kill()
    app.start()
    page = visit(f"{app.url}/softmax-derivative?part=Questions")
    expect(answer_field(page)).to_have_value(wrong)

    # A known mistake gets its hint, and stays graded after a power cut.
    settle(page)
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text("Not quite.")).to_be_visible()
    app.kill()
    app.start()
    page = visit(f"{app.url}/softmax-derivative?part=Questions&question=diagonal_entry")
    expect(page.get_by_text("Not quite.")).to_be_visible()

    page.get_by_role("button", name="Same question, new numbers").click()
    expect(page.get_by_text("Not quite.")).to_be_hidden()
    answer_field(page).fill(content.item(ITEM).draw(2).key)
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text("Right.")).to_be_visible()
    page.get_by_role("button", name="Next question").click()
    expect(
        page.get_by_role("heading", name="An entry off the diagonal")
    ).to_be_visible()

    page.get_by_role("link", name="Progress").click()
    expect(page.get_by_text("2 questions answered, 1 right")).to_be_visible()
    expect(page.get_by_role("heading", name="Topics")).to_be_visible()


def asked(page: Page) -> Item:
    """The item that the page's URL names."""
    settle(page)
    name = re.search(r"item=([\w%/-]+)", page.url)
    assert name
    return content.item(name[1].replace("%2F", "/"))


def test_the_queue_is_walked_and_an_answer_undone(
    app: App, visit: Callable[..., Page]
) -> None:
    page = visit(app.url)
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("more, about")).to_be_visible()
    assert asked(page).topic == "intro-ml", "a newcomer begins where the course does"

    page = visit(f"{app.url}/practice?set=topic:softmax-derivative")
    expect(page.get_by_text("more, about")).to_be_visible()
    item, seen = asked(page), set[str]()
    while item.kind.name not in {"number", "choice"} or not item.draw(1).hints:
        assert item.id not in seen, "no question of the queue can be answered here"
        seen.add(item.id)
        page.get_by_role("button", name="Not now").click()
        expect(page.get_by_role("heading", level=1)).not_to_have_text(item.title)
        item = asked(page)
    title, variant = item.title, item.draw(1)
    expect(page.get_by_role("heading", level=1)).to_have_text(title)

    def respond(response: str) -> None:
        if item.kind.name == "choice":
            page.get_by_text(response, exact=True).click()
        else:
            answer_field(page).fill(response)
        settle(page)
        page.get_by_role("button", name="Check").click()

    page.get_by_text("Certain", exact=True).click()
    page.get_by_role("button", name="Hint").click()
    expect(page.get_by_text("Not this way:")).to_be_visible()
    respond(item.kind.show(variant.ask, variant.ask.mistakes[0].result))
    expect(page.get_by_text("Not quite.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Not quite.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Not quite.")).to_be_hidden()
    respond(variant.key)
    expect(page.get_by_text("Right.", exact=True)).to_be_visible()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(title)
    page.get_by_role("link", name="Progress").click()
    expect(page.get_by_text("1 question answered, 1 right")).to_be_visible()


def test_an_interview_goes_on_after_a_power_cut(
    app: App, visit: Callable[..., Page]
) -> None:
    page = visit(f"{app.url}/interview")
    page.get_by_text("20 min").click()
    page.get_by_label("About").click()
    page.get_by_role("option", name="Sequences").click()
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_text("question 1 of")).to_be_visible()
    titles = {item.title for item in content.items(curriculum.topics()["attention"])}
    assert page.get_by_role("heading", level=1).inner_text() in titles
    said = "It depends on scaling, and on the distance."
    field = page.get_by_label("Say it as you would")
    field.fill(said)
    field.blur()
    settle(page)
    app.kill()
    app.start()
    page = visit(f"{app.url}/interview")
    expect(page.get_by_label("Say it as you would")).to_have_value(said)
    page.get_by_role("button", name="Said").click()
    # The interviewer asks on; nothing says whether it was right.
    expect(page.get_by_label("Your answer")).to_be_visible()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("question 2 of")).to_be_visible()
    ticks = page.get_by_text("Tick the points that you made")
    while not ticks.is_visible():
        before = page.get_by_role("heading", level=1).inner_text()
        page.get_by_role("button", name="Pass").click()
        expect(page.get_by_role("heading", level=1)).not_to_have_text(before)
        expect(page.get_by_role("button", name="Pass").or_(ticks).first).to_be_visible()
        settle(page)
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", name="Mock interview")).to_be_visible()
    expect(page.get_by_text("not reached").first).to_be_visible()


def test_a_diagnosis_ends_and_plans(app: App, visit: Callable[..., Page]) -> None:
    page = visit(app.url)
    page.get_by_role("button", name="Find out what you know already").click()
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_text("question 1 of at most 20")).to_be_visible()
    done = page.get_by_role("heading", name="Thank you")
    unknown = page.get_by_role("button", name="I do not know this")
    for number in range(2, 22):
        unknown.click()
        following = page.get_by_text(f"question {number} of at most 20")
        expect(following.or_(done).first).to_be_visible()
        settle(page)
        if done.is_visible():
            break
    expect(page.get_by_text("Most worth your time now")).to_be_visible()
    page.get_by_role("button", name="To today's plan").click()
    expect(page.get_by_text("You missed it today").first).to_be_visible()


def test_a_plan_follows_its_date(app: App, visit: Callable[..., Page]) -> None:
    page = visit(f"{app.url}/plan")
    expect(page.get_by_text("that you recall it has fallen to 90%")).to_be_visible()
    page.get_by_label("Minutes a day").first.fill("30")
    page.get_by_role("button", name="Save").click()
    settle(page)
    page.reload()
    expect(page.get_by_label("Minutes a day").first).to_have_value("30")


def test_code_is_written_judged_and_kept(app: App, visit: Callable[..., Page]) -> None:
    page = visit(f"{app.url}/softmax-derivative?part=Code&challenge=softmax")
    editor = page.get_by_label("Your solution")
    expect(editor).to_contain_text("def softmax(z)")

    editor.fill(RIGHT.replace(" - z.max()", ""))
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_text("Wrong answer")).to_be_visible(timeout=15_000)

    editor.fill(RIGHT)
    page.wait_for_timeout(600)
    settle(page)
    page.reload()
    expect_code(page, RIGHT)
    expect(page.get_by_text("Your last submission")).to_be_visible()
    editor.press("Control+Enter")
    expect(page.get_by_text("Examples pass")).to_be_visible(timeout=15_000)
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_text("Accepted")).to_be_visible(timeout=15_000)
    page.get_by_text("The engine's way").click()
    expect(page.get_by_text("engine/nn/softmax.py")).to_be_visible()
    page.get_by_text("How the time grows").click()
    page.get_by_role("button", name="Time it").click()
    expect(page.get_by_text("at n = 50,000").last).to_be_visible(timeout=30_000)

    page.get_by_role("button", name="Reset").click()
    expect(editor).to_contain_text("...")
    page.get_by_role("button", name="Undo reset").click()
    expect_code(page, RIGHT)


def test_what_is_judged_is_what_stands_in_the_editor(
    app: App, visit: Callable[..., Page]
) -> None:
    """Typed, run and submitted with no pause between."""
    page = visit(f"{app.url}/softmax-derivative?part=Code&challenge=softmax")
    editor = page.get_by_label("Your solution")
    for code, kind in (
        (RIGHT.replace("z.max()", "1"), "Wrong answer"),
        (RIGHT, "Accept"),
    ):
        editor.fill(code)
        editor.press("Control+Enter")
        page.get_by_role("button", name="Submit").click()
        expect(page.locator(".st-key-verdict")).to_contain_text(kind, timeout=15_000)
    page.reload()
    expect_code(page, RIGHT)
    expect(page.get_by_text("Accepted")).to_be_visible()


def test_evidence_is_run_and_kept(app: App, visit: Callable[..., Page]) -> None:
    page = visit(f"{app.url}/softmax-derivative?part=Read")
    page.get_by_text("What is claimed, and the evidence").click()
    expect(page.get_by_text("no entry of the Jacobian is 0")).to_be_visible()
    buttons = page.get_by_role("button", name="Run the evidence")
    expect(buttons).to_have_count(6)
    buttons.first.click()
    expect(page.get_by_text("in 5 runs, margin")).to_be_visible(timeout=20_000)
    expect(page.get_by_text("Holds", exact=True)).to_be_visible()
    expect(buttons).to_have_count(5)

    page.reload()
    page.get_by_text("What is claimed, and the evidence").click()
    expect(page.get_by_text("in 5 runs, margin")).to_be_visible()
    expect(buttons).to_have_count(5)


def test_a_submission_survives_a_power_cut(
    app: App, visit: Callable[..., Page]
) -> None:
    """It is judged when the app is back, once."""
    page = visit(f"{app.url}/softmax-derivative?part=Code&challenge=softmax")
    editor = page.get_by_label("Your solution")
    editor.fill(RIGHT.replace("(z):", "(z):\n    import time; time.sleep(0.15)"))
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_text("Judging", exact=True)).to_be_visible()
    app.kill()
    app.start()
    page = visit(f"{app.url}/softmax-derivative?part=Code&challenge=softmax")

    expect(page.get_by_text("Accepted")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("Your last submission")).to_be_visible()


def test_a_server_that_is_away_is_told_and_the_page_goes_on(
    app: App, visit: Callable[..., Page]
) -> None:
    port = int(app.url.rsplit(":")[-1])
    page = visit(f"{app.url}/practice?item={ITEM}")
    answer_field(page).fill("0.31")
    expect(page.get_by_text("Read as 0.31")).to_be_visible()
    settle(page)
    app.kill()
    told = """() => getComputedStyle(document.querySelector(".stApp"), "::after")
        .content.includes("Viva does not answer")"""
    page.wait_for_function(told, timeout=20_000)
    page.wait_for_timeout(3000)
    expect(page.get_by_text("Streamlit")).not_to_be_visible()
    app.start(port)
    page.wait_for_function(f"() => !({told})()", timeout=30_000)
    page.wait_for_timeout(1000)
    settle(page)
    expect(answer_field(page)).to_have_value("0.31")
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".st-key-wrong")).to_contain_text("You answered 0.31")
