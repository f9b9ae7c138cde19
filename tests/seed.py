"""The seed that decides which sample of a sweep the suite takes."""

import os

SEED = int(os.environ.get("VIVA_SEED", "0"))
