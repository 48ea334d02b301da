"""体检: what a technician on the phone asks, in plain answers on the glass."""
