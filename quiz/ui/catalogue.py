"""All topics, unit by unit, each with what was done of it, drawn by one component."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from quiz import curriculum
from quiz.ui.component import component

_component = component(__file__, "catalogue")


def catalogue(states: Mapping[str, str], scores: Mapping[str, float]) -> None:
    """Draw them.

    Args:
        states: what was done of each written topic, by id.
        scores: what to expect of those that were begun, 0 to 1, by id.
    """
    pages = st.session_state["pages"]
    units = [
        {
            "title": unit.title,
            "topics": [
                {
                    "path": pages[topic.id].url_path,
                    "title": topic.title,
                    "state": states[topic.id],
                    "score": scores.get(topic.id),
                }
                for topic in unit.topics
                if topic.written
            ],
            "missing": [topic.title for topic in unit.topics if not topic.written],
        }
        for unit in curriculum.units()
    ]
    _component(key="catalogue", data={"units": units})
