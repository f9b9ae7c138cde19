"""Vectors, matrices and tensors.

broadcasting  how shapes meet, and how gradients come back
"""
