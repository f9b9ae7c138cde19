"""Questions that list something: to choose from, to tick, to arrange, to match."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from quiz.items.ask import Ask, Invalid, Mistake
from quiz.items.kinds.kind import Kind, letters, named


class Choice(Kind):
    """One option of several: the key and each mistake's result, all of them texts."""

    name = "choice"

    def options(self, ask: Ask, rng: np.random.Generator) -> tuple[str, ...]:
        """See Kind."""
        texts = [str(ask.key), *(str(mistake.result) for mistake in ask.mistakes)]
        return _shuffled(texts, rng)

    def help(self, ask: Ask) -> str:
        """See Kind."""
        return f"One of {', '.join(letters(ask.options))}."

    def parse(self, ask: Ask, text: str) -> Any:
        """See Kind."""
        response = text.strip()
        if not response:
            raise Invalid("Choose one of the options.")
        if response in ask.options:
            return response
        numbers = [str(i + 1) for i in range(len(ask.options))]
        if response in numbers:
            return ask.options[numbers.index(response)]
        if len(response) > 1:
            raise Invalid(f"“{response[:40]}” is not an option. {self.help(ask)}")
        return named(ask, response, self.help(ask))[0]

    def show(self, ask: Ask, value: Any) -> str:
        """See Kind."""
        return str(value)

    def display(self, ask: Ask, value: Any) -> str:
        """See Kind."""
        return self.show(ask, value)

    def value_of(self, ask: Ask, result: Any) -> Any:
        """See Kind."""
        return str(result)

    def same(self, ask: Ask, one: Any, value: Any) -> bool:
        """See Kind."""
        return bool(one == value)

    def notes(self, ask: Ask, value: Any) -> tuple[str, ...]:
        """Why each of the other wrong options is wrong."""
        return tuple(
            f"{m.result}: {m.hint}" for m in ask.mistakes if str(m.result) != value
        )


class Choices(Kind):
    """Several options are right.

    The key maps each right option to the reason; each mistake's result is a wrong one.
    Right ticks count, wrong ticks count against them.
    """

    name = "choices"

    def options(self, ask: Ask, rng: np.random.Generator) -> tuple[str, ...]:
        """See Kind."""
        return _shuffled([*_pairs(ask), *(str(m.result) for m in ask.mistakes)], rng)

    def help(self, ask: Ask) -> str:
        """See Kind."""
        return f"All that hold of {', '.join(letters(ask.options))}, such as a, c."

    def parse(self, ask: Ask, text: str) -> Any:
        """See Kind."""
        ticked = named(ask, text, self.help(ask))
        if not ticked:
            raise Invalid("Tick at least one option: some of them hold.")
        return frozenset(ticked)

    def show(self, ask: Ask, value: Any) -> str:
        """See Kind."""
        return ", ".join(
            letter
            for letter, option in zip(letters(ask.options), ask.options, strict=True)
            if option in value
        )

    def display(self, ask: Ask, value: Any) -> str:
        """See Kind."""
        return "; ".join(option for option in ask.options if option in value)

    def value_of(self, ask: Ask, result: Any) -> Any:
        """Of a mistake: all right options, and the wrong one too."""
        if isinstance(result, Mapping):
            return frozenset(result)
        return frozenset({*_pairs(ask), str(result)})

    def same(self, ask: Ask, one: Any, value: Any) -> bool:
        """See Kind."""
        return bool(one == value)

    def score(self, ask: Ask, value: Any) -> float:
        """Right ticks less wrong ones, by how many are right; not below 0."""
        right = set(_pairs(ask))
        return max(0.0, (len(right & value) - len(value - right)) / len(right))

    def mistake(self, ask: Ask, value: Any) -> Mistake | None:
        """The first wrong option that was ticked."""
        return next((m for m in ask.mistakes if str(m.result) in value), None)

    def notes(self, ask: Ask, value: Any) -> tuple[str, ...]:
        """Whether each option holds, and why."""
        hints = {str(m.result): m.hint for m in ask.mistakes}
        return tuple(
            f"{option}: {_pairs(ask)[option]}"
            if option in _pairs(ask)
            else f"{option}: does not hold. {hints[option]}"
            for option in ask.options
        )


@dataclass(frozen=True)
class Steps:
    """The key of an order: steps in a right order, and which must come before which.

    Attributes:
        steps: texts, in one right order.
        before: (i, j, reason): step i must come before step j. Without any, the order
            is the only right one.
    """

    steps: tuple[str, ...]
    before: tuple[tuple[int, int, str], ...] = ()

    @property
    def pairs(self) -> tuple[tuple[int, int, str], ...]:
        """What must hold."""
        chain = ((i, i + 1, "") for i in range(len(self.steps) - 1))
        return self.before or tuple(chain)


class Order(Kind):
    """Steps in a partial order: whatever keeps to it is right."""

    name = "order"
    malformed = ("", "a", "a a b", "z", "???")

    def options(self, ask: Ask, rng: np.random.Generator) -> tuple[str, ...]:
        """See Kind."""
        key = _steps(ask)
        for _ in range(20):
            drawn = _shuffled(list(key.steps), rng)
            if self._broken(ask, drawn):
                return drawn
        return tuple(reversed(key.steps))

    def help(self, ask: Ask) -> str:
        """See Kind."""
        return f"The letters {', '.join(letters(ask.options))} in order, such as b a c."

    def parse(self, ask: Ask, text: str) -> Any:
        """See Kind."""
        found = tuple(named(ask, text, self.help(ask)))
        if len(found) != len(ask.options):
            raise Invalid(
                f"{len(found)} of {len(ask.options)} steps are there. {self.help(ask)}"
            )
        return found

    def show(self, ask: Ask, value: Any) -> str:
        """See Kind."""
        known = letters(ask.options)
        return " ".join(known[ask.options.index(step)] for step in value)

    def display(self, ask: Ask, value: Any) -> str:
        """See Kind."""
        return " → ".join(value)

    def value_of(self, ask: Ask, result: Any) -> Any:
        """See Kind."""
        return tuple(result.steps if isinstance(result, Steps) else result)

    def same(self, ask: Ask, one: Any, value: Any) -> bool:
        """Two orders are the same to a learner where both keep, or break, the same."""
        return bool(one == value) or not (
            self._broken(ask, one) or self._broken(ask, value)
        )

    def score(self, ask: Ask, value: Any) -> float:
        """The share of what must hold that does."""
        return 1 - len(self._broken(ask, value)) / len(_steps(ask).pairs)

    def mistake(self, ask: Ask, value: Any) -> Mistake | None:
        """A known wrong order, or the first pair that stands the wrong way round."""
        if known := super().mistake(ask, value):
            return known
        broken = self._broken(ask, value)
        if not broken:
            return None
        i, j, why = broken[0]
        steps = _steps(ask).steps
        hint = f"“{steps[i]}” comes before “{steps[j]}”. {why}".strip()
        return Mistake(f"{j + 1}-before-{i + 1}", value, hint)

    def _broken(self, ask: Ask, value: Any) -> list[tuple[int, int, str]]:
        key = _steps(ask)
        place = {step: number for number, step in enumerate(value)}
        return [
            (i, j, why)
            for i, j, why in key.pairs
            if place[key.steps[i]] > place[key.steps[j]]
        ]


class Match(Kind):
    """Each of a list with its partner.

    The key maps left to right; a mistake's result is a (left, right) that goes wrong.
    """

    name = "match"
    malformed = ("", "a", "a a b", "z", "???")

    def options(self, ask: Ask, rng: np.random.Generator) -> tuple[str, ...]:
        """See Kind."""
        return _shuffled(list(_pairs(ask).values()), rng)

    def help(self, ask: Ask) -> str:
        """See Kind."""
        return (
            f"A letter for each of the {len(_pairs(ask))}, in their order, such as "
            f"{' '.join(reversed(letters(ask.options)))}."
        )

    def parse(self, ask: Ask, text: str) -> Any:
        """See Kind."""
        found = tuple(named(ask, text, self.help(ask)))
        if len(found) != len(ask.options):
            raise Invalid(
                f"{len(found)} of {len(ask.options)} have a partner. {self.help(ask)}"
            )
        return found

    def show(self, ask: Ask, value: Any) -> str:
        """See Kind."""
        known = letters(ask.options)
        return " ".join(known[ask.options.index(right)] for right in value)

    def display(self, ask: Ask, value: Any) -> str:
        """See Kind."""
        pairs = zip(_pairs(ask), value, strict=True)
        return "; ".join(f"{left}: {right}" for left, right in pairs)

    def value_of(self, ask: Ask, result: Any) -> Any:
        """Of a mistake: the wrong partner, swapped with the one that has it."""
        key = dict(_pairs(ask))
        if isinstance(result, Mapping):
            return tuple(key.values())
        left, right = result
        (holder,) = (name for name, partner in key.items() if partner == right)
        key[holder], key[left] = key[left], right
        return tuple(key.values())

    def same(self, ask: Ask, one: Any, value: Any) -> bool:
        """See Kind."""
        return bool(one == value)

    def score(self, ask: Ask, value: Any) -> float:
        """The share of right pairs."""
        right = _pairs(ask).values()
        hits = [a == b for a, b in zip(right, value, strict=True)]
        return float(np.mean(hits))

    def mistake(self, ask: Ask, value: Any) -> Mistake | None:
        """The first known wrong pair among those given."""
        given = dict(zip(_pairs(ask), value, strict=True))
        wrong: Any
        for mistake in ask.mistakes:
            wrong = mistake.result
            if given[wrong[0]] == wrong[1]:
                return mistake
        return None


def _shuffled(texts: list[str], rng: np.random.Generator) -> tuple[str, ...]:
    return tuple(texts[i] for i in rng.permutation(len(texts)))


def _pairs(ask: Ask) -> Mapping[str, str]:
    """The key: option and reason, or left and right."""
    assert isinstance(ask.key, Mapping)
    return ask.key


def _steps(ask: Ask) -> Steps:
    assert isinstance(ask.key, Steps)
    return ask.key
