"""Somebody in front of a browser: finds things by what stands on the screen, in the language they read."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils import translation
from playwright.sync_api import expect

expect.set_options(timeout=30_000)


def in_words(language: str, text: str, many: str = "", **words: Any) -> str:
    """Return a text of the screen in a language; with `many` the plural that fits `words["n"]`."""
    with translation.override(language):
        found = translation.ngettext(text, many, words["n"]) if many else translation.gettext(text)
        return found % words if words else found


def is_labelled(text: str) -> re.Pattern[str]:
    """Return what matches the label of an input, whatever stands behind it in brackets."""
    return re.compile(rf"^\s*{re.escape(text)}(\s*\(.*\))?\s*$", re.IGNORECASE)


@dataclass
class Visitor:
    """One browser window. What is looked for must be there, once and visible; otherwise Playwright says what it found."""

    page: Any
    site: str
    language: str

    def say(self, text: str, many: str = "", **words: Any) -> str:
        """Return a text as it stands on this visitor's screen."""
        return in_words(self.language, text, many, **words)

    # ---------------------------------------------------------------- going about

    def open(self, name: str, *args: Any, query: str = "") -> None:
        """Type an address."""
        self.page.goto(f"{self.site}{reverse(name, args=args)}{query}")

    def go(self, text: str) -> None:
        """Choose an entry of the navigation."""
        name = re.compile(rf"^{re.escape(self.say(text))}")
        entries = self.page.get_by_role("navigation", name=self.say("Main"), exact=True)
        entries.get_by_role("link", name=name).click()
        self.page.wait_for_load_state()

    def follow(self, text: str, *, within: Any = None) -> None:
        """Click a link."""
        (within or self.main).get_by_role("link", name=text).first.click()
        self.page.wait_for_load_state()

    def press(self, text: str, *, within: Any = None, exact: bool = False) -> None:
        """Press a button."""
        (within or self.main).get_by_role("button", name=text, exact=exact).first.click()
        self.page.wait_for_load_state()

    def be(self, name: str) -> "Visitor":
        """Become somebody of the cast with one click, and read in one's own language."""
        self.open("accounts:demo_cast")
        self.press(name)
        expect(self.page.locator("h1")).to_contain_text(name)
        self.speak()
        return self

    def speak(self) -> None:
        """Choose the language in the menu at the top, unless the page speaks it already."""
        if self.page.locator("html").get_attribute("lang") != self.language:
            self.page.locator(".language-menu summary").click()
            self.page.locator(f".language-menu button[lang={self.language}]").click()
        expect(self.page.locator("html")).to_have_attribute("lang", self.language)

    # ---------------------------------------------------------------- looking

    @property
    def main(self) -> Any:
        """The content of the page."""
        return self.page.get_by_role("main")

    def sees(self, *texts: str, within: Any = None) -> None:
        """Expect texts on the page."""
        for text in texts:
            expect((within or self.main).get_by_text(text).first).to_be_visible()

    def misses(self, *texts: str) -> None:
        """Expect texts nowhere in the page, not even hidden."""
        content = self.page.content()
        assert not [text for text in texts if text in content]

    def is_at(self, heading: str) -> None:
        """Expect the heading of the page."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)

    def is_told(self, text: str) -> None:
        """Expect a sentence above the content, as after something was done."""
        expect(self.page.locator("#messages")).to_contain_text(text)

    def row(self, text: str) -> Any:
        """Return the row of a list that holds `text`."""
        return self.main.get_by_role("row").filter(has_text=text).first

    def number(self, label: str) -> int:
        """Return the number that stands above a label."""
        found = self.main.locator(".stat").filter(has_text=label).first.locator(".stat-value")
        return int(found.inner_text())

    def reads(self, *texts: str) -> None:
        """Expect texts in the mail that the page shows; the frame fetches it once it comes into view."""
        frame = self.page.locator("iframe.mail-preview")
        frame.scroll_into_view_if_needed()
        for text in texts:
            expect(frame.content_frame.get_by_text(text).first).to_be_visible()

    def waits_until_saved(self) -> None:
        """Expect the page to say by itself that it has saved, and when."""
        # What was typed and is not saved yet is kept in the tab, beside one line of htmx.
        kept = "ownerDocument.defaultView.sessionStorage.length"
        expect(self.page.locator("html")).to_have_js_property(kept, 1)
        words = re.escape(self.say("saved %(time)s", time="TIME")).replace("TIME", r"\d\d:\d\d")
        expect(self.page.locator(".autosave")).to_have_text(re.compile(words))

    # ---------------------------------------------------------------- filling in

    def field(self, label: str, *, within: Any = None) -> Any:
        """Return the input with this label."""
        return (within or self.main).get_by_label(is_labelled(self.say(label))).first

    def fill(self, label: str, value: str, *, within: Any = None) -> None:
        """Write into an input."""
        self.field(label, within=within).fill(value)

    def choose(self, label: str, option: str) -> None:
        """Choose from a list by what it says."""
        self.field(label).select_option(label=option)

    def tick(self, label: str) -> None:
        """Tick a box, or a button of a group."""
        self.field(label).check()

    def give_file(self, label: str, path: Path) -> None:
        """Choose a file of one's own."""
        self.field(label).set_input_files(path)
