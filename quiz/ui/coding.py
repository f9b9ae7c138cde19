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
from quiz.ui import judging, memory, passed, verdict
from quiz.ui.editor import editor

PARAMETER = "challenge"
GLANCE = 0.3
"""Seconds between two looks for a verdict that another run of the page asked for."""


@st.fragment
def show(topic: Topic) -> None:
    """The challenge that the URL names, or the first."""
    challenges = {c.id.split("/")[1]: c for c in content.challenges(topic)}
    challenge = challenges[_chosen(challenges)]
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
    draft_key = f"code/{challenge.id}"
    revision = st.session_state.setdefault(f"revision {challenge.id}", 0)
    saved = memory.store().draft(draft_key)
    code = challenge.starter if saved is None else saved
    typed, run_now = editor(
        "Your solution",
        code,
        f"{challenge.id} {revision}",
        key=f"editor {challenge.id} {revision}",
    )
    latest = run_now if run_now is not None else typed
    if latest is not None and latest != saved:
        memory.store().save_draft(draft_key, latest)
        code = latest
    with st.container(horizontal=True):
        run = st.button("Run", help="Judge the visible examples")
        submit = st.button(
            "Submit", type="primary", help="Judge hidden cases drawn anew"
        )
        st.button(
            "Reset", on_click=_reset, args=(challenge,), help="Back to the starter"
        )
    if submit:
        _judge(challenge, code, hidden=True)
    elif run or run_now is not None:
        _judge(challenge, code, hidden=False)
    _last_verdict(challenge)
    judging.show_level()


def _reset(challenge: Challenge) -> None:
    """Put the starter back; what was there stays one click away."""
    draft_key = f"code/{challenge.id}"
    previous = memory.store().draft(draft_key)
    if previous is not None:
        st.session_state[f"before reset {challenge.id}"] = previous
    memory.store().save_draft(draft_key, challenge.starter)
    st.session_state[f"revision {challenge.id}"] += 1


def _restore(challenge: Challenge) -> None:
    text = st.session_state.pop(f"before reset {challenge.id}")
    memory.store().save_draft(f"code/{challenge.id}", text)
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
    if f"before reset {challenge.id}" in st.session_state:
        st.button("Undo reset", on_click=_restore, args=(challenge,))
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
