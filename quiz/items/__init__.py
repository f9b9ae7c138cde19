"""What a question is: its kinds, its variants, its grading.

ask      what a template returns: the prompt, the key, the mistakes, the explanation
item     the decorators that make a template an item; drawing and grading a variant
kinds    how each kind of question reads, shows and compares responses
read     numbers and matrices from what a learner typed
formula  formulas from what a learner typed
symbols  whether two formulas are equal, asked of sympy in another process
write    numbers and vectors for prompts
"""
