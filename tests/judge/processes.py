"""The processes of this machine, as /proc has them."""

from pathlib import Path


def descendants(root: int) -> dict[int, str]:
    """The processes below one, and their command lines."""
    found: dict[int, str] = {}
    for tasks in Path(f"/proc/{root}/task").glob("*/children"):
        try:
            children = tasks.read_text().split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        for child in children:
            try:
                command = Path(f"/proc/{child}/cmdline").read_text()
                found |= {int(child): command} | descendants(int(child))
            except (FileNotFoundError, ProcessLookupError):
                continue
    return found
