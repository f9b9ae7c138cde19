"""The figure stage, in a real browser."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import App, settle

pytestmark = pytest.mark.browser

KMEANS = "/clustering-kmeans-knn"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One server for all: nothing here is stored."""
    app = App(tmp_path_factory.mktemp("data"))
    app.start()
    yield app.url
    app.kill()


def lab(page: Page) -> Locator:
    """The lab's stage, drawn."""
    stage = page.locator(".stage").last
    expect(stage.locator(".main-svg").first).to_be_attached(timeout=60_000)
    settle(page)
    return stage


def value(stage: Locator) -> Locator:
    return stage.locator(".player output")


def shown(stage: Locator) -> str:
    """What a reader hears of the first figure."""
    plot = stage.locator("[role=img]").first
    words = stage.locator(f"#{plot.get_attribute('aria-describedby')}")
    return words.text_content() or ""


def test_it_plays_steps_and_scrubs_without_the_server(
    url: str, visit: Callable[..., Page]
) -> None:
    sent: list[int] = []
    page = visit("about:blank")
    page.on("websocket", lambda ws: ws.on("framesent", lambda f: sent.append(len(f))))
    page.goto(url + KMEANS)
    stage = lab(page)
    assert "without labels" in shown(stage)
    node = stage.locator(".plot").first.element_handle()
    before = len(sent)

    stage.get_by_role("button", name="Play").click()
    expect(value(stage)).to_have_text("2")
    stage.get_by_role("button", name="Pause").click()
    at = int(value(stage).inner_text())
    page.wait_for_timeout(800)
    expect(value(stage)).to_have_text(str(at))
    stage.get_by_role("button", name="One step forward").click()
    expect(value(stage)).to_have_text(str(at + 1))
    slider = stage.get_by_role("slider", name="half-steps")
    slider.press("Home")
    expect(value(stage)).to_have_text("0")
    slider.press("ArrowRight")
    expect(value(stage)).to_have_text("1")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("rows assigned"))
    assert "half-step 1" in shown(stage)
    expect(page).to_have_url(re.compile("[?&]step=1"))
    stage.get_by_text("What this shows").first.click()
    expect(stage.get_by_text("After half-step 1")).to_be_visible()

    assert len(sent) == before
    assert sent
    assert stage.locator(".plot").first.evaluate("(a, b) => a === b", node)


@pytest.mark.parametrize("path", [KMEANS, "/regularization", "/over-underfitting"])
def test_what_is_stepped_to_is_what_is_drawn_there(
    path: str, url: str, visit: Callable[..., Page]
) -> None:
    """Points, lines and shapes are moved; all else is drawn anew."""
    page = visit(url + path)
    stage = lab(page)
    slider = stage.get_by_role("slider").first
    for press in ("Home", "ArrowRight", "ArrowRight", "End", "ArrowLeft", "ArrowLeft"):
        slider.press(press)
        page.wait_for_timeout(100)
    expect(page).to_have_url(re.compile(r"\?"))
    fresh = visit(page.url)
    again = lab(fresh).locator(".plot")

    # Identifiers and clips are drawn by lot.
    drawn = """plot => [...plot.querySelectorAll(".cartesianlayer, .shapelayer")]
        .map(e => e.innerHTML.replace(/(id|class|clip-path)="[^"]*"/g, "")).join()"""
    for number, plot in enumerate(stage.locator(".plot").all()):
        assert plot.evaluate(drawn) == again.nth(number).evaluate(drawn)
        assert len(plot.evaluate(drawn)) > 500


def test_node_and_zoom_outlive_another_control_and_theme(
    url: str, visit: Callable[..., Page]
) -> None:
    page = visit(f"{url}{KMEANS}?step=1")
    stage = lab(page)
    plot = stage.locator(".plot").first
    plot.scroll_into_view_if_needed()
    node = plot.element_handle()
    extent = "plot => plot._fullLayout.xaxis.range"
    whole = plot.evaluate(extent)
    box = plot.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x - 60, y - 60)
    page.mouse.down()
    page.mouse.move(x + 60, y + 60, steps=4)
    page.mouse.up()
    zoomed = plot.evaluate(extent)
    assert zoomed[1] - zoomed[0] < 0.7 * (whole[1] - whole[0])

    title = stage.locator("figcaption").last
    was = title.inner_text()
    page.get_by_role("slider", name="seed of the start").press("ArrowRight")
    expect(title).not_to_have_text(was)
    point = plot.locator(".points path").last
    words = plot.locator(".xtitle")
    light = [dot.evaluate("e => getComputedStyle(e).fill") for dot in (point, words)]
    page.emulate_media(color_scheme="dark")
    for dot, fill in zip((point, words), light, strict=True):
        expect(dot).not_to_have_css("fill", fill)

    assert plot.evaluate("(a, b) => a === b", node)
    assert plot.evaluate(extent) == pytest.approx(zoomed)


def test_it_is_saved_as_a_picture(
    url: str, visit: Callable[..., Page], tmp_path: Path
) -> None:
    page = visit(url + KMEANS)
    stage = lab(page)

    for name, begins in (("PNG", b"\x89PNG"), ("SVG", b"<svg")):
        with page.expect_download() as download:
            stage.get_by_role("button", name=f"Save the figure as {name}").first.click()
        file = tmp_path / download.value.suggested_filename
        download.value.save_as(file)
        assert file.suffix == f".{name.lower()}"
        assert file.read_bytes().startswith(begins)
    assert "4 centres at the start" in file.read_text(encoding="utf-8")


def test_the_url_brings_a_lab_back(url: str, visit: Callable[..., Page]) -> None:
    """What is dragged and what is stepped too; what makes no sense is passed over."""
    page = visit(f"{url}{KMEANS}?k=3&spread=wide&seed=99&step=2")
    stage = lab(page)
    expect(stage.locator("figcaption").first).to_contain_text("Half-step 2")
    stage.get_by_role("slider", name="half-steps").press("Home")
    handle = stage.locator(".handle").first
    handle.press("ArrowUp")
    expect(page.get_by_role("radio", name="by hand")).to_be_checked()
    settle(page)
    place = handle.get_attribute("aria-label")
    assert place
    stage.get_by_role("button", name="One step forward").click()
    expect(page).to_have_url(re.compile("step=1"))
    expect(page).to_have_url(re.compile("centres="))
    title = stage.locator("figcaption").first.text_content()
    assert title

    page.reload()

    stage = lab(page)
    assert "k=3" in page.url
    assert "spread" not in page.url
    assert "seed" not in page.url
    expect(stage.locator("figcaption").first).to_have_text(title)
    stage.get_by_role("button", name="One step back").click()
    expect(stage.locator(".handle").first).to_have_attribute("aria-label", place)
    # Another lab has a k of its own.
    page.get_by_text("Foundations").click()
    page.get_by_role("link", name="Supervised or not").click()
    expect(page.get_by_role("heading", name="Hide the labels")).to_be_visible()
    lab(page)
    assert "k=" not in page.url


def test_a_cell_is_chosen_by_a_click(url: str, visit: Callable[..., Page]) -> None:
    page = visit(f"{url}/softmax-derivative")
    stage = lab(page)
    cells = stage.locator(".plot").first.locator(".nsewdrag").first
    cells.scroll_into_view_if_needed()
    box = cells.bounding_box()
    assert box
    x, y = box["x"] + box["width"] * 5 / 6, box["y"] + box["height"] * 5 / 6
    page.mouse.move(x, y)
    expect(stage.locator(".hovertext")).to_be_visible()
    page.mouse.click(x, y)

    expect(stage.locator("figcaption").last).to_contain_text("∂p3/∂z3")
    expect(page).to_have_url(re.compile("output=3"))
