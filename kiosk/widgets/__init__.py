"""The parts screens are made of: theme, text, tiles, keypad, pages, countdown, the screen itself. Kivy lives here.

`kiosk.widgets.window.prepare` runs before anything else of this room that imports Kivy.
"""
