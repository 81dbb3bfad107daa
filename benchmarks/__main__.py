"""`python -m benchmarks` -> the tables of the benchmarks."""

import sys

from benchmarks import endpoint, integrity, pages, stores, validate

validate.main()
print()
integrity.main()
print()
endpoint.main(sys.argv[1:])
print()
pages.main([])
print()
stores.main([])
