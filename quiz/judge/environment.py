"""The environment of processes that we start."""

from __future__ import annotations

import os

ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"
)
"""Parallelism is across processes; a second thread of BLAS only spins."""

_PRIVATE = {"VIVA_DATABASE_URL", "VIVA_DATA_DIR"}


def trusted() -> dict[str, str]:
    """For programs of our own, which still need not know where answers are kept."""
    ours = {k: v for k, v in os.environ.items() if k not in _PRIVATE}
    return ours | ONE_THREAD
