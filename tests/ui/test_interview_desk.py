"""An interview begins with an empty desk, and nothing of before is lost."""

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from quiz import content
from quiz.ui import memory

CHALLENGE = "softmax-derivative/softmax"


def interview() -> None:
    import streamlit as st

    from quiz import content
    from quiz.study.interview import Interview, Question
    from quiz.ui import drafts, mock

    challenge = content.challenge("softmax-derivative/softmax")
    task = Question(challenge.id, 0, 0, 10.0)
    mock.clear_desk(Interview("ml-engineer", 2, 30, (task,)))
    st.code(drafts.current(challenge))


def test_earlier_code_is_put_away_and_can_be_brought_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIVA_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("VIVA_DATABASE_URL", raising=False)
    st.cache_resource.clear()
    memory.store().save_draft(f"code/{CHALLENGE}", "mine = 1\n")
    page = AppTest.from_function(interview, default_timeout=60).run()
    assert not page.exception
    assert page.code[0].value == content.challenge(CHALLENGE).starter.rstrip()
    assert memory.store().draft(f"code/{CHALLENGE}/before") == "mine = 1\n"
    st.cache_resource.clear()
