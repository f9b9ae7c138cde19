"""The hashing trick: a table of fixed size for pieces without number."""

from __future__ import annotations

from engine.system import system

START, FACTOR = 2166136261, 16777619
"""Of the 32-bit hash FNV-1a."""


@system("S54.10")
def gram_bucket(gram: str, buckets: int = 2_000_000) -> int:
    """The row of an n-gram in a table of `buckets` rows: `FNV-1a(bytes) mod buckets`.

    No dictionary is kept, and a piece that was never seen has a row as well. The
    price are collisions: of m pieces in B rows about `m (m - 1) / (2 B)` pairs share
    one, and learn one vector for both.

    Args:
        gram: an n-gram of characters.
        buckets: rows of the table, at least 1.

    Returns:
        From 0 to buckets - 1, the same in every run.

    Raises:
        ValueError: buckets is below 1.

    Source:
        Bojanowski et al., Enriching Word Vectors with Subword Information (2017),
        section 3.2. fastText takes bytes as signed numbers, so that letters outside
        ASCII hash otherwise than in plain FNV-1a; so does this.

    >>> gram_bucket("<ca"), gram_bucket("cat"), gram_bucket("<ca", buckets=3)
    (916747, 289031, 2)
    """
    if not buckets >= 1:
        raise ValueError(f"buckets must be at least 1, got {buckets}")
    value = START
    for byte in gram.encode():
        signed = byte - 256 if byte > 127 else byte
        value = (value ^ signed) * FACTOR % 2**32
    return value % buckets
