"""A sheet to print for the last 48 hours: the weakest, with their answers."""

from __future__ import annotations

import streamlit as st

from quiz import content, curriculum
from quiz.study.sets import entries
from quiz.ui import memory


def page() -> None:
    """Draw the page."""
    view = memory.learner().view()
    chosen = entries("weakest", view, ())
    st.title("The last 48 hours", anchor=False)
    if not chosen:
        st.markdown("Nothing was learnt yet. Start with today's questions.")
        return
    st.markdown(
        f"The {len(chosen)} questions that you are least likely to get right, with "
        "their answers. Cover the answers; print with your browser."
    )
    for entry in chosen:
        variant = content.item(entry.id).draw(view.cards[entry.id].seed)
        grade = variant.grade(variant.key)
        topic = curriculum.topics()[entry.topic]
        st.subheader(variant.item.title, anchor=False)
        st.caption(f"{topic.title} · {entry.why}")
        st.markdown(variant.ask.prompt)
        points = "\n".join(f"- {note}" for note in grade.notes)
        if variant.item.kind.name == "recall":
            st.markdown(points)
        else:
            st.markdown(f"**{grade.key}**")
        st.markdown(grade.why)
