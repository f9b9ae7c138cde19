"""Every algorithm of the course, from scratch, in NumPy.

Families
    nn        softmax, cross-entropy and what networks are made of
    algebra   vectors, matrices and tensors
    autodiff  derivatives: by numbers, by dual numbers, by a tape, by symbols
    parity    each public function beside the library people trust

Shapes are written with one vocabulary: `n` rows, `d` features, `k` classes, and
`...` for any number of leading batch axes.
"""
