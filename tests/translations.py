"""Is everything that people read also there in German, and what guardians read in the languages of their seat, too? Nothing
untranslated, guessed or stale, compiled files fresh.

`python -m tests.translations` says what is missing; `python -m tests.translations collect` (`make messages`) brings the
catalogues up to date with the sources, so that a translator finds the gaps, and compiles them.
"""

import gettext
import io
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("accounts", "ish", "logistics", "templates", "static/js", "locale")
LANGUAGE = "de"
# What guardians read is there in more languages: the texts of these files, and of those alone.
SEAT_LANGUAGES = {
    "fr": "nplurals=2; plural=(n > 1);",
    "he": "nplurals=2; plural=(n != 1);",
    "ja": "nplurals=1; plural=0;",
    "pl": "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
}
SEAT_SOURCES = (
    "templates/base.html",
    "templates/frame/footer.html",
    "templates/frame/header.html",
    "templates/frame/language.html",
    "templates/frame/words.html",
    "templates/components/autosave_*",
    "templates/consents/line.html",
    "templates/consents/seat*",
    "templates/consents/mails/seat_*",
    "templates/forms/*",
    "templates/outbox/base.*",
    "templates/logistics/mails/card_opened_guardian*",
    "templates/people/agree.html",
    "templates/people/link_ended.html",
    "templates/people/mails/guardian_*",
    "templates/people/mails/turn*",
    "templates/desk/privacy.html",
    "templates/profiles/conflict.html",
    "templates/profiles/mails/change_outcome*",
    "templates/profiles/mails/guardian_*",
    "templates/profiles/panels/notice_guardians.html",
    "templates/rights/seat*",
    "templates/rights/mails/seat_*",
    "ish/rights/seat*.py",
    "ish/rights/views/seat.py",
    "templates/profiles/question.html",
    "templates/profiles/widgets/*",
    "ish/consents/following.py",
    "ish/consents/handover_services.py",
    "ish/consents/informing.py",
    "ish/consents/paper_services.py",
    "ish/consents/printing.py",
    "ish/consents/seat*.py",
    "ish/consents/services.py",
    "ish/consents/states.py",
    "ish/consents/views/seat*.py",
    "ish/desk/autosave.py",
    "ish/desk/fields.py",
    "ish/documents/rules.py",
    "ish/documents/services.py",
    "ish/people/answer_forms.py",
    "ish/people/answer_mails.py",
    "ish/people/states.py",
    "ish/people/views/agreeing.py",
    # until when what is kept
    "ish/privacy/retention.py",
    "ish/profiles/changing_services.py",
    "ish/profiles/notes.py",
    "ish/rights/services.py",
    # the sections that a student may hand over to a guardian
    "ish/profiles/forms.py",
    "ish/profiles/models.py",
    "ish/profiles/row_fields.py",
    "ish/profiles/row_specs.py",
    "ish/profiles/sections.py",
)
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
        "--add-location=file",
        "--no-obsolete",
        "--no-wrap",
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


def stale(source: Path, collected: Path) -> list[str]:
    """Return the texts of a catalogue that nothing says any more."""
    spoken = _msgids(collected)
    return [text for text in _msgids(source) if text not in spoken]


def _msgids(catalogue: Path) -> list[str]:
    said = run(
        "msgattrib", "--no-obsolete", "--no-wrap", "--no-location", str(catalogue), cwd=catalogue.parent
    )
    found = []
    for block in said.split("\n\n")[1:]:
        kept = [line for line in block.splitlines() if not line.startswith("#")]
        found.append("\n".join(kept).partition("msgstr")[0])
    return found


@contextmanager
def collected() -> Iterator[dict[str, Path]]:
    """Yield the catalogues (by domain) as they would be after collecting, in a folder that goes away again."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        copy_tree(copy)
        (copy / "locale").mkdir(exist_ok=True)
        found = {}
        for domain, extensions in DOMAINS.items():
            if domain == "djangojs" and not _speaks(copy / "static" / "js"):
                continue
            collect(copy, domain, extensions)
            catalogue = path_of(copy, domain)
            if catalogue.exists():
                found[domain] = catalogue
        yield found


def path_of(root: Path, domain: str, language: str = LANGUAGE) -> Path:
    """Return where the catalogue of a domain is."""
    return root / "locale" / language / "LC_MESSAGES" / f"{domain}.po"


# ---------------------------------------------------------------- what guardians read


def for_the_seat(catalogue: Path, language: str, into: Path) -> Path:
    """Return the catalogue of a language of the seat, brought up to date with the texts that guardians read."""
    head = [
        'msgid ""',
        'msgstr ""',
        f'"Language: {language}\\n"',
        '"MIME-Version: 1.0\\n"',
        '"Content-Type: text/plain; charset=UTF-8\\n"',
        '"Content-Transfer-Encoding: 8bit\\n"',
        f'"Plural-Forms: {SEAT_LANGUAGES[language]}\\n"',
    ]
    blocks = catalogue.read_text().split("\n\n")[1:]
    texts = "\n\n".join(["\n".join(head), *(_emptied(block) for block in blocks if _is_for_the_seat(block))])
    wanted, made = into / f"{language}.pot", into / f"{language}.po"
    wanted.write_text(texts + "\n")
    known = path_of(ROOT, "django", language)
    old = known if known.exists() else wanted
    quiet = ("--no-fuzzy-matching", "--no-wrap", "--quiet", "--no-location", "--sort-output")
    run("msgmerge", *quiet, "-o", str(made), str(old), str(wanted), cwd=into)
    made.write_text(run("msgattrib", "--no-obsolete", "--no-wrap", str(made), cwd=into))
    return made


def _is_for_the_seat(block: str) -> bool:
    places = [place for line in block.splitlines() if line.startswith("#: ") for place in line[3:].split()]
    return any(fnmatch(place, pattern) for place in places for pattern in SEAT_SOURCES)


def _emptied(block: str) -> str:
    """Return an entry of a catalogue without its translation."""
    kept: list[str] = []
    for line in block.splitlines():
        if line.startswith("msgstr"):
            break
        if not line.startswith("#| ") and not (line.startswith("#,") and "fuzzy" in line):
            kept.append(line)
    several = any(line.startswith("msgid_plural") for line in kept)
    return "\n".join([*kept, *(['msgstr[0] ""', 'msgstr[1] ""'] if several else ['msgstr ""'])])


def problems() -> list[str]:
    """Return one line for everything that is not as it should be."""
    found: list[str] = []
    with collected() as catalogues:
        for domain, catalogue in catalogues.items():
            source = path_of(ROOT, domain)
            found += [f"{domain}: not translated: {line}" for line in unfinished(catalogue)]
            if not source.exists():
                found.append(f"{domain}: there is no catalogue.")
                continue
            found += [f"{domain}: nobody says it any more: {text}" for text in stale(source, catalogue)]
            if not is_fresh(source, source.with_suffix(".mo")):
                found.append(f"{domain}: the compiled catalogue is old; run make messages.")
        for language, made in _seats(catalogues):
            source = path_of(ROOT, "django", language)
            found += [f"{language}: not translated: {line}" for line in unfinished(made)]
            if not source.exists():
                found.append(f"{language}: there is no catalogue.")
                continue
            found += [f"{language}: nobody says it any more: {text}" for text in stale(source, made)]
            if not is_fresh(source, source.with_suffix(".mo")):
                found.append(f"{language}: the compiled catalogue is old; run make messages.")
    return found


def _seats(catalogues: dict[str, Path]) -> Iterator[tuple[str, Path]]:
    """Yield the catalogues of the languages of the seat as they would be after collecting."""
    with tempfile.TemporaryDirectory() as folder:
        for language in SEAT_LANGUAGES:
            yield language, for_the_seat(catalogues["django"], language, Path(folder))


def write() -> None:
    """Bring the catalogues of the project up to date with its sources, and compile them."""
    with collected() as catalogues:
        for domain, catalogue in catalogues.items():
            target = path_of(ROOT, domain)
            target.parent.mkdir(parents=True, exist_ok=True)
            lines = catalogue.read_text().splitlines(keepends=True)
            # the day of collecting would make every run a change
            target.write_text("".join(line for line in lines if not line.startswith('"POT-Creation-Date')))
            run("msgfmt", "--check", "-o", str(target.with_suffix(".mo")), str(target), cwd=ROOT)
        for language, made in _seats(catalogues):
            target = path_of(ROOT, "django", language)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(made.read_text())
            run("msgfmt", "--check", "-o", str(target.with_suffix(".mo")), str(target), cwd=ROOT)


def _speaks(folder: Path) -> bool:
    return any("gettext(" in path.read_text() for path in folder.rglob("*.js"))


if __name__ == "__main__":
    if sys.argv[1:] == ["collect"]:
        write()
    lines = problems()
    print("\n".join(lines[:40] + ([f"… and {len(lines) - 40} more"] if len(lines) > 40 else [])))
    sys.exit(1 if lines and sys.argv[1:] != ["collect"] else 0)
