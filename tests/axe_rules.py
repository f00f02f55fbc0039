"""The rules of accessibility that every page keeps: WCAG 2.2 AA and axe's best practices."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT

OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations", "incomplete"],
    "elementRef": True,
    # What axe would fetch beforehand, every style sheet, is for a rule that is still an experiment, and not run.
    "preload": False,
}
# What may be broken in other colours or at another width although the same page was whole before: the other rules read the
# document, which is the same.
LOOKS = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]
# Contrast follows from the styles of a text and of all that is around it, and costs more than all other rules together. So each
# such chain of styles is judged twice a page, and not again on the next pages of a round: fifty rows of a list, and the same
# navigation on every page, tell nothing new. A chain that axe could not judge (something lay over it) is asked about again.
KIND = "data-kind-of-contrast"
MARK = """([mark, known]) => {
  const STYLE = ["color", "backgroundColor", "backgroundImage", "backgroundClip", "opacity", "fontSize", "fontWeight",
    "textShadow", "filter", "mixBlendMode", "visibility", "position", "zIndex", "clipPath", "transform", "webkitTextFillColor"];
  const before = new Set(known), times = new Map();
  const number = (text) => {
    let a = 0xdeadbeef, b = 0x41c6ce57;
    for (let i = 0; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      a = Math.imul(a ^ code, 2654435761); b = Math.imul(b ^ code, 1597334677);
    }
    return (b >>> 0).toString(36) + (a >>> 0).toString(36);
  };
  const length = (one) => [...one.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data.trim()).join("").length;
  const off = (one) => one.matches(":disabled, [aria-disabled=true], [inert]") || Boolean(one.control?.disabled);
  const walk = (one, around) => {
    const css = getComputedStyle(one), own = Math.min(length(one), 2);
    const kind = number([around, one.localName, one.type, off(one), own, ...STYLE.map((name) => css[name])].join("|"));
    const says = own || one.matches("input, select, textarea");
    const asked = times.get(kind) ?? 0;
    if (says && asked < 2 && !before.has(kind) && (css.display === "contents" || one.getClientRects().length)) {
      times.set(kind, asked + 1);
      one.setAttribute(mark, kind);
    } else if (one.hasAttribute(mark)) one.removeAttribute(mark);
    for (const child of one.children) walk(child, kind);
  };
  walk(document.documentElement, "");
  return [...times.keys()];
}"""
RUN = """async ([options, mark]) => {
  const found = await axe.run(document, options);
  const unsure = found.incomplete.filter((rule) => rule.id === "color-contrast").flatMap((rule) => rule.nodes);
  return [found.violations, unsure.map((node) => node.element.getAttribute(mark))];
}"""

# Asked without waiting for a frame, which a busy machine draws late; after ten seconds axe says what it is that does not end.
AT_REST = """async () => {
  const moves = (one) => one.playState === "running" && one.effect.getComputedTiming().endTime !== Infinity;
  const busy = () => document.querySelector(".htmx-request") || document.getAnimations().some(moves);
  for (let time = 0; time < 500 && busy(); time += 1) await new Promise((again) => setTimeout(again, 20));
}"""


def bring(page: Any) -> None:
    """Put axe into the page, once after it was loaded, when what it sent is answered and what moved has come to rest."""
    page.evaluate(AT_REST)
    page.evaluate(AXE_SCRIPT)
    page.evaluate(f"axe.configure({{rules: [{{id: 'color-contrast', selector: '[{KIND}]'}}]}})")


def broken(page: Any, *, judged: set[str] | None = None, looks_only: bool = False) -> list[str]:
    """Return one line per broken rule and place of a page that has axe, as it looks now; empty when it is fine. `looks_only`: by
    the rules that colours and width decide on, for a page whose document was judged already.

    `judged` holds the chains of styles whose contrast need not be judged again; those judged now are added to it.
    """
    judged = set() if judged is None else judged
    asked = page.evaluate(MARK, [KIND, list(judged)])
    options = {**OPTIONS, "runOnly": {"type": "rule", "values": LOOKS}} if looks_only else OPTIONS
    found, unsure = page.evaluate(RUN, [options, KIND])
    if not found:
        judged.update(set(asked) - set(unsure))
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:160]} - {node['failureSummary'].splitlines()[-1].strip()}"
        for rule in found
        for node in rule["nodes"]
    ]


def violations(page: Any) -> list[str]:
    """Bring axe into the page, and return one line per broken rule and place."""
    bring(page)
    return broken(page)


def check(page: Any) -> None:
    """Raise `AssertionError` with the list of what is wrong."""
    wrong = violations(page)
    assert not wrong, f"{page.url}\n" + "\n".join(wrong)
