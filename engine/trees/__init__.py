"""Trees and what is made of many."""
