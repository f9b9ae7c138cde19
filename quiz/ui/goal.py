"""The form for what the learner chose: date, minutes, role, days and their zone."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import available_timezones

import streamlit as st

from quiz.study.goal import MINUTES, RETENTION, ROLES, Goal
from quiz.ui import memory, trouble

LONGEST = 365


def form(goal: Goal, today: date) -> None:
    """Draw it; what is saved holds from now on."""
    zones = sorted(available_timezones())
    with st.form("goal"):
        left, right = st.columns(2)
        kept = goal.interview and goal.interview >= today
        interview = left.date_input(
            "Day of the interview",
            goal.interview if kept else None,
            min_value=today,
            max_value=today + timedelta(LONGEST),
            format="YYYY-MM-DD",
        )
        minutes = right.number_input(
            "Minutes a day", *MINUTES, value=goal.minutes, step=5
        )
        role = left.selectbox(
            "Role",
            list(ROLES),
            list(ROLES).index(goal.role),
            format_func=lambda name: ROLES[name],
        )
        zone = right.selectbox("Time zone", zones, zones.index(goal.zone))
        retention = left.slider(
            "Without a date: review when recall falls to",
            *RETENTION,
            value=goal.retention,
            step=0.01,
            format="percent",
        )
        begins = right.number_input(
            "A day begins at (hour)", 0, 12, value=goal.begins, help="For late evenings"
        )
        saved = st.form_submit_button("Save", type="primary")
    if saved:
        trouble.noted(memory.learner().choose)(
            interview=interview,
            minutes=int(minutes),
            role=role,
            zone=zone,
            retention=round(retention, 2),
            begins=int(begins),
        )
        st.rerun()
