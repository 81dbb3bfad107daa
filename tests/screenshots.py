"""The running pages -> the two pictures of the README (make screenshots)."""

import threading
from pathlib import Path
from typing import Final

from playwright.sync_api import ViewportSize, sync_playwright
from werkzeug.serving import make_server

from kgsm.serve import create_app
from kgsm.store import open_store
from tests.test_browser import FINDING, LAUNCH, STUDY, chromium

ROOT: Final = Path(__file__).parent.parent
PICTURES: Final = {"finding": f"{FINDING}?lang=en", "dataset": f"{STUDY}/use?lang=en"}
VIEW: Final[ViewportSize] = {"width": 1100, "height": 760}


def main() -> None:
    """Write docs/images/*.png."""
    published = ROOT / "published"
    server = make_server("127.0.0.1", 0, create_app(published, open_store(published)), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    folder = ROOT / "docs" / "images"
    folder.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=LAUNCH)
        page = browser.new_page(viewport=VIEW)
        for name, path in PICTURES.items():
            page.goto(f"http://127.0.0.1:{server.server_port}{path}")
            if name == "dataset":
                page.locator("#findings").evaluate("each => each.scrollIntoView({ behavior: 'instant' })")
            page.screenshot(path=folder / f"{name}.png")
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main()
