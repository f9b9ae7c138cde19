"""A topic's questions, one at a time. What is shown follows from what is stored."""

from __future__ import annotations

import streamlit as st

from quiz import content
from quiz.curriculum import Topic
from quiz.items.item import Item
from quiz.ui import memory, question, trouble
from quiz.ui.question import Asked

PARAMETER = "question"


@st.fragment
@trouble.told()
def show(topic: Topic) -> None:
    """The question that the URL names, or the first that is not right yet."""
    items = content.items(topic)
    place = _place(items)
    item = items[place]
    asked = question.at(item)
    st.caption(f"question {place + 1} of {len(items)} · level {item.level}")
    st.header(item.title, anchor=False)
    with st.container(width=720):
        question.show(asked)
        _buttons(items, place, asked)


def _place(items: list[Item]) -> int:
    names = [item.id.split("/")[1] for item in items]
    named = st.query_params.get(PARAMETER)
    if named not in names:
        tally = memory.store().tally()
        open_ = [
            i
            for i, x in enumerate(items)
            if x.id not in tally or not tally[x.id].last_right
        ]
        named = names[open_[0] if open_ else 0]
        st.query_params[PARAMETER] = named
    return names.index(named)


def _buttons(items: list[Item], place: int, asked: Asked) -> None:
    item = items[place]
    following = items[(place + 1) % len(items)].id.split("/")[1]
    with st.container(horizontal=True):
        if asked.response is not None:
            st.button("Next question", type="primary", on_click=_go, args=(following,))
            st.button(
                "Same question, new numbers",
                on_click=question.renew,
                args=(item,),
            )
            question.undo_button(asked.variant)
        else:
            question.check_button(asked.variant)
            st.button("Skip", on_click=_go, args=(following,))
            if st.button("Drill all, the weakest first", type="tertiary"):
                pages = st.session_state["pages"]
                target = {"set": f"topic:{item.topic}"}
                st.switch_page(pages["practice"], query_params=target)


def _go(name: str) -> None:
    st.query_params[PARAMETER] = name
    question.leave()
