"""Keeps of Bootstrap what we use: `python -m tests.styles` writes `kept.css` beside the complete file, which pages do not load.

A selector stays when every class in it is a word somewhere in our templates, scripts or Python, or in templates of the libraries
that draw pages of ours. `tests/desk/test_styles.py` fails when a class has come into use since.
"""

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = next((ROOT / "static" / "vendor").glob("bootstrap-5*"))
PAIRS = {"bootstrap.min.css": "kept.css", "bootstrap.rtl.min.css": "kept.rtl.css"}
OURS = ("templates", "static/js", "accounts", "ish", "logistics")
LIBRARIES = ("allauth", "django_tables2")
WORD = re.compile(r"[A-Za-z][\w-]*")
CLASS = re.compile(r"\.([A-Za-z][\w-]*)")
WITHOUT = re.compile(r":not\([^)]*\)")  # what is excluded need not exist


def write() -> None:
    """Write both files anew."""
    for name, text in kept().items():
        (FOLDER / name).write_text(text)


def kept() -> dict[str, str]:
    """Return the text of each file as it should be."""
    words = _words()
    return {small: _kept((FOLDER / full).read_text(), words) for full, small in PAIRS.items()}


def _kept(css: str, words: set[str]) -> str:
    licence = "".join(re.findall(r"/\*!.*?\*/", css, re.S)[:1])
    plain = re.sub(r"/\*.*?\*/|@charset[^;]*;", "", css, flags=re.S)
    return f"{licence}\n{''.join(_rules(plain, words))}\n"


def _words() -> set[str]:
    places = [find_spec(name) for name in LIBRARIES]
    libraries = [Path(str(place.origin)).parent / "templates" for place in places if place]
    files = [path for folder in (*(ROOT / name for name in OURS), *libraries) for path in folder.rglob("*")]
    found: set[str] = set()
    for path in sorted(files):
        if path.suffix in (".html", ".js", ".py"):
            found.update(WORD.findall(path.read_text()))
    return found


def _rules(css: str, words: set[str]) -> Iterator[str]:
    """Yield the rules that stay, those in media queries too."""
    for head, body in _blocks(css):
        if head.startswith(("@media", "@supports")):
            inner = "".join(_rules(body, words))
            if inner:
                yield f"{head}{{{inner}}}"
        elif head.startswith("@keyframes"):
            if head.split()[1] in words:
                yield f"{head}{{{body}}}"
        elif head.startswith("@"):
            yield f"{head}{{{body}}}"
        elif stays := [one for one in _selectors(head) if set(CLASS.findall(WITHOUT.sub("", one))) <= words]:
            yield f"{','.join(stays)}{{{body}}}"


def _blocks(css: str) -> Iterator[tuple[str, str]]:
    """Yield (what stands before the brace, what stands inside) of each rule on the top level."""
    at = 0
    while (opened := css.find("{", at)) >= 0:
        depth, here = 1, opened + 1
        while depth:
            depth += {"{": 1, "}": -1}.get(css[here], 0)
            here += 1
        yield css[at:opened].strip(), css[opened + 1 : here - 1]
        at = here


def _selectors(head: str) -> list[str]:
    """Divide a list of selectors at the commas outside of brackets."""
    return re.split(r",(?![^(\[]*[)\]])", head)


if __name__ == "__main__":
    write()
