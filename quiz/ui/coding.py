"""A challenge: statement left, editor right, the verdict under it."""

from __future__ import annotations

import json
import time
from typing import Any

import streamlit as st

from quiz import content
from quiz.coding.challenge import Challenge
from quiz.curriculum import Topic
from quiz.judge.desk import Busy
from quiz.ui import judging, memory, passed, trouble, verdict
from quiz.ui.editor import editor, typed

PARAMETER = "challenge"
GLANCE = 0.3
"""Seconds between two looks for a verdict that another run of the page asked for."""


@st.fragment
@trouble.told()
def show(topic: Topic) -> None:
    """The challenge that the URL names, or the first."""
    challenges = {c.id.split("/")[1]: c for c in content.challenges(topic)}
    bench(challenges[_chosen(challenges)])


def bench(challenge: Challenge) -> None:
    """Statement, editor and what came of it."""
    left, right = st.columns([4, 5], gap="large")
    with left:
        _statement(challenge)
    with right:
        _workbench(challenge)


def _chosen(challenges: dict[str, Challenge]) -> str:
    """The name of the challenge to show; a click puts it into the URL."""
    names = list(challenges)
    named = st.query_params.get(PARAMETER)
    key = "chosen challenge"

    def remember() -> None:
        st.query_params[PARAMETER] = st.session_state[key]

    chosen = st.segmented_control(
        "Challenge",
        names,
        default=named if named in names else names[0],
        required=True,
        format_func=lambda name: challenges[name].title,
        key=key,
        on_change=remember,
        label_visibility="collapsed",
    )
    return chosen or names[0]


def _statement(challenge: Challenge) -> None:
    st.caption(f"level {challenge.level} · about {challenge.minutes} minutes")
    st.header(challenge.title, anchor=False)
    st.markdown(challenge.statement)
    for constraint in challenge.constraints:
        st.markdown(f"{constraint.text} :gray[Noted, not judged.]")


def _workbench(challenge: Challenge) -> None:
    with st.container(horizontal=True, horizontal_alignment="right"):
        if f"before reset {challenge.id}" in st.session_state:
            st.button(
                "Undo reset", type="tertiary", on_click=_restore, args=(challenge,)
            )
        st.button(
            "Reset",
            type="tertiary",
            on_click=_reset,
            args=(challenge,),
            help="Back to the starter",
        )
    run_now = editor(
        "Your solution", _code(challenge), _revision(challenge), _key(challenge)
    )
    if run_now:
        _judge(challenge, _code(challenge), hidden=False)
    _judgement(challenge)
    judging.show_level()


def _revision(challenge: Challenge) -> str:
    number = st.session_state.setdefault(f"revision {challenge.id}", 0)
    return f"{challenge.id} {number}"


def _key(challenge: Challenge) -> str:
    return f"editor {_revision(challenge)}"


def _code(challenge: Challenge) -> str:
    """What is in the editor; kept, so that a reload or a power cut loses nothing."""
    draft_key = f"code/{challenge.id}"
    saved = memory.draft(draft_key)
    latest = typed(_key(challenge))
    if latest is None or latest == saved:
        return challenge.starter if saved is None else saved
    memory.save(draft_key, latest)
    return latest


@st.fragment
@trouble.told()
def _judgement(challenge: Challenge) -> None:
    """Run, Submit and what came of it. A fragment of its own: a click on Submit is
    answered without drawing statement and editor anew."""
    with st.container(horizontal=True):
        run = st.button("Run", help="Judge the visible examples")
        submit = st.button(
            "Submit", type="primary", help="Judge hidden cases drawn anew"
        )
    if submit:
        _judge(challenge, _code(challenge), hidden=True)
    elif run:
        _judge(challenge, _code(challenge), hidden=False)
    _last_verdict(challenge)


def _reset(challenge: Challenge) -> None:
    """Put the starter back; what was there stays one click away."""
    draft_key = f"code/{challenge.id}"
    previous = memory.draft(draft_key)
    if previous is not None:
        st.session_state[f"before reset {challenge.id}"] = previous
    memory.save(draft_key, challenge.starter)
    st.session_state[f"revision {challenge.id}"] += 1


def _restore(challenge: Challenge) -> None:
    text = st.session_state.pop(f"before reset {challenge.id}")
    memory.save(f"code/{challenge.id}", text)
    st.session_state[f"revision {challenge.id}"] += 1


def _judge(challenge: Challenge, code: str, *, hidden: bool) -> None:
    with st.spinner("Judging", show_time=False):
        try:
            ask = judging.submit if hidden else judging.examples
            detail = ask(challenge.id, code)
        except Busy as reason:
            st.warning(str(reason))
            return
    st.session_state[f"verdict {challenge.id}"] = (detail, hidden, code)


def _last_verdict(challenge: Challenge) -> None:
    if f"verdict {challenge.id}" in st.session_state:
        _outcome(challenge, *st.session_state[f"verdict {challenge.id}"])
        return
    if judging.waiting(challenge.id):
        with st.spinner("Judging what you submitted", show_time=False):
            time.sleep(GLANCE)
        st.rerun()
    if submissions := memory.store().submissions(challenge.id):
        st.caption("Your last submission")
        last = submissions[-1]
        _outcome(challenge, json.loads(last.detail), True, last.code)


def _outcome(
    challenge: Challenge, detail: dict[str, Any], hidden: bool, code: str
) -> None:
    verdict.show(detail, hidden=hidden)
    if hidden and detail["kind"] == "accepted":
        passed.show(challenge, code)
