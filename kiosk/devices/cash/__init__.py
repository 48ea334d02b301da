"""Coins, notes and change on one ccTalk line (ccTalk Generic Specification, Money Controls, public domain)."""
