"""Screenshots of every page in light and dark, at 1280 and 375 px: `make shots`."""

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from quiz import content
from tests.browser.conftest import FLAGS, ROOT, App, settle
from tests.browser.install import find

PAGES = {
    "home": "/",
    "topic": "/softmax-derivative",
    "question": "/softmax-derivative?part=Questions",
    "matrix": "/softmax-derivative?part=Questions&question=whole_jacobian",
    "choice": "/softmax-derivative?part=Questions&question=null_direction",
    "coding": "/softmax-derivative?part=Code&challenge=softmax_jacobian",
    "practice": "/practice",
    "interview": "/interview",
    "plan": "/plan",
    "diagnosis": "/diagnosis",
    "progress": "/progress",
    "search": "/search?q=softmax",
    "claims": "/evidence?topic=softmax-derivative",
    "engine": "/evidence?of=Engine&family=nn&function=nn.softmax.softmax",
    "settings": "/settings",
    "sheet": "/sheet",
    "unwritten": "/pca",
}
WRONG = """import numpy as np

def softmax_jacobian(z):
    e = np.exp(z - z.max())
    p = e / e.sum()
    return np.diag(p) - p * p
"""


def main() -> None:
    """Answer a question and submit a wrong solution, then take every picture."""
    folder = ROOT / "shots"
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        app = App(Path(data))
        app.start()
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        page = browser.new_page()
        page.goto(app.url + PAGES["question"])
        variant = content.item("softmax-derivative/diagonal_entry").draw(1)
        mistake = f"{float(variant.ask.mistakes[0].result):.4f}"
        page.get_by_label("Your answer").fill(mistake)
        page.get_by_role("button", name="Check").click()
        page.get_by_text("Not quite.").wait_for()
        page.goto(app.url + PAGES["coding"])
        page.get_by_label("Your solution").fill(WRONG)
        page.get_by_role("button", name="Submit").click()
        page.get_by_text("Wrong answer").wait_for()
        for scheme in ("light", "dark"):
            for width in (1280, 375):
                page = browser.new_page(
                    color_scheme=scheme,  # type: ignore[arg-type]
                    viewport={"width": width, "height": 960},
                )
                for name, path in PAGES.items():
                    page.goto(app.url + path)
                    page.get_by_role("heading", level=1).wait_for()
                    if page.locator(".editor").count():
                        page.locator(".cm-content").wait_for()
                    settle(page)
                    page.wait_for_timeout(700)
                    page.screenshot(path=folder / f"{name}-{scheme}-{width}.png")
        browser.close()
        app.kill()


if __name__ == "__main__":
    main()
