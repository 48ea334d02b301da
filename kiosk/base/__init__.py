"""What all rooms speak: money, time, ids, events, requests, the service manifest, words. Pure."""
