"""`python -m benchmarks` -> the tables of the benchmarks."""

import sys

from benchmarks import endpoint, validate

validate.main()
print()
endpoint.main(sys.argv[1:])
