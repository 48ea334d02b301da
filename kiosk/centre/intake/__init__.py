"""Intake: batches from stations, verified, kept exactly once, acknowledged."""
