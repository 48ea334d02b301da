"""The attendant's panel of the meals."""

from kiosk.services.meals.screens.counter.panel import MealPanel, panels
from kiosk.services.meals.screens.counter.view import MealView

__all__ = ["MealPanel", "MealView", "panels"]
