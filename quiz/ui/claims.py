"""A topic's claims: what is true, what is often said instead, and the evidence."""

from __future__ import annotations

from typing import Any

import streamlit as st

from quiz import evidence
from quiz.curriculum import Topic
from quiz.figures import Figure
from quiz.ui import stage, trouble

Json = dict[str, Any]

_listed = st.cache_data(show_spinner="Reading the claims")(evidence.listed)


@st.fragment
@trouble.told()
def show(topic: Topic) -> None:
    """Closed until it is opened: most learners read first."""
    if not (topic.folder / "claims.py").exists():
        return
    box = st.expander("What is claimed, and the evidence", on_change="rerun")
    if box.open:
        with box:
            listed(topic)


@st.fragment
@trouble.told()
def listed(topic: Topic, *, corrected: bool = False) -> None:
    """The topic's claims, or those that correct what is often taught."""
    st.caption(
        "Each statement is run by code that draws new data from five seeds. The "
        "margin says how far it was from failing: above 0 it holds."
    )
    try:
        for claim in _listed(topic.id):
            if claim["often"] or not corrected:
                _one(claim)
    except evidence.Failed as reason:
        st.warning(f"The claims could not be read. {reason}")


def _one(claim: Json) -> None:
    with st.container(border=True):
        if claim["often"]:
            st.markdown(f":gray[Often taught:] {claim['often']}")
        mark = ":orange-badge[corrected] " if claim["often"] else ""
        st.markdown(f"{mark}{claim['text']}")
        found = evidence.kept(claim)
        if found is None and st.button("Run the evidence", key=f"run {claim['id']}"):
            with st.spinner("Running", show_time=True):
                try:
                    evidence.run(claim)
                except evidence.Failed as reason:
                    st.warning(str(reason))
                else:
                    st.rerun(scope="fragment")
        if found:
            _shown(claim["id"], found)


def _shown(name: str, found: Json) -> None:
    verdict = ":green[**Holds**]" if found["holds"] else ":red[**Fails**]"
    margin = found["margin"]
    size = "without bound" if margin is None else f"{margin:.2g}"
    st.markdown(f"{verdict} in {found['runs']} runs, margin {size}")
    if found["shown"]:
        lines = [f"- {name}: {value}" for name, value in found["shown"].items()]
        st.markdown("\n".join(lines))
    if found["figure"]:
        stage.figure(Figure(**found["figure"]), f"figure {name}")
