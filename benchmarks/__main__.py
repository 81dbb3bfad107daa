"""`python -m benchmarks` -> the tables of the benchmarks."""

from benchmarks.validate import main

main()
