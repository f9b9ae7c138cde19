"""Another process at work on a database; the tests start it and read what it says.

child.py write URL NAME  adds answers, saying each seed once it is on disk; derives
child.py open URL...     opens each database when a line comes in
child.py catch URL       derives, few answers at a time, when a line comes in
child.py fill URL BYTES  adds answers until no file may grow any more
child.py deny URL        opens it, gives up its rights, and tries again
"""

import itertools
import os
import sys
import zlib
from pathlib import Path

from db import folding
from db.models import Answer
from db.store import Store, StoreError


class Chain:
    """A fold that tells every order, every doubled and every missing answer apart."""

    kind = "chain"

    def key(self, answer: Answer) -> str:
        return answer.item[:1]

    def step(self, value: int | None, answer: Answer) -> int:
        return zlib.crc32(f"{answer.item} {answer.seed}".encode(), value or 0)

    def dump(self, value: int) -> str:
        return str(value)

    def load(self, text: str) -> int:
        return int(text)


FOLDS = [Chain(), folding.Tallies()]


def record(store: Store, name: str, seed: int, response: str = "1") -> None:
    store.record_answer(
        item=name, version=1, seed=seed, response=response, right=True, score=1.0
    )


def write(url: str, name: str) -> None:
    store = Store.open(url)
    for seed in itertools.count():
        record(store, name, seed)
        print(seed, flush=True)
        if seed % 10 == 0:
            store.catch_up(FOLDS)


def open_each(*urls: str) -> None:
    print("ready", flush=True)
    for url in urls:
        sys.stdin.readline()
        Store.open(url).close()
        print("open", flush=True)


def catch(url: str) -> None:
    folding.CHUNK = 20
    store = Store.open(url)
    print("ready", flush=True)
    sys.stdin.readline()
    store.catch_up(FOLDS)
    store.close()


def fill(url: str, size: str) -> None:
    import resource  # which Windows lacks

    store = Store.open(url)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(size), int(size)))
    try:
        for seed in itertools.count():
            record(store, "full", seed, "x" * 10_000)
            print(seed, flush=True)
    except StoreError as error:
        print(error, flush=True)
    store.close()


def deny(url: str) -> None:
    store = Store.open(url)
    record(store, "before", 1)
    store.close()
    folder = Path(url.removeprefix("sqlite:///")).parent
    for path in [*folder.iterdir(), folder]:
        path.chmod(0o555)
    if os.geteuid() == 0:
        os.seteuid(65534)  # what is read-only binds everybody but root
    try:
        store = Store.open(url)
        print(len(store.answers()), flush=True)
        record(store, "after", 1)
    except StoreError as error:
        print(error, flush=True)


COMMANDS = {
    "write": write,
    "open": open_each,
    "catch": catch,
    "fill": fill,
    "deny": deny,
}

if __name__ == "__main__":
    COMMANDS[sys.argv[1]](*sys.argv[2:])
