"""The one store of this process, and what the app remembers in drafts."""

from __future__ import annotations

import json

import streamlit as st

from db.store import Store, StoreError
from quiz.items.item import Item
from quiz.settings import database_url
from quiz.study.learner import Learner
from quiz.ui import trouble

UNSAVED = "unsaved"
TYPED = "typed"
"""What this window holds: a second one of the same learner writes the same drafts."""


@st.cache_resource(show_spinner=False, on_release=lambda store: store.close())
def store() -> Store:
    """The open store. Migrates the database on first use."""
    return Store.open(database_url())


@st.cache_resource(show_spinner=False)
def learner() -> Learner:
    """The learner whose store it is."""
    return Learner(store())


def current(item: Item) -> tuple[int, str]:
    """Seed of the variant the learner is at, and the response typed so far.

    Both live in one draft, so that a reload or a restart shows the same question
    with the same unsent answer.
    """
    text = typed(f"answer/{item.id}")
    found = json.loads(text) if text else {}
    if found.get("version") != item.version:
        return 1, ""
    return found["seed"], found["text"]


def keep(item: Item, seed: int, text: str) -> None:
    """Remember the variant the learner is at and the unsent response."""
    found = {"version": item.version, "seed": seed, "text": text}
    hold(f"answer/{item.id}", json.dumps(found))


def typed(key: str) -> str | None:
    """What was typed last under this key in this window; else in any, before it."""
    held = st.session_state.get(TYPED, {})
    return held[key] if key in held else draft(key)


def hold(key: str, text: str) -> None:
    """Keep what is typed, in this window and for the next."""
    st.session_state.setdefault(TYPED, {})[key] = text
    save(key, text)


def draft(key: str) -> str | None:
    """What was typed last under this key, saved or not."""
    unsaved = st.session_state.get(UNSAVED, {})
    return unsaved[key] if key in unsaved else store().draft(key)


def save(key: str, text: str) -> None:
    """Keep what is typed; where the store fails, in this session until it works."""
    unsaved = st.session_state.setdefault(UNSAVED, {})
    unsaved[key] = text
    try:
        for waiting in list(unsaved):
            store().save_draft(waiting, unsaved[waiting])
            del unsaved[waiting]
    except StoreError as error:
        trouble.note(error)
