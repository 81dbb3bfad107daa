"""A study folder → a published folder in the forms of long studies only. Usage: publish_streamed FOLDER OUT."""

import sys

from kgsm import conductor
from kgsm.describe import forms


def main(folder: str, out: str) -> None:
    """Publish. A short study has more forms, which nobody here reads, and which take most of the time."""
    forms.MOST_IN_EVERY_FORM = 0  # type: ignore[misc]
    conductor.publish(folder, out)


if __name__ == "__main__":
    main(*sys.argv[1:])
