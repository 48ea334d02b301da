"""What a station offers: one folder a service, each with the same fixed names."""
