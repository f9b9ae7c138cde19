"""Support vector machines.

kernels      linear, polynomial, RBF, sigmoid; gamma by the scale of the data
soft_margin  the primal: hinge loss and margin, by subgradient steps
smo          the dual: two multipliers at a time
hard_margin  the widest margin of classes that a plane separates
svc          classification with kernels, one class against one
svr          regression with a tube in which errors are free
"""
