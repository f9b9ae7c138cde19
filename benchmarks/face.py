"""What a learner waits for, in a browser, beside an empty Streamlit page.

python -m benchmarks.face
"""

from __future__ import annotations

import itertools
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from benchmarks import judging
from benchmarks.report import heading, report
from tests.browser.conftest import FLAGS, App, settle
from tests.browser.install import find

EMPTY = Path(__file__).with_name("empty_page.py")
QUIZ = "/softmax-derivative?part=Questions"
CODE = "/softmax-derivative?part=Code&challenge=softmax_jacobian"
LAB = "/clustering-kmeans-knn"


@dataclass
class Beside:
    """Viva and an empty page, each in a tab of one browser."""

    browser: Browser
    viva: App
    empty: App

    def open(self, path: str) -> tuple[Page, Page]:
        """A page of ours, and the empty one."""
        pages = []
        for url in (self.viva.url + path, self.empty.url):
            page = self.browser.new_page()
            page.goto(url)
            settle(page)
            pages.append(page)
        return pages[0], pages[1]


def main() -> None:
    """Measure each."""
    heading()
    with servers() as beside:
        first_paint(beside)
        page_change(beside)
        click(beside)
        lab(beside)
        key(beside)
        verdict(beside)


@contextmanager
def servers() -> Iterator[Beside]:
    """Both servers, on an empty database."""
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        apps = App(Path(data)), App(Path(data), script=EMPTY)
        for app in apps:
            app.start()
        yield Beside(browser, *apps)
        browser.close()
        for app in apps:
            app.kill()


def first_paint(beside: Beside) -> None:
    """The front page in a new browser context, until its action can be clicked."""

    def opened(url: str, button: str) -> float:
        context = beside.browser.new_context()
        page = context.new_page()
        start = time.perf_counter()
        page.goto(url)
        page.get_by_role("button", name=button).wait_for()
        taken = time.perf_counter() - start
        context.close()
        return taken

    report(
        "home, first paint",
        8,
        lambda: opened(beside.viva.url, "Start"),
        lambda: opened(beside.empty.url, "Count"),
    )


def page_change(beside: Beside) -> None:
    """From one page to another, by the sidebar."""
    ours, peer = beside.open("/progress")
    links = itertools.cycle(["Plan", "Progress"])

    def follow() -> float:
        name = next(links)
        link = ours.get_by_test_id("stSidebar").get_by_role("link", name=name)
        seen = "name => document.querySelector('h1')?.innerText.trim() === name"
        return painted(ours, link, seen, name)

    report("page change, empty fragment", 20, follow, lambda: counted(peer))


def click(beside: Beside) -> None:
    """A click in the quiz until it is painted."""
    ours, peer = beside.open(QUIZ)
    report(
        "click in the quiz, empty fragment",
        30,
        lambda: press(ours, "Skip", "h2"),
        lambda: counted(peer),
    )


def lab(beside: Beside) -> None:
    """A step of a lab, drawn by the browser; and a setting that it asks for."""
    ours, peer = beside.open(LAB)
    slider = ours.get_by_role("slider", name="half-steps").last
    slider.wait_for()
    ours.wait_for_timeout(3000)
    keys = itertools.cycle(["ArrowRight"] * 4 + ["ArrowLeft"] * 4)
    drawn = (
        "[...document.querySelectorAll('.scatterlayer')].map(e => e.innerHTML).join()"
    )

    def step() -> float:
        slider.focus()
        return timed(
            ours,
            "keydown",
            lambda: slider.press(next(keys)),
            f"before => {drawn} !== before",
            ours.evaluate(drawn),
        )

    report("step of a lab, empty fragment", 20, step, lambda: counted(peer))
    starts = itertools.cycle(["k-means++", "random rows"])
    # The second figure's title has the sum that the setting leads to.
    title = "[data-testid=stMain] figcaption"

    def choose() -> float:
        name = next(starts)
        button = ours.get_by_role("radio", name=name)
        before = ours.locator(title).last.inner_text()
        return painted(
            ours,
            button,
            "([selector, before]) => [...document.querySelectorAll(selector)].at(-1)"
            "?.innerText !== before",
            [title, before],
        )

    report("setting of a lab, empty fragment", 20, choose, lambda: counted(peer))


def key(beside: Beside) -> None:
    """A key in the code editor, beside one in a plain text area of the same page."""
    ours, _ = beside.open(CODE)
    editor = ours.get_by_label("Your solution")
    editor.press("Control+End")
    ours.evaluate(
        "() => { const plain = document.createElement('textarea'); plain.id = 'plain';"
        " document.querySelector('[data-testid=stMain]').prepend(plain) }"
    )

    def typed(field: Locator, length: str) -> float:
        field.focus()
        return timed(
            ours,
            "keydown",
            lambda: ours.keyboard.press("x"),
            f"before => ({length}) > before",
            ours.evaluate(length),
        )

    report(
        "key in the editor, in a text area",
        60,
        lambda: typed(
            editor, "document.querySelector('.cm-content').textContent.length"
        ),
        lambda: typed(ours.locator("#plain"), "window.plain.value.length"),
    )


def verdict(beside: Beside) -> None:
    """A click on Submit until the verdict is painted.

    The solution is right and wrong in turn, so that each verdict is a new one.
    """
    right = judging.SOLUTION
    codes = itertools.cycle([right, right.replace("np.outer(p, p)", "p * p")])
    kinds = itertools.cycle(["Accepted", "Wrong answer"])
    ours, peer = beside.open(CODE)

    def write() -> None:
        ours.get_by_label("Your solution").fill(next(codes))
        ours.wait_for_timeout(700)
        settle(ours)

    def submit() -> float:
        return painted(
            ours,
            ours.get_by_role("button", name="Submit"),
            "kind => document.querySelector('.st-key-verdict')"
            "?.innerText.startsWith(kind)",
            next(kinds),
        )

    report(
        "click to verdict, empty fragment",
        20,
        submit,
        lambda: counted(peer),
        before=write,
    )


def counted(page: Page) -> float:
    """Seconds of a click on the empty page."""
    return press(page, "Count", "p")


def press(page: Page, button: str, watched: str) -> float:
    """Seconds from a click until the watched element reads differently."""
    last = page.locator(f"[data-testid=stMain] {watched}").last
    return painted(
        page,
        page.get_by_role("button", name=button),
        "([selector, before]) => {"
        "  const all = document.querySelectorAll(selector);"
        "  return all.length && all[all.length - 1].innerText !== before }",
        [f"[data-testid=stMain] {watched}", last.inner_text()],
    )


def painted(page: Page, target: Locator, seen: str, argument: object) -> float:
    """Seconds from a click until what `seen` asks for is painted."""
    return timed(page, "click", target.click, seen, argument)


def timed(
    page: Page, event: str, act: Callable[[], None], seen: str, argument: object
) -> float:
    """Seconds from an event to the end of the frame where `seen` is true.

    By the clock of the page, which looks for itself: what a driver does before it acts
    and after is not waited for by a learner.
    """
    page.evaluate(
        """([event, argument]) => {
            const { port1, port2 } = new MessageChannel()
            window.taken = new Promise(done => addEventListener(event, () => {
                const start = performance.now()
                const frame = () => requestAnimationFrame(() => port2.postMessage(0))
                port1.onmessage = () =>
                    (SEEN)(argument) ? done(performance.now() - start) : frame()
                frame()
            }, { capture: true, once: true }))
        }""".replace("SEEN", seen),
        [event, argument],
    )
    act()
    return float(page.evaluate("window.taken")) / 1000


if __name__ == "__main__":
    main()
