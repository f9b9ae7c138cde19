"""The code editor, used as a learner does: keys, drafts, names, errors, history."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from db.store import Store
from tests.browser.conftest import App, expect_code, settle

pytestmark = pytest.mark.browser

PAGE = "/softmax-derivative?part=Code&challenge="
RIGHT = """import numpy as np

def softmax(z):
    weights = np.exp(z - z.max())
    return weights / weights.sum()
"""
WRONG = RIGHT.replace("weights.sum()", "1")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """One for all: every test begins with text of its own."""
    server = App(tmp_path_factory.mktemp("editor"))
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def page(app: App, browser: Browser) -> Iterator[Page]:
    """One for all too; it may neither ask anybody else nor complain."""
    page = browser.new_page(color_scheme="light")
    outside: list[str] = []
    said: list[str] = []
    page.on("request", lambda r: outside.append(r.url))
    page.on("console", lambda m: said.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{app.url}{PAGE}softmax")
    saved(page)
    yield page
    page.context.close()
    own = (app.url, "data:", "blob:")
    assert [url for url in outside if not url.startswith(own)] == []
    # Streamlit looks for its own files beside the page's path first.
    assert [line for line in said if "404" not in line] == []


def field(page: Page) -> Locator:
    return page.get_by_label("Your solution")


def write(page: Page, code: str) -> None:
    """Replace what is there, and wait until it is kept."""
    field(page).fill(code)
    saved(page)


def saved(page: Page) -> None:
    expect(page.locator(".editor-status")).to_have_text("saved")
    settle(page)


def at_end_of(page: Page, line: int) -> None:
    field(page).press("Control+Home")
    for _ in range(line - 1):
        field(page).press("ArrowDown")
    field(page).press("End")


def kept(app: App, challenge: str) -> str | None:
    """What is on disk."""
    store = Store.open(f"sqlite:///{app.folder / 'viva.db'}")
    text = store.draft(f"code/softmax-derivative/{challenge}")
    store.close()
    return text


def verdict(page: Page) -> Locator:
    return page.locator(".st-key-verdict")


def test_keys_of_an_editor(page: Page) -> None:
    write(page, "")
    field(page).press_sequentially("def softmax(z")
    # The bracket was closed by itself; Enter goes on four columns further in.
    field(page).press("End")
    field(page).press_sequentially(":\nreturn z")
    expect_code(page, "def softmax(z):\n    return z")
    keyword = page.locator(".cm-line span").filter(has_text=re.compile("^return$"))
    colour = "node => getComputedStyle(node).color"
    assert keyword.evaluate(colour) != field(page).evaluate(colour)

    field(page).press("Home")
    field(page).press("Tab")
    expect_code(page, "def softmax(z):\n        return z")
    field(page).press("Shift+Tab")
    expect_code(page, "def softmax(z):\n    return z")

    hints = page.locator("#editor-keys")
    expect(field(page)).to_have_attribute("aria-describedby", "editor-keys")
    expect(hints).to_contain_text("Escape leaves the editor")
    expect(field(page)).to_be_focused()
    field(page).press("Escape")
    expect(field(page)).not_to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Run")).to_be_focused()

    field(page).press("Control+f")
    search = page.get_by_placeholder("Find")
    search.press_sequentially("return")
    search.press("Enter")
    expect(page.locator(".cm-searchMatch-selected")).to_have_text("return")
    search.press("Escape")
    expect(search).to_be_hidden()


def test_keys_run_and_submit_what_was_typed_just_now(page: Page) -> None:
    field(page).fill(WRONG)
    field(page).press("Control+Enter")
    expect(verdict(page)).to_contain_text("Wrong answer")
    field(page).fill(RIGHT)
    field(page).press("Control+Enter")
    expect(verdict(page)).to_contain_text("Examples pass")
    field(page).fill(RIGHT + "# again\n")
    field(page).press("Control+Shift+Enter")
    expect(verdict(page)).to_contain_text("Accepted")
    expect_code(page, RIGHT + "# again\n")


def test_an_error_is_underlined_until_its_line_is_mended(page: Page) -> None:
    squiggle = page.locator(".cm-lintRange-error")
    field(page).fill(RIGHT.replace("z.max())", "z.max("))
    field(page).press("Control+Enter")
    expect(squiggle).to_have_text("weights = np.exp(z - z.max(")
    # Another line is no cure; the line itself is.
    at_end_of(page, 1)
    page.keyboard.type("  # more")
    saved(page)
    expect(squiggle).to_be_visible()
    at_end_of(page, 4)
    page.keyboard.type("))")
    expect(squiggle).to_be_hidden()

    field(page).fill(RIGHT.replace("z.max()", "z.most()"))
    field(page).press("Control+Enter")
    expect(squiggle).to_have_text("weights = np.exp(z - z.most())")
    squiggle.hover()
    expect(page.locator(".cm-tooltip")).to_contain_text("AttributeError")
    field(page).fill(RIGHT)
    field(page).press("Control+Enter")
    expect(verdict(page)).to_contain_text("Examples pass")
    expect(squiggle).to_be_hidden()


def test_no_key_is_lost(app: App, page: Page) -> None:
    write(page, RIGHT)
    field(page).press("Control+End")
    page.keyboard.type("# one")
    page.get_by_role("button", name="Run").click()
    expect(verdict(page)).to_contain_text("Examples pass")
    # Reruns of the page are not in the way of undo, nor is a visit elsewhere.
    field(page).press("Control+z")
    expect_code(page, RIGHT)
    field(page).press("Control+y")
    saved(page)
    page.get_by_role("link", name="Questions").click()
    expect(field(page)).to_be_hidden()
    page.get_by_role("link", name="Code").click()
    expect_code(page, RIGHT + "# one")
    field(page).press("Control+z")
    expect_code(page, RIGHT)

    # Reloaded before the pause after the last key is over.
    field(page).press("Control+End")
    page.keyboard.type("# two")
    page.reload()
    expect_code(page, RIGHT + "# two")
    saved(page)
    assert kept(app, "softmax") == RIGHT + "# two"


def test_names_are_offered(page: Page) -> None:
    write(page, "")
    offered = page.locator(".cm-tooltip-autocomplete")
    field(page).press_sequentially("sof")
    expect(offered.get_by_text("softmax", exact=True)).to_be_visible()
    field(page).press("Escape")
    expect(offered).to_be_hidden()
    expect(field(page)).to_be_focused()

    write(page, "")
    field(page).press_sequentially("np.eins")
    expect(offered.get_by_text("einsum", exact=True)).to_be_visible()
    page.wait_for_timeout(100)
    field(page).press("Tab")
    field(page).press_sequentially("(np.linalg.sv")
    expect(offered.get_by_text("svd", exact=True)).to_be_visible()
    page.wait_for_timeout(100)
    field(page).press("Enter")
    expect_code(page, "np.einsum(np.linalg.svd)")
    # What is typed out needs no offer: Enter ends the line.
    field(page).press("End")
    field(page).press_sequentially(" softmax")
    expect(offered).to_be_visible()
    page.wait_for_timeout(100)
    field(page).press("Enter")
    expect_code(page, "np.einsum(np.linalg.svd) softmax\n")


def test_earlier_code_comes_back(page: Page) -> None:
    starter = page.locator(".cm-line").filter(has_text="...")
    write(page, RIGHT)
    page.get_by_role("button", name="Submit").click()
    expect(verdict(page)).to_contain_text("Accepted")
    write(page, WRONG)
    page.get_by_role("button", name="Submit").click()
    expect(verdict(page)).to_contain_text("Wrong answer")

    page.get_by_role("button", name="Reset").click()
    expect(starter).to_be_visible()
    page.get_by_role("button", name="Undo reset").click()
    expect_code(page, WRONG)
    # Undo in the editor reaches over a reset too.
    page.get_by_role("button", name="Reset").click()
    expect(starter).to_be_visible()
    field(page).press("Control+z")
    expect_code(page, WRONG)
    saved(page)

    page.get_by_text("Earlier submissions").click()
    expect(page.get_by_text("It is what stands in the editor")).to_be_visible()
    page.get_by_role("combobox").click()
    page.get_by_role("option", name="accepted").first.click()
    went, came = page.locator(".diff .went"), page.locator(".diff .came")
    expect(went.first).to_contain_text("return weights / weights.sum()")
    expect(came).to_contain_text("return weights / 1")
    page.get_by_role("button", name="Last accepted").click()
    expect_code(page, RIGHT)
    expect(page.get_by_text("It is what stands in the editor")).to_be_visible()


def test_type_and_keys_are_the_learners_choice(page: Page) -> None:
    write(page, RIGHT)
    page.get_by_role("button", name="Editor", exact=True).click()
    page.get_by_text("Vim keys").click()
    expect(page.locator("#editor-keys")).to_contain_text("Escape twice")
    slider = page.get_by_role("slider", name="Size of type")
    slider.press("End")
    expect(page.locator(".cm-editor")).to_have_css("font-size", "20px")
    saved(page)
    page.reload()
    expect(page.locator(".cm-editor")).to_have_css("font-size", "20px")
    expect(page.locator("#editor-keys")).to_contain_text("Escape twice")

    field(page).press("Control+Home")
    field(page).press_sequentially("ddix")
    field(page).press("Escape")
    expect(field(page)).to_be_focused()
    expect_code(page, "x" + RIGHT.split("\n", 1)[1])
    field(page).press("Escape")
    expect(field(page)).not_to_be_focused()

    page.get_by_role("button", name="Editor", exact=True).click()
    page.get_by_text("Vim keys").click()
    slider.press("Home")
    expect(page.locator("#editor-keys")).not_to_contain_text("Escape twice")
    field(page).press("Control+Home")
    field(page).press_sequentially("d")
    expect_code(page, "dx" + RIGHT.split("\n", 1)[1])
    saved(page)


def test_a_phone_has_the_editor_in_one_column(page: Page) -> None:
    wide = page.viewport_size
    assert wide
    page.set_viewport_size({"width": 375, "height": 800})
    write(page, f"x = '{'long ' * 30}'")
    title = page.get_by_role("heading", name="Stable softmax").bounding_box()
    editor = page.locator(".editor").bounding_box()
    assert title
    assert editor
    assert editor["y"] > title["y"] + title["height"]
    assert editor["x"] >= 0
    assert editor["x"] + editor["width"] <= 375
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    expect(page.locator("#editor-keys")).to_be_visible()
    page.set_viewport_size(wide)


def test_dark_is_dark(page: Page) -> None:
    """The page and the editor change together, while it is open."""
    ground = page.locator(".editor")
    expect(ground).to_have_css("background-color", "rgb(255, 255, 255)")
    page.emulate_media(color_scheme="dark")
    expect(ground).to_have_css("background-color", "rgb(26, 30, 34)")
    expect(field(page)).to_have_css("color", "rgb(233, 231, 226)")
    page.emulate_media(color_scheme="light")
    expect(ground).to_have_css("background-color", "rgb(255, 255, 255)")


def test_what_was_typed_while_the_server_was_away_is_there(
    app: App, page: Page, visit: Callable[..., Page]
) -> None:
    # The page of the other tests would complain.
    page.goto("about:blank")
    page = visit(f"{app.url}{PAGE}softmax_jacobian")
    write(page, RIGHT)
    app.kill()
    field(page).press("Control+End")
    page.keyboard.type("# three")
    late = "not saved yet, kept in this browser"
    expect(page.locator(".editor-status")).to_have_text(late)
    app.start(int(app.url.rpartition(":")[2]))
    page.reload()
    expect_code(page, RIGHT + "# three")
    saved(page)
    assert kept(app, "softmax_jacobian") == RIGHT + "# three"
