"""Files of runs, kept by what is in them."""

from __future__ import annotations

import hashlib
from pathlib import Path

from engine.system import system


@system("S65.04")
class ArtifactStore:
    """Bytes under their SHA-256 digest: equal content is kept once.

    The address is the checksum, so that what comes back is what went in, or an
    error.

    Args:
        folder: made where there is none.

    >>> import tempfile
    >>> store = ArtifactStore(Path(tempfile.mkdtemp()))
    >>> store.get(store.put(b"weights"))
    b'weights'
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def put(self, content: bytes) -> str:
        """Keep bytes; their digest, 64 hexadecimal digits."""
        digest = hashlib.sha256(content).hexdigest()
        path = self.folder / digest
        if not path.exists():
            # Under its name there is never half a file.
            partial = path.with_suffix(".partial")
            partial.write_bytes(content)
            partial.replace(path)
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes with this digest.

        Raises:
            ValueError: there are none, or they have changed since.
        """
        path = self.folder / digest
        if len(digest) != 64 or not digest.isalnum() or not path.exists():
            raise ValueError(f"there is no artifact {digest}")
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != digest:
            raise ValueError(f"artifact {digest} is damaged")
        return content
