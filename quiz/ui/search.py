"""Search over everything; the query is in the URL."""

from __future__ import annotations

import itertools

import streamlit as st

from quiz import curriculum, search
from quiz.search import Entry
from quiz.ui.markup import escape

PARAMETER = "q"
GROUPS = {
    "Topics": ("topic", "section"),
    "Questions": ("question",),
    "Code": ("challenge",),
    "Claims": ("claim",),
    "The engine": ("function",),
}
SHOWN = 6
"""Of a group."""
MOST = 200


def page() -> None:
    """Draw the page."""
    st.title("Search", anchor=False)
    query = st.text_input(
        "What are you looking for?",
        key=PARAMETER,
        type="search",
        placeholder="softmax jacobian, kv cache, k-means++",
        live="150ms",
        bind="query-params",
    )
    if not (query or "").strip():
        st.caption("Topics, questions, challenges, claims and the engine's functions")
        return
    found = search.search(query or "", MOST)
    if not found:
        st.markdown(
            f"Nothing has all of these words: {escape(query or '')}. "
            "One word less finds more."
        )
    for title, kinds in GROUPS.items():
        _group(title, [entry for entry in found if entry.kind in kinds])


def _group(title: str, entries: list[Entry]) -> None:
    if not entries:
        return
    more = len(entries) - SHOWN
    st.header(title, anchor=False)
    with st.container(gap=None):
        for entry in itertools.islice(entries, SHOWN):
            link(entry)
    if more > 0:
        st.caption(f"{more} more; another word narrows it")


def link(entry: Entry) -> None:
    """A link to where the entry is, which says where that is."""
    pages = st.session_state["pages"]
    name = entry.id.rpartition("/")[2]
    target, query = {
        "topic": (entry.id, {}),
        "section": (entry.id, {"part": "Read"}),
        "question": (entry.topic, {"part": "Questions", "question": name}),
        "challenge": (entry.topic, {"part": "Code", "challenge": name}),
        "claim": ("evidence", {"of": "Claims", "topic": entry.topic}),
        "function": (
            "evidence",
            {"of": "Engine", "family": entry.id.split(".")[0], "function": entry.id},
        ),
    }[entry.kind]
    label = f"{entry.title} :gray[{_about(entry)}]"
    st.page_link(pages[target], label=label, query_params=query)


def _about(entry: Entry) -> str:
    if entry.kind == "function":
        return f"in `{entry.id.rpartition('.')[0]}`: {entry.text}"
    if entry.kind == "topic":
        return entry.text
    return f"in {curriculum.topics()[entry.topic].title}"
