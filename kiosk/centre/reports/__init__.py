"""Figures over stations, charts and workbooks."""
