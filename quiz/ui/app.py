"""Navigation: one page a topic, each with a URL of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from db.store import StoreError
from quiz import curriculum
from quiz.curriculum import Topic
from quiz.settings import hosted

STYLE = Path(__file__).with_name("style.css")


def run() -> None:
    """Draw the sidebar and the page that the URL names."""
    st.set_page_config(page_title="Viva", layout="centered")
    st.html(STYLE)
    if hosted() and (why := _refused()):
        st.error(why)
        return
    home = st.Page(_home, title="Today", default=True)
    progress = st.Page(_progress, title="Progress", url_path="progress")
    topics = {topic.id: _page(topic) for topic in curriculum.topics().values()}
    chosen = st.navigation([home, progress, *topics.values()], position="hidden")
    st.session_state["pages"] = topics
    with st.sidebar:
        st.markdown("## Viva", anchors=False)
        st.page_link(home)
        st.page_link(progress)
        _topic_links(topics)
    try:
        chosen.run()
    except StoreError as error:
        st.error(f"Your progress could not be read or written. {error}")


def _refused() -> str:
    from quiz.ui import judging

    return judging.refused()


def _topic_links(pages: dict[str, st.Page]) -> None:
    for unit in curriculum.units():
        written = [topic for topic in unit.topics if topic.written]
        if written:
            st.caption(unit.title)
        for topic in written:
            st.page_link(pages[topic.id])


def _page(topic: Topic) -> st.Page:
    return st.Page(_show(topic), title=topic.title, url_path=topic.id)


def _show(topic: Topic) -> Callable[[], None]:
    def page() -> None:
        from quiz.ui import topic as view

        view.page(topic)

    return page


def _home() -> None:
    from quiz.ui import home

    home.page()


def _progress() -> None:
    from quiz.ui import progress

    progress.page()
