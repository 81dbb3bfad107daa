"""A site as it answers → a folder of files that says the same on a host that runs no program: the static twin."""

from kgsm.serve.twin.address import Address, AddressError, parse_address
from kgsm.serve.twin.folder import listed
from kgsm.serve.twin.write import DEAD, Twin, write_twin

__all__ = ["DEAD", "Address", "AddressError", "Twin", "listed", "parse_address", "write_twin"]
