"""A skeleton for a topic that is not written yet: `new-topic`."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from quiz import curriculum
from quiz.cli.parser import INVALID, RIGHT
from quiz.curriculum import Topic
from quiz.names import find

SKELETON = Path(__file__).parents[1] / "skeleton"


def new_topic(options: Namespace) -> int:
    """Make the topic's folder from the skeleton; touches nothing that is there."""
    topic = find("topic", options.id, curriculum.topics())
    if topic.folder.exists():
        print(f"quiz: {topic.folder} is there already", file=sys.stderr)
        return INVALID
    for source in sorted(SKELETON.rglob("*.txt")):
        place = topic.folder / source.relative_to(SKELETON).with_suffix("")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(_named(source, topic), encoding="utf-8")
        print(place)
    init = topic.folder.parent / "__init__.py"
    if not init.exists():
        init.write_text(f'"""The unit {topic.unit}."""\n', encoding="utf-8")
    print(f"\nEvery FILL IN is yours to write. Then: {_checks(topic)}")
    return RIGHT


def _named(source: Path, topic: Topic) -> str:
    text = source.read_text(encoding="utf-8")
    for token, value in (
        ("TOPIC_TITLE", topic.title),
        ("TOPIC_ID", topic.id),
        ("LNN", f"L{topic.chapter:02d}"),
    ):
        text = text.replace(token, value)
    return text


def _checks(topic: Topic) -> str:
    return (
        f'python -m quiz sweep --items "{topic.id}/*"; '
        f'python -m quiz claims "{topic.id}/*"; '
        f'python -m quiz challenge check "{topic.id}/first_challenge"'
    )
