"""Where things are kept: the data folder and the database."""

from __future__ import annotations

import os
from pathlib import Path


def data_dir() -> Path:
    """The learner's data folder: `VIVA_DATA_DIR`, or the platform's usual place."""
    if folder := os.environ.get("VIVA_DATA_DIR"):
        return Path(folder).expanduser().resolve()
    import platformdirs

    return Path(platformdirs.user_data_dir("viva", appauthor=False))


def hosted() -> bool:
    """Whether strangers may use this installation: `VIVA_HOSTED=1`."""
    return os.environ.get("VIVA_HOSTED") == "1"


def database_url() -> str:
    """`VIVA_DATABASE_URL`, or an SQLite file in the data folder."""
    return os.environ.get("VIVA_DATABASE_URL") or f"sqlite:///{data_dir() / 'viva.db'}"
