"""What is remembered: facts, append-only, in SQLite or PostgreSQL."""
