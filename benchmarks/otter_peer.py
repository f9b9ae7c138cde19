"""The peer: otter-grader on the same submission, in an interpreter that has it.

`python otter_peer.py ROUNDS` reads the submission on standard input and prints the
milliseconds of each round. Needs `pip install otter-grader ipykernel numpy`.
"""

import json
import logging
import os
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from otter.execute import grade_notebook

TEST = '''
OK_FORMAT = True
test = {"name": "q1", "points": 1, "suites": [{"type": "doctest", "scored": True,
  "setup": "", "teardown": "", "cases": [{"hidden": False, "locked": False, "code":
  """>>> J = softmax_jacobian(np.array([0.0, 0.0]))
>>> bool(np.allclose(J, [[0.25, -0.25], [-0.25, 0.25]]))
True"""}]}]}
'''


def main(rounds: int) -> None:
    logging.disable()
    cells = [nbformat.v4.new_code_cell(sys.stdin.read())]
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        Path("tests").mkdir()
        Path("tests/q1.py").write_text(TEST)
        nbformat.write(nbformat.v4.new_notebook(cells=cells), "submission.ipynb")
        for _ in range(rounds):
            start = time.perf_counter()
            found = grade_notebook(
                "submission.ipynb", tests_glob=["tests/q1.py"], test_dir="tests"
            )
            taken = time.perf_counter() - start
            assert found.total == found.possible == 1, found
            print(json.dumps(1000 * taken), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
