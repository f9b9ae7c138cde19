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
    report("home page, empty page", 20, ours.run, peer.run)


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

        def submit() -> None:
            code.get_by_role("button", name="Submit").click()
            code.wait_for_function(
                "kind => document.querySelector('.st-key-verdict')"
                "?.innerText.startsWith(kind)",
                arg=next(kinds),
                polling="raf",
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


def press(page: Page, button: str, watched: str) -> None:
    """Click, and return when the watched element reads differently."""
    last = page.locator(f"[data-testid=stMain] {watched}").last
    before = last.inner_text()
    page.get_by_role("button", name=button).click()
    page.wait_for_function(
        "([selector, before]) => {"
        "  const all = document.querySelectorAll(selector);"
        "  return all.length && all[all.length - 1].innerText !== before }",
        arg=[f"[data-testid=stMain] {watched}", before],
        polling="raf",
    )


def report(
    name: str,
    rounds: int,
    ours: Callable[[], object],
    peer: Callable[[], object],
    before: Callable[[], object] = lambda: None,
) -> None:
    """Median times of both, taken in turn after `before`, and their ratio."""
    times: tuple[list[float], list[float]] = ([], [])
    before(), ours(), peer()
    for _ in range(rounds):
        before()
        for function, taken in zip((ours, peer), times, strict=True):
            start = time.perf_counter()
            function()
            taken.append(time.perf_counter() - start)
    mine, theirs = (1000 * median(taken) for taken in times)
    print(f"{name:34}{mine:7.1f} ms{theirs:7.1f} ms{mine / theirs:8.2f}")


if __name__ == "__main__":
    main()
