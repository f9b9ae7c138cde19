"""The plan: date, minutes and role, what each day will bring, and what if."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import streamlit as st

from quiz.study.readiness import Recall, readiness
from quiz.study.view import View, written
from quiz.ui import memory
from quiz.ui.figures import layout, palette
from quiz.ui.goal import form

if TYPE_CHECKING:
    import plotly.graph_objects as go

AHEAD = 28
"""Days of which the reviews are shown while there is no date."""


def page() -> None:
    """Draw the page."""
    st.title("Plan", anchor=False)
    learner = memory.learner()
    view = learner.view()
    form(view.goal, view.day)
    if view.left is None:
        st.markdown(
            "With a date, reviews are chosen so that most is remembered on that day. "
            "Without one, each question comes back when the chance that you recall it "
            f"has fallen to {view.goal.retention:.0%}."
        )
        if view.cards:
            _coming(view)
        return
    if view.left == 0:
        st.markdown("The interview is today. Look at the weakest once more, then rest.")
        return
    _forecast(view)


def _forecast(view: View) -> None:
    left, right = st.columns(2)
    with left:
        minutes = st.slider("What if: minutes a day", 10, 180, view.goal.minutes, 5)
    with right:
        days = st.slider(
            "What if: days until then", 1, max(60, view.left or 1), view.left
        )
    plan = view.plan(view.day + timedelta(days), minutes)
    recall = Recall(plan.recall, {})
    ready = readiness(written(), recall, view.skills, view.goal.role, view.day)
    low, score, high = (round(100 * x) for x in (ready.low, ready.score, ready.high))
    now = round(100 * view.readiness().score)
    st.markdown(
        f"Following it, a mock interview would come out at **{score} %** on the day, "
        f"nine in ten between {low} and {high} %. With no more study: {now} %."
    )
    if plan.unseen:
        st.markdown(
            f":yellow[There is no time to begin {len(plan.unseen)} of the questions.] "
            "Those that matter least to the role are left out."
        )
    bars = _bars(
        [day.day for day in plan.days],
        {
            "reviews": [day.reviews for day in plan.days],
            "new": [day.new for day in plan.days],
        },
    )
    st.plotly_chart(bars, config={"displayModeBar": False})
    st.caption(
        "Reviews lie where they help most on the day of the interview; the last days "
        "before it are for reviews alone."
    )


def _coming(view: View) -> None:
    counts = view.coming(AHEAD)
    days = [view.day + timedelta(i) for i in range(AHEAD)]
    st.header("What comes back when", anchor=False)
    st.markdown(
        f"**{counts[0]}** due today, **{sum(counts[1:7])}** in the six days after; "
        "today's bar holds what is overdue."
    )
    st.plotly_chart(_bars(days, {"reviews": counts}), config={"displayModeBar": False})


def _bars(days: list[date], series: dict[str, list[int]]) -> go.Figure:
    """Questions of each day, on one another."""
    import plotly.graph_objects as go

    figure = go.Figure()
    for (name, counts), colour in zip(series.items(), palette(), strict=False):
        figure.add_bar(x=days, y=counts, name=name, marker_color=colour)
    figure.update_layout(
        layout("day", "questions"), barmode="stack", height=320, bargap=0.25
    )
    return figure
