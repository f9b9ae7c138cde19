"""The code of a challenge: kept as typed, replaced, brought back."""

from __future__ import annotations

import streamlit as st

from quiz.coding.challenge import Challenge
from quiz.ui import memory
from quiz.ui.editor import typed


def key(challenge: Challenge) -> str:
    """Of the editor's component."""
    return f"editor {challenge.id}"


def revision(challenge: Challenge) -> str:
    """How often the text was replaced. Kept, so that a page that comes back after a
    restart of the app knows its own text."""
    return memory.typed(f"{_key(challenge)}/revision") or "0"


def current(challenge: Challenge) -> str:
    """What stands in the editor of this page; saved where it is new."""
    now = revision(challenge)
    held = f"held {challenge.id}"
    text: str
    before, text = st.session_state.get(held, ("", ""))
    if before != now:
        kept = memory.typed(_key(challenge))
        text = challenge.starter if kept is None else kept
    latest = typed(key(challenge), now)
    if latest is not None and (latest != text or not saved(challenge)):
        text = latest
        memory.hold(_key(challenge), text)
    st.session_state[held] = now, text
    return text


def saved(challenge: Challenge) -> bool:
    """Whether what stands in the editor is in the store."""
    return _key(challenge) not in st.session_state.get(memory.UNSAVED, {})


def replace(challenge: Challenge, text: str) -> None:
    """Put another text into the editor; what was there can be brought back."""
    memory.hold(f"{_key(challenge)}/before", current(challenge))
    _put(challenge, text)


def replaced(challenge: Challenge) -> bool:
    """Whether there is something to bring back."""
    return bool(memory.typed(f"{_key(challenge)}/before"))


def bring_back(challenge: Challenge) -> None:
    """What stood in the editor before the last replacement."""
    before = memory.typed(f"{_key(challenge)}/before")
    if before:
        memory.hold(f"{_key(challenge)}/before", "")
        _put(challenge, before)


def _put(challenge: Challenge, text: str) -> None:
    memory.hold(_key(challenge), text)
    number = int(revision(challenge))
    memory.hold(f"{_key(challenge)}/revision", str(number + 1))


def _key(challenge: Challenge) -> str:
    return f"code/{challenge.id}"
