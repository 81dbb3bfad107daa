"""A text of the publication, in both of its languages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the publication in German and English. An empty string stands for a language that is missing."""

    de: str
    en: str

    def __bool__(self) -> bool:
        return bool(self.de or self.en)

    def in_language(self, language: str) -> str:
        """Return the text in `de` or `en`, in the other language where this one is missing."""
        return (self.de or self.en) if language == "de" else (self.en or self.de)
