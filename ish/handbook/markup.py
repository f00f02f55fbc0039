"""The few marks that a page of the handbook may hold, read into plain blocks, and from there into HTML or a paper.

    ## Heading          ### Smaller heading
    - point             1. step              > important
    | a | b |           a table, its first line the heads
    **strong**  *with stress*  [words](house)  [words](https://…)

Telephone numbers, addresses of mail and of pages become links by themselves. Everything else is text: nothing of what somebody
writes ever reaches a page unescaped, and a link leads to a chapter, a page, a mailbox or a telephone, nowhere else.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape

LONGEST = 20_000
"""Signs of a page in one language: some ten pages of paper."""


@dataclass(frozen=True)
class Span:
    """A piece of text: plain, `strong`, `stress`, or a `link` to `target`."""

    text: str
    kind: str = "plain"
    target: str = ""


@dataclass(frozen=True)
class Block:
    """A piece of a page: `heading` (with `level`), `paragraph`, `points`, `steps`, `notice`, `table`. `rows` are lines (of a
    paragraph, a notice), points, or lines of a table of cells; every line and every cell is a list of spans."""

    kind: str
    rows: list[list[list[Span]]] = field(default_factory=list)
    level: int = 0


# ---------------------------------------------------------------- READING

_HEADING = re.compile(r"^(#{1,4})[ \t]+(\S.*)$")
_POINT = re.compile(r"^[ \t]*[-*•][ \t]+(\S.*)$")
_STEP = re.compile(r"^[ \t]*\d{1,2}[.)][ \t]+(\S.*)$")
_RULE = re.compile(r"^[|\s:-]+$")
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("points", _POINT),
    ("steps", _STEP),
    ("notice", re.compile(r"^>[ \t]?(.*)$")),
    ("table", re.compile(r"^[ \t]*\|(.*?)\|?[ \t]*$")),
    ("paragraph", re.compile(r"^(.*)$")),
)


def read(text: str) -> list[Block]:
    """Return the blocks of a text; any text is one."""
    found: list[Block] = []
    open_kind = ""
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if not line.strip():
            open_kind = ""
        elif heading := _HEADING.match(line):
            found.append(Block("heading", [[_spans(heading[2].strip())]], 2 if len(heading[1]) < 3 else 3))
            open_kind = ""
        else:
            kind, inside = _kind_of(line)
            if kind != open_kind:
                found.append(Block(kind))
                open_kind = kind
            if row := _row(kind, inside):
                found[-1].rows.append(row)
    return [block for block in found if block.rows]


def _kind_of(line: str) -> tuple[str, str]:
    """Return the kind of a line that is no heading, and what it says."""
    kind, found = next((kind, found) for kind, mark in _KINDS if (found := mark.match(line)))
    return kind, found[1].strip()


def _row(kind: str, inside: str) -> list[list[Span]]:
    if kind != "table":
        return [_spans(inside)] if inside else []
    if _RULE.match(inside) or not inside:
        return []  # the line between the heads and the rest, as others write it
    return [_spans(cell.strip()) for cell in inside.split("|")]


# A telephone number begins with + or 0; the short ones are known. No day, year or price looks like that.
_PHONE = r"(?<![\w./-])(?:\+\d[\d ()/-]{6,18}\d|\(?0\d{2,5}\)?[ /-]\d[\d -]{2,12}\d|11[02]|116[ ]?11[17])(?![\w/-]|[.,:]\d)"
_INLINE = re.compile(
    r"\[(?P<label>[^\[\]\n]{1,200})\]\((?P<target>[^()\s]{1,500})\)"
    r"|\*\*(?P<strong>[^*\n]{1,500})\*\*"
    r"|\*(?P<stress>[^*\s\n](?:[^*\n]{0,498}[^*\s\n])?)\*"
    r"|(?P<page>https?://[^\s<>\"'|]{1,500}[^\s<>\"'|.,;:!?)\]])"
    r"|(?P<mail>[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4})"
    rf"|(?P<phone>{_PHONE})"
)
_DIALLED = re.compile(rf"^{_PHONE}$")
_SLUG = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")
_WEB = re.compile(r"^https?://[^\s\"'<>]+$")
_MAILTO = re.compile(r"^mailto:[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+$")
_TEL = re.compile(r"^tel:[+0-9][0-9 ()/-]*$")


def _spans(text: str) -> list[Span]:
    """Return the pieces of a line."""
    found: list[Span] = []
    at = 0
    for match in _INLINE.finditer(text):
        if match.start() > at:
            found.append(Span(text[at : match.start()]))
        found.append(_span(match))
        at = match.end()
    if at < len(text):
        found.append(Span(text[at:]))
    return found


def _span(match: re.Match[str]) -> Span:
    whole, kind = match[0], match.lastgroup
    if kind == "target":
        target = match["target"]
        return Span(match["label"], "link", target) if _leads(target) else Span(whole)
    if kind in ("strong", "stress") and not _DIALLED.match(match[kind]):
        return Span(match[kind], kind)
    whole = match[kind] if kind in ("strong", "stress") else whole
    if kind == "page":
        return Span(whole, "link", whole)
    return Span(whole, "link", f"mailto:{whole}" if kind == "mail" else f"tel:{dialled(whole)}")


def _leads(target: str) -> bool:
    return any(mark.match(target) for mark in (_SLUG, _WEB, _MAILTO, _TEL))


def dialled(number: str) -> str:
    """Return a telephone number as it is dialled: no spaces, no (0) behind the country."""
    if number.startswith("+"):
        number = number.replace("(0)", "")
    return re.sub(r"[^\d+]", "", number)


def chapters_in(blocks: list[Block]) -> set[str]:
    """Return the slugs of the chapters that a text leads to."""
    return {span.target for span in _every(blocks) if span.kind == "link" and _SLUG.match(span.target)}


def _every(blocks: list[Block]) -> Iterator[Span]:
    for block in blocks:
        for row in block.rows:
            for cell in row:
                yield from cell


# ---------------------------------------------------------------- WRITING

Address = Callable[[str], str]
"""Where a chapter is, by its slug; "" for one that the reader does not have."""


def html(text: str, address: Address = lambda slug: "") -> str:
    """Return a text as HTML: safe whatever it holds."""
    return "\n".join(_block(block, address) for block in read(text))


def _block(block: Block, address: Address) -> str:
    if block.kind == "heading":
        return f"<h{block.level}>{_line(block.rows[0][0], address)}</h{block.level}>"
    if block.kind == "table":
        return _table(block, address)
    lines = [_line(row[0], address) for row in block.rows]
    if block.kind in ("points", "steps"):
        tag = "ul" if block.kind == "points" else "ol"
        return f"<{tag}>{''.join(f'<li>{line}</li>' for line in lines)}</{tag}>"
    inside = "<br>".join(lines)
    return f'<p class="handbook-note">{inside}</p>' if block.kind == "notice" else f"<p>{inside}</p>"


def _table(block: Block, address: Address) -> str:
    heads, *rows = block.rows
    head = "".join(f'<th scope="col">{_line(cell, address)}</th>' for cell in heads)
    body = "".join(_table_row(row, len(heads), address) for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _table_row(row: list[list[Span]], width: int, address: Address) -> str:
    cells = [*row, *([[]] * width)][:width]
    first, *rest = (_line(cell, address) for cell in cells)
    return f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>'


def _line(spans: list[Span], address: Address) -> str:
    return "".join(_html_of(span, address) for span in spans)


def _html_of(span: Span, address: Address) -> str:
    text = escape(span.text)
    if span.kind == "strong":
        return f"<strong>{text}</strong>"
    if span.kind == "stress":
        return f"<em>{text}</em>"
    target = address(span.target) if _SLUG.match(span.target) else span.target
    if span.kind != "link" or not target:
        return text
    outside = ' rel="noreferrer"' if target.startswith("http") else ""
    return f'<a href="{escape(target)}"{outside}>{text}</a>'


def plain(text: str) -> list[dict[str, object]]:
    """Return the blocks of a text as plain values, for the template of a paper."""
    return [
        {
            "kind": block.kind,
            "level": block.level,
            "rows": [[[_plain(span) for span in cell] for cell in row] for row in block.rows],
        }
        for block in read(text)
    ]


def _plain(span: Span) -> dict[str, str]:
    return {"text": span.text, "kind": span.kind, "target": "" if _SLUG.match(span.target) else span.target}
