"""Home: continue where you left, then every unit and topic with its state."""

from __future__ import annotations

import itertools

import streamlit as st

from db.store import Tally
from quiz import content, curriculum
from quiz.curriculum import Topic
from quiz.ui import memory


def page() -> None:
    """Draw the page. Imports no topic."""
    st.title("Machine learning, ready to be asked", anchor=False)
    _next_step()
    tally, solved = memory.store().tally(), memory.store().solved()
    for unit in curriculum.units():
        st.header(unit.title, anchor=False)
        # Neighbours that are not written share one element: 66 rows paint slowly.
        for written, group in itertools.groupby(unit.topics, lambda t: t.written):
            if written:
                for topic in group:
                    _row(topic, tally, solved)
            else:
                lines = [f"- :gray[{t.title} · not written yet]" for t in group]
                st.markdown("\n".join(lines))


def _next_step() -> None:
    visit = memory.store().last_visit()
    topics = curriculum.topics()
    known = visit is not None and visit.topic in topics and topics[visit.topic].written
    if visit is not None and known:
        topic, part, verb = topics[visit.topic], visit.part, "Continue"
    else:
        topic, part, verb = content.written()[0], "Read", "Start"
    st.markdown(
        f"{'You left off at' if known else 'Begin with'} **{topic.title}**. "
        f"{content.notes(topic).summary}"
    )
    if st.button(verb, type="primary"):
        pages = st.session_state["pages"]
        st.switch_page(pages[topic.id], query_params={"part": part})


def _row(topic: Topic, tally: dict[str, Tally], solved: set[str]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(st.session_state["pages"][topic.id], width="stretch")
        st.caption(_state(topic, tally, solved), width="content")


def _state(topic: Topic, tally: dict[str, Tally], solved: set[str]) -> str:
    mine = [t for item, t in tally.items() if item.startswith(f"{topic.id}/")]
    done = [c for c in content.challenge_ids(topic) if c in solved]
    if not mine and not done:
        return "not started"
    right = sum(t.last_right for t in mine)
    parts = [f"{right} of {len(mine)} questions right"] if mine else []
    total = len(content.challenge_ids(topic))
    return ", ".join([*parts, f"{len(done)} of {total} challenges solved"])
