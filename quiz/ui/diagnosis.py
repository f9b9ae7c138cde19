"""The first session: at most twenty questions that find out what is known."""

from __future__ import annotations

import streamlit as st

from quiz import content, curriculum
from quiz.study import diagnosis
from quiz.ui import memory, question, trouble


def page() -> None:
    """Draw the page."""
    _diagnose()


@st.fragment
@trouble.told()
def _diagnose() -> None:
    learner = memory.learner()
    running = learner.open_sitting(diagnosis.KIND)
    if running is None:
        _introduce()
        return
    sitting = running.id
    given = learner.store.answers(sitting=sitting)
    stopped = memory.draft(_stopped(sitting)) is not None
    following = None if stopped else learner.next_diagnosed(sitting)
    if following is None:
        _found(sitting)
        return
    item = content.item(following.id)
    asked = question.at(item)
    if asked.response is not None:
        question.renew(item)
        asked = question.at(item)
    st.caption(f"question {len(given) + 1} of at most {diagnosis.QUESTIONS}")
    st.title(item.title, anchor=False)
    with st.container(width=720):
        question.show(asked, sitting)
        with st.container(horizontal=True):
            question.check_button(asked.variant, sitting)
            st.button("I do not know this", on_click=trouble.noted(learner.unknown),
                      args=(asked.variant, sitting))  # fmt: skip
            st.button("Stop here", type="tertiary", on_click=memory.save,
                      args=(_stopped(sitting), "yes"))  # fmt: skip


def _stopped(sitting: int) -> str:
    return f"diagnosis/{sitting}/stopped"


def _introduce() -> None:
    st.title("What do you know already?", anchor=False)
    st.markdown(
        "At most twenty short questions, each chosen by your answers to the ones "
        "before. What you know is then skipped, what you do not is planned. You can "
        "stop at any time."
    )
    if st.button("Begin", type="primary"):
        memory.store().begin(diagnosis.KIND, "{}")
        st.rerun()


def _found(sitting: int) -> None:
    st.title("Thank you", anchor=False)
    view = memory.learner().view()
    ready = view.readiness()
    st.markdown(
        f"An interview today would come out at about **{ready.score:.0%}**, between "
        f"{ready.low:.0%} and {ready.high:.0%}."
    )
    best = sorted(ready.parts, key=lambda part: -part.gain)[:3]
    names = [f"- {curriculum.topics()[part.topic].title}" for part in best]
    st.markdown("\n".join(["Most worth your time now:", "", *names]))
    if st.button("To today's plan", type="primary"):
        memory.store().end(sitting, 0.0)
        st.switch_page(st.session_state["pages"]["home"])
