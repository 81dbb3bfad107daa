"""Words on a command line -> one verb of kgsm, its result, and an exit code.

The only part that prints, reads the environment and catches `KgsmError`. Each verb is a module of its own here, imported
when the verb is named: `kgsm --help` imports click and nothing else.
"""

from kgsm.cli.group import main

__all__ = ["main"]
