"""All attacks, by number."""

from tests.judge.attacks import ending, escape, forging, kernel, resources
from tests.judge.attacks.attack import Attack

ATTACKS: list[Attack] = sorted(
    (
        *forging.ATTACKS,
        *ending.ATTACKS,
        *resources.ATTACKS,
        *escape.ATTACKS,
        *kernel.ATTACKS,
    ),
    key=lambda attack: attack.number,
)
