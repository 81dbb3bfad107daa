"""docs/problems.md: every problem code has its section, with what it means, why it matters, how to fix it, and an example."""

import re
from pathlib import Path

from tests.test_readme import codes_and_sentences

PAGE = (Path(__file__).parent.parent / "docs" / "problems.md").read_text(encoding="utf-8")


def sections() -> dict[str, str]:
    """Return the text of each section by its code."""
    parts = re.split(r"^## `([\w-]+)`$", PAGE, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_code_has_its_section_and_no_other_has_one() -> None:
    assert list(sections()) == sorted(codes_and_sentences())


def test_a_section_has_the_sentence_of_its_code() -> None:
    said = {code: re.findall(r"^> (.+)$", text, re.MULTILINE) for code, text in sections().items()}
    assert said == {code: [sentence] for code, sentence in codes_and_sentences().items()}


def test_a_section_says_why_and_how_with_an_example_before_and_after() -> None:
    for code, text in sections().items():
        for part in ("Why it matters", "How to fix it", "Before", "After"):
            assert re.search(rf"^\* \*\*{part}:\*\* \S", text, re.MULTILINE), f"{code}: {part}"
