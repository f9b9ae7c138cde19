"""Got against expected: the difference, in words and numbers.

numbers   `close`
exact     `exact`, `as_set`
alike     `up_to_sign`, `up_to_permutation`
graph     `graph`
chance    `distribution`
property  `holds`, `gradient_of`
parts     `parts`, for several values
"""

from quiz.coding.compare.alike import up_to_permutation, up_to_sign
from quiz.coding.compare.chance import distribution
from quiz.coding.compare.difference import Comparison, Difference, unexpected
from quiz.coding.compare.exact import as_set, exact
from quiz.coding.compare.graph import graph
from quiz.coding.compare.numbers import close
from quiz.coding.compare.parts import parts
from quiz.coding.compare.property import gradient_of, holds

__all__ = [
    "Comparison",
    "Difference",
    "as_set",
    "close",
    "distribution",
    "exact",
    "gradient_of",
    "graph",
    "holds",
    "parts",
    "unexpected",
    "up_to_permutation",
    "up_to_sign",
]
