"""Settings published for stations."""
