"""A topic's page: read, answer, write code."""

from __future__ import annotations

import streamlit as st

from quiz import content, curriculum
from quiz.curriculum import Topic
from quiz.study.view import by_topic
from quiz.ui import coding, memory, questions, reading, trouble
from quiz.ui.parts import parts

SHOW = {"Read": reading.show, "Questions": questions.show, "Code": coding.show}


def page(topic: Topic) -> None:
    """Draw the topic; the part shown is in the URL."""
    (unit,) = [u for u in curriculum.units() if u.id == topic.unit]
    st.caption(unit.title)
    st.title(topic.title, anchor=False)
    if not topic.written:
        _not_written(topic)
        return
    st.markdown(f":gray[{content.notes(topic).summary}]")
    mine = by_topic()[topic.id]
    code = sum(item.kind == "challenge" for item in mine)
    part = parts({"Read": 0, "Questions": len(mine) - code, "Code": code})
    _remember(topic, part)
    SHOW[part](topic)


def _remember(topic: Topic, part: str) -> None:
    if st.session_state.get("visited") != (topic.id, part):
        trouble.noted(memory.store().visit)(topic.id, part)
        st.session_state["visited"] = (topic.id, part)


def _not_written(topic: Topic) -> None:
    st.markdown("This topic is not written yet.")
    topics, pages = curriculum.topics(), st.session_state["pages"]
    needs = [topics[i] for i in topic.prerequisites]
    if needs:
        names = " and ".join(f"*{other.title}*" for other in needs)
        st.markdown(f"It will build on {names}.")
    for other in needs:
        if other.written:
            st.page_link(pages[other.id])
    st.page_link(pages["home"], label="All topics")
