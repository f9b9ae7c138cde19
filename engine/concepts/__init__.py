"""The course's tables of words, tied to the code that runs them.

kinds_of_ai  capability, functionality, approach: three axes, and where systems stand
tables       settings of learning, statistics, normalisation, models, and more

Where a word names something that can be run, the row names the function; a test
imports each. Where nothing can be run, such as for general intelligence, it says so.
"""
