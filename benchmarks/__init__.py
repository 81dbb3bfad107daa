"""What kgsm takes, measured: `python -m benchmarks` prints the tables."""
