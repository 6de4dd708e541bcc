"""Run with `python3 -m unittest discover -s scripts/forms/tests -t scripts`."""
