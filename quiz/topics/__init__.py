"""The content: one folder a topic, one file a kind of content."""
