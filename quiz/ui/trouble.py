"""What goes wrong is told on the page, calmly, and takes nothing with it.

A page or fragment is drawn under `told`; what a click sets off goes through `noted`.
"""

from __future__ import annotations

import functools
import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec

import streamlit as st

from db.store import StoreError

P = ParamSpec("P")
KEY = "trouble"
LOG = logging.getLogger(__name__)


@contextmanager
def told() -> Iterator[None]:
    """Draw a page or a fragment; what fails in it, or failed before, is told above it.

    What is drawn already stays. Serves as a decorator too, below `st.fragment`.
    """
    place = st.empty()
    try:
        yield
    except Exception as error:
        note(error)
    if message := st.session_state.pop(KEY, None):
        place.container(key=KEY).error(message)


def noted(act: Callable[P, object]) -> Callable[P, None]:
    """The same act, whose failure is told by the page that is drawn next."""

    @functools.wraps(act)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            act(*args, **kwargs)
        except Exception as error:
            note(error)

    return guarded


def note(error: Exception) -> None:
    """Keep in words what went wrong, for the page to tell."""
    if isinstance(error, StoreError):
        st.session_state[KEY] = (
            f"**This could not be saved or read.** {error}. What you typed is still "
            "here: try again once the database works."
        )
        return
    name = secrets.token_hex(4)
    LOG.error("trouble %s", name, exc_info=error)
    st.session_state[KEY] = (
        "**Something went wrong here, and it was not you.** What you typed is kept; "
        f"reload to go on. The log has the details under `{name}`."
    )
