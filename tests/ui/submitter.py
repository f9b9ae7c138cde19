"""An app that submits: `submitter.py COUNT`, started again wherever it was killed.

Submits whatever of the COUNT is not in the store, four at a time, by the code that the
challenge page calls. Ends when every one has its verdict.
"""

import logging
import sys
import time
from concurrent.futures import ThreadPoolExecutor

logging.disable()  # Streamlit says that there is no page here

from quiz.ui import judging, memory  # noqa: E402

CHALLENGE = "softmax-derivative/softmax"
RIGHT = """import numpy as np
def softmax(z):
    weights = np.exp(z - np.max(z))
    return weights / weights.sum()
"""
WRONG = RIGHT.replace("weights.sum()", "weights.max()")


def code(number: int) -> str:
    """Every fourth is wrong; the first line says which one it is."""
    return f"# {number}\n{WRONG if number % 4 == 0 else RIGHT}"


def number(source: str) -> int:
    return int(source.split("\n", 1)[0].removeprefix("# "))


def judged(n: int) -> None:
    judging.submit(CHALLENGE, code(n)).result()


def main(count: int) -> None:
    store = memory.store()
    known = {number(row.code) for row in (*store.pending(), *store.submissions())}
    judging.desk()
    with ThreadPoolExecutor(4) as pool:
        for n in range(count):
            if n not in known:
                pool.submit(judged, n)
    while store.pending():
        time.sleep(0.05)
    print("all judged", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
