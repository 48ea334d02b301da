"""The log: a Merkle tree over accepted batches, its checkpoints and its proofs."""
