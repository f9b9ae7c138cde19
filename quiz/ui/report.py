"""The report of an interview: by topic, and what a strong answer has."""

from __future__ import annotations

import streamlit as st

from quiz import content, curriculum
from quiz.names import Unknown
from quiz.study import interview
from quiz.study.interview import Report, Result
from quiz.ui import memory
from quiz.ui.question import feedback


def earlier() -> None:
    """The interviews that were sat; the latest is open."""
    sat = [
        (sitting, ending)
        for sitting, ending in memory.store().sittings()
        if sitting.kind == interview.KIND and ending
    ]
    for number, (sitting, ending) in enumerate(reversed(sat[-10:])):
        report = memory.learner().interview_report(sitting.id)
        day = memory.learner().clock().day(sitting.at)
        label = f"{day:%d %b %Y}: {report.score:.0%}"
        with st.expander(label, expanded=number == 0):
            minutes = round(ending.seconds / 60)
            st.caption(f"{minutes} min, {len(report.results)} questions")
            show(report, sitting.id)


def show(report: Report, sitting: int) -> None:
    """By topic, then question by question."""
    titles = curriculum.topics()
    st.table(
        [
            {"topic": titles[topic].title if topic in titles else topic,
             "score": f"{score:.0%}"}
            for topic, score in report.topics
        ],
        border="horizontal",
        hide_index=True,
    )  # fmt: skip
    given = {a.item: a for a in memory.store().answers(sitting=sitting)}
    for result in report.results:
        _one(result, given[result.question.id].response if result.answered
             and result.question.id in given else "")  # fmt: skip


def _one(result: Result, response: str) -> None:
    question = result.question
    mark = f":green[{result.score:.0%}]" if result.score == 1 else f"{result.score:.0%}"
    if question.version == 0:
        name = question.id.split("/")[1].replace("_", " ")
        st.markdown(f"**Code: {name}** · {mark}")
        return
    try:
        variant = question.variant()
    except Unknown:
        # The item has left the course; the score of the day stays.
        st.markdown(f"**{question.id}** · {mark}")
        return
    st.markdown(
        f"**{variant.item.title}** · {mark if result.answered else 'not reached'}"
    )
    with st.container(key=f"strong {question.id} {question.seed}"):
        st.markdown(variant.ask.prompt)
        grade = variant.grade(response or variant.key)
        aloud = variant.item.kind.name == "recall"
        strong = [] if response or aloud else [f"A strong answer: {grade.key}."]
        for paragraph in [*strong, *feedback(variant, grade)]:
            st.markdown(paragraph)


def title_of(item: str) -> str:
    """An item's title, or its id where it has left the course."""
    try:
        return content.item(item).title
    except Unknown:
        return item
