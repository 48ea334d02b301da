"""What may happen to meals: the day, numbers and money, calling and serving, the queue, the kitchen."""
