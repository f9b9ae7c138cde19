"""What a challenge is.

challenge    the statement, the cases, the known-wrong and the accepted solutions
call         the calls that a case makes
solutions    how an author marks what is known to be wrong or right
compare      got against expected: the first difference, in words
diagnose     what an interviewer would say of all the wrong results together
constraints  what is asked of the code besides right answers
starter      what the editor holds at first
source       solutions of ours as source that stands alone
mutants      a right solution with one thing changed; `changes` has the changes
"""
