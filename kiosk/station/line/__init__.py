"""The line to the centre: the journal is the outbox; what the centre acknowledged is the cursor."""
