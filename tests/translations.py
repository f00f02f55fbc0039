"""Is everything that people read also there in German? Nothing untranslated, nothing fuzzy, compiled files fresh."""

import gettext
import io
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("accounts", "ish", "logistics", "templates", "static/js", "locale")
LANGUAGE = "de"
DOMAINS = {"django": ("html", "txt", "py"), "djangojs": ("js",)}


def run(*command: str, cwd: Path) -> str:
    """Return what a program prints; raises `CalledProcessError` when it fails."""
    return subprocess.run(  # noqa: S603 - fixed arguments
        command, cwd=cwd, check=True, capture_output=True, text=True
    ).stdout


def copy_tree(target: Path) -> None:
    """Copy what holds texts, so that collecting them leaves the real files alone."""
    for name in SOURCES:
        if (ROOT / name).exists():
            shutil.copytree(
                ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__", "*.pyc", "vendor")
            )


def collect(target: Path, domain: str, extensions: tuple[str, ...]) -> None:
    """Bring the catalogue of the copy up to date with its sources."""
    wanted = [part for extension in extensions for part in ("-e", extension)]
    run(
        sys.executable,
        "-m",
        "django",
        "makemessages",
        "-l",
        LANGUAGE,
        "-d",
        domain,
        "--no-location",
        "--no-obsolete",
        *wanted,
        cwd=target,
    )


def unfinished(catalogue: Path) -> list[str]:
    """Return the texts that have no translation, or one that is only guessed."""
    lines: list[str] = []
    for flag in ("--untranslated", "--only-fuzzy"):
        said = run("msgattrib", flag, "--no-obsolete", "--no-wrap", str(catalogue), cwd=catalogue.parent)
        lines += [line for line in said.splitlines() if line.startswith("msgid ") and line != 'msgid ""']
    return lines


def is_fresh(source: Path, compiled: Path) -> bool:
    """Tell whether the compiled catalogue says the same as its source."""
    if not compiled.exists():
        return False
    made = subprocess.run(  # noqa: S603 - fixed arguments
        ["msgfmt", "-o", "-", str(source)],  # noqa: S607 - found by PATH like any tool
        check=True,
        capture_output=True,
    ).stdout
    return _texts(made) == _texts(compiled.read_bytes())


def _texts(catalogue: bytes) -> dict[object, str]:
    texts = dict(gettext.GNUTranslations(io.BytesIO(catalogue))._catalog)  # type: ignore[attr-defined]
    texts.pop("", None)  # the head: dates and tools
    return texts


def problems() -> list[str]:
    """Return one line for everything that is not as it should be."""
    found: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        copy_tree(copy)
        (copy / "locale").mkdir(exist_ok=True)
        for domain, extensions in DOMAINS.items():
            if domain == "djangojs" and not _speaks(copy / "static" / "js"):
                continue
            collect(copy, domain, extensions)
            catalogue = copy / "locale" / LANGUAGE / "LC_MESSAGES" / f"{domain}.po"
            if not catalogue.exists():
                continue
            found += [f"{domain}: not translated: {line}" for line in unfinished(catalogue)]
            source = ROOT / "locale" / LANGUAGE / "LC_MESSAGES" / f"{domain}.po"
            if not source.exists():
                found.append(f"{domain}: there is no catalogue.")
            elif not is_fresh(source, source.with_suffix(".mo")):
                found.append(f"{domain}: the compiled catalogue is old; run django-admin compilemessages.")
    return found


def _speaks(folder: Path) -> bool:
    return any("gettext(" in path.read_text() for path in folder.rglob("*.js"))


if __name__ == "__main__":
    lines = problems()
    print("\n".join(lines[:40] + ([f"… and {len(lines) - 40} more"] if len(lines) > 40 else [])))
    sys.exit(1 if lines else 0)
