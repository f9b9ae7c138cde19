"""Each kind of question is answered right, by keyboard alone or by mouse."""

from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from quiz import content, curriculum
from quiz.items.item import Variant
from quiz.ui.question import TAKEN
from tests.browser.conftest import App, settle
from tests.seed import SEED

pytestmark = pytest.mark.browser

Fill = Callable[[Page, Variant], None]


def variants(seed: int) -> list[Variant]:
    """One of each kind, of the first topic that has it."""
    found: dict[str, Variant] = {}
    for topic in curriculum.topics().values():
        for item in content.items(topic) if topic.written else ():
            if item.kind.name not in found:
                found[item.kind.name] = item.draw(seed)
    assert set(found) == {*KEYBOARD, "number", "expression", "output", "shape"}
    return list(found.values())


def answer(page: Page) -> Locator:
    return page.locator(".st-key-answer")


def write(page: Page, variant: Variant) -> None:
    answer(page).locator("input, textarea").first.focus()
    page.keyboard.type(variant.key)


def write_entries(page: Page, variant: Variant) -> None:
    answer(page).get_by_role("textbox").first.focus()
    for place, entry in enumerate(np.ravel(variant.ask.key)):
        if place:
            page.keyboard.press("Tab")
        page.keyboard.type(f"{entry:.8g}")


def paste_entries(page: Page, variant: Variant) -> None:
    answer(page).get_by_role("textbox").first.click()
    page.evaluate(
        "text => { const data = new DataTransfer(); data.setData('text', text);"
        " document.activeElement.dispatchEvent(new ClipboardEvent('paste',"
        " { clipboardData: data, bubbles: true, cancelable: true })) }",
        variant.key,
    )


def write_parts(page: Page, variant: Variant) -> None:
    fields = answer(page).get_by_role("textbox")
    for place, part in enumerate(variant.key.split(";")):
        fields.nth(place).focus()
        page.keyboard.type(part.strip())
        settle(page)


def right(variant: Variant) -> list[int]:
    """Places of the right options."""
    key = variant.ask.key
    options = [key] if isinstance(key, str) else list(key)
    return [variant.ask.options.index(option) for option in options]


def press_digits(page: Page, variant: Variant) -> None:
    for place in right(variant):
        page.keyboard.press(str(place + 1))
        settle(page)


def click_options(page: Page, variant: Variant) -> None:
    for place in right(variant):
        answer(page).locator("label:has(input)").nth(place).click()
        settle(page)


def steps(variant: Variant) -> list[int]:
    key = variant.ask.key
    return [variant.ask.options.index(step) for step in key.steps]


def rows(page: Page) -> list[int]:
    return page.evaluate(
        "[...document.querySelectorAll('.ordering li')].map(row => row.step)"
    )


def move_by_arrows(page: Page, variant: Variant) -> None:
    expect(page.locator(".ordering li").first).to_be_visible()
    for place, step in enumerate(steps(variant)):
        at = rows(page).index(step)
        page.locator(".ordering li").nth(at).focus()
        for _ in range(at - place):
            page.keyboard.press("ArrowUp")
    assert rows(page) == steps(variant)


def drag(page: Page, variant: Variant) -> None:
    expect(page.locator(".ordering li").first).to_be_visible()
    settle(page)
    for place, step in enumerate(steps(variant)):
        centres = []
        for at in (rows(page).index(step), place):
            box = page.locator(".ordering li").nth(at).bounding_box()
            assert box
            centres.append((box["x"] + 100, box["y"] + box["height"] / 2))
        page.mouse.move(*centres[0])
        page.mouse.down()
        page.mouse.move(*centres[1], steps=10)
        page.mouse.up()
    assert rows(page) == steps(variant)


def pick(page: Page, variant: Variant, *, keys: bool) -> None:
    boxes = answer(page).get_by_role("combobox")
    partners = list(variant.ask.key.values())
    for place, partner in enumerate(partners):
        box = boxes.nth(place)
        at = variant.ask.options.index(partner)
        if keys:
            box.focus()
            page.keyboard.press("ArrowDown")
            options = page.get_by_role("option")
            expect(options.first).to_be_visible()
            for _ in range(at):
                page.keyboard.press("ArrowDown")
            page.keyboard.press("Enter")
        else:
            box.click()
            page.get_by_role("option").nth(at).click()
        settle(page)


def tell(page: Page, variant: Variant) -> None:
    answer(page).get_by_role("textbox").focus()
    page.keyboard.type("As I would say it.")
    page.keyboard.press("Tab")
    settle(page)
    show = page.get_by_role("button", name="Show the points")
    show.focus()
    page.keyboard.press("Enter")
    boxes = answer(page).get_by_role("checkbox")
    expect(boxes.first).to_be_attached()
    for place in range(len(variant.ask.options)):
        boxes.nth(place).focus()
        page.keyboard.press("Space")
        settle(page)


def tell_by_mouse(page: Page, variant: Variant) -> None:
    answer(page).get_by_role("textbox").click()
    page.keyboard.type("As I would say it.")
    page.get_by_role("button", name="Show the points").click()
    expect(answer(page).get_by_role("checkbox").first).to_be_attached()
    for place in range(len(variant.ask.options)):
        answer(page).locator("label:has(input)").nth(place).click()
        settle(page)


KEYBOARD: dict[str, Fill] = {
    "choice": press_digits,
    "choices": press_digits,
    "matrix": write_entries,
    "match": lambda page, variant: pick(page, variant, keys=True),
    "order": move_by_arrows,
    "recall": tell,
    "steps": write_parts,
}
MOUSE: dict[str, Fill] = {
    "choice": click_options,
    "choices": click_options,
    "matrix": paste_entries,
    "match": lambda page, variant: pick(page, variant, keys=False),
    "order": drag,
    "recall": tell_by_mouse,
    "steps": write_parts,
}


def test_each_kind_is_answered(app: App, visit: Callable[..., Page]) -> None:
    """Each by one of both ways in a run, by the other with the next seed."""
    seed = SEED % 1000
    page = visit(app.url)
    for number, variant in enumerate(variants(seed)):
        keys = (number + SEED) % 2 == 0
        kind = variant.item.kind.name
        page.goto(f"{app.url}/practice?item={variant.item.id}&variant={seed}")
        expect(page.get_by_role("button", name="Check")).to_be_visible()
        settle(page)
        (KEYBOARD if keys else MOUSE).get(kind, write)(page, variant)
        page.wait_for_timeout(400)  # a field tells what is typed after a pause
        settle(page)
        if keys:
            page.keyboard.press("Control+Enter" if kind in TAKEN else "Enter")
        else:
            page.get_by_role("button", name="Check").click()
        expect(page.locator(".st-key-right"), kind).to_be_visible()
