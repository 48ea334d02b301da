"""The paper (小票): what became of every slip, and reprints (补打)."""
