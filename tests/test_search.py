"""What is looked for is found, however it is typed."""

import pytest

from quiz import content
from quiz.search import KINDS, entries, search


def ids(query: str, kind: str) -> list[str]:
    return [entry.id for entry in search(query) if entry.kind == kind]


def test_each_kind_can_be_found() -> None:
    assert {entry.kind for entry in entries()} == set(KINDS)
    every = {entry.id for entry in entries()}
    for topic in content.written():
        assert {topic.id, *(item.id for item in content.items(topic))} <= every
        assert {claim.id for claim in content.claims(topic)} <= every
        assert {challenge.id for challenge in content.challenges(topic)} <= every


@pytest.mark.parametrize(
    "query",
    ["softmax jacobian", "jacobian SOFTMAX", "softmax_jacobian", "softmax jaco"],
)
def test_words_in_any_order_and_the_last_one_begun(query: str) -> None:
    assert ids(query, "function")[0] == "nn.softmax.softmax_jacobian"
    assert "softmax-derivative/softmax_jacobian" in ids(query, "challenge")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("sofmax", "softmax"), ("atention", "attention"), ("jacobain", "jacobian"),
     ("centroyd", "centroid"), ("supervized", "supervised")],
)  # fmt: skip
def test_a_mistyped_word_finds_what_the_right_one_finds(typed: str, meant: str) -> None:
    found = {entry.id for entry in search(typed)}
    assert search(meant)[0].id in found


def test_every_word_must_be_found_and_nothing_finds_nothing() -> None:
    assert search("softmax xyzzyq") == []
    assert search("") == search("  -- ") == []
    assert len(search("a", most=3)) <= 3


def test_the_topic_itself_comes_before_its_parts() -> None:
    first = next(entry for entry in search("attention") if entry.kind != "function")
    assert (first.kind, first.id) == ("topic", "attention")
