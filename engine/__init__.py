"""Every algorithm of the course, from scratch, in NumPy.

Families
    algebra        vectors, matrices and tensors
    probability    events, Bayes, expectation
    statistics     samples, distributions, tests, updating, information
    autodiff       derivatives: by numbers, dual numbers, a tape, symbols
    linear         linear models: least squares, penalties, classes, counts, diagnostics
    losses         what is minimised, each with its gradient
    optim          how it is minimised: rules, schedules, clipping, stopping, search
    preprocessing  scaling
    nn             softmax, cross-entropy and what networks are made of
    parity         each public function beside the library people trust

Shapes are written with one vocabulary: `n` rows, `d` features, `k` classes, and
`...` for any number of leading batch axes.
"""
