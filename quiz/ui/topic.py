"""A topic's page: read, answer, write code."""

from __future__ import annotations

import streamlit as st

from quiz import content, curriculum
from quiz.curriculum import Topic
from quiz.ui import coding, memory, questions, reading, trouble

PARTS = ("Read", "Questions", "Code")


def page(topic: Topic) -> None:
    """Draw the topic; the part shown is in the URL."""
    (unit,) = [u for u in curriculum.units() if u.id == topic.unit]
    st.caption(unit.title)
    st.title(topic.title, anchor=False)
    if not topic.written:
        _not_written(topic)
        return
    st.markdown(f":gray[{content.notes(topic).summary}]")
    read, ask, code = st.tabs(PARTS, key="part", on_change="rerun", bind="query-params")
    _remember(topic)
    if read.open:
        with read:
            reading.show(topic)
    if ask.open:
        with ask:
            questions.show(topic)
    if code.open:
        with code:
            coding.show(topic)


def _remember(topic: Topic) -> None:
    part = st.session_state["part"] or PARTS[0]
    if st.session_state.get("visited") != (topic.id, part):
        trouble.noted(memory.store().visit)(topic.id, part)
        st.session_state["visited"] = (topic.id, part)


def _not_written(topic: Topic) -> None:
    st.markdown("This topic is not written yet.")
    if topic.prerequisites:
        names = [curriculum.topics()[i].title for i in topic.prerequisites]
        st.markdown(f"It will build on {' and '.join(f'*{name}*' for name in names)}.")
    st.markdown("What you can study today:")
    for other in content.written():
        st.page_link(st.session_state["pages"][other.id])
