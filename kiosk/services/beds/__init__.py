"""Rest beds (午休床): rooms, slots, bookings, check-in and linen, the queue for a bed."""
