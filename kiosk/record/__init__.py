"""What happened, provably: the hash chain, signed heads, verification. Pure, no I/O."""
