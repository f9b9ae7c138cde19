"""A full disk, a broken page: told in words, with nothing lost."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from quiz import content
from quiz.ui import memory
from tests.ui.stuck import read_only

ITEM = "softmax-derivative/diagonal_entry"
UI = Path(memory.__file__).parent


def questions() -> None:
    from quiz import curriculum
    from quiz.ui import questions, trouble

    with trouble.told():
        questions.show(curriculum.topics()["softmax-derivative"])


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """A topic's questions on a store of their own."""
    monkeypatch.setenv("VIVA_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("VIVA_DATABASE_URL", raising=False)
    st.cache_resource.clear()
    test = AppTest.from_function(questions, default_timeout=60)
    test.query_params["question"] = "diagonal_entry"
    test.session_state["pages"] = {}
    yield test.run()
    st.cache_resource.clear()


def check(page: AppTest) -> AppTest:
    (button,) = [button for button in page.button if button.label == "Check"]
    return button.click().run()


def test_an_answer_outlives_a_store_that_cannot_write(page: AppTest) -> None:
    variant = content.item(ITEM).draw(1)
    key = variant.key
    page.text_input[0].set_value("0.5").run()
    with read_only(memory.store()):
        page.text_input[0].set_value(key).run()
        (told,) = page.error
        assert "could not be saved" in told.value
        assert "readonly" in told.value
        assert "still here" in told.value

        check(page)
        assert "could not be saved" in page.error[0].value
        assert page.text_input[0].value == key
        assert any(
            f"Read as {variant.read(key)}" == caption.value for caption in page.caption
        )
        assert memory.store().answers() == []

    check(page)
    assert not page.error
    assert any("Right." in text.value for text in page.markdown)
    (answer,) = memory.store().answers()
    assert answer.response == key


def test_what_waited_is_saved_with_the_next_step(page: AppTest) -> None:
    with read_only(memory.store()):
        page.text_input[0].set_value("0.25").run()
    (skip,) = [button for button in page.button if button.label == "Skip"]
    skip.click().run()
    page.text_input[0].set_value("0.125").run()
    assert "0.25" in (memory.store().draft(f"answer/{ITEM}") or "")


def test_an_unexpected_error_is_told_with_a_name_that_the_log_knows(
    page: AppTest, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("a key that nobody expected")

    monkeypatch.setattr(content, "items", broken)
    with caplog.at_level(logging.ERROR):
        page.run()
    assert not page.exception
    (told,) = page.error
    (name,) = re.findall(r"`(\w+)`", told.value)
    assert "nobody expected" not in told.value
    assert name in caplog.text
    assert "nobody expected" in caplog.text


def test_every_fragment_tells_its_own_trouble() -> None:
    for path in UI.glob("*.py"):
        source = path.read_text()
        fragments = re.findall(r"@st\.fragment.*\n(.*)\n", source)
        assert all(line == "@trouble.told()" for line in fragments), path.name
