"""What stands in the editor, what is on disk, and what can be brought back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from quiz import content
from quiz.ui import memory
from tests.ui.stuck import read_only

CHALLENGE = content.challenge("softmax-derivative/softmax")
EDITOR = f"editor {CHALLENGE.id}"


def bench() -> None:
    import streamlit as st

    from quiz import content
    from quiz.ui import drafts

    challenge = content.challenge("softmax-derivative/softmax")
    st.code(drafts.current(challenge))
    st.caption(f"{drafts.revision(challenge)} {drafts.saved(challenge)}")
    st.button("Reset", on_click=drafts.replace, args=(challenge, challenge.starter))
    if drafts.replaced(challenge):
        st.button("Undo", on_click=drafts.bring_back, args=(challenge,))


def session(typed: str = "", revision: str = "0") -> AppTest:
    test = AppTest.from_function(bench, default_timeout=60)
    if typed:
        test.session_state[EDITOR] = {"text": {"text": typed, "revision": revision}}
    return test.run()


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("VIVA_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("VIVA_DATABASE_URL", raising=False)
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def stands(page: AppTest) -> str:
    return page.code[0].value


def test_the_starter_is_there_at_first_and_nothing_is_kept() -> None:
    assert stands(session()) == CHALLENGE.starter.rstrip("\n")
    assert memory.store().draft(f"code/{CHALLENGE.id}") is None


def test_what_is_typed_is_there_in_the_next_session() -> None:
    session("x = 1")

    assert stands(session()) == "x = 1"


def test_a_page_that_is_open_elsewhere_takes_nothing_back() -> None:
    old = session("x = 1")
    session("x = 2")
    old.run()

    assert memory.store().draft(f"code/{CHALLENGE.id}") == "x = 2"
    # What is judged is what stands in the editor of this page.
    assert stands(old) == "x = 1"


def test_what_was_typed_before_a_reset_does_not_undo_it() -> None:
    page = session("x = 1")
    page.button[0].click().run()

    assert stands(page) == CHALLENGE.starter.rstrip("\n")
    assert page.caption[0].value == "1 True"
    # In another session too, for the editor still says what it sent before.
    assert stands(session("x = 1", revision="0")) == CHALLENGE.starter.rstrip("\n")


def test_what_a_reset_took_comes_back_after_a_restart() -> None:
    session("x = 1").button[0].click().run()
    page = session()
    page.button[1].click().run()

    assert stands(page) == "x = 1"
    assert len(page.button) == 1


def test_what_cannot_be_saved_is_saved_once_it_can(tmp_path: Path) -> None:
    page = session()
    with read_only(memory.store()):
        page.session_state[EDITOR] = {"text": {"text": "x = 3", "revision": "0"}}
        page.run()
        assert (stands(page), page.caption[0].value) == ("x = 3", "0 False")

    page.run()
    assert page.caption[0].value == "0 True"
    assert memory.store().draft(f"code/{CHALLENGE.id}") == "x = 3"
