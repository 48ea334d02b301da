"""What may happen to beds: booking and money, coming and leaving, changes, the room itself, the queue, time."""
