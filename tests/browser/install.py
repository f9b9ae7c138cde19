"""Find a headless Chromium for the browser tests, or install one.

Prints where it is. Looks on the PATH, then in Playwright's own folder, then installs:
Debian's package where this process may do that, Playwright's build elsewhere.
Exit status 1, with the reason, where no browser can be had.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """Path of an installed Chromium, or None."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install() -> None:
    """Install a Chromium with the means that this machine has."""
    debian = shutil.which("apt-get") and Path("/etc/debian_version").exists()
    if debian and not Path("/etc/lsb-release").exists() and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], check=False)
    else:
        playwright = [sys.executable, "-m", "playwright", "install"]
        # Only root can add the system libraries that Chromium needs.
        extra = ["--with-deps"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        subprocess.run([*playwright, *extra, "chromium"], check=False)


if __name__ == "__main__":
    if not find():
        install()
    path = find()
    print(path or "No headless Chromium could be found or installed.")
    sys.exit(0 if path else 1)
