"""What is plugged in: profiles, transports, printers and their health."""
