"""The command `kgsm`, and `python -m kgsm`."""

from kgsm.cli import main

if __name__ == "__main__":
    main()
