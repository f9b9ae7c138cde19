"""What to do next: memory, mastery, plan, interview.

clock        the learner's days
goal         what the learner chose: the date, the minutes, the role
forgetting   how memory fades, on arrays
memory       a card for each item, moved by its reviews
deadline     when to review so that most is recalled on the day
skill        ability by topic, and the chance of a right answer
readiness    the expected score of an interview, and what raises it most
outline      the items there are, without importing a topic
today        the queue: what to do today, and why
plan         the days to the interview
diagnosis    the first twenty questions
interview    a mock interview: questions, clock, report
calibration  how far predictions and the learner's confidence can be trusted
habits       mistakes by route, time, retention
learner      all of it for one learner: what pages and commands ask
exports      tables and a calendar for other programs
anki         the questions as a deck
simulate     learners who do not exist, to try it on
"""
