"""Derivatives.

differences  numeric differentiation, the check that needs no calculus
"""
