"""The tests of the database on a real PostgreSQL: `make test-postgres`.

Starts a server in a folder of its own, reached by a socket there and by no network;
runs pytest with `VIVA_TEST_POSTGRES` set to its address; removes it. Arguments go to
pytest.
"""

import glob
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SERVER = os.environ.get("VIVA_TEST_POSTGRES", "")
"""The address of a server to run the tests on; empty for SQLite."""

OPTIONS = (
    "-c listen_addresses= -c fsync=off "
    # A zone that is never UTC, and half an hour off the others.
    "-c timezone=Asia/Kathmandu"
)


def only_sqlite(why: str) -> pytest.MarkDecorator:
    """A test of what PostgreSQL does in another way, or not at all."""
    return pytest.mark.skipif(bool(SERVER), reason=f"SQLite only: {why}")


@contextmanager
def server() -> Iterator[str]:
    """A new server; its address."""
    tools = programs()
    # A path with a hundred characters is too long for a socket: not pytest's folder.
    folder = Path(tempfile.mkdtemp(prefix="viva-"))
    data = folder / "data"
    # PostgreSQL will not run as root.
    user = "nobody" if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    start = f"-k {folder} {OPTIONS}"

    def run(name: str, *arguments: str) -> None:
        command = [tools / name, "-D", data, *arguments]
        subprocess.run(command, check=True, cwd=folder, user=user, group=None,
                       extra_groups=[] if user else None,
                       stdout=subprocess.DEVNULL)  # fmt: skip

    try:
        run("initdb", "--username=viva", "--auth=trust", "--encoding=UTF8", "--no-sync")
        run("pg_ctl", "start", "--wait", "-o", start, "-l", str(folder / "log"))
        try:
            yield f"postgresql+psycopg://viva@/postgres?host={folder}"
        finally:
            run("pg_ctl", "stop", "-m", "immediate")
    finally:
        shutil.rmtree(folder)


def programs() -> Path:
    """The folder of PostgreSQL's own programs, which Debian keeps off the path."""
    folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=len)
    if found := shutil.which("initdb"):
        return Path(found).parent
    if not folders:
        sys.exit("PostgreSQL is not installed here: there is no initdb.")
    return Path(folders[-1])


if __name__ == "__main__":
    with server() as address:
        ran = subprocess.run(
            [sys.executable, "-m", "pytest", *(sys.argv[1:] or ["tests/db"])],
            env=os.environ | {"VIVA_TEST_POSTGRES": address},
            check=False,
        )
    sys.exit(ran.returncode)
