"""`engine.language` beside torch and definitions written as loops."""

from engine.parity.language import networks, texts

PAIRS = [*networks.PAIRS, *texts.PAIRS]
