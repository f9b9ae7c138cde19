"""Is this installation sound? Every check is tried, and says what it found."""

from __future__ import annotations

import os
import platform
from argparse import Namespace
from collections.abc import Callable

from quiz.cli.parser import RIGHT, WRONG
from quiz.settings import data_dir, database_url, hosted

Check = Callable[[], str]


class Unsound(Exception):  # noqa: N818 - reads as what it says
    """A check found something wrong; the message says what, and what to do."""


def doctor(_: Namespace) -> int:
    """Run each check; print a line for it."""
    checks = {
        "python": _python,
        "data folder": _folder,
        "database": _database,
        "judge": _judge,
    }
    sound = [_report(name, check) for name, check in checks.items()]
    return RIGHT if all(sound) else WRONG


def _report(name: str, check: Check) -> bool:
    try:
        found, sound = check(), True
    except Exception as error:
        found, sound = f"{type(error).__name__}: {error}", False
    print(f"{'ok   ' if sound else 'WRONG'}  {name:12} {found}")
    return sound


def _python() -> str:
    return f"{platform.python_version()} on {platform.system()} {platform.machine()}"


def _folder() -> str:
    folder = data_dir()
    folder.mkdir(parents=True, exist_ok=True)
    if not os.access(folder, os.W_OK):
        raise Unsound(f"{folder} is not writable; set VIVA_DATA_DIR to one that is")
    return str(folder)


def _database() -> str:
    from db.store import Store

    store = Store.open(database_url())
    try:
        state = store.integrity()
        count = len(store.answers())
    finally:
        store.close()
    if state != "ok":
        raise Unsound(f"the integrity check says: {state}")
    # The address may hold a password; only what it is gets printed.
    kind = database_url().split(":")[0]
    checked = "integrity ok" if kind == "sqlite" else "its server checks its integrity"
    return f"{kind}, {count} answers, {checked}"


def _judge() -> str:
    from quiz.judge.level import ISOLATED, measure
    from quiz.judge.runner import local

    level = measure(local())
    found = f"{level.name}: {level.meaning}"
    if level.open:
        found += f"; not guarded: {', '.join(level.open)}"
    if hosted() and level.name != ISOLATED:
        raise Unsound(f"{found}; VIVA_HOSTED=1 needs “{ISOLATED}”")
    return found
