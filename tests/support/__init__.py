"""What tests share: a clock to set, a station in a folder, people at the counter."""
