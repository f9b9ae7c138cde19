"""Home: what to do today and why, how ready that makes, then all topics."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from datetime import date
from html import escape

import streamlit as st

from quiz import curriculum
from quiz.study.readiness import Readiness
from quiz.study.today import Entry
from quiz.study.view import View, by_topic
from quiz.ui import memory
from quiz.ui.catalogue import catalogue

SHOWN = 3
"""Topics of which new things are named one by one."""


def page() -> None:
    """Draw the page. Imports no topic."""
    view = memory.learner().view()
    queue = view.today()
    _headline(view, queue)
    _todo(view, queue)
    if view.cards:
        _besides()
    ready = view.readiness(planned=True) if view.left else view.readiness()
    if view.cards:
        _readiness(view, ready)
    _topics(ready)


def _headline(view: View, queue: list[Entry]) -> None:
    line = f"{_day(view.day)}."
    if view.left is not None:
        line += " " + {0: "The interview is today.", 1: "Interview tomorrow."}.get(
            view.left, f"Interview in {view.left} days."
        )
    st.caption(line)
    minutes = round(sum(entry.minutes for entry in queue))
    if not view.cards:
        st.title("Machine learning, ready to be asked", anchor=False)
    elif queue:
        st.title(f"{minutes} minutes today", anchor=False)
    else:
        st.title("Done for today", anchor=False)


def _todo(view: View, queue: list[Entry]) -> None:
    pages = st.session_state["pages"]
    with st.container(border=True, key="todo"):
        for title, why, minutes in _groups(queue):
            st.html(
                f"<div class='row'><div><b>{escape(title)}</b><span>{escape(why)}"
                f"</span></div><span class='minutes'>{round(minutes)} min</span></div>"
            )
        if not queue:
            st.markdown("Nothing is due. The topics stay open if you are curious.")
        with st.container(horizontal=True):
            if st.button("Start", type="primary", disabled=not queue):
                st.switch_page(pages["practice"])
            if not view.cards and st.button("Find out what you know already"):
                st.switch_page(pages["diagnosis"])
            if view.goal.interview is None and st.button("Set the date"):
                st.switch_page(pages["plan"])


def _besides() -> None:
    pages = st.session_state["pages"]
    wrong = sum(not how.last_right for how in memory.store().tally().values())
    with st.container(horizontal=True):
        if wrong and st.button(f"Retry what was wrong ({wrong})", type="tertiary"):
            st.switch_page(pages["practice"], query_params={"set": "wrong"})
        if st.button("Speed round", type="tertiary"):
            st.switch_page(pages["practice"], query_params={"set": "speed"})
        if st.button("Sheet for the last 48 hours", type="tertiary"):
            st.switch_page(pages["sheet"])


def _groups(queue: list[Entry]) -> Iterator[tuple[str, str, float]]:
    """Title, reason and minutes of what is done in one go."""
    topics = curriculum.topics()
    reviews = [entry for entry in queue if entry.kind == "review"]
    if reviews:
        count = f"{len(reviews)} review{'s' if len(reviews) > 1 else ''}"
        names = dict.fromkeys(topics[entry.topic].title for entry in reviews)
        why = f"{reviews[0].why} {', '.join(itertools.islice(names, SHOWN))}."
        yield count, why, sum(entry.minutes for entry in reviews)
    new = [entry for entry in queue if entry.kind == "new"]
    for name in dict.fromkeys(entry.topic for entry in new):
        mine = [entry for entry in new if entry.topic == name]
        many = f"{len(mine)} new question{'s' if len(mine) > 1 else ''}"
        why = f"{mine[0].why} {many}."
        yield topics[name].title, why, sum(entry.minutes for entry in mine)
    for entry in queue:
        if entry.kind == "challenge":
            name = entry.id.split("/")[1].replace("_", " ")
            yield f"Write code: {name}", entry.why, entry.minutes


def _readiness(view: View, ready: Readiness) -> None:
    low, score, high = (round(100 * x) for x in (ready.low, ready.score, ready.high))
    when = f"on {_day(view.goal.interview)}" if view.goal.interview else "today"
    st.header(f"Readiness {when}", anchor=False)
    kept = ", if you keep to the plan" if view.left else ""
    st.markdown(
        f"A mock interview would come out at **{score} %**{kept}; nine in ten between "
        f"{low} and {high} %."
    )
    st.html(
        f"<div class='scale' role='img' aria-label='{score} percent, between {low} and "
        f"{high}'><i style='left:{low}%;width:{high - low}%'></i>"
        f"<b style='left:{score}%'></b></div>"
    )
    if best := ready.raises_most:
        title = curriculum.topics()[best.topic].title
        gain = 100 * best.gain
        if gain >= 0.5:
            st.caption(
                f"What raises it most today: {title}, by about {gain:.1f} points."
            )


def _topics(ready: Readiness) -> None:
    parts = {part.topic: part for part in ready.parts}
    solved = Counter(name.split("/")[0] for name in memory.store().solved())
    seen = Counter(name.split("/")[0] for name in memory.store().tally())
    scores = {name: part.score for name, part in parts.items() if seen[name]}
    states = {
        name: _state(name, seen[name], solved[name], part.score)
        for name, part in parts.items()
    }
    catalogue(states, scores)


def _state(topic: str, begun: int, done: int, score: float) -> str:
    mine = by_topic()[topic]
    items = sum(item.kind != "challenge" for item in mine)
    if not begun and not done:
        return f"{items} questions"
    code = len(mine) - items
    written = f", {done} of {code} challenges" if code else ""
    return f"{begun} of {items} questions{written} · expected {score:.0%}"


def _day(day: date | None) -> str:
    return f"{day:%A} {day.day} {day:%B}" if day else ""
