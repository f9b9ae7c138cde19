"""The question card: one for all kinds and all pages. Shows what is stored."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from functools import partial

import streamlit as st

from quiz.items.ask import Grade, Invalid
from quiz.items.item import Item, Variant
from quiz.study.learner import Given
from quiz.ui import keys, memory, responses, trouble
from quiz.ui.markup import escape
from quiz.ui.timer import timer

BASES = {
    "computed": "Checked: the key is computed by the engine",
    "proved": "Checked: a claim proves the key, and anyone can run it",
    "definition": "A matter of words: no computation decides it",
}
VARIANT = "variant"
"""In the URL: shows a variant anywhere."""
TAKEN = "match", "output", "recall"
"""Kinds whose fields take Enter for themselves: to choose, or for another line."""
SURE = {"A guess": 0.3, "Fairly sure": 0.7, "Certain": 0.95}


@dataclass(frozen=True)
class Asked:
    """A variant as the learner has left it; read from the store once a run.

    Attributes:
        variant: what is asked.
        typed: the answer that was not sent.
        response: the answer that counts; None until there is one.
    """

    variant: Variant
    typed: str
    response: str | None


def at(item: Item) -> Asked:
    """The variant that the URL names, or the one that the learner is at."""
    seed, typed = memory.current(item)
    named = st.query_params.get(VARIANT, "")
    if re.fullmatch(r"\d{1,9}", named) and int(named) != seed:
        seed, typed = int(named), ""
        memory.keep(item, seed, typed)
    answer = memory.store().answer_to(item.id, item.version, seed)
    return Asked(item.draw(seed), typed, answer.response if answer else None)


def renew(item: Item) -> None:
    """Put the learner at the next variant of an item."""
    leave()
    memory.keep(item, memory.current(item)[0] + 1, "")


def leave() -> None:
    """Forget the variant that the URL names."""
    st.query_params.pop(VARIANT, None)


def show(asked: Asked, sitting: int | None = None) -> None:
    """The question with its field, or with what came of the answer."""
    variant = asked.variant
    st.markdown(variant.ask.prompt)
    if asked.response is None:
        _unanswered(variant, asked.typed, sitting)
        keys.listen(_keys(variant))
    else:
        _graded(variant, asked.response)
        keys.listen("Enter goes on")


def _keys(variant: Variant) -> str:
    """What the keys do while there is no answer."""
    kind, many = variant.item.kind.name, min(len(variant.ask.options), 9)
    if kind in {"choice", "choices"}:
        return f"1 to {many} choose, Enter checks"
    return "Ctrl+Enter checks" if kind in TAKEN else "Enter checks"


def check_button(variant: Variant, sitting: int | None = None) -> None:
    """Grades what stands in the field."""
    st.button(
        "Check",
        type="primary",
        on_click=_check,
        args=(variant, sitting),
    )


def clock(variant: Variant) -> None:
    """How long the variant has been on the page."""
    key = _key(variant)
    timer(key, time.monotonic() - st.session_state[f"shown {key}"])


def undo_button(variant: Variant) -> None:
    """Takes the answer back; the question is asked once more."""
    st.button(
        "Undo",
        type="tertiary",
        on_click=_undo,
        args=(variant,),
        help="This answer will not count",
    )


@trouble.noted
def _undo(variant: Variant) -> None:
    memory.learner().undo(variant)


def _key(variant: Variant) -> str:
    return f"response {variant.item.id} {variant.seed}"


def _unanswered(variant: Variant, typed: str, sitting: int | None) -> None:
    item, key = variant.item, _key(variant)
    # The clock starts when the learner first sees the variant in this session.
    st.session_state.setdefault(f"shown {key}", time.monotonic())
    with st.container(key=keys.ANSWER):
        responses.field(variant, typed, key, partial(memory.keep, item, variant.seed))
    if item.kind.name != "recall":
        if item.kind.name not in responses.SEEN:
            st.caption(_read_as(variant, typed))
        if sitting is None:
            st.segmented_control("How sure are you?", SURE, key=f"sure {key}")
            _hints(variant)
    if reason := st.session_state.pop(f"invalid {key}", None):
        with st.container(key="invalid"):
            st.markdown(f":yellow[**Not counted.**] {escape(reason)}")


def _hints(variant: Variant) -> None:
    """One more at each click: the paths that lead astray, with their reasons."""
    key = f"hints {_key(variant)}"
    taken = st.session_state.get(key, 0)
    hints = variant.hints
    for hint in hints[:taken]:
        st.markdown(f":gray[Not this way:] {hint}")

    def more() -> None:
        st.session_state[key] = taken + 1

    if taken < len(hints):
        st.button(
            "Hint", type="tertiary", on_click=more, key=f"more {key}",
            help="It costs a fifth of the score",
        )  # fmt: skip


def _read_as(variant: Variant, response: str) -> str:
    try:
        return f"Read as {variant.read(response)}"
    except Invalid:
        return variant.help


def _graded(variant: Variant, response: str) -> None:
    if not response:
        _unknown(variant)
        return
    grade = variant.grade(response)
    with st.container(key="right" if grade.right else "wrong"):
        head = ":green[**Right.**]" if grade.right else ":red[**Not quite.**]"
        whole = grade.score in {0.0, 1.0}
        partly = "" if whole else f" {grade.score:.0%} of it is right."
        st.markdown(f"{head} You answered {grade.read_as}.{partly}")
        for paragraph in feedback(variant, grade):
            st.markdown(paragraph)
        if grade.route and (often := _often(variant, grade.route)):
            st.caption(often)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{BASES[variant.item.basis]} · variant {variant.seed}")
        with st.popover("Report a problem", type="tertiary"):
            st.markdown("These words say which question it was; tell us what is wrong.")
            item, seed = variant.item, variant.seed
            st.code(
                f"{item.id} version {item.version} variant {seed}\n"
                f"/practice?item={item.id}&{VARIANT}={seed}"
            )


def _unknown(variant: Variant) -> None:
    """The learner said that they do not know."""
    grade = variant.grade(variant.key)
    with st.container(key="wrong"):
        st.markdown(f"You did not know this one. The answer: {grade.key}.")
        st.markdown(grade.why)


def feedback(variant: Variant, grade: Grade) -> list[str]:
    """What is said of an answer, a paragraph each."""
    told = grade.right or variant.item.kind.name == "recall"
    key = [] if told else [f"The answer: {grade.key}."]
    notes = ["\n".join(f"- {note}" for note in grade.notes)]
    return [text for text in (grade.feedback, *key, grade.why, *notes) if text]


def _often(variant: Variant, route: str) -> str:
    answers = memory.store().answers(variant.item.id)
    times = sum(answer.route == route for answer in answers)
    return f"{times} times in {len(answers)} answers, this way." if times > 1 else ""


@trouble.noted
def _check(variant: Variant, sitting: int | None) -> None:
    item, key = variant.item, _key(variant)
    chosen = st.session_state.get(f"sure {key}")
    given = Given(
        seconds=round(time.monotonic() - st.session_state[f"shown {key}"], 1),
        confidence=SURE.get(chosen) if chosen else None,
        hints=st.session_state.get(f"hints {key}", 0),
        sitting=sitting,
    )
    try:
        memory.learner().answer(variant, memory.current(item)[1], given)
    except Invalid as reason:
        st.session_state[f"invalid {key}"] = str(reason)
