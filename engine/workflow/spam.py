"""A spam filter, from mails to answers."""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.bayes.counts import MultinomialNB
from engine.datasets.mails import SENDERS, Mails
from engine.linear.logistic import LogisticRegression
from engine.nn.mlp import MLPClassifier
from engine.system import system


@system("S01.21", "S03.10")
def mail_features(mails: Mails) -> Array:
    """Words counted, sender one-hot, subject shouting or not.

    Args:
        mails: n of them, with a vocabulary of v words.

    Returns:
        Shape (n, v + 4 + 1).

    >>> one = np.array([[2, 0]]), np.array([1]), np.array([1]), np.array([0])
    >>> mail_features(Mails(*one))
    array([[2., 0., 0., 1., 0., 0., 1.]])
    """
    sender = np.eye(len(SENDERS))[mails.sender]
    return np.column_stack([mails.counts, sender, mails.shouting])


@system("S01.21", "S03.10")
def filter_spam(train: Mails, new: Mails, rng: np.random.Generator) -> dict[str, float]:
    """Accuracy on new mails of naive Bayes, logistic regression and a network.

    Args:
        train: mails to learn from, labelled.
        new: mails to judge by.
        rng: of the network.

    Returns:
        "bayes", "logistic", "mlp", and "nothing is spam", to compare with.
    """
    X, Z = mail_features(train), mail_features(new)
    guesses = {
        "bayes": MultinomialNB().fit(X, train.spam).predict(Z),
        "logistic": LogisticRegression().fit(X, train.spam).predict(Z),
        "mlp": MLPClassifier(lr=0.003, epochs=8).fit(X, train.spam, rng).predict(Z),
        "nothing is spam": np.zeros(len(Z), dtype=np.int64),
    }
    return {name: float(np.mean(g == new.spam)) for name, g in guesses.items()}
