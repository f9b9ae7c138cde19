"""A topic's questions, one at a time. What is shown follows from what is stored."""

from __future__ import annotations

import streamlit as st

from quiz import content
from quiz.curriculum import Topic
from quiz.items.item import Item, Variant
from quiz.ui import memory, question, trouble

PARAMETER = "question"


@st.fragment
@trouble.told()
def show(topic: Topic) -> None:
    """The question that the URL names, or the first that is not right yet."""
    items = content.items(topic)
    place = _place(items)
    item = items[place]
    variant, typed = question.at(item)
    st.caption(f"question {place + 1} of {len(items)} · level {item.level}")
    st.header(item.title, anchor=False)
    with st.container(width=720):
        question.show(variant, typed)
        _buttons(items, place, variant)


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


def _buttons(items: list[Item], place: int, variant: Variant) -> None:
    item = variant.item
    following = items[(place + 1) % len(items)].id.split("/")[1]
    with st.container(horizontal=True):
        if question.answered(variant):
            st.button("Next question", type="primary", on_click=_go, args=(following,))
            st.button(
                "Same question, new numbers",
                on_click=question.renew,
                args=(item,),
            )
            question.undo_button(variant)
        else:
            question.check_button(variant)
            st.button("Skip", on_click=_go, args=(following,))
            if st.button("Drill all, the weakest first", type="tertiary"):
                pages = st.session_state["pages"]
                target = {"set": f"topic:{item.topic}"}
                st.switch_page(pages["practice"], query_params=target)


def _go(name: str) -> None:
    st.query_params[PARAMETER] = name
    question.leave()
