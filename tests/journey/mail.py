"""What is left of a walk: the mails in the mailbox of the demonstration."""

from collections import Counter

from tests.journey.conftest import Letters
from tests.journey.visitor import Visitor


def all_letters_lie_in_the_mailbox(anybody: Visitor, letters: Letters) -> None:
    """Whatever the mail server got, with whom it went to and under which subject, can be read in the mailbox."""
    sent = [(mail["To"].addresses[0], mail["Subject"]) for mail in letters.server.parsed()]
    went = Counter((to.display_name or to.addr_spec, " ".join(subject.split())) for to, subject in sent)
    assert len(went) > 5
    listed: Counter[tuple[str, str]] = Counter()
    number = 0
    while number == 0 or anybody.page.locator("a[rel=next]").count():
        number += 1
        anybody.open("desk:mailbox", query=f"?whose=all&page={number}")
        for row in anybody.main.get_by_role("table").locator("tbody tr").all():
            text = " ".join(row.inner_text().split())
            listed.update(letter for letter in went if letter[0] in text and letter[1] in text)
    missing = {letter: (n, listed[letter]) for letter, n in went.items() if listed[letter] < n}
    assert not missing, f"{missing} of {sum(listed.values())} listed"
