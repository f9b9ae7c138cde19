"""What a challenge is.

challenge  the statement, the cases, the known-wrong and the accepted solutions
compare    got against expected: the first difference, in words
"""
