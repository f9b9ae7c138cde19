"""A speed round: easy questions against the clock, whose start is kept as a draft."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from db.store import utc_now
from quiz.ui import memory
from quiz.ui.timer import timer

SECONDS = 180.0
BEGUN = "speed/begun"


def running() -> bool:
    """Whether questions may be asked; draws the clock, or else the way to a round."""
    text = memory.draft(BEGUN)
    begun = datetime.fromisoformat(text) if text else None
    if begun:
        passed = (utc_now() - begun).total_seconds()
        if passed < SECONDS and not timer(str(begun), passed, SECONDS):
            return True
    st.title("Speed round", anchor=False)
    st.markdown("Easy questions from what you have begun, for three minutes.")
    if begun:
        _result(begun)
    st.button(
        "Another round" if begun else "Begin",
        type="primary",
        on_click=lambda: memory.save(BEGUN, utc_now().isoformat()),
    )
    return False


def _result(begun: datetime) -> None:
    given = [
        answer
        for answer in memory.store().answers(since=begun)
        if (answer.at - begun).total_seconds() <= SECONDS
    ]
    right = sum(answer.right for answer in given)
    st.markdown(f"The last round: **{right}** right of {len(given)}.")
