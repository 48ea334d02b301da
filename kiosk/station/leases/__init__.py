"""A station's side of leases: asked for when a card is shown, checked, spent within, let go of."""
