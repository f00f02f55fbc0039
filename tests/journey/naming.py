"""First part of the walk: names become offers, and an offer becomes a place."""

from pathlib import Path

from tests.journey.conftest import Letters
from tests.journey.visitor import Visitor
from tests.worker import Worker

SAMPLES = Path(__file__).parent.parent / "nominations" / "samples"
MIO, RYUSEI, HINA = "HAYASHIDA Mio", "ONO Ryusei", "MATSUZAKI Hina"
MAIL = "mio.hayashida@example.jp"
KUMAMOTO = (MIO, RYUSEI, HINA)


def cem_names(cem: Visitor) -> None:
    """The coordinator uploads the list that the city has, looks at it, takes it, hands it in."""
    cem.be("Cem Arıkan")
    cem.go("Your students")
    cem.follow(cem.say("Upload a list"))
    cem.give_file("Your list", SAMPLES / "kumamoto.xlsx")
    cem.press(cem.say("Read the list"))
    cem.is_at(cem.say("Check the list"))
    cem.sees("HAYASHIDA", "Ryusei", "松崎 陽菜", "hina.m@example.jp")
    cem.press(cem.say("Add %(n)s student", "Add %(n)s students", n=3))
    cem.is_told(cem.say("%(n)s student was added.", "%(n)s students were added.", n=3))
    cem.follow(cem.say("Hand in %(n)s draft", "Hand in %(n)s drafts", n=3))
    cem.is_at(cem.say("Hand in to the school"))
    cem.press(cem.say("Hand in"))
    cem.is_told(cem.say("Handed in: %(n)s student.", "Handed in: %(n)s students.", n=3))


def cem_is_thanked(cem: Visitor, worker: Worker, letters: Letters) -> None:
    """A mail says that the list has arrived; it lies in the mailbox of the demonstration, too."""
    worker.wait_for(lambda: letters.to("cem@example.org"))
    cem.open("desk:mailbox")
    cem.main.get_by_role("table").get_by_role("link").first.click()
    cem.reads("Mio", "Ryusei", "Hina")


def _decide(olga: Visitor, names: tuple[str, ...], decision: str) -> None:
    for name in names:
        olga.row(name).get_by_role("checkbox").check()
    olga.press(olga.say(decision), within=olga.page.locator("#bulk"), exact=True)
    olga.is_told(
        olga.say(
            "Planned for %(n)s student: %(what)s.",
            "Planned for %(n)s students: %(what)s.",
            n=len(names),
            what=olga.say(decision),
        )
    )


def olga_decides(olga: Visitor) -> None:
    """The organiser finds the students, notes what she plans, and releases it after a look at the numbers."""
    olga.be("Olga Winter")
    olga.go("Nominations")
    olga.choose("partner", "Kumamoto")
    olga.press(olga.say("Filter"))
    olga.sees(MIO.partition(" ")[0], HINA.partition(" ")[0])
    _decide(olga, ("HAYASHIDA", "ONO"), "selected")
    _decide(olga, ("MATSUZAKI",), "on the waiting list")
    olga.follow(olga.say("Decisions"))
    theirs = olga.main.locator("tr").filter(has_text="Kumamoto").first
    olga.follow(olga.say("Release these alone"), within=theirs)
    assert olga.number(olga.say("gets the offer of a place", "get the offer of a place", n=2)) == 2
    assert olga.number(olga.say("goes on the waiting list", "go on the waiting list", n=1)) == 1
    assert olga.number(olga.say("is not selected", "are not selected", n=0)) == 0
    olga.press(olga.say("Release decisions"), exact=True)
    olga.is_told(olga.say("The letters wait under Messages until you send them."))


def olga_writes(olga: Visitor, letters: Letters) -> None:
    """She reads one of the held letters and releases them all."""
    assert not letters.link(MAIL)
    olga.go("Messages")
    olga.follow(olga.say("Show them"))
    olga.row(MAIL).get_by_role("link").first.click()
    olga.reads("Mio", "ish@example.org")
    olga.page.go_back()
    olga.page.locator("[data-check-all=pick]").check()
    olga.press(olga.say("Release"), within=olga.page.locator("#bulk"), exact=True)
    olga.is_at(olga.say("Release messages"))
    held = olga.number(olga.say("message", "messages", n=9))
    assert held >= 4  # two offers, the waiting list, the coordinator
    olga.press(olga.say("Release"), exact=True)
    olga.is_told(olga.say("%(n)s message is on its way.", "%(n)s messages are on their way.", n=held))


def mio_accepts(mio: Visitor, worker: Worker, letters: Letters) -> None:
    """The student has no account: the link in the mail is the way in, to the offered place and to what comes next."""
    worker.wait_for(lambda: letters.link(MAIL))
    mio.page.goto(letters.link(MAIL))
    mio.speak()
    mio.is_at(mio.say("You are invited"))
    mio.sees(MAIL)
    mio.press(mio.say("Accept the invitation"))
    mio.speak()
    mio.follow(mio.say("Accept the place"))
    mio.press(mio.say("Accept my place"))
    mio.is_told(mio.say("Your place is yours. Here is what comes next."))
