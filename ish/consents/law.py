"""The law that a kind of consent follows, one table: on which day it counts how old somebody is, and what cannot be done without.

Knows neither Django nor anything of ours.

`SIGNING`: the word has its effect at once, so that guardians sign as long as somebody is under 18 on the day of signing, even if
the birthday lies before the stay. `THERE`: it is about days of the stay alone, so that who is 18 by then decides alone. What a
kind needs is either asked until it is answered or done without: `BY_LAW` cannot be lifted for many at once.
"""

from dataclasses import dataclass

SIGNING, THERE = "signing", "there"


@dataclass(frozen=True)
class Rule:
    """When age counts for a kind of consent, whether the law asks for it, and where that is written."""

    when: str
    by_law: bool
    source: str


RULES = {
    "data": Rule(
        SIGNING, True, "GDPR Art. 6(1)(a), 7; Art. 8 sets 16 for online services alone, so guardians until 18"
    ),
    "health": Rule(SIGNING, True, "GDPR Art. 9(2)(a): explicit, and the facts are kept from that day on"),
    "photo": Rule(SIGNING, True, "KunstUrhG s. 22; minors and guardians until 18"),
    "contact": Rule(SIGNING, True, "GDPR Art. 6(1)(a)"),
    "other": Rule(SIGNING, False, "BGB s. 107, 108: house rules and what else binds like a contract"),
    "medical": Rule(THERE, True, "BGB s. 630d: the consent to a treatment, on the day it happens"),
    "supervision": Rule(THERE, True, "BGB s. 1626, 1631; JuSchG s. 1: custody, as long as there is any"),
    "activity": Rule(THERE, False, "BGB s. 1631, 832: supervision on the day"),
    "travel": Rule(THERE, False, "BGB s. 1631, 832: supervision on the day"),
}
AT_SIGNING = tuple(kind for kind, rule in RULES.items() if rule.when == SIGNING)
BY_LAW = tuple(kind for kind, rule in RULES.items() if rule.by_law)
