"""The table of attacks by layer: `make attack`.

A column a sandbox: whole, without one layer at a time, without any.
"""

from __future__ import annotations

import sys

from quiz.judge.forked import LAYERS, Zygotes
from tests.judge.attacks.attack import Attack
from tests.judge.attacks.catalogue import ATTACKS
from tests.judge.attacks.run import escaped, innocent, verdict
from tests.judge.attacks.targets import Targets, survivors

SANDBOXES = {
    "all": LAYERS,
    **{f"-{name}": [x for x in LAYERS if x != name] for name in LAYERS},
    # These two back up seccomp: only where it is gone is it seen what they hold.
    "-s -namesp": [x for x in LAYERS if x not in {"seccomp", "namespaces"}],
    "-s -privil": [x for x in LAYERS if x not in {"seccomp", "privileges"}],
    "none": [],
}


def main() -> int:
    """Print the table; 1 if anything gets out of the whole sandbox."""
    numbers = {int(n) for n in sys.argv[1].split(",")} if sys.argv[1:] else None
    chosen = [a for a in ATTACKS if numbers is None or a.number in numbers]
    columns = {name: column(chosen, layers) for name, layers in SANDBOXES.items()}
    print(f"{'':45}" + "".join(f"{name:>13}" for name in columns))
    for i, attack in enumerate(chosen):
        cells = "".join(f"{column[i]:>13}" for column in columns.values())
        print(f"{attack.id:45}{cells}")
    totals = {name: column.count("ESCAPED") for name, column in columns.items()}
    print(f"{'escaped':45}" + "".join(f"{total:>13}" for total in totals.values()))
    failed = columns["all"].count("ESCAPED") + columns["all"].count("FAULT")
    return 1 if failed else 0


def column(attacks: list[Attack], layers: list[str] | tuple[str, ...]) -> list[str]:
    """What came of each attack in a sandbox of these layers."""
    said = []
    with Targets() as targets, Zygotes(layers) as zygotes:
        for attack in attacks:
            print(f"\r{attack.id:60}", end="", file=sys.stderr)
            found = verdict(attack, targets, zygotes.run)
            if escaped(attack, found):
                said.append("ESCAPED")
            elif found.kind == "judge fault" or not innocent(zygotes.run):
                said.append("FAULT")
            else:
                said.append("·" if layers != LAYERS else found.kind)
        if layers == LAYERS and (left := [*targets.traces(), *survivors()]):
            said[-1] = "ESCAPED"
            print(f"traces: {left}", file=sys.stderr)
    print("\r" + " " * 60 + "\r", end="", file=sys.stderr)
    return said


if __name__ == "__main__":
    sys.exit(main())
