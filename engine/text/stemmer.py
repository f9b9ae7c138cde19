"""Porter's stemmer: endings cut off by rules, without a dictionary."""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.system import system

Rules = Sequence[tuple[str, str]]


def _rules(text: str) -> Rules:
    """Endings and what replaces them, "-" for nothing; the longest first."""
    pairs = [pair.split(">") for pair in text.split()]
    found = [(old, new.replace("-", "")) for old, new in pairs]
    return sorted(found, key=lambda rule: -len(rule[0]))


_PLURAL = _rules("sses>ss ies>i ss>ss s>-")
_STEP_2 = _rules(
    """ational>ate tional>tion enci>ence anci>ance izer>ize abli>able alli>al entli>ent
    eli>e ousli>ous ization>ize ation>ate ator>ate alism>al iveness>ive fulness>ful
    ousness>ous aliti>al iviti>ive biliti>ble"""
)
_STEP_3 = _rules("icate>ic ative>- alize>al iciti>ic ical>ic ful>- ness>-")
_STEP_4 = _rules(
    """al>- ance>- ence>- er>- ic>- able>- ible>- ant>- ement>- ment>- ent>- ion>- ou>-
    ism>- ate>- iti>- ous>- ive>- ize>-"""
)


@system("S52.07")
def stem(word: str) -> str:
    """The word without its endings: five steps, each with the longest rule that fits.

    A rule may ask how much word is left: the measure m counts vowels followed by
    consonants in the rest, 0 in "tree", 1 in "trees", 2 in "private". What comes
    out need not be a word ("studi"), words of one family may part ("ran" and
    "run") and strangers meet ("university" and "universe").

    Args:
        word: one, in any case.

    Returns:
        The stem, in lower case. Words of one or two letters stay.

    Source:
        Porter, An Algorithm for Suffix Stripping (1980). His later program has two
        more rules, -bli to -ble and -logi to -log.

    >>> [stem(word) for word in ["running", "studies", "relational", "ran"]]
    ['run', 'studi', 'relat', 'ran']
    """
    word = word.lower()
    if len(word) <= 2:
        return word
    word = _replace(word, _PLURAL, 0, always=True)
    word = _past(word)
    if word.endswith("y") and _has_vowel(word[:-1]):
        word = word[:-1] + "i"
    word = _replace(word, _STEP_2, 1)
    word = _replace(word, _STEP_3, 1)
    word = _replace(word, _STEP_4, 2)
    return _final_letters(word)


def _replace(word: str, rules: Rules, least: int, always: bool = False) -> str:
    """Only the longest ending that fits is tried, whether it may go or not."""
    for old, new in rules:
        if not word.endswith(old):
            continue
        rest = word[: -len(old)]
        if old == "ion" and rest[-1:] not in ("s", "t"):
            return word
        return rest + new if always or _measure(rest) >= least else word
    return word


def _past(word: str) -> str:
    """-eed, -ed and -ing; "hopping" loses a p, "filing" gets its e back."""
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) > 0 else word
    for ending in ("ed", "ing"):
        rest = word.removesuffix(ending)
        if rest == word or not _has_vowel(rest):
            continue
        if rest.endswith(("at", "bl", "iz")):
            return rest + "e"
        if _is_double(rest) and rest[-1] not in "lsz":
            return rest[:-1]
        return rest + "e" if _measure(rest) == 1 and _is_short(rest) else rest
    return word


def _final_letters(word: str) -> str:
    rest = word.removesuffix("e")
    m = _measure(rest)
    if m > 1 or (m == 1 and not _is_short(rest)):
        word = rest
    if word.endswith("ll") and _measure(word[:-1]) > 1:
        word = word[:-1]
    return word


def _shape(word: str) -> str:
    """v for vowels, c for the rest; y is a vowel after a consonant."""
    shape = ""
    for letter in word:
        vowel = letter in "aeiou" or (letter == "y" and shape.endswith("c"))
        shape += "v" if vowel else "c"
    return shape


def _measure(word: str) -> int:
    return len(re.findall("vc", _shape(word)))


def _has_vowel(word: str) -> bool:
    return "v" in _shape(word)


def _is_double(word: str) -> bool:
    """Ends in a consonant twice; of "yy" the second decides, as in Porter's program."""
    return word[-2:-1] == word[-1:] and _shape(word).endswith("c")


def _is_short(word: str) -> bool:
    """Ends consonant, vowel, consonant other than w, x and y: "hop", "fil"."""
    return _shape(word).endswith("cvc") and word[-1] not in "wxy"
