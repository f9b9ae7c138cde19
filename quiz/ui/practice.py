"""One question after another: today's queue, or the set that the URL names.

The URL names the question too, so a reload shows the same.
"""

from __future__ import annotations

import streamlit as st

from quiz import content, curriculum
from quiz.curriculum import Topic
from quiz.names import Unknown
from quiz.study import sets
from quiz.study.today import Entry
from quiz.study.view import outline
from quiz.ui import memory, question, speed, trouble

PARAMETER, SET = "item", "set"


def page() -> None:
    """Draw the page."""
    _practice()


@st.fragment
@trouble.told()
def _practice() -> None:
    if st.query_params.get(SET) == "speed" and not speed.running():
        return
    queue = _queue()
    item = st.query_params.get(PARAMETER)
    known = item in outline() and outline()[item].kind != "challenge" if item else False
    if item and known:
        _one(item, queue)
    elif queue:
        _begin(queue[0])
        _one(queue[0].id, queue) if queue[0].kind != "challenge" else _code(queue[0])
    else:
        _done()


def _queue() -> list[Entry]:
    view = memory.learner().view()
    if name := st.query_params.get(SET):
        tally = memory.store().tally()
        wrong = {item for item, how in tally.items() if not how.last_right}
        return sets.entries(name, view, wrong)
    return view.today()


def _begin(entry: Entry) -> None:
    """Make it the one that is asked, with numbers that were not answered yet."""
    if entry.kind == "challenge":
        return
    st.query_params[PARAMETER] = entry.id
    item = content.item(entry.id)
    question.leave()
    if question.at(item).response is not None:
        question.renew(item)


def _one(name: str, queue: list[Entry]) -> None:
    try:
        item = content.item(name)
    except Unknown as reason:
        st.error(str(reason))
        return
    topic = curriculum.topics()[item.topic]
    asked = question.at(item)
    done = asked.response is not None
    # From where it stands on, and round: "Not now" must not swing between two.
    at = next((i for i, entry in enumerate(queue) if entry.id == name), len(queue))
    others = [*queue[at + 1 :], *queue[:at]]
    minutes = round(sum(entry.minutes for entry in others))
    after = (
        f"{len(others)} more, about {minutes} min" if others else "the last for today"
    )
    st.caption(f"{topic.title} · level {item.level} · {after}")
    st.title(item.title, anchor=False)
    why = next((entry for entry in queue if entry.id == name), None)
    if why and not done:
        st.markdown(f":gray[{why.why}]")
    with st.container(width=720):
        question.show(asked)
        if not done and st.query_params.get(SET) != "speed":
            question.clock(asked.variant)
        with st.container(horizontal=True):
            if done:
                st.button("Next", type="primary", on_click=_next)
                question.undo_button(asked.variant)
            else:
                question.check_button(asked.variant)
                st.button("Not now", on_click=_skip, args=(others,))
            for target in _reading(topic, name):
                if st.button(f"Read: {target.title}", type="tertiary"):
                    pages = st.session_state["pages"]
                    st.switch_page(pages[target.id], query_params={"part": "Read"})


def _reading(topic: Topic, item: str) -> list[Topic]:
    """The topic; for what is forgotten again and again also what it builds on."""
    card = memory.learner().view().cards.get(item)
    if card is None or not card.leech:
        return [topic]
    needs = [curriculum.topics()[need] for need in topic.prerequisites]
    return [topic, *(need for need in needs if need.written)]


def _next() -> None:
    st.query_params.pop(PARAMETER, None)
    question.leave()


def _skip(others: list[Entry]) -> None:
    """To the next question; the one that was skipped stays in the queue."""
    asked = [entry for entry in others if entry.kind != "challenge"]
    if asked:
        _begin(asked[0])
    else:
        _next()


def _code(entry: Entry) -> None:
    challenge = content.challenge(entry.id)
    topic = curriculum.topics()[entry.topic]
    st.caption(f"{topic.title} · about {round(entry.minutes)} min")
    st.title(challenge.title, anchor=False)
    st.markdown(f":gray[{entry.why}]")
    if st.button("Write it", type="primary"):
        target = {"part": "Code", "challenge": entry.id.split("/")[1]}
        st.switch_page(st.session_state["pages"][topic.id], query_params=target)


def _done() -> None:
    if SET in st.query_params:
        st.title("That was all of these", anchor=False)
        st.markdown("What was answered today is not asked again before tomorrow.")
        return
    st.title("Done for today", anchor=False)
    st.markdown(
        "Everything that is due was asked. More now would help less than the same "
        "time tomorrow; the topics stay open if you are curious."
    )
