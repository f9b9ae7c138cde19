"""What a question is: its kinds, its variants, its grading.

ask      what a template returns: the prompt, the key, the mistakes, the explanation
item     the decorators that make a template an item; drawing and grading a variant
kinds    number, matrix, choice: how each reads, shows and compares responses
read     numbers and matrices from what a learner typed
write    numbers and vectors for prompts
"""
