"""The station itself (本站): its epochs, settings, clock, devices, and calls for a person."""
