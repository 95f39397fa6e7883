"""The tests; the tree mirrors the code. `python -m tests.run` runs them everywhere they can run."""
