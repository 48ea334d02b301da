"""A station says hello: it was heard of, and learns of settings that were published for it."""
