"""`python -m quiz ...`: the course on the command line."""

import sys

from quiz.cli.parser import main

if __name__ == "__main__":
    sys.exit(main())
