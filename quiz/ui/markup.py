"""Text from learners, kept from being read as Markdown or formulas."""

from __future__ import annotations


def escape(text: str) -> str:
    """Markdown that shows `text` as it is."""
    for mark in "\\`*_$[]<>#~|:":
        text = text.replace(mark, f"\\{mark}")
    return text
