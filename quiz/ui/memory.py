"""The one store of this process, and what the app remembers in drafts."""

from __future__ import annotations

import json

import streamlit as st

from db.store import Store
from quiz.items.item import Item
from quiz.settings import database_url
from quiz.study.learner import Learner


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
    text = store().draft(f"answer/{item.id}")
    draft = json.loads(text) if text else {}
    if draft.get("version") != item.version:
        return 1, ""
    return draft["seed"], draft["text"]


def keep(item: Item, seed: int, text: str) -> None:
    """Remember the variant the learner is at and the unsent response."""
    draft = {"version": item.version, "seed": seed, "text": text}
    store().save_draft(f"answer/{item.id}", json.dumps(draft))
