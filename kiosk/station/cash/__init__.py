"""The cashier: between what takes coins and notes and pays change, and the till."""
