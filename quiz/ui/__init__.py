"""The app in Streamlit. A page asks the database, draws, and hands back what happened.

app        navigation and the sidebar
home, topic, progress   the pages
reading    notes and lab of a topic
questions  one question at a time
coding     a challenge: statement, editor, verdict
editor     the code editor, a component of the browser
verdict    what the judge said, drawn
markup     text from learners, kept from being markup
memory     the one store of this process
"""
