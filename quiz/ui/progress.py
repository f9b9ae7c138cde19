"""Progress: what was answered, right and wrong, when."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import streamlit as st

from db.models import Answer
from quiz import content
from quiz.names import Unknown
from quiz.ui import memory

if TYPE_CHECKING:
    import plotly.graph_objects as go


def page() -> None:
    """Draw the page."""
    st.title("Progress", anchor=False)
    answers = memory.store().answers()
    submissions = memory.store().submissions()
    if not answers and not submissions:
        st.markdown("Nothing here yet. Answer a question, and it appears on this page.")
        return
    right = sum(answer.right for answer in answers)
    accepted = sum(s.verdict == "accepted" for s in submissions)
    st.markdown(
        f"{_count(len(answers), 'question')} answered, **{right}** right. "
        f"{_count(len(submissions), 'submission')}, **{accepted}** accepted."
    )
    if answers:
        st.header("Answers", anchor=False)
        st.plotly_chart(_figure(answers), config={"displayModeBar": False})
    if submissions:
        st.header("Submissions", anchor=False)
        st.table(
            [
                {
                    "challenge": submission.challenge.split("/")[1],
                    "verdict": submission.verdict,
                    "when": f"{submission.at:%d %b %Y, %H:%M} UTC",
                }
                for submission in reversed(submissions[-20:])
            ],
            border="horizontal",
            hide_index=True,
        )


def _count(number: int, what: str) -> str:
    return f"**{number}** {what}{'' if number == 1 else 's'}"


def _figure(answers: list[Answer]) -> go.Figure:
    """A mark for each answer: when, which question, right or wrong."""
    import plotly.graph_objects as go

    figure = go.Figure()
    looks = ((True, "right", "circle", 2), (False, "not quite", "x", 4))
    palette = st.get_option("theme.light.chartCategoricalColors")
    dark = st.context.theme.type == "dark"
    if dark:
        palette = st.get_option("theme.dark.chartCategoricalColors")
    for right, name, symbol, colour in looks:
        chosen = [answer for answer in answers if answer.right is right]
        figure.add_scatter(
            x=[answer.at for answer in chosen],
            y=[_title(answer.item) for answer in chosen],
            mode="markers",
            name=name,
            marker={"symbol": symbol, "size": 11, "color": palette[colour]},
            customdata=[answer.response for answer in chosen],
            hovertemplate="%{y}<br>%{x|%d %b %H:%M}<br>%{customdata}<extra></extra>",
        )
    rows = len({answer.item for answer in answers})
    # Wide enough that a first answer does not stand between thousandths of a second.
    first, last, pad = answers[0].at, answers[-1].at, timedelta(hours=1)
    figure.update_layout(
        height=200 + 34 * rows,
        xaxis={"title": "when (UTC)", "range": [first - pad, last + pad], "nticks": 5},
        yaxis={"range": [rows - 0.4, -0.6], "automargin": True, "showgrid": True},
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom"},
        showlegend=True,
    )
    return figure


def _title(item: str) -> str:
    try:
        return content.item(item).title
    except Unknown:
        # The item has left the course; its answers have not.
        return item
