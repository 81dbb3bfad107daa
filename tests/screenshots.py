"""The running pages -> the two pictures of the README (make screenshots)."""

from pathlib import Path
from typing import Final

from playwright.sync_api import ViewportSize, sync_playwright

from tests.serving import served
from tests.test_browser import FINDING, LAUNCH, STUDY, chromium

ROOT: Final = Path(__file__).parent.parent
PICTURES: Final = {"finding": f"{FINDING}?lang=en", "dataset": f"{STUDY}/use?lang=en"}
VIEW: Final[ViewportSize] = {"width": 1100, "height": 760}


def main() -> None:
    """Write docs/images/*.png."""
    folder = ROOT / "docs" / "images"
    folder.mkdir(exist_ok=True)
    with served(ROOT / "published") as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=LAUNCH)
        page = browser.new_page(viewport=VIEW)
        for name, path in PICTURES.items():
            page.goto(f"{address}{path}")
            if name == "dataset":
                page.locator("#findings").evaluate("each => each.scrollIntoView({ behavior: 'instant' })")
            page.screenshot(path=folder / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
