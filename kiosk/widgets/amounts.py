"""Amounts as screens say them: short, for reading at a glance. No Kivy here."""

from kiosk.base.money import yuan


def short(fen: int) -> str:
    """Yuan without needless zeros: 5 for 500 fen, 5.50 for 550."""
    return yuan(fen).removesuffix(".00")
