"""Code scanners: on a serial line, or as a keyboard that is taken for codes alone."""
