"""A field for each kind of question. What it holds is kept as the response's text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import streamlit as st

from quiz.items.item import Variant
from quiz.items.kinds.kind import letters
from quiz.items.kinds.recall import MARK, NONE
from quiz.ui.cells import cells, fits
from quiz.ui.ordering import ordering

SEEN = frozenset({"choice", "choices", "match", "order"})
"""Kinds whose field shows the answer as it is read."""

Keep = Callable[[str], None]


def field(variant: Variant, text: str, key: str, keep: Keep) -> None:
    """Draw the field.

    Args:
        variant: the question.
        text: the response so far.
        key: of the widgets.
        keep: is given the response's text whenever it changes.
    """
    draw = FIELDS.get(variant.item.kind.name, _line)
    draw(variant, text, key, keep)


def _line(variant: Variant, text: str, key: str, keep: Keep) -> None:
    del variant
    st.text_input(
        "Your answer",
        text,
        key=key,
        on_change=lambda: keep(st.session_state[key]),
        live="250ms",
        autocomplete="off",
    )


def _lines(variant: Variant, text: str, key: str, keep: Keep) -> None:
    del variant
    st.text_area(
        "Your answer",
        text,
        key=key,
        on_change=lambda: keep(st.session_state[key]),
        height=110,
    )


def _one(variant: Variant, text: str, key: str, keep: Keep) -> None:
    options = variant.ask.options
    st.radio(
        "Your answer",
        options,
        options.index(text) if text in options else None,
        key=key,
        on_change=lambda: keep(st.session_state[key] or ""),
    )


def _several(variant: Variant, text: str, key: str, keep: Keep) -> None:
    st.caption("Tick all that hold")
    _ticks(variant, text, key, keep)


def _ticks(variant: Variant, text: str, key: str, keep: Keep) -> None:
    options = variant.ask.options
    marks = letters(options)
    ticked = text.replace(",", " ").split()

    def changed() -> None:
        keep(", ".join(m for m in marks if st.session_state[f"{key} {m}"]))

    for mark, option in zip(marks, options, strict=True):
        st.checkbox(option, mark in ticked, key=f"{key} {mark}", on_change=changed)


def _arranged(variant: Variant, text: str, key: str, keep: Keep) -> None:
    marks = letters(variant.ask.options)
    chosen = [marks.index(mark) for mark in text.split() if mark in marks]
    rest = [place for place in range(len(marks)) if place not in chosen]

    def changed(order: Sequence[int]) -> None:
        keep(" ".join(marks[place] for place in order))

    if rest:  # What is shown is an answer too, for who finds it right as it stands.
        changed([*chosen, *rest])
    st.caption("Drag the steps into their order, or move one with the arrow keys")
    ordering("Steps", variant.ask.options, [*chosen, *rest], key, changed)


def _paired(variant: Variant, text: str, key: str, keep: Keep) -> None:
    lefts: list[str] = list(variant.ask.key)  # type: ignore[call-overload]
    options = variant.ask.options
    marks = letters(options)
    given = [*text.split(), *"?" * len(lefts)]

    def changed() -> None:
        chosen = [st.session_state[f"{key} {i}"] for i in range(len(lefts))]
        keep(" ".join("?" if c is None else marks[options.index(c)] for c in chosen))

    for i, left in enumerate(lefts):
        index = marks.index(given[i]) if given[i] in marks else None
        st.selectbox(
            left, options, index, key=f"{key} {i}", on_change=changed,
            placeholder="Choose its partner",
        )  # fmt: skip


def _parted(variant: Variant, text: str, key: str, keep: Keep) -> None:
    labels: list[str] = [part.label for part in variant.ask.key]  # type: ignore[attr-defined]
    given = [*text.split(";"), *[""] * len(labels)]

    def changed() -> None:
        keep("; ".join(st.session_state[f"{key} {i}"] for i in range(len(labels))))

    for i, label in enumerate(labels):
        st.text_input(
            f"{i + 1}. {label}", given[i].strip(), key=f"{key} {i}",
            on_change=changed, live="250ms", autocomplete="off",
        )  # fmt: skip


def _told(variant: Variant, text: str, key: str, keep: Keep) -> None:
    said, mark, ticks = text.rpartition(MARK) if MARK in text else (text, "", "")

    def wrote() -> None:
        keep(st.session_state[f"{key} said"] + (f"{MARK}{ticks}" if mark else ""))

    def show() -> None:
        keep(f"{st.session_state[f'{key} said']}{MARK}")

    st.text_area(
        "Say it as you would to an interviewer",
        said,
        key=f"{key} said",
        on_change=wrote,
        height=160,
    )
    if not mark:
        st.button("Show the points", on_click=show, key=f"{key} show")
        return
    st.caption("Tick the points that you made")
    _ticks(variant, ticks, key, lambda t: keep(f"{said}{MARK}{t or NONE}"))


def _entries(variant: Variant, text: str, key: str, keep: Keep) -> None:
    shape = np.asarray(variant.ask.key).shape
    if fits(shape):
        cells("Your answer", shape, text, key, keep)
    else:
        _line(variant, text, key, keep)


FIELDS: dict[str, Callable[[Variant, str, str, Keep], None]] = {
    "choice": _one,
    "choices": _several,
    "matrix": _entries,
    "order": _arranged,
    "match": _paired,
    "steps": _parted,
    "output": _lines,
    "recall": _told,
}
