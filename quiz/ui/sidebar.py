"""The sidebar: where one can go, where one is, how well what was begun is known.

One component draws it: each link as an element of Streamlit's would be drawn anew at
each click anywhere, and with 66 topics that took longer than the question clicked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import streamlit as st

from db.store import StoreError
from quiz import curriculum
from quiz.curriculum import Unit
from quiz.study.view import View
from quiz.ui import memory
from quiz.ui.component import component

Link = dict[str, str]
"""`path` under the app, `title`, a `note` at its end, and its `meaning`, read out."""

_component = component(__file__, "sidebar")


def sidebar(shown: Sequence[st.Page], pages: Mapping[str, st.Page], here: str) -> None:
    """Draw it.

    Args:
        shown: the pages above the topics; the first is home.
        pages: of the topics, by id.
        here: the path of the page that is shown.
    """
    view = _view()
    units = [
        {"title": unit.title, "topics": list(_topics(unit, pages, view))}
        for unit in curriculum.units()
        if unit.written
    ]
    links = [_link(page.url_path, page.title) for page in shown]
    if view and view.cards and (queue := view.today()):
        minutes = round(sum(entry.minutes for entry in queue))
        links[0] |= {"note": f"{minutes} min", "meaning": f"{minutes} minutes to do"}
    with st.sidebar:
        _component(key="sidebar", data={"here": here, "pages": links, "units": units})


def _view() -> View | None:
    try:
        return memory.learner().view()
    except StoreError:
        # The page says so. One can go elsewhere all the same.
        return None


def _topics(
    unit: Unit, pages: Mapping[str, st.Page], view: View | None
) -> Iterator[Link]:
    parts = view.readiness().parts if view else []
    scores = {part.topic: round(100 * part.score) for part in parts}
    done = [*view.cards, *view.solved] if view else []
    begun = {name.split("/")[0] for name in done}
    for topic in unit.topics:
        if topic.written:
            link = _link(pages[topic.id].url_path, topic.short)
            if topic.id in begun:
                score = f"{scores[topic.id]} %"
                link |= {"note": score, "meaning": f"expected {score}"}
            yield link


def _link(path: str, title: str) -> Link:
    return {"path": path, "title": title, "note": "", "meaning": ""}
