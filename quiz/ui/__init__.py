"""The app in Streamlit. A page asks the database, draws, and hands back what happened.

app        navigation
sidebar    links to the pages and topics
home, topic, progress   the pages
catalogue  links to all topics, with what was done of each
parts      links to the parts of a topic's page
reading    notes and lab of a topic
questions  one question at a time
coding     a challenge: statement, editor, verdict
editor     the code editor, a component of the browser
drafts     the code in it: kept, replaced, brought back
completion the names that it offers
problems   the lines that it underlines
verdict    what the judge said, drawn
submissions   what was submitted before, beside what is in the editor
markup     text from learners, kept from being markup
memory     the one store of this process
"""
