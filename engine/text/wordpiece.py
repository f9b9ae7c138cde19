"""WordPiece: a word as the longest known pieces, from left to right."""

from __future__ import annotations

from collections.abc import Collection

from engine.system import system


@system("S52.02")
def wordpiece(
    word: str, vocabulary: Collection[str], unknown: str = "[UNK]"
) -> list[str]:
    """Take the longest piece that fits, then go on behind it.

    Pieces inside a word begin with `##`. There is no way back: where nothing fits
    what is left, the whole word is one unknown token, even if a shorter piece
    before would have helped.

    Args:
        word: without blanks.
        vocabulary: the pieces; a set is fast.
        unknown: what stands for a word that cannot be written.

    Returns:
        The pieces; none for the empty word.

    Source:
        Wu et al., Google's Neural Machine Translation System (2016), section 4.1;
        Devlin et al., BERT (2019), for the two signs.

    >>> wordpiece("unaffable", {"un", "##aff", "##able", "##a"})
    ['un', '##aff', '##able']
    >>> wordpiece("unaffordable", {"un", "##aff", "##able", "##a"})
    ['[UNK]']
    """
    pieces: list[str] = []
    start = 0
    while start < len(word):
        mark = "##" if start else ""
        for end in range(len(word), start, -1):
            if mark + word[start:end] in vocabulary:
                pieces.append(mark + word[start:end])
                start = end
                break
        else:
            return [unknown]
    return pieces
