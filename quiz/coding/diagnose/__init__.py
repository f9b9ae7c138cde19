"""What an interviewer would say of the wrong results, all cases seen together.

Nothing is guessed: a sentence is said only where it explains every failing case, by
its numbers.
"""

from quiz.coding.diagnose.finding import Finding
from quiz.coding.diagnose.sentences import diagnose

__all__ = ["Finding", "diagnose"]
