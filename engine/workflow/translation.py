"""Texts to answers: a dictionary learned from sentence pairs, an intent matched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from engine.bayes.texts import classify_texts
from engine.system import system

Pair = tuple[str, str]
"""A sentence and its translation, words separated by spaces."""


@system("S02.05")
def learn_dictionary(
    pairs: Sequence[Pair], rounds: int = 30
) -> dict[str, dict[str, float]]:
    """Which word translates which, from whole sentences: IBM's first model.

    `p(f | e)` starts even. Each round gives every foreign word f of a sentence to
    the words e across from it in the shares `p(f | e) / sum_e' p(f | e')`, and
    then makes p of what each e was given: expectation-maximisation.

    Args:
        pairs: sentences and translations.
        rounds: how many.

    Returns:
        e -> f -> p(f | e), for words that met.

    Source:
        Brown et al., The Mathematics of Statistical Machine Translation (1993),
        section 4.1.

    >>> pairs = [("the house", "das haus"), ("the book", "das buch")]
    >>> p = learn_dictionary(pairs)
    >>> round(p["the"]["das"], 2), max(p["house"], key=p["house"].get)
    (1.0, 'haus')
    """
    split = [(e.split(), f.split()) for e, f in pairs]
    p: dict[str, dict[str, float]] = defaultdict(dict)
    for e_words, f_words in split:
        for e in e_words:
            p[e].update(dict.fromkeys(f_words, 1.0))
    for _ in range(rounds):
        given: dict[str, dict[str, float]] = {e: dict.fromkeys(p[e], 0.0) for e in p}
        for e_words, f_words in split:
            for f in f_words:
                total = sum(p[e][f] for e in e_words)
                for e in e_words:
                    given[e][f] += p[e][f] / total
        for e, counts in given.items():
            total = sum(counts.values())
            p[e] = {f: count / total for f, count in counts.items()}
    return dict(p)


@system("S02.05")
def translate(sentence: str, dictionary: dict[str, dict[str, float]]) -> str:
    """Word by word, the most probable of each; unknown words stay.

    No grammar, no order, no context: a narrow system, and a weak one.

    >>> translate("the cat", {"the": {"das": 0.9, "haus": 0.1}})
    'das cat'
    """
    words = []
    for word in sentence.split():
        options = dictionary.get(word, {word: 1.0})
        words.append(max(sorted(options), key=options.__getitem__))
    return " ".join(words)


@system("S02.06")
def match_intent(
    examples: Sequence[tuple[str, str]], utterance: str
) -> tuple[str, float]:
    """What an assistant is asked to do: the most probable intent, by naive Bayes.

    Args:
        examples: utterances and their intents.
        utterance: a new one.

    Returns:
        The intent and its probability. An assistant asks again where that is low.

    Raises:
        ValueError: as `classify_texts`.

    >>> examples = [("wake me at six", "alarm"), ("set an alarm", "alarm"),
    ...             ("play some music", "music"), ("play my song", "music")]
    >>> match_intent(examples, "please play a song")[0]
    'music'
    """
    texts, intents = [t for t, _ in examples], [intent for _, intent in examples]
    labels, p = classify_texts(texts, intents, [utterance])
    return str(labels[0]), float(p[0].max())
