"""Speed beside a peer in the same run: `make bench`. One thread, whoever starts it."""

import os

from quiz.judge.environment import ONE_THREAD

os.environ.update(ONE_THREAD)
