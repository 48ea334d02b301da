"""Readings at the centre: every device's record folded by the services themselves, and what pages need of it."""
