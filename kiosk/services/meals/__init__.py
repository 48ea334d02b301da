"""Meals (餐): numbers, portions, calling and serving, the day's subsidy."""
