"""Outputs of a run, read by other programs."""
