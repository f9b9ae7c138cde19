"""A challenge: statement left, editor right, the verdict under it."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import streamlit as st

from db.store import Submission
from quiz import content
from quiz.coding.challenge import Challenge
from quiz.curriculum import Topic
from quiz.judge.desk import Busy
from quiz.ui import drafts, judging, memory, passed, submissions, trouble, verdict
from quiz.ui.completion import challenge_names
from quiz.ui.editor import editor
from quiz.ui.problems import problems

PARAMETER = "challenge"
GLANCE = 0.3
"""Seconds between two looks for a verdict that another run of the page asked for."""
SIZES = (12, 13, 14, 16, 18, 20)
"""Of the editor's type, in px."""
SIZE, VIM = "editor.size", "editor.vim"
"""Keys of settings."""


@dataclass(frozen=True)
class Judged:
    """A verdict that is shown.

    Attributes:
        detail: `Verdict.to_json()`.
        hidden: whether it is on hidden cases too.
        code: that was judged.
        of: tells it from every other.
    """

    detail: dict[str, Any]
    hidden: bool
    code: str
    of: str


@dataclass(frozen=True)
class Asked:
    """What the judge was asked.

    Attributes:
        ticket: comes to `Verdict.to_json()`.
        hidden: whether it judges hidden cases too.
        code: that is judged.
    """

    ticket: Future[dict[str, Any]]
    hidden: bool
    code: str


@st.fragment
@trouble.told()
def show(topic: Topic) -> None:
    """The challenge that the URL names, or the first."""
    challenges = {c.id.split("/")[1]: c for c in content.challenges(topic)}
    bench(challenges[_chosen(challenges)])


def bench(challenge: Challenge, since: datetime | None = None) -> None:
    """Statement, editor and what came of it.

    Args:
        challenge: to solve.
        since: submissions before this moment are out of reach, as in an interview.
    """
    left, right = st.columns([4, 5], gap="medium")
    with left:
        _statement(challenge)
    with right:
        _workbench(challenge, since)


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


@st.fragment
@trouble.told()
def _workbench(challenge: Challenge, since: datetime | None) -> None:
    """Editor, buttons and verdict: a fragment, so that a key or a click draws neither
    the statement nor the page anew."""
    code = drafts.current(challenge)
    settings = memory.store().settings()
    earlier = _earlier(challenge, since)
    above = st.container()
    with st.container(horizontal=True, key="judge"):
        run = st.button("Run", shortcut="Mod+Enter", help="Judge the visible examples")
        submit = st.button(
            "Submit",
            type="primary",
            shortcut="Mod+Shift+Enter",
            help="Judge hidden cases drawn anew",
        )
    if run or submit:
        _ask(challenge, code, hidden=submit)
    before = _judged(challenge, earlier)
    with above:  # drawn while the judge is at work
        _bar(challenge, code, earlier, settings)
        _editor(challenge, code, before, settings)
    if _answered(challenge):
        earlier = _earlier(challenge, since)
    if shown(challenge) not in st.session_state and judging.waiting(challenge.id):
        with st.spinner("Judging what you submitted", show_time=False):
            time.sleep(GLANCE)
        st.rerun()
    judged = _judged(challenge, earlier)
    if judged:
        _outcome(challenge, judged)
    submissions.show(challenge, earlier, code)
    judging.show_level()
    if judged != before and (_lines(judged) or _lines(before)):
        # The editor stands above; the verdict need not wait until it is drawn again.
        st.rerun()


def _earlier(challenge: Challenge, since: datetime | None) -> list[Submission]:
    every = memory.store().submissions(challenge.id)
    return [s for s in every if since is None or s.at >= since]


def _editor(
    challenge: Challenge, code: str, judged: Judged | None, settings: dict[str, str]
) -> None:
    editor(
        "Your solution",
        code,
        saved=drafts.saved(challenge),
        key=drafts.key(challenge),
        revision=drafts.revision(challenge),
        names=challenge_names(challenge),
        problems={"of": judged.of if judged else "", "lines": _lines(judged)},
        size=int(settings.get(SIZE, 14)),
        vim=settings.get(VIM) == "on",
    )


def _lines(judged: Judged | None) -> list[dict[str, Any]]:
    """What the editor is to underline."""
    return problems(judged.detail, judged.code) if judged else []


def _bar(
    challenge: Challenge,
    code: str,
    earlier: Sequence[Submission],
    settings: dict[str, str],
) -> None:
    accepted = [s.code for s in earlier if s.verdict == "accepted"]
    with st.container(horizontal=True, horizontal_alignment="right"):
        # A place each, whether filled or not: what follows stays where it is, and open.
        undo, last = st.empty(), st.empty()
        if drafts.replaced(challenge):
            undo.button(
                "Undo reset",
                type="tertiary",
                on_click=trouble.noted(drafts.bring_back),
                args=(challenge,),
                help="Back to what was there before",
            )
        if accepted and accepted[-1] != code:
            last.button(
                "Last accepted",
                type="tertiary",
                on_click=trouble.noted(drafts.replace),
                args=(challenge, accepted[-1]),
                help="Back to the code that passed last",
            )
        st.button(
            "Reset",
            type="tertiary",
            on_click=trouble.noted(drafts.replace),
            args=(challenge, challenge.starter),
            help="Back to the starter",
        )
        with st.popover("Editor", type="tertiary"):
            _settings(settings)


def _settings(settings: dict[str, str]) -> None:
    def size() -> None:
        memory.store().set(SIZE, str(st.session_state[SIZE]))

    def vim() -> None:
        memory.store().set(VIM, "on" if st.session_state[VIM] else "off")

    st.select_slider(
        "Size of type",
        SIZES,
        int(settings.get(SIZE, 14)),
        format_func=lambda px: f"{px} px",
        key=SIZE,
        on_change=trouble.noted(size),
    )
    st.toggle(
        "Vim keys", settings.get(VIM) == "on", key=VIM, on_change=trouble.noted(vim)
    )


def _ask(challenge: Challenge, code: str, *, hidden: bool) -> None:
    ask = judging.submit if hidden else judging.examples
    try:
        asked = Asked(ask(challenge.id, code), hidden, code)
    except Busy as reason:
        st.warning(str(reason))
    else:
        # Who types meanwhile ends this run of the script; the next one waits for it.
        st.session_state[_waiting(challenge)] = asked


def _answered(challenge: Challenge) -> bool:
    """Whether the judge was asked; its answer is there then."""
    if _waiting(challenge) not in st.session_state:
        return False
    with st.spinner("Judging", show_time=False):
        asked: Asked = st.session_state.pop(_waiting(challenge))
        detail = asked.ticket.result()
        # Before anything is drawn: who types meanwhile ends this run too.
        judged = Judged(detail, asked.hidden, asked.code, f"{time.time_ns()}")
        st.session_state[shown(challenge)] = judged
    return True


def _waiting(challenge: Challenge) -> str:
    """The key of what the judge was asked and has not answered."""
    return f"asked {challenge.id}"


def _judged(challenge: Challenge, earlier: Sequence[Submission]) -> Judged | None:
    """The verdict to show: this page's latest, else that on the last submission."""
    latest: Judged | None = st.session_state.get(shown(challenge))
    if latest or not earlier:
        return latest
    last = earlier[-1]
    return Judged(json.loads(last.detail), True, last.code, f"submission {last.id}")


def shown(challenge: Challenge) -> str:
    """The key of the verdict that this page has shown last."""
    return f"verdict {challenge.id}"


def _outcome(challenge: Challenge, judged: Judged) -> None:
    if judged.of.startswith("submission"):
        st.caption("Your last submission")
    verdict.show(judged.detail, hidden=judged.hidden)
    if judged.hidden and judged.detail["kind"] == "accepted":
        passed.show(challenge, judged.code)
