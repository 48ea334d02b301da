"""The Kivy shells: the workers' touchscreen and the attendants' counter."""
