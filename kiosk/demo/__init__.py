"""A pretend noon on virtual devices, and traces played through the real desk."""
