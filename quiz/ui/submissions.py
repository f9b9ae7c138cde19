"""What was submitted before: beside what is in the editor now, and back into it."""

from __future__ import annotations

import difflib
import html
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import streamlit as st

from db.store import Submission
from quiz.coding.challenge import Challenge
from quiz.ui import drafts, memory, trouble

SHOWN = 50
AROUND = 3
"""Lines that are shown around a change."""


def show(challenge: Challenge, submissions: Sequence[Submission], code: str) -> None:
    """Draw the history of a challenge, the oldest submission given first."""
    if not submissions:
        return
    box = st.expander(
        "Earlier submissions", key=f"history {challenge.id}", on_change="rerun"
    )
    if not box.open:
        return
    numbered = list(enumerate(submissions, start=1))
    latest = dict(reversed(numbered[-SHOWN:]))
    with box:
        number = st.selectbox(
            "Submission",
            list(latest),
            # With its number: the box tells options apart by what it shows.
            format_func=lambda number: f"{number}. {_label(latest[number])}",
            key=f"submission {challenge.id}",
            label_visibility="collapsed",
        )
        chosen = latest[number]
        rows = changes(chosen.code, code)
        if not rows:
            st.caption("It is what stands in the editor.")
            return
        st.caption("From that submission to what is in the editor now")
        st.html(table(rows))
        st.button(
            "Put it into the editor",
            on_click=trouble.noted(drafts.replace),
            args=(challenge, chosen.code),
        )


def _label(submission: Submission) -> str:
    at = submission.at.astimezone(ZoneInfo(memory.learner().clock().zone))
    return f"{at:%d %b %Y, %H:%M} · {submission.verdict}"


Row = tuple[str, int | None, str]


def changes(before: str, after: str) -> list[Row]:
    """Rows of a comparison: (mark, number in `after`, line).

    The mark is "-" for a line that went, "+" for one that came, " " for one that
    stayed, "…" for lines left out. No rows where nothing differs.

    >>> changes("a\\nb", "a\\nc")
    [(' ', 1, 'a'), ('-', None, 'b'), ('+', 2, 'c')]
    """
    old, new = before.splitlines(), after.splitlines()
    rows: list[Row] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for number, group in enumerate(matcher.get_grouped_opcodes(AROUND)):
        if number:
            rows.append(("…", None, ""))
        for tag, i1, i2, j1, j2 in group:
            if tag != "equal":
                rows += [("-", None, line) for line in old[i1:i2]]
            mark = " " if tag == "equal" else "+"
            rows += [(mark, j + 1, new[j]) for j in range(j1, j2)]
    return rows


def table(rows: Sequence[Row]) -> str:
    """The rows as HTML; the text is escaped."""
    kinds = {"-": " class=went", "+": " class=came"}
    body = "".join(
        f"<tr{kinds.get(mark, '')}><td>{'' if number is None else number}</td>"
        f"<td>{mark}</td><td>{html.escape(line)}</td></tr>"
        for mark, number, line in rows
    )
    return f"<div class=diff><table>{body}</table></div>"
