"""One question at a time. What is shown follows from what is stored."""

from __future__ import annotations

import time
from functools import partial

import streamlit as st

from quiz import content
from quiz.curriculum import Topic
from quiz.items.ask import Grade, Invalid
from quiz.items.item import Item, Variant
from quiz.ui import memory, responses
from quiz.ui.markup import escape

PARAMETER = "question"
BASES = {
    "computed": "Checked: the key is computed by the engine",
    "proved": "Checked: a claim proves the key, and anyone can run it",
    "definition": "A matter of words: no computation decides it",
}


@st.fragment
def show(topic: Topic) -> None:
    """The question that the URL names, or the first that is not right yet."""
    items = content.items(topic)
    place = _place(items)
    item = items[place]
    seed, typed = memory.current(item)
    variant = item.draw(seed)
    st.caption(f"question {place + 1} of {len(items)} · level {item.level}")
    st.header(item.title, anchor=False)
    with st.container(width=720):
        st.markdown(variant.ask.prompt)
        answer = memory.store().answer_to(item.id, item.version, seed)
        if answer:
            _graded(variant, answer.response)
        else:
            _unanswered(variant, typed)
        _buttons(items, place, variant, answered=answer is not None)


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


def _unanswered(variant: Variant, typed: str) -> None:
    item, seed = variant.item, variant.seed
    key = f"response {item.id} {seed}"
    # The clock starts when the learner first sees the variant in this session.
    st.session_state.setdefault(f"shown {key}", time.monotonic())

    responses.field(variant, typed, key, partial(memory.keep, item, seed))
    if item.kind.name != "recall":
        st.caption(_read_as(variant, memory.current(item)[1]))
    if reason := st.session_state.pop(f"invalid {key}", None):
        with st.container(key="invalid"):
            st.markdown(f":yellow[**Not counted.**] {escape(reason)}")


def _read_as(variant: Variant, response: str) -> str:
    try:
        return f"Read as {variant.read(response)}"
    except Invalid:
        return variant.help


def _graded(variant: Variant, response: str) -> None:
    grade = variant.grade(response)
    with st.container(key="right" if grade.right else "wrong"):
        head = ":green[**Right.**]" if grade.right else ":red[**Not quite.**]"
        partly = (
            "" if grade.score in {0.0, 1.0} else f" {grade.score:.0%} of it is right."
        )
        st.markdown(f"{head} You answered {grade.read_as}.{partly}")
        for paragraph in _feedback(grade):
            st.markdown(paragraph)
    st.caption(f"{BASES[variant.item.basis]} · variant {variant.seed}")


def _feedback(grade: Grade) -> list[str]:
    key = [] if grade.right else [f"The answer: {grade.key}."]
    notes = ["\n".join(f"- {note}" for note in grade.notes)]
    return [text for text in (grade.feedback, *key, grade.why, *notes) if text]


def _buttons(
    items: list[Item], place: int, variant: Variant, *, answered: bool
) -> None:
    item, seed = variant.item, variant.seed
    following = items[(place + 1) % len(items)].id.split("/")[1]
    with st.container(horizontal=True):
        if answered:
            st.button("Next question", type="primary", on_click=_go, args=(following,))
            st.button(
                "Same question, new numbers",
                on_click=memory.keep,
                args=(item, seed + 1, ""),
            )
        else:
            st.button(
                "Check",
                type="primary",
                on_click=_check,
                args=(variant,),
                shortcut="Ctrl+Enter",
            )
            st.button("Skip", on_click=_go, args=(following,))


def _go(name: str) -> None:
    st.query_params[PARAMETER] = name


def _check(variant: Variant) -> None:
    item, seed = variant.item, variant.seed
    key = f"response {item.id} {seed}"
    response = memory.current(item)[1]
    try:
        grade = variant.grade(response)
    except Invalid as reason:
        st.session_state[f"invalid {key}"] = str(reason)
        return
    if memory.store().answer_to(item.id, item.version, seed):
        return
    seconds = time.monotonic() - st.session_state[f"shown {key}"]
    memory.store().record_answer(
        item=item.id,
        version=item.version,
        seed=seed,
        response=response,
        right=grade.right,
        score=grade.score,
        route=grade.route,
        seconds=round(seconds, 1),
    )
