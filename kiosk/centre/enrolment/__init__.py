"""Enrolment: which station and which device a batch may come from."""
