"""The mock interview: chosen, sat against the clock, held against the points, reported.

Nothing is graded before the end. How far it has come is a draft, kept at each step and
every few seconds, so that a reload or a power cut costs seconds and not the interview.
"""

from __future__ import annotations

import time

import numpy as np
import streamlit as st

from db.store import Sitting
from quiz import content, curriculum
from quiz.items.ask import Invalid
from quiz.items.item import Variant
from quiz.items.kinds.recall import MARK
from quiz.study import interview
from quiz.study.goal import ROLES
from quiz.study.interview import Interview, Progress, Question, compose
from quiz.study.learner import Given
from quiz.study.view import written
from quiz.ui import coding, drafts, memory, report, responses, trouble
from quiz.ui.markup import escape

BEAT = 5.0
"""Seconds between two savings of the clock."""


def page() -> None:
    """Draw the page: the interview that runs, the last report, or the choice of one."""
    sitting = _running()
    if sitting is None:
        _choose()
        return
    asked = Interview.from_json(sitting.plan)
    progress = _progress(sitting)
    place = progress.next(asked, _seconds(sitting.id))
    if place is not None:
        _clock(sitting.id, asked)
        _ask(sitting, asked, place)
    else:
        _hold_against(sitting, asked, progress)


def _running() -> Sitting | None:
    return memory.learner().open_sitting(interview.KIND)


def _choose() -> None:
    st.title("Mock interview", anchor=False)
    st.markdown(
        "Questions to say aloud and questions to compute take turns; from thirty "
        "minutes on there is a coding task too. The clock runs, nothing is graded "
        "before the end, and what you miss comes back in your reviews."
    )
    goal = memory.learner().goal()
    with st.form("interview", border=True):
        role = st.selectbox(
            "Role",
            list(ROLES),
            list(ROLES).index(goal.role),
            format_func=lambda name: ROLES[name],
        )
        level = st.segmented_control(
            "Level", interview.LEVELS, default=2, required=True,
            format_func=lambda level: interview.LEVELS[level],
        )  # fmt: skip
        minutes = st.segmented_control(
            "Length", interview.LENGTHS, default=30, required=True,
            format_func=lambda m: f"{m} min",
        )  # fmt: skip
        unit = st.selectbox(
            "About",
            [None, *(unit for unit in curriculum.units() if unit.written)],
            format_func=lambda unit: unit.title if unit else "all that the role asks",
        )
        if st.form_submit_button("Begin", type="primary"):
            rng = np.random.default_rng()
            there = {
                topic: items
                for topic, items in written().items()
                if unit is None or topic in unit.topics
            }
            asked = compose(role or goal.role, level or 2, minutes or 30, there, rng)
            memory.store().begin(interview.KIND, asked.to_json())
            clear_desk(asked)
            st.rerun()
    report.earlier()


def clear_desk(asked: Interview) -> None:
    """Put the starter where earlier code was; it can be brought back."""
    for question in asked.questions:
        if question.version == 0:
            challenge = content.challenge(question.id)
            drafts.replace(challenge, challenge.starter)
            st.session_state.pop(coding.shown(challenge), None)


def _key(sitting: int) -> str:
    return f"sitting/{sitting}"


def _progress(sitting: Sitting) -> Progress:
    """What is behind us."""
    text = memory.draft(_key(sitting.id))
    return Progress.from_json(text) if text else Progress()


def _seconds(sitting: int) -> float:
    """What the clock shows: it goes on from where it was saved last."""
    saved = float(memory.draft(f"{_key(sitting)}/seconds") or 0.0)
    running = (time.monotonic(), saved)
    start, before = st.session_state.setdefault(f"clock {sitting}", running)
    return float(before + time.monotonic() - start)


@st.fragment(run_every=BEAT)
@trouble.told()
def _clock(sitting: int, asked: Interview) -> None:
    """The time that is left, saved as it passes."""
    running = _running()
    if running is None or running.id != sitting:
        return
    seconds = _seconds(sitting)
    # Under a key of its own: what is passed is written elsewhere at the same time.
    memory.save(f"{_key(sitting)}/seconds", f"{seconds:.1f}")
    left = max(60 * asked.minutes - seconds, 0)
    if left <= 0:
        st.rerun()
    done = len(_progress(running).passed)
    st.caption(
        f"question {min(done + 1, len(asked.questions))} of {len(asked.questions)} · "
        f"{int(left // 60)} min left"
    )


def _ask(sitting: Sitting, asked: Interview, place: int) -> None:
    question = asked.questions[place]
    if question.version == 0:
        _coding(sitting, place, question)
        return
    variant = question.variant()
    st.title(variant.item.title, anchor=False)
    with st.container(width=720):
        st.markdown(variant.ask.prompt)
        if variant.item.kind.name == "recall":
            _aloud(sitting, place, variant)
        else:
            _computed(sitting, place, variant)


def _pass(sitting: Sitting, place: int, said: str | None = None) -> None:
    after = _progress(sitting).after(place, said)
    memory.save(_key(sitting.id), after.to_json())


def _coding(sitting: Sitting, place: int, question: Question) -> None:
    st.title("Write code", anchor=False)
    st.button("I am done", on_click=_pass, args=(sitting, place))
    coding.bench(content.challenge(question.id), since=sitting.at)


def _draft(sitting: Sitting, place: int) -> str:
    return f"{_key(sitting.id)}/{place}"


def _computed(sitting: Sitting, place: int, variant: Variant) -> None:
    key = _draft(sitting, place)
    typed = memory.typed(key) or ""

    def keep(text: str) -> None:
        memory.hold(key, text)

    @trouble.noted
    def send() -> None:
        response = memory.typed(key) or ""
        try:
            given = Given(sitting=sitting.id)
            memory.learner().answer(variant, response, given)
        except Invalid as reason:
            st.session_state[f"invalid {key}"] = str(reason)
            return
        _pass(sitting, place)

    responses.field(variant, typed, key, keep)
    if variant.item.kind.name not in responses.SEEN:
        st.caption(variant.help)
    if reason := st.session_state.pop(f"invalid {key}", None):
        with st.container(key="invalid"):
            st.markdown(f":yellow[**Not sent.**] {escape(reason)}")
    with st.container(horizontal=True):
        st.button("Send", type="primary", on_click=send, shortcut="Ctrl+Enter")
        st.button("Pass", on_click=_pass, args=(sitting, place))


def _aloud(sitting: Sitting, place: int, variant: Variant) -> None:
    """What is said, then one question about what it left out."""
    key = _draft(sitting, place)
    asked_next = memory.draft(f"{key}/asked") or ""

    def keep(field: str) -> None:
        memory.hold(field, st.session_state[field])

    def go_on() -> None:
        said = memory.typed(key) or ""
        follow = interview.follow_up(variant.ask.options, said)
        memory.save(f"{key}/asked", follow)

    def finish() -> None:
        parts = (memory.typed(key) or "", asked_next,
                 memory.typed(f"{key}/more") or "")  # fmt: skip
        _pass(sitting, place, "\n\n".join(filter(None, parts)))

    st.text_area("Say it as you would to an interviewer",
                 memory.typed(key) or "", key=key, height=160,
                 on_change=keep, args=(key,), disabled=bool(asked_next))  # fmt: skip
    if asked_next:
        st.markdown(f"**{asked_next}**")
        more = f"{key}/more"
        st.text_area("Your answer", memory.typed(more) or "", key=more,
                     on_change=keep, args=(more,))  # fmt: skip
        st.button("Next", type="primary", on_click=finish)
        return
    with st.container(horizontal=True):
        st.button("Said", type="primary", on_click=go_on)
        st.button("Pass", on_click=_pass, args=(sitting, place))


def _hold_against(sitting: Sitting, asked: Interview, progress: Progress) -> None:
    """The points of what was said aloud, one question after another; then the end."""
    given = {answer.item for answer in memory.store().answers(sitting=sitting.id)}
    open_ = [
        place
        for place in sorted(progress.said)
        if progress.said[place].strip() and asked.questions[place].id not in given
    ]
    if not open_:
        memory.store().end(sitting.id, _seconds(sitting.id))
        st.rerun()
    place = open_[0]
    variant = asked.questions[place].variant()
    st.caption(f"The interview is over. What was said: {len(open_)} to look at")
    st.title(variant.item.title, anchor=False)
    with st.container(width=720):
        st.markdown(variant.ask.prompt)
        lines = escape(progress.said[place]).split("\n")
        st.markdown("\n".join(f"> {line}" for line in lines))
        missed = interview.missed(variant.ask.options, progress.said[place])
        st.caption("Tick the points that you made; the ticks are a guess to correct.")
        ticked = [
            st.checkbox(
                point, point not in missed, key=f"point {sitting.id} {place} {i}"
            )
            for i, point in enumerate(variant.ask.options)
        ]
        st.button("Next", type="primary", on_click=_ticked,
                  args=(sitting, variant, progress.said[place], ticked))  # fmt: skip


@trouble.noted
def _ticked(sitting: Sitting, variant: Variant, said: str, ticked: list[bool]) -> None:
    made = [p for p, on in zip(variant.ask.options, ticked, strict=True) if on]
    kind = variant.item.kind
    shown = kind.show(variant.ask, ("x", frozenset(made)))
    response = said[:4000] + MARK + shown.rpartition(MARK)[2]
    memory.learner().answer(variant, response, Given(sitting=sitting.id))
