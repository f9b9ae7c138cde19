"""The reading and the lab."""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from quiz import content
from quiz.curriculum import Topic
from quiz.labs import Control, Lab, Shown, Slider, parts
from quiz.ui import claims, trouble


def show(topic: Topic) -> None:
    """Notes, then the lab."""
    lab = content.lab(topic)
    with st.container(width=720):
        for part in parts(content.notes(topic).text, lab):
            if isinstance(part, Shown):
                figure = lab.draw(**part.settings)[part.number]
                st.plotly_chart(figure, config={"staticPlot": True})
                st.caption(part.caption)
            else:
                st.markdown(part)
    _lab(lab)
    claims.show(topic)


@st.fragment
@trouble.told()
def _lab(lab: Lab) -> None:
    st.header(lab.title, anchor=False)
    with st.container(border=True):
        chosen = {}
        # Row by row, so that the controls keep their order where columns stack.
        for number, (name, control) in enumerate(lab.controls.items()):
            if number % 2 == 0:
                row = st.columns(2, gap="medium")
            chosen[name] = _widget(row[number % 2], lab, name, control)
        figures = lab.draw(**chosen)
        for place, figure in zip(st.columns(len(figures)), figures, strict=True):
            place.plotly_chart(figure, config={"displayModeBar": False})
        st.markdown(f"**{lab.ask}**")
        # The click reruns this fragment; the question stands outside it.
        if st.button("Answer", key="lab-answer", on_click=_to_question, args=(lab,)):
            st.rerun()


def _to_question(lab: Lab) -> None:
    st.session_state["part"] = "Questions"
    st.query_params["question"] = lab.item


def _widget(place: DeltaGenerator, lab: Lab, name: str, control: Control) -> object:
    default: Any = lab.defaults[name]
    label, key = control.label or name, f"lab-{name}"
    if isinstance(control, Slider):
        # Streamlit wants all four numbers of one type; the default's is meant.
        kind: Any = type(default)
        low, high, step = kind(control.low), kind(control.high), kind(control.step)
        return place.slider(label, low, high, default, step, key=key)
    return place.segmented_control(
        label, control.options, default=default, required=True, key=key
    )
