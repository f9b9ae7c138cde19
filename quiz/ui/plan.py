"""The plan: date, minutes and role, what each day will bring, and what if."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from quiz.figures import CYCLE, Figure, looks
from quiz.study.readiness import Recall, readiness
from quiz.study.view import View, written
from quiz.ui import memory, stage
from quiz.ui.goal import form

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
        "Questions of each day",
        [day.day for day in plan.days],
        {
            "reviews": [day.reviews for day in plan.days],
            "new": [day.new for day in plan.days],
        },
    )
    stage.figure(bars, "forecast")
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
    stage.figure(_bars("Reviews of each day", days, {"reviews": counts}), "coming")


def _bars(title: str, days: list[date], series: dict[str, list[int]]) -> Figure:
    """Questions of each day, on one another."""
    figure = Figure()
    for (name, counts), colour in zip(series.items(), CYCLE, strict=False):
        figure.add_bar(
            x=[day.isoformat() for day in days],
            y=counts,
            name=name,
            marker={"color": colour},
        )
    several = len(series) > 1
    figure.update_layout(barmode="stack", bargap=0.25, showlegend=several)
    figure.update_yaxes(rangemode="tozero")
    told = "; ".join(
        f"{name}: {sum(counts)} in all, at most {max(counts)} a day"
        for name, counts in series.items()
    )
    shows = f"{days[0]:%d %b} to {days[-1]:%d %b}, {told}."
    return looks(figure, title, "day", "questions", shows=shows)
