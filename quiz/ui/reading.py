"""The reading and the lab."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from quiz import content
from quiz.curriculum import Topic
from quiz.labs import Drag, Lab, Pick, Shown, Slider, parts
from quiz.ui import claims, trouble
from quiz.ui.stage import Play, figure, stage


def show(topic: Topic) -> None:
    """Notes, then the lab."""
    lab = content.lab(topic)
    with st.container(width=720):
        for number, part in enumerate(parts(content.notes(topic).text, lab)):
            if isinstance(part, Shown):
                drawn = lab.draw(**part.settings)[part.number]
                figure(drawn, f"{topic.id} figure {number}")
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
        chosen: dict[str, Any] = {}
        row: list[DeltaGenerator] = []
        for name, control in lab.controls.items():
            key = _key(lab, name)
            if key not in st.session_state:
                st.session_state[key] = _told(lab, name)
            if isinstance(control, Drag):
                chosen[name] = st.session_state[key]
            elif name != lab.played:
                # Row by row, so that the controls keep their order where columns stack.
                row = row or list(st.columns(2, gap="medium"))
                chosen[name] = _widget(row.pop(0), control, name, key)
        stage(
            lab.frames(**chosen),
            f"lab {lab.title}",
            play=_play(lab),
            address={
                name: None if value == lab.defaults[name] else control.write(value)
                for name, value in chosen.items()
                for control in [lab.controls[name]]
            },
            on_chosen=lambda settings: _choose(lab, settings),
        )
        st.markdown(f"**{lab.ask}**")
        # The click reruns this fragment; the question stands outside it.
        if st.button("Answer", key="lab-answer", on_click=_to_question, args=(lab,)):
            st.rerun()


def _key(lab: Lab, name: str) -> str:
    return f"{lab.title}: {name}"


def _to_question(lab: Lab) -> None:
    st.query_params["part"] = "Questions"
    st.query_params["question"] = lab.item


def _told(lab: Lab, name: str) -> Any:
    """The setting that the URL names; the usual one where it names none there is."""
    try:
        return lab.controls[name].read(st.query_params[name])
    except (KeyError, ValueError):
        return lab.defaults[name]


def _widget(
    place: DeltaGenerator, control: Slider | Pick, name: str, key: str
) -> object:
    label = control.label or name
    if isinstance(control, Slider):
        # Streamlit wants all numbers of one type; that of the values is meant.
        kind: Any = type(control.values()[0])
        low, high, step = kind(control.low), kind(control.high), kind(control.step)
        return place.slider(label, low, high, step=step, key=key)
    return place.segmented_control(label, control.options, required=True, key=key)


def _play(lab: Lab) -> Play | None:
    if lab.played is None:
        return None
    slider = lab.controls[lab.played]
    assert isinstance(slider, Slider)
    return Play(
        name=lab.played,
        label=slider.label or lab.played,
        values=slider.values(),
        at=st.session_state[_key(lab, lab.played)],
        usual=cast(float, lab.defaults[lab.played]),
    )


def _choose(lab: Lab, settings: Mapping[str, str]) -> None:
    """Set controls to what was clicked or dragged in a figure."""
    for name, text in settings.items():
        st.session_state[_key(lab, name)] = lab.controls[name].read(text)
