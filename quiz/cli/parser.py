"""The commands and their arguments. Each command's module is imported when it runs."""

from __future__ import annotations

import argparse
import importlib
import json
import keyword
import sys
from collections.abc import Callable, Sequence

from quiz.names import Unknown

RIGHT, WRONG, INVALID, FAULT = 0, 1, 2, 3
FORMATS = "json", "answers", "reviews", "apkg", "ics"

AddCommand = Callable[[str, str, str], argparse.ArgumentParser]

EPILOG = """exit status:
  0  right, accepted, or done
  1  wrong answer, not accepted, or something is missing or unsound
  2  bad usage, or input that cannot be read
  3  a fault of Viva's own

Only `restore`, `import`, `rebuild` and `fit` change what is remembered: progress is
what happens in the app."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    options = _parser().parse_args(_guard_minus(words))
    name = options.command.replace("-", "_")
    name += "_" * keyword.iskeyword(name)
    try:
        module = importlib.import_module(f"quiz.cli.{options.module}")
        status: int = getattr(module, name)(options)
    except ModuleNotFoundError as error:
        print(
            f"quiz: {error.name} is missing, which `{options.command}` needs; "
            "`make .venv/dev` installs it",
            file=sys.stderr,
        )
        return INVALID
    except (Unknown, OSError) as error:
        print(f"quiz: {error}", file=sys.stderr)
        return INVALID
    return status


def _guard_minus(words: list[str]) -> list[str]:
    """Let a response begin with a minus sign, as in `grade ID --seed 3 -0.16`."""
    last = words[-1] if words else ""
    if words[:1] == ["grade"] and last.startswith("-") and not last.startswith("--"):
        return [*words[:-1], "--", last] if last != "-h" else words
    return words


def print_json(value: object) -> None:
    """Print one JSON object."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m quiz",
        description="Viva on the command line.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, module: str, text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text)
        added.set_defaults(module=module)
        return added

    _content(command)
    _answers(command)
    _study(command)
    _data(command)
    command("doctor", "doctor", "check this installation and say what is wrong")
    proof = command("proof", "proof", "the engine beside the libraries people trust")
    one = proof.add_mutually_exclusive_group()
    one.add_argument("--family", metavar="F", help="only this family")
    one.add_argument("--function", metavar="NAME", help="only nn.softmax.softmax")
    proof.add_argument("--json", action="store_true", help="[{name, library, ...}]")
    proof.add_argument("--seed", type=_seed, metavar="N", help="draw the same inputs")
    return parser


def _content(command: AddCommand) -> None:
    command("topics", "content", "list the units and topics")
    new = command("new-topic", "new_topic", "make a skeleton for a topic")
    new.add_argument("id", metavar="ID")
    ledger = command("ledger", "content", "rows of the syllabus and what covers them")
    ledger.add_argument("--json", action="store_true", help="{row: [places]}")
    ledger.add_argument("--missing", action="store_true", help="rows nothing covers")
    item = command("item", "content", "draw a question")
    item.add_argument("id", metavar="ID")
    item.add_argument("--seed", type=_seed, required=True, metavar="N")
    item.add_argument("--json", action="store_true", help="with key and mistakes")
    sweep = command("sweep", "sweep", "check every variant of every question")
    sweep.add_argument("--items", default="*", metavar="GLOB", help="such as pca/*")
    sweep.add_argument("--variants", type=int, default=500, metavar="N")
    sweep.add_argument("--seed", type=_seed, default=0, metavar="N", help="the first")
    claims = command("claims", "claims", "run the evidence of the course's claims")
    claims.add_argument("claims", nargs="?", default="*", metavar="GLOB")
    claims.add_argument("--runs", type=int, default=5, metavar="N")
    claims.add_argument("--seed", type=_seed, default=0, metavar="N", help="the first")
    claims.add_argument("--list", action="store_true", help="say them, run nothing")
    claims.add_argument("--json", action="store_true")
    challenge = command("challenge", "content", "show a challenge, or check it")
    challenge.add_argument("id", metavar="ID | check")
    challenge.add_argument("checked", nargs="?", metavar="ID", help="all without it")
    challenge.add_argument("--seed", type=_seed, metavar="N", help="of a check")
    challenge.add_argument("--runs", type=int, default=3, metavar="N",
                           help="verdicts on each known solution")  # fmt: skip
    challenge.add_argument("--mutants", type=int, default=200, metavar="N",
                           help="changes of the reference, at most")  # fmt: skip


def _answers(command: AddCommand) -> None:
    grade = command("grade", "answers", "grade a response to a question")
    grade.add_argument("id", metavar="ID")
    grade.add_argument("--seed", type=_seed, required=True, metavar="N")
    grade.add_argument("--json", action="store_true", help="the whole grade")
    grade.add_argument("response", metavar="RESPONSE")
    submit = command("submit", "answers", "judge a solution in a file")
    submit.add_argument("challenge", metavar="CHALLENGE")
    submit.add_argument("file", metavar="FILE")
    submit.add_argument("--seed", type=_seed, metavar="N", help="draw the same cases")
    submit.add_argument("--json", action="store_true", help="the whole verdict")


def _study(command: AddCommand) -> None:
    command("fit", "study", "fit memory to your own reviews, from 512 on")
    simulate = command("simulate", "study", "walk a simulated learner to the interview")
    simulate.add_argument("--days", type=int, default=21, metavar="N")
    simulate.add_argument("--minutes", type=int, default=45, metavar="N")
    simulate.add_argument("--seed", type=_seed, default=0, metavar="N")
    simulate.add_argument("--fades", type=float, default=1.0, metavar="X",
                          help="forgets so many times as fast")  # fmt: skip


def _data(command: AddCommand) -> None:
    backup = command("backup", "data", "copy the database, while it may be in use")
    backup.add_argument("file", nargs="?", metavar="FILE",
                        help="a new one; without it, in `backups`")  # fmt: skip
    restore = command("restore", "data", "put a backup in the database's place")
    restore.add_argument("file", metavar="FILE")
    export = command("export", "data", "write what is remembered for other programs")
    export.add_argument("file", metavar="FILE", help=".json, .csv, .apkg or .ics")
    export.add_argument("--format", choices=FORMATS, help="not as the file's name ends")
    taken = command("import", "data", "take in what an export has and is not here")
    taken.add_argument("file", metavar="FILE.json")
    command("rebuild", "data", "compute again what follows from the facts")
    stats = command("stats", "data", "a few figures")
    stats.add_argument("--json", action="store_true")


def _seed(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(
            f"a seed is 0 or a positive whole number, got {text!r}"
        )
    return int(text)
