"""Viva: questions, challenges, labs, and the app around them."""
