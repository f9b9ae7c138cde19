"""What one may see after passing: our own way, other ways, how the time grows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from quiz.coding.challenge import Challenge
from quiz.coding.source import originals
from quiz.figures import CYCLE, Figure, looks
from quiz.judge.desk import Busy
from quiz.ui import judging, stage
from quiz.ui.markup import escape

UNITS = (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6))


def show(challenge: Challenge, code: str) -> None:
    """Draw it under the verdict on code that was accepted."""
    parts: list[tuple[str, bool, Callable[[], None]]] = [
        ("The engine's way", True, lambda: _engine(challenge)),
        ("Other right ways", bool(challenge.accepts), lambda: _others(challenge)),
        (
            "How the time grows",
            bool(challenge.sizes),
            lambda: _scaling(challenge, code),
        ),
    ]
    for title, there, draw in parts:
        if not there:
            continue
        key = f"{title} {challenge.id}"
        # Drawn when it is opened: most learners look at the verdict first.
        box = st.expander(title, key=key, on_change="rerun")
        if box.open:
            with box:
                draw()


def _engine(challenge: Challenge) -> None:
    for definition in challenge.definitions.values():
        st.caption(f"`{definition.__module__.replace('.', '/')}.py`")
        st.code("\n\n\n".join(originals(definition)), language="python")


def _others(challenge: Challenge) -> None:
    for way in challenge.accepts:
        st.code(originals(way.function)[0], language="python")


def _scaling(challenge: Challenge, code: str) -> None:
    key = f"scaling {challenge.id}"
    st.markdown("Your code, the engine's and the naive way, timed on growing inputs.")
    if st.button("Time it", key=f"time {challenge.id}"):
        with st.spinner("Timing", show_time=False):
            try:
                st.session_state[key] = judging.scaling(challenge.id, code), code
            except Busy as reason:
                st.warning(str(reason))
    found, timed = st.session_state.get(key, (None, None))
    if timed != code or found is None:
        return
    if found["kind"] != "scaling":
        st.warning(found["message"])
        return
    stage.figure(_figure(found), f"figure {challenge.id}")
    for line in found["lines"]:
        st.markdown(f"**{line['name'].capitalize()}**: {_told(found['sizes'], line)}")
    for note in found["notes"]:
        st.markdown(escape(note))
    st.caption("The shortest of five runs of each size, by the clock of the process.")


def _told(sizes: list[int], line: dict[str, Any]) -> str:
    measured = [(n, s) for n, s in zip(sizes, line["seconds"], strict=True) if s]
    if not measured:
        return "did not come to a result"
    n, seconds = measured[-1]
    return f"{_time(seconds)} at n = {n:,}"


def _time(seconds: float) -> str:
    """Two figures: more would be noise.

    >>> _time(0.00123)
    '1.2 ms'
    """
    unit, size = next((u for u in UNITS if seconds >= u[1]), UNITS[-1])
    return f"{float(f'{seconds / size:.2g}'):g} {unit}"


def _figure(found: dict[str, Any]) -> Figure:
    """Time against size, both by powers of ten: a slope is an exponent."""
    figure = Figure()
    for line, colour, dash in zip(
        found["lines"], CYCLE, ("solid", "dash", "dot"), strict=False
    ):
        figure.add_scatter(
            x=found["sizes"],
            y=line["seconds"],
            name=line["name"],
            mode="lines+markers",
            line={"color": colour, "dash": dash, "width": 2},
        )
    figure.update_xaxes(type="log")
    figure.update_yaxes(type="log", exponentformat="SI")
    told = "; ".join(
        f"{line['name']} {_told(found['sizes'], line)}" for line in found["lines"]
    )
    return looks(figure, "Time by size", "n", "time, s", shows=f"{told}.")
