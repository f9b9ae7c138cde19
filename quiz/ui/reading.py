"""The reading and the lab."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from quiz import content
from quiz.curriculum import Topic
from quiz.labs import Control, Drag, Lab, Pick, Shown, Slider, parts
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
            if isinstance(control, Drag):
                chosen[name] = _dragged(lab, name, control)
            elif name != lab.played:
                # Row by row, so that the controls keep their order where columns stack.
                row = row or list(st.columns(2, gap="medium"))
                chosen[name] = _widget(row.pop(0), lab, name, control)
        stage(
            lab.frames(**chosen),
            f"lab {lab.title}",
            play=_play(lab),
            address=_address(lab, chosen),
            on_chosen=lambda settings: _choose(lab, settings),
        )
        st.markdown(f"**{lab.ask}**")
        # The click reruns this fragment; the question stands outside it.
        if st.button("Answer", key="lab-answer", on_click=_to_question, args=(lab,)):
            st.rerun()


def _to_question(lab: Lab) -> None:
    st.session_state["part"] = "Questions"
    st.query_params["question"] = lab.item


def _widget(
    place: DeltaGenerator, lab: Lab, name: str, control: Slider | Pick
) -> object:
    """Its value is in the page's URL, under its name."""
    default: Any = lab.defaults[name]
    label = control.label or name
    if isinstance(control, Slider):
        # Streamlit wants all four numbers of one type; the default's is meant.
        kind: Any = type(default)
        low, high, step = kind(control.low), kind(control.high), kind(control.step)
        return place.slider(
            label, low, high, default, step, key=name, bind="query-params"
        )
    return place.segmented_control(
        label,
        control.options,
        default=default,
        required=True,
        key=name,
        bind="query-params",
    )


def _read(control: Control, name: str, default: Any) -> Any:
    """What the URL says of a control that is no widget; nonsense is passed over."""
    try:
        return control.read(st.query_params.get(name, ""))
    except ValueError:
        return default


def _play(lab: Lab) -> Play | None:
    if lab.played is None:
        return None
    slider, usual = lab.controls[lab.played], lab.defaults[lab.played]
    assert isinstance(slider, Slider)
    return Play(
        lab.played,
        slider.label or lab.played,
        slider.values(),
        at=_read(slider, lab.played, usual),
        usual=usual,  # type: ignore[arg-type]
    )


def _dragged(lab: Lab, name: str, drag: Drag) -> object:
    kept = f"{lab.title} {name}"
    if kept not in st.session_state:
        st.session_state[kept] = _read(drag, name, lab.defaults[name])
    return st.session_state[kept]


def _address(lab: Lab, chosen: Mapping[str, Any]) -> dict[str, str | None]:
    return {
        name: ",".join(f"{number:g}" for place in chosen[name] for number in place)
        or None
        for name, control in lab.controls.items()
        if isinstance(control, Drag)
    }


def _choose(lab: Lab, settings: Mapping[str, str]) -> None:
    """Set controls to what was clicked or dragged in a figure."""
    for name, text in settings.items():
        control = lab.controls[name]
        key = f"{lab.title} {name}" if isinstance(control, Drag) else name
        st.session_state[key] = control.read(text)
