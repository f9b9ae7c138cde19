"""What the judge said, drawn. Reads the verdict as it is stored."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from quiz.items import write
from quiz.ui.markup import escape

MARK = {"passed": "passed", "failed": "wrong", "error": "raised", "not run": "not run"}
COLOUR = {"passed": "green", "failed": "red", "error": "red", "not run": "gray"}


def show(verdict: dict[str, Any], *, hidden: bool) -> None:
    """Draw a verdict: `Verdict.to_json()`, of a submission or of a run of examples."""
    accepted = verdict["kind"] == "accepted"
    with st.container(key="verdict", border=True):
        colour = "green" if accepted else "red"
        kind = "examples pass" if accepted and not hidden else verdict["kind"]
        st.markdown(f":{colour}[**{kind.capitalize()}**] {escape(verdict['message'])}")
        _chips(verdict["cases"])
        failing = [c for c in verdict["cases"] if c["status"] in {"failed", "error"}]
        if failing:
            _case(failing[0])
        if verdict["hint"]:
            st.markdown(verdict["hint"])
        if verdict["console"]:
            st.caption("Printed")
            st.code(verdict["console"], language=None)
        st.caption(f"{verdict['passed']} of {verdict['total']} cases")


def _chips(cases: list[dict[str, Any]]) -> None:
    with st.container(horizontal=True, gap="xsmall"):
        for case in cases:
            state = case["status"]
            st.badge(f"{case['name']}: {MARK[state]}", color=COLOUR[state])  # type: ignore[arg-type]


def _case(case: dict[str, Any]) -> None:
    st.markdown(f"Case **{case['name']}**")
    st.code(case["call"], language="python")
    if error := case["error"]:
        lines = [
            f"line {line['line']}, in {line['function']}\n    {line['text']}"
            for line in error["lines"]
        ]
        head = f"{error['type']}: {error['message']}"
        st.code("\n".join([*lines, head]), language=None)
    if case["status"] == "failed":
        got, expected = st.columns(2)
        got.caption("yours")
        got.code(_value(case["got"]), language=None)
        expected.caption("expected")
        expected.code(_value(case["expected"]), language=None)
    if difference := case["difference"]:
        st.markdown(escape(difference["message"]) + ".")


def _value(value: object) -> str:
    """A value, rounded for reading; a matrix one row a line."""
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        return str(value)
    if array.ndim < 2:
        return write.array(array)
    return "\n".join(write.array(row) for row in array)
