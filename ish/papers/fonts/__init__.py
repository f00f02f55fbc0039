"""The fonts that our papers are set in: they come along, so that a paper looks the same wherever it is made."""

from functools import lru_cache
from pathlib import Path

import noto_cjk_sans_otc
import typst

LATIN, HEBREW = "Noto Sans", "Noto Sans Hebrew"
_CJK = {
    "ja": "Noto Sans CJK JP",
    "ko": "Noto Sans CJK KR",
    "zh": "Noto Sans CJK SC",
    "zh-hant": "Noto Sans CJK TC",
}


@lru_cache(maxsize=1)
def shared() -> typst.Fonts:
    """Return the fonts, read once a process: reading them for each paper takes ten times as long as setting it."""
    folders = [Path(__file__).parent, Path(noto_cjk_sans_otc.__file__).parent]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def families(language: str) -> list[str]:
    """Return the families in the order in which they are asked for a sign; Chinese characters look as in `language`, else as in
    Japanese."""
    code = language.lower().replace("_", "-")
    own = _CJK.get(code) or _CJK.get(code.partition("-")[0]) or _CJK["ja"]
    return [LATIN, HEBREW, own, *(family for family in _CJK.values() if family != own)]
