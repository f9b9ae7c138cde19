"""Print each measurement as a ratio against something measured in the same run."""

from __future__ import annotations

import itertools
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright
from streamlit.testing.v1 import AppTest

from benchmarks import judging
from tests.browser.conftest import FLAGS, App, settle
from tests.browser.install import find

ROOT = Path(__file__).parent.parent
EMPTY = ROOT / "benchmarks" / "empty_page.py"


def main() -> None:
    """Run every benchmark."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["VIVA_DATA_DIR"] = folder
        os.environ.pop("VIVA_DATABASE_URL", None)
        print(f"{'':34}{'ours':>10}{'peer':>10}{'ratio':>8}")
        home()
        click(Path(folder))
        verdict(Path(folder))
        judging.main()


def home() -> None:
    """The server-side run of the home page beside an empty page."""
    ours = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
    peer = AppTest.from_file(str(EMPTY))
    report(
        "home page, empty page", 20, lambda: clock(ours.run), lambda: clock(peer.run)
    )


def click(folder: Path) -> None:
    """A click in the quiz until it is painted, beside a button on an empty page."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        viva, empty = App(folder), App(folder, script=EMPTY)
        pages = []
        for app, path in ((viva, "/softmax-derivative?part=Questions"), (empty, "/")):
            app.start()
            page = browser.new_page()
            page.goto(app.url + path)
            settle(page)
            pages.append(page)
        quiz, peer = pages
        report(
            "click to paint, empty fragment",
            30,
            lambda: press(quiz, "Skip", "h2"),
            lambda: press(peer, "Count", "p"),
        )
        browser.close()
        viva.kill()
        empty.kill()


def verdict(folder: Path) -> None:
    """A click on Submit until the verdict is painted, beside a button on an empty page.

    The solution is right and wrong in turn, so that each verdict is a new one.
    """
    right = judging.SOLUTION
    codes = itertools.cycle([right, right.replace("np.outer(p, p)", "p * p")])
    kinds = itertools.cycle(["Accepted", "Wrong answer"])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        viva, empty = App(folder), App(folder, script=EMPTY)
        pages = []
        path = "/softmax-derivative?part=Code&challenge=softmax_jacobian"
        for app, place in ((viva, path), (empty, "/")):
            app.start()
            page = browser.new_page()
            page.goto(app.url + place)
            settle(page)
            pages.append(page)
        code, peer = pages

        def write() -> None:
            code.get_by_label("Your solution").fill(next(codes))
            code.wait_for_timeout(700)
            settle(code)

        def submit() -> float:
            return painted(
                code,
                "Submit",
                "kind => document.querySelector('.st-key-verdict')"
                "?.innerText.startsWith(kind)",
                next(kinds),
            )

        report(
            "click to verdict, empty fragment",
            20,
            submit,
            lambda: press(peer, "Count", "p"),
            before=write,
        )
        browser.close()
        viva.kill()
        empty.kill()


def press(page: Page, button: str, watched: str) -> float:
    """Seconds from a click until the watched element reads differently."""
    last = page.locator(f"[data-testid=stMain] {watched}").last
    return painted(
        page,
        button,
        "([selector, before]) => {"
        "  const all = document.querySelectorAll(selector);"
        "  return all.length && all[all.length - 1].innerText !== before }",
        [f"[data-testid=stMain] {watched}", last.inner_text()],
    )


def painted(page: Page, button: str, seen: str, argument: object) -> float:
    """Seconds from a click, as the page gets it, to the frame where `seen` is true.

    By the clock of the page: what a driver does before it clicks is not waited for by a
    learner.
    """
    page.evaluate(
        "() => addEventListener('click', () => { window.clicked = performance.now() },"
        " { capture: true, once: true })"
    )
    page.get_by_role("button", name=button).click()
    milliseconds = page.wait_for_function(
        f"argument => ({seen})(argument) && performance.now() - window.clicked",
        arg=argument,
        polling="raf",
    ).json_value()
    return float(milliseconds) / 1000


def clock(function: Callable[[], object]) -> float:
    """Seconds that a call takes."""
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def report(
    name: str,
    rounds: int,
    ours: Callable[[], float],
    peer: Callable[[], float],
    before: Callable[[], object] = lambda: None,
) -> None:
    """Median seconds of both, measured in turn after `before`, and their ratio."""
    times: tuple[list[float], list[float]] = ([], [])
    before(), ours(), peer()
    for _ in range(rounds):
        before()
        for function, taken in zip((ours, peer), times, strict=True):
            taken.append(function())
    mine, theirs = (1000 * median(taken) for taken in times)
    print(f"{name:34}{mine:7.1f} ms{theirs:7.1f} ms{mine / theirs:8.2f}")


if __name__ == "__main__":
    main()
