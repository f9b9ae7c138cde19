"""What are the main types of AI?."""
