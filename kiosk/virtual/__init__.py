"""Virtual devices with faults to switch on: for demonstrations, tests and training."""
