"""The first start: a wizard that asks one thing a screen and ends with a station that runs."""
