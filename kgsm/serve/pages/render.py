"""A page → HTML, by the template of its class."""

from typing import Final, Protocol

from jinja2 import Environment, PackageLoader, StrictUndefined

from kgsm.serve.pages.parts import Frame
from kgsm.serve.strings import say

_TEMPLATES: Final = Environment(
    loader=PackageLoader("kgsm.serve"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def compile_templates() -> None:
    """Compile all templates, which takes longer than most pages; else each is when it is first needed."""
    for name in _TEMPLATES.list_templates():
        _TEMPLATES.get_template(name)


class Page(Protocol):
    """What every page has: the name of its template, and its frame."""

    @property
    def template(self) -> str:
        """The file name of the template."""
        ...

    @property
    def frame(self) -> Frame:
        """What stands around the content."""
        ...


def rendered(page: Page) -> str:
    """Return the HTML of `page`. A template sees the page, and `say` for the sentences of the interface."""
    language = page.frame.language

    def sentence(key: str, **values: object) -> str:
        return say(key, language, **values)

    return _TEMPLATES.get_template(page.template).render(page=page, say=sentence)
