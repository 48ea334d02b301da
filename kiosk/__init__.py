"""Self-service terminal for community workers' stations (共享益站, 爱心驿站, 零工市场)."""

__version__ = "0.1.0"
