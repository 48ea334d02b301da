"""Findings: what somebody must look at, whose it is, what was said of it."""
