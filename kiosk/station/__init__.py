"""One station at work: journal, desk, people, settings, spool, keeper."""
