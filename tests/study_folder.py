"""The study folder tests/studies/minimal, which has no fault, copied so that a test can break it."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kgsm.problems import Problem
from kgsm.read import read_folder

MINIMAL: Final = Path(__file__).parent / "studies" / "minimal"


@dataclass(frozen=True, slots=True)
class StudyFolder:
    """A copy of the minimal study: `put` and `edit` change a file, `told` reads the folder and says what is wrong."""

    path: Path

    @classmethod
    def copied_to(cls, parent: Path) -> "StudyFolder":
        """Copy the minimal study into the folder `parent`, which tests may share."""
        path = parent / "minimal"
        if path.exists():
            shutil.rmtree(path)
        shutil.copytree(MINIMAL, path)
        return cls(path)

    def text(self, file: str) -> str:
        """Return the text of a file."""
        return (self.path / file).read_text("utf-8")

    def put(self, file: str, content: str | bytes) -> "StudyFolder":
        """Write a file anew."""
        (self.path / file).write_bytes(content.encode() if isinstance(content, str) else content)
        return self

    def edit(self, file: str, old: str, new: str) -> "StudyFolder":
        """Replace the first `old` of a file, which must be there."""
        text = self.text(file)
        assert old in text, f"{file} holds no {old!r}"
        return self.put(file, text.replace(old, new, 1))

    def remove(self, file: str) -> "StudyFolder":
        """Remove a file."""
        (self.path / file).unlink()
        return self

    def problems(self) -> tuple[Problem, ...]:
        """Return the problems of the folder."""
        study, problems = read_folder(self.path)
        if study is not None:
            study.tables.close()
        return problems

    def told(self) -> list[str]:
        """Return each problem as `place [code]`."""
        return [f"{each.place} [{each.code}]" for each in self.problems()]
