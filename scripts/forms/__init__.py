"""Synthetic performance forms with their truth, damage to their export, and the scoring of what a reader made of them."""
