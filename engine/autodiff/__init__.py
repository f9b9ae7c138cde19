"""Derivatives.

chain          the chain rule for functions of one number
differences    numeric differentiation, the check that needs no calculus
partials       the local derivatives that all modes share
dual           forward mode: dual numbers, Jacobian times vector
tape           reverse mode: a recorded graph, vector times Jacobian
jacobian       whole Jacobians by either mode, the Hessian
memory         what each mode remembers; checkpointing
expression     functions as graphs of operations
symbolic       differentiation of a graph into a graph
black_scholes  the Greeks of an option
oscillator     a simulation differentiated by its damping
"""
