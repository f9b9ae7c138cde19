"""Settings: the goal, the look, what is remembered in and out, and its end."""

from __future__ import annotations

import tempfile
from pathlib import Path

import streamlit as st

from db.document import parse
from db.errors import BadFile
from quiz.portable import WRITERS, Refused, bring_in, clear
from quiz.ui import memory, theme, trouble
from quiz.ui.goal import form

EXPORTS = {
    "json": ("Everything, to be read again", "viva.json"),
    "answers": ("Answers as a table", "answers.csv"),
    "reviews": ("Reviews as FSRS reads them", "reviews.csv"),
    "apkg": ("Questions as an Anki deck", "viva.apkg"),
    "ics": ("The plan as a calendar", "plan.ics"),
}
"""Format -> what it is, and the name of its file."""
WORD = "erase"


def page() -> None:
    """Draw the page."""
    st.title("Settings", anchor=False)
    view = memory.learner().view()
    form(view.goal, view.day)
    pages = st.session_state["pages"].values()
    theme.choice(page.url_path for page in pages)
    st.header("Your data", anchor=False)
    st.markdown(
        "It is yours and stays where Viva runs. Take it out as a file, or add what "
        "another Viva has: nothing that is here is lost by that."
    )
    _take_out()
    _bring_in()
    _erase()


@st.fragment
@trouble.told()
def _take_out() -> None:
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    format_ = left.selectbox(
        "Take out", EXPORTS, format_func=lambda name: EXPORTS[name][0]
    )
    _, name = EXPORTS[format_]
    if right.button("Prepare the file", width="stretch"):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            try:
                told = WRITERS[format_](memory.store(), path)
            except Refused as reason:
                st.warning(f"Nothing to take out: {reason}.")
                return
            st.session_state["taken out"] = format_, told, path.read_bytes()
    if (ready := st.session_state.get("taken out")) and ready[0] == format_:
        st.download_button(f"Save {name} ({ready[1]})", ready[2], name)


@st.fragment
@trouble.told()
def _bring_in() -> None:
    file = st.file_uploader("Bring in what was taken out as everything", type="json")
    if file and st.button("Add what is not here yet"):
        try:
            tables = parse(file.getvalue().decode())
        except (BadFile, UnicodeDecodeError) as reason:
            st.warning(f"{file.name} was not read: {reason}. Nothing changed.")
            return
        added, kept = bring_in(memory.store(), tables)
        counts = ", ".join(f"{n} {name}" for name, n in added.items() if n)
        st.success(
            f"Added {counts}." if counts else "Everything in it was here already."
        )
        if kept:
            st.caption(f"What was there before is kept in `{kept}`")


@st.fragment
@trouble.told()
def _erase() -> None:
    box = st.expander("Erase everything")
    box.markdown(
        "All answers, drafts, submissions and choices go. A backup stays beside the "
        "database; delete that file too if nothing shall be left."
    )
    typed = box.text_input(f"Type {WORD} to confirm", key="erase", live="250ms")
    if box.button("Erase everything", disabled=(typed or "").strip() != WORD):
        kept = clear(memory.store())
        for name in list(st.session_state):
            if name != "pages":
                del st.session_state[name]
        st.success("Nothing is remembered any more.")
        if kept:
            st.caption(f"The backup is `{kept}`")
