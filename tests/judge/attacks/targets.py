"""What attacks aim at, and the traces that they must not leave."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
from pathlib import Path
from typing import Self

import numpy as np

MARK = "viva-attack-"
ROOT = Path(__file__).parents[3]


class Targets:
    """A secret, an open folder, listening sockets; all on this machine."""

    def __enter__(self) -> Self:
        self.folder = Path(tempfile.mkdtemp(prefix="viva-targets-", dir="/var/tmp"))
        self.folder.chmod(0o755)
        self.open = self.folder / "open"
        self.open.mkdir()
        self.open.chmod(0o777)
        self.secret = self.folder / "secret"
        self.secret.write_text("the moon")
        os.environ["VIVA_SECRET"] = "the moon"
        self.tcp = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", 0))
        self.path = socket.socket(socket.AF_UNIX)
        self.path.bind(str(self.folder / "socket"))
        (self.folder / "socket").chmod(0o777)
        self.abstract = socket.socket(socket.AF_UNIX)
        self.abstract.bind(f"\0{MARK}{os.getpid()}")
        for listening in (self.path, self.abstract):
            listening.listen(64)
        self.places = {
            "SECRET": str(self.secret),
            "OPEN": str(self.open),
            "PROJECT": str(ROOT),
            "TCP": str(self.tcp.getsockname()[1]),
            "UDP": str(self.udp.getsockname()[1]),
            "SOCKET": str(self.folder / "socket"),
            "ABSTRACT": f"\\0{MARK}{os.getpid()}",
            "JUDGE": str(os.getpid()),
        }
        return self

    def __exit__(self, *_: object) -> None:
        for listening in (self.tcp, self.udp, self.path, self.abstract):
            listening.close()
        os.environ.pop("VIVA_SECRET")
        for path in (*self.traces(), *self.folder.glob("*")):
            path.rmdir() if path.is_dir() else path.unlink()
        self.folder.rmdir()

    def fill(self, code: str) -> str:
        """The code with its `@NAME@`s filled in."""
        for name, value in self.places.items():
            code = code.replace(f"@{name}@", value)
        return code

    def traces(self) -> list[Path]:
        """Files that an attack has left outside its process."""
        folders = [self.open, "/tmp", "/dev/shm", "/", Path(np.__file__).parent]
        places = {Path(place).resolve() for place in (*folders, ROOT, *sys.path)}
        marked = [
            path for place in places for path in place.glob("viva[-_]attack[-_]*")
        ]
        return [*marked, *(p for p in self.open.iterdir() if p not in marked)]


def survivors() -> list[str]:
    """Processes that attacks have left: they are named so."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if MARK[:15] in (process / "comm").read_text():
                found.append(process.name)
        except OSError:
            continue
    return found
