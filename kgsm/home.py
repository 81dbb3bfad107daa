"""Where the vocabulary, the shapes, the explanations of problems and the first study are, in a checkout and in a wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).parent
_BUNDLED = _PACKAGE / "_bundled"


def _folder(name: str) -> Path:
    """Return the folder `name` of the wheel where there is one, else that of the checkout."""
    bundled = _BUNDLED / name
    return bundled if bundled.is_dir() else _PACKAGE.parent / name


def ontology() -> Path:
    """Return the folder of our vocabulary, the generic code lists and the labels of borrowed terms."""
    return _folder("ontology")


def schema() -> Path:
    """Return the JSON Schema of study.toml, by which editors complete and check it."""
    return _PACKAGE / "read" / "study.schema.json"


def shapes() -> Path:
    """Return the folder of the SHACL shapes."""
    return _folder("shapes")


def explanations() -> Path:
    """Return the page that says of each problem code what it means, why it matters and how to mend it."""
    return _folder("docs") / "problems.md"


def published() -> Path:
    """Return the published folder of the first study, which is served where no other folder is named."""
    return _folder("published")


def default_published() -> Path:
    """Return the published folder where none is named: `published` in the working directory, else that of the first study."""
    here = Path("published")
    return here if here.is_dir() else published()
