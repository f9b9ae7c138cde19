"""Byte fallback: what a vocabulary lacks is written as the bytes of its UTF-8."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from engine.system import system

BYTE_TOKENS = tuple(f"<0x{byte:02X}>" for byte in range(256))
"""The 256 tokens that write everything."""
_BYTE = re.compile(r"<0x([0-9A-F]{2})>")


@system("S52.03")
def to_bytes(tokens: Sequence[str], vocabulary: Collection[str]) -> list[str]:
    """Each token that the vocabulary lacks becomes a token for each of its bytes.

    256 more tokens, and no text is unknown any more: a letter outside ASCII costs
    two to four tokens, and nothing is lost, where `[UNK]` forgets what stood there.

    Args:
        tokens: of a text, cut by any method.
        vocabulary: what may be used, without the bytes; a set is fast.

    Returns:
        Known tokens, and `<0x00>` to `<0xFF>`.

    Source:
        Kudo and Richardson, SentencePiece (2018), for the library whose option it is.

    >>> to_bytes(["caf", "é"], {"caf"})
    ['caf', '<0xC3>', '<0xA9>']
    """
    found: list[str] = []
    for token in tokens:
        if token in vocabulary:
            found.append(token)
        else:
            found += [BYTE_TOKENS[byte] for byte in token.encode()]
    return found


@system("S52.03")
def from_bytes(tokens: Sequence[str]) -> str:
    r"""The text that tokens write: bytes in a row are decoded together.

    A model may say bytes that are no UTF-8. Each byte of such a row becomes the
    character U+FFFD.

    Args:
        tokens: pieces of text, and `<0x00>` to `<0xFF>`.

    Returns:
        The text.

    >>> from_bytes(["caf", "<0xC3>", "<0xA9>"]), from_bytes(["<0xC3>", "!"])
    ('café', '�!')
    """
    text, row = "", b""
    for token in [*tokens, ""]:
        found = _BYTE.fullmatch(token)
        if found:
            row += bytes([int(found[1], 16)])
        else:
            text += _decoded(row) + token
            row = b""
    return text


def _decoded(row: bytes) -> str:
    try:
        return row.decode()
    except UnicodeDecodeError:
        return "\ufffd" * len(row)
