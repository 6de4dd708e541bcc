"""Run with `python3 -m unittest discover -s scripts -t scripts`."""
