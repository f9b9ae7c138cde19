"""The real app on a real database, and a browser to walk through it."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.install import find

ROOT = Path(__file__).parent.parent.parent
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# A machine that does other things too is slow; what is awaited comes all the same.
expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In CI, where nobody looks, a test that was late on a busy machine runs again."""
    reruns = 2 if os.environ.get("CI") == "true" else 0
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=reruns))


@dataclass
class App:
    """A server of its own, with a data folder that outlives a restart."""

    folder: Path
    script: Path = ROOT / "streamlit_app.py"
    url: str = ""
    process: subprocess.Popen[bytes] | None = None

    def start(self, port: int = 0) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        command = [
            "-m",
            "streamlit",
            "run",
            str(self.script),
            "--server.headless=true",
        ]
        environment = {**os.environ, "VIVA_DATA_DIR": str(self.folder)}
        environment.pop("VIVA_DATABASE_URL", None)
        self.process = subprocess.Popen(
            [sys.executable, *command, f"--server.port={port}"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=1):
                    return
            except urllib.error.URLError:
                time.sleep(0.1)
        raise TimeoutError("the app did not start within 30 s")

    def kill(self) -> None:
        """End the server as a power cut would."""
        assert self.process
        self.process.kill()
        self.process.wait()


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    server = App(tmp_path)
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find()
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no headless Chromium: tests/browser/install.py says why")
        pytest.skip("no headless Chromium could be found or installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page; requests that leave this machine fail the test."""
    pages: list[tuple[Page, list[str]]] = []

    def open_(url: str, *, width: int = 1280, scheme: str = "light") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
        )
        page = context.new_page()
        outside: list[str] = []
        local = ("http://127.0.0.1", "data:", "blob:")
        page.on(
            "request",
            lambda r: None if r.url.startswith(local) else outside.append(r.url),
        )
        pages.append((page, outside))
        page.goto(url)
        return page

    yield open_
    for page, outside in pages:
        broken = page.get_by_text("Something went wrong here").all_inner_texts()
        assert broken == []
        page.context.close()
        assert outside == []


def settle(page: Page) -> None:
    """Wait until the script has run and what it sent is painted."""
    page.wait_for_selector('[data-test-script-state="notRunning"]', timeout=20_000)
    page.wait_for_timeout(150)


def expect_code(page: Page, code: str) -> None:
    """Wait until the editor holds exactly this. Short enough to be drawn whole."""
    read = """code => [...document.querySelectorAll(".cm-content .cm-line")]
        .map(line => line.textContent).join("\\n") === code"""
    page.wait_for_function(read, arg=code, timeout=20_000)
