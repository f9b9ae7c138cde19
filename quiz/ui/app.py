"""Navigation: one page a topic, each with a URL of its own."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path

import streamlit as st

from quiz import curriculum
from quiz.curriculum import Topic
from quiz.settings import hosted
from quiz.ui import trouble
from quiz.ui.sidebar import sidebar

PARTS = {
    "home": "Today",
    "practice": "Practice",
    "mock": "Interview",
    "plan": "Plan",
    "progress": "Progress",
    "search": "Search",
    "evidence": "Evidence",
    "settings": "Settings",
    "diagnosis": "What do you know already?",
    "sheet": "The last 48 hours",
}
"""Modules of pages and their titles."""
PATHS = {"mock": "interview"}
SHOWN = "home", "mock", "plan", "progress", "search", "evidence", "settings"
"""In the sidebar."""
SIDEBAR = 264
"""Pixels that it is wide; folded on a phone."""
STYLE = Path(__file__).with_name("style.css")


def run() -> None:
    """Draw the sidebar and the page that the URL names."""
    st.set_page_config("Viva", layout="centered", initial_sidebar_state=SIDEBAR)
    st.html(STYLE)
    if hosted() and (why := _refused()):
        st.error(why)
        return
    named = {name: _part(name, title) for name, title in PARTS.items()}
    topics = {topic.id: _page(topic) for topic in curriculum.topics().values()}
    chosen = st.navigation([*named.values(), *topics.values()], position="hidden")
    st.session_state["pages"] = named | topics
    sidebar([named[name] for name in SHOWN], topics, chosen.url_path)
    with trouble.told():
        chosen.run()


def _refused() -> str:
    from quiz.ui import judging

    return judging.refused()


def _page(topic: Topic) -> st.Page:
    return st.Page(_show(topic), title=topic.title, url_path=topic.id)


def _show(topic: Topic) -> Callable[[], None]:
    def page() -> None:
        from quiz.ui import topic as view

        view.page(topic)

    return page


def _part(name: str, title: str) -> st.Page:
    """A page of its own module, which is imported when it is shown."""

    def page() -> None:
        importlib.import_module(f"quiz.ui.{name}").page()

    home = name == "home"
    path = None if home else PATHS.get(name, name)
    return st.Page(page, title=title, url_path=path, default=home)
