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
    return memory.store().draft(f"{_key(challenge)}/revision") or "0"


def current(challenge: Challenge) -> str:
    """What stands in the editor of this page; saved where it is new."""
    now = revision(challenge)
    held = f"held {challenge.id}"
    text: str
    before, text = st.session_state.get(held, ("", ""))
    if before != now:
        saved = memory.store().draft(_key(challenge))
        text = challenge.starter if saved is None else saved
    latest = typed(key(challenge), now)
    if latest is not None and latest != text:
        text = latest
        memory.store().save_draft(_key(challenge), text)
    st.session_state[held] = now, text
    return text


def replace(challenge: Challenge, text: str) -> None:
    """Put another text into the editor; what was there can be brought back."""
    store, draft = memory.store(), _key(challenge)
    store.save_draft(f"{draft}/before", current(challenge))
    _put(challenge, text)


def replaced(challenge: Challenge) -> bool:
    """Whether there is something to bring back."""
    return bool(memory.store().draft(f"{_key(challenge)}/before"))


def bring_back(challenge: Challenge) -> None:
    """What stood in the editor before the last replacement."""
    store, draft = memory.store(), _key(challenge)
    before = store.draft(f"{draft}/before")
    if before:
        store.save_draft(f"{draft}/before", "")
        _put(challenge, before)


def _put(challenge: Challenge, text: str) -> None:
    store, number = memory.store(), int(revision(challenge))
    store.save_draft(_key(challenge), text)
    store.save_draft(f"{_key(challenge)}/revision", str(number + 1))


def _key(challenge: Challenge) -> str:
    return f"code/{challenge.id}"
