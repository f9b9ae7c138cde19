"""Another process at work on a database; the tests start it and read what it says.

child.py write URL NAME COUNT   adds answers, saying each seed once it is on disk
child.py open URL...            opens each database when a line comes in
"""

import sys

from db.store import Store


def write(url: str, name: str, count: str) -> None:
    store = Store.open(url)
    for seed in range(int(count)):
        answer = store.record_answer(
            item=name, version=1, seed=seed, response="1", right=True, score=1.0
        )
        print(answer.seed, flush=True)
    store.close()


def open_each(*urls: str) -> None:
    print("ready", flush=True)
    for url in urls:
        sys.stdin.readline()
        Store.open(url).close()
        print("open", flush=True)


if __name__ == "__main__":
    {"write": write, "open": open_each}[sys.argv[1]](*sys.argv[2:])
