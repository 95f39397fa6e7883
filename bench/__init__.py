"""Measures the hot paths: `python -m bench`. Speed is looked at here and never in a timed test."""
