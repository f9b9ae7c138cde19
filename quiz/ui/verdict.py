"""What the judge said, drawn. Reads the verdict as it is stored."""

from __future__ import annotations

from typing import Any

import streamlit as st

from quiz.items import write
from quiz.ui import difference
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
            _case(_chosen(failing), said=verdict["message"])
        if verdict["hint"]:
            st.markdown(verdict["hint"])
        # Verdicts of earlier versions, which are kept, lack the newer fields.
        if verdict.get("excerpt"):
            st.code(verdict["excerpt"], language=None)
        for sentence in verdict.get("diagnoses", []):
            st.markdown(escape(sentence))
        for note in verdict.get("notes", []):
            st.markdown(f":gray[Line {note['line']}:] {escape(note['text'])}")
        if verdict["console"]:
            cut = " (the rest is cut)" if verdict.get("console_cut") else ""
            st.caption(f"Printed{cut}")
            st.code(verdict["console"], language=None)
        st.caption(_spent(verdict))


def _spent(verdict: dict[str, Any]) -> str:
    parts = [f"{verdict['passed']} of {verdict['total']} cases"]
    milliseconds = 1000 * verdict["seconds"]
    if milliseconds:
        parts.append(f"{max(1, float(f'{milliseconds:.2g}')):g} ms")
    if verdict.get("memory_mb"):
        parts.append(f"{verdict['memory_mb']:.0f} MB at most, Python included")
    return " · ".join(parts)


def _chips(cases: list[dict[str, Any]]) -> None:
    drawn = [case for case in cases if case["name"].startswith("drawn ")]
    told = [(case["name"], case["status"]) for case in cases if case not in drawn]
    if drawn:
        worst = [c["status"] for c in drawn if c["status"] != "passed"]
        count = f"{len(worst)} of " if 0 < len(worst) < len(drawn) else ""
        told.append(
            (f"{count}{len(drawn)} drawn anew", worst[0] if worst else "passed")
        )
    # One element, not one for each: a browser draws it in a fraction of the time.
    chips = (f":{COLOUR[s]}-badge[{escape(name)}: {MARK[s]}]" for name, s in told)
    st.markdown(" ".join(chips))


def _chosen(failing: list[dict[str, Any]]) -> dict[str, Any]:
    """One that can be looked at; of a hidden case only its name is told."""
    visible = {case["name"]: case for case in failing if case["visible"]}
    if not visible:
        return failing[0]
    first, *more = visible
    if not more:
        return visible[first]
    name = st.segmented_control(
        "Case", visible, default=first, label_visibility="collapsed"
    )
    return visible[name or first]


def _case(case: dict[str, Any], said: str) -> None:
    st.markdown(f"Case **{escape(case['name'])}**")
    if case["call"]:
        st.code(case["call"], language="python")
    if error := case["error"]:
        lines = [
            f"line {line['line']}, in {line['function']}\n    {line['text']}"
            for line in error["lines"]
        ]
        head = f"{error['type']}: {error['message']}".removesuffix(": ")
        st.code("\n".join([*lines, head]), language=None, wrap_lines=True)
    if case["status"] == "failed" and case["visible"]:
        difference.show(case)
    if apart := case["difference"]:
        message = apart["message"]
        # Where it is in the verdict's own sentence, once is enough.
        again = "" if message in said else f"{escape(message)}. "
        if text := again + _size(apart):
            st.markdown(text)
    if not case["visible"]:
        st.caption("A hidden case: its numbers are not shown.")


def _size(apart: dict[str, Any]) -> str:
    if apart["max_abs"] is None or apart["total"] <= 1:
        return ""
    relative = _number(apart["max_rel"])
    # Beside an expected 0 every difference is infinitely large.
    share = "" if "inf" in relative else f", relative {relative}"
    return f":gray[Largest difference {_number(apart['max_abs'])}{share}.]"


def _number(value: float | str) -> str:
    return value if isinstance(value, str) else write.num(value, 3)
