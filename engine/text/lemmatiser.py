"""Lemmas: the dictionary's form of a word."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from engine.system import system

_RULES = {
    "noun": (("s", ""), ("es", ""), ("ies", "y"), ("ves", "f"), ("men", "man")),
    "verb": (
        ("s", ""), ("es", ""), ("ies", "y"),
        ("ed", "e"), ("ed", ""), ("ied", "y"), ("ing", "e"), ("ing", ""),
    ),
    "adjective": (
        ("er", "e"), ("est", "e"), ("er", ""), ("est", ""), ("ier", "y"), ("iest", "y"),
    ),
}  # fmt: skip
"""Ending -> what the lemma has there. e comes first: "hoped" is not "hop"."""

IRREGULAR: Mapping[str, Mapping[str, str]] = {
    "noun": {"mice": "mouse", "feet": "foot", "children": "child", "geese": "goose"},
    "verb": {
        "am": "be", "are": "be", "is": "be", "was": "be", "were": "be", "been": "be",
        "ran": "run", "went": "go", "gone": "go", "saw": "see", "seen": "see",
        "made": "make", "wrote": "write", "bought": "buy", "had": "have",
    },
    "adjective": {"better": "good", "best": "good", "worse": "bad", "worst": "bad"},
}  # fmt: skip

_NOUNS = """cat dog car bus box city story study leaf wolf man woman house word model
    bank tree movie film news team meeting number student university universe"""
_VERBS = """run stop study carry walk hope hop make like see go be have write buy sell
    play watch learn meet love train"""
_ADJECTIVES = "big good bad small large happy late fast nice new old"

LEXICON: Mapping[str, Collection[str]] = {
    "noun": frozenset(_NOUNS.split()),
    "verb": frozenset(_VERBS.split()),
    "adjective": frozenset(_ADJECTIVES.split()),
}
"""A dictionary of a size to read; a real one has 100,000 entries."""


@system("S52.08")
def lemma(
    word: str,
    pos: str | None = None,
    lexicon: Mapping[str, Collection[str]] = LEXICON,
    irregular: Mapping[str, Mapping[str, str]] = IRREGULAR,
) -> str:
    """The lemma of a word: looked up, or found by a rule that leads to a known one.

    A rule may only end at a word of the lexicon. So unlike a stemmer this never
    makes up a word, knows that "ran" is "run", and needs to know what kind of
    word it has: a "meeting" is a noun, "meeting" a friend is to "meet".

    Args:
        word: one, in any case.
        pos: "noun", "verb" or "adjective"; None tries them in that order.
        lexicon: lemmas of each kind.
        irregular: forms that no rule explains, for each kind.

    Returns:
        The lemma; the word itself, in lower case, where nothing is known of it.

    Raises:
        ValueError: no such kind of word.

    Source:
        Miller, WordNet: A Lexical Database for English (1995), whose `morphy`
        goes about it in the same way.

    >>> [lemma(word) for word in ["Studies", "ran", "stopped", "larger", "blorks"]]
    ['study', 'run', 'stop', 'large', 'blorks']
    >>> lemma("meeting", "noun"), lemma("meeting", "verb")
    ('meeting', 'meet')
    """
    if pos is not None and pos not in _RULES:
        raise ValueError(f"pos is one of {', '.join(_RULES)}, got {pos!r}")
    word = word.lower()
    for kind in _RULES if pos is None else (pos,):
        known = lexicon.get(kind, ())
        form = irregular.get(kind, {}).get(word)
        if form is not None:
            return form
        if word in known:
            return word
        for old, new in _RULES[kind]:
            rest = word.removesuffix(old)
            if rest == word:
                continue
            if rest + new in known:
                return rest + new
            if not new and rest[-1:] == rest[-2:-1] and rest[:-1] in known:
                return rest[:-1]  # stopped, running, bigger
    return word
