"""What may happen to tools: units, lending, returning, counting."""
