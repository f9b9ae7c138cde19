"""Commands that show content: topics, ledger, item, challenge."""

from __future__ import annotations

import secrets
from argparse import Namespace
from collections.abc import Mapping

import numpy as np

from quiz import content, curriculum
from quiz import ledger as rows
from quiz.cli.parser import RIGHT, WRONG, print_json
from quiz.items.item import Variant


def topics(_: Namespace) -> int:
    """List units and topics; say which are written."""
    for unit in curriculum.units():
        print(unit.title)
        for topic in unit.topics:
            state = "" if topic.written else "  (not written yet)"
            print(f"  {topic.id:32}{topic.title}{state}")
    return RIGHT


def ledger(options: Namespace) -> int:
    """Print what covers each row of the syllabus."""
    if options.json:
        print_json(rows.gather())
        return RIGHT
    if options.missing:
        lacking = [rows.missing(topic) for topic in content.written()]
        for row, what in (pair for table in lacking for pair in table.items()):
            print(f"{row}  {what}")
        return WRONG if any(lacking) else RIGHT
    for topic, kind, covered, total in rows.table():
        print(f"{topic:32}{rows.KINDS[kind]:16}{covered:4} / {total}")
    unwritten = len(curriculum.topics()) - len(content.written())
    print(f"{unwritten} topics are not written yet")
    return RIGHT


def item(options: Namespace) -> int:
    """Draw a question; with --json its key, mistakes and explanation too."""
    variant = content.item(options.id).draw(options.seed)
    template, ask = variant.item, variant.ask
    if options.json:
        print_json(
            {
                "id": template.id,
                "version": template.version,
                "seed": variant.seed,
                "kind": template.kind.name,
                "level": template.level,
                "title": template.title,
                "prompt": ask.prompt,
                "options": list(ask.options),
                "help": variant.help,
                "key": variant.key,
                "value": _plain(ask.key),
                "why": ask.why,
                "mistakes": [
                    {
                        "route": mistake.route,
                        "result": _shown(variant, mistake.result),
                        "hint": mistake.hint,
                    }
                    for mistake in ask.mistakes
                ],
            }
        )
        return RIGHT
    print(f"{template.title}  (level {template.level})\n\n{ask.prompt}\n")
    for letter, option in zip("abcdefgh", ask.options, strict=False):
        print(f"  {letter}  {option}")
    print(variant.help)
    return RIGHT


def _shown(variant: Variant, result: object) -> str:
    kind, ask = variant.item.kind, variant.ask
    return kind.show(ask, kind.value_of(ask, result))


def _plain(key: object) -> object:
    """A key as JSON has it; of a kind of its own, the text that is graded right."""
    if isinstance(key, str | Mapping):
        return key
    try:
        return np.asarray(key, dtype=float).tolist()
    except (TypeError, ValueError):
        return str(key)


def challenge(options: Namespace) -> int:
    """Show a challenge's statement and starter, or check that challenges grade."""
    if options.id == "check":
        return _check(options)
    task = content.challenge(options.id)
    print(f"{task.title}  (level {task.level}, about {task.minutes} minutes)\n")
    print(f"{task.statement}\n\n{task.starter}")
    return RIGHT


def _check(options: Namespace) -> int:
    from quiz.judge.check import check

    names = [i for topic in content.written() for i in content.challenge_ids(topic)]
    wanted = [options.checked] if options.checked else names
    seed = secrets.randbits(31) if options.seed is None else options.seed
    print(f"Seed {seed} judges the same again.")
    sound = True
    for task in map(content.challenge, wanted):
        found = check(task, seed=seed, runs=options.runs, count=options.mutants)
        share = f"{found.noticed} of {found.mutants}"
        print(f"{task.id:48}{found.right:5} right{share:>12} mutants rejected")
        for problem in found.problems:
            print(f"    {problem}")
        sound &= not found.problems
    return RIGHT if sound else WRONG
