"""Speed beside a peer in the same run: `make bench`. One thread, whoever starts it."""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"
