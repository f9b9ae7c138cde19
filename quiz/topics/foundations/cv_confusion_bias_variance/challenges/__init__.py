"""Coding tasks."""
