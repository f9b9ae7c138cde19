"""Nothing that we know of gets past the judge; without its layers much would."""

import sys
import time
from collections.abc import Iterator

import pytest

if sys.platform != "linux":
    pytest.skip("the sandbox is Linux's", allow_module_level=True)

from quiz.judge.forked import LAYERS, Zygotes
from tests.judge.attacks.attack import Attack
from tests.judge.attacks.catalogue import ATTACKS
from tests.judge.attacks.run import escaped, innocent, verdict
from tests.judge.attacks.targets import Targets, survivors

# Without these layers, these succeed. Namespaces and privileges back up seccomp.
PROVEN = {
    LAYERS: ["62 /etc/passwd", "52 processes by the dozen", "82 subprocess"],
    ("seccomp",): ["52 processes by the dozen", "53 a daemon", "93 int 0x80"],
    ("landlock",): ["62 /etc/passwd", "64 a listing of /"],
    ("limits",): ["49 an array of 2 GB", "60 every descriptor"],
    ("seccomp", "namespaces"): ["77 UDP", "90 shared memory that stays"],
    ("seccomp", "privileges"): ["95 privileges by a program"],
}


@pytest.fixture(scope="module")
def targets() -> Iterator[Targets]:
    with Targets() as targets:
        yield targets


@pytest.fixture(scope="module")
def zygotes() -> Iterator[Zygotes]:
    with Zygotes() as zygotes:
        yield zygotes


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.id)
def test_an_attack_is_contained(
    attack: Attack, targets: Targets, zygotes: Zygotes
) -> None:
    found = verdict(attack, targets, zygotes.run)

    assert not escaped(attack, found)
    assert found.kind != "judge fault", found.message
    assert not attack.kinds or found.kind in attack.kinds, found.message
    assert innocent(zygotes.run)
    assert targets.traces() == []


def test_no_process_is_left(zygotes: Zygotes) -> None:
    assert innocent(zygotes.run)
    assert survivors() == []


def test_every_kind_is_there() -> None:
    missing = set(range(1, 99)) - {attack.number for attack in ATTACKS}

    # Both are x86-64's own.
    assert missing <= {92, 93}


@pytest.mark.parametrize("absent", PROVEN, ids="+".join)
def test_without_a_layer_attacks_succeed(
    absent: tuple[str, ...], targets: Targets
) -> None:
    """So the suite can fail, and each layer holds something."""
    layers = [name for name in LAYERS if name not in absent]
    proofs = [attack for attack in ATTACKS if attack.id in PROVEN[absent]]
    with Zygotes(layers) as zygotes:
        got_out = [a.id for a in proofs if escaped(a, verdict(a, targets, zygotes.run))]

    assert got_out == [attack.id for attack in proofs]


@pytest.fixture(scope="module", autouse=True)
def quiet_afterwards() -> Iterator[None]:
    """What was let loose above ends by itself; nobody after us should meet it."""
    yield
    deadline = time.monotonic() + 10
    while survivors() and time.monotonic() < deadline:
        time.sleep(0.1)
