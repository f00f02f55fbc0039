"""The season of the demonstration: dates, partners with their places, institutes, lab projects."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from ish.programme.states import BodyKind, PhaseCode

BERLIN = ZoneInfo("Europe/Berlin")
ARRIVAL, DEPARTURE = date(2027, 7, 18), date(2027, 8, 14)
PLACEMENT_FROM, PLACEMENT_TO = date(2027, 7, 26), date(2027, 8, 11)

PHASES: dict[str, tuple[date, date]] = {
    PhaseCode.NOMINATIONS: (date(2027, 2, 1), date(2027, 3, 31)),
    PhaseCode.DECISION: (date(2027, 4, 1), date(2027, 4, 30)),
    PhaseCode.ACCEPTANCE: (date(2027, 4, 20), date(2027, 5, 14)),
    # Longer than in a real season, so that profiles and wishes can be tried on one day.
    PhaseCode.PROFILE: (date(2027, 4, 20), date(2027, 5, 21)),
    PhaseCode.WISHES: (date(2027, 5, 3), date(2027, 5, 28)),
    PhaseCode.DOCUMENTS: (date(2027, 5, 3), date(2027, 6, 11)),
    PhaseCode.PUBLICATION: (date(2027, 5, 29), date(2027, 6, 18)),
    PhaseCode.TRAVEL: (date(2027, 5, 10), date(2027, 6, 25)),
    PhaseCode.STAY: (ARRIVAL, DEPARTURE),
}

STAGES: dict[str, datetime] = {
    "nominations": datetime(2027, 3, 15, 9, 30, tzinfo=BERLIN),
    "profiles": datetime(2027, 5, 18, 9, 30, tzinfo=BERLIN),
    "travel": datetime(2027, 6, 28, 9, 30, tzinfo=BERLIN),
}
LATEST = "travel"


@dataclass(frozen=True)
class Body:
    """A partner of the demonstration."""

    key: str
    name: str
    kind: str
    country: str
    zone: str
    language: str
    places: int
    reserve: int = 0
    names_by: date | None = None
    parent: str = ""
    dormant: bool = False
    tells_first: int = 0
    coordinator: tuple[str, str] = ("", "")


BODIES = (
    Body("kumamoto", "Kumamoto", BodyKind.TWIN_CITY, "JP", "Asia/Tokyo", "en", 2, 1, coordinator=("Cem Arıkan", "cem@example.org")),
    Body("montpellier", "Montpellier", BodyKind.TWIN_CITY, "FR", "Europe/Paris", "en", 2, 1, coordinator=("Dana Roussel", "dana@example.org")),
    Body("rehovot", "Rehovot", BodyKind.TWIN_CITY, "IL", "Asia/Jerusalem", "en", 2, 1, coordinator=("Yael Shachar", "yael.shachar@example.org")),
    Body("palo-alto", "Palo Alto (Neighbors Abroad)", BodyKind.TWIN_CITY, "US", "America/Los_Angeles", "en", 2, 1, coordinator=("Morgan Ellery", "morgan.ellery@example.org")),
    Body("cambridge", "Cambridge", BodyKind.TWIN_CITY, "GB", "Europe/London", "en", 1, coordinator=("Harriet Lowe", "harriet.lowe@example.org")),
    Body("bautzen", "Bautzen", BodyKind.TWIN_CITY, "DE", "Europe/Berlin", "de", 2, coordinator=("Katrin Scholze", "katrin.scholze@example.org")),
    Body("jelenia-gora", "Jelenia Góra", BodyKind.FRIENDSHIP_CITY, "PL", "Europe/Warsaw", "en", 2, coordinator=("Marta Sobczak", "marta.sobczak@example.org")),
    Body("hangzhou", "Hangzhou", BodyKind.TWIN_CITY, "CN", "Asia/Shanghai", "en", 1, coordinator=("Fang Wen", "fang.wen@example.org")),
    Body("heidelberg", "Heidelberg", BodyKind.HOST_CITY, "DE", "Europe/Berlin", "de", 2, coordinator=("Jonas Riedel", "jonas.riedel@example.org")),
    Body("nysf", "National Youth Science Forum", BodyKind.ORGANISATION, "AU", "Australia/Sydney", "en", 2, coordinator=("Callum Frost", "callum.frost@example.org")),
    Body("wra", "Western Reserve Academy", BodyKind.ORGANISATION, "US", "America/New_York", "en", 1, names_by=date(2027, 5, 21), coordinator=("Dorothy Haines", "dorothy.haines@example.org")),
    Body("jef", "John Earnest Foundation", BodyKind.ORGANISATION, "US", "America/Chicago", "en", 1, coordinator=("Louis Abernathy", "louis.abernathy@example.org")),
    Body("jablonec", "Jablonec nad Nisou", BodyKind.FRIENDSHIP_CITY, "CZ", "Europe/Prague", "en", 0, 1, parent="bautzen", tells_first=5),
    Body("simferopol", "Simferopol", BodyKind.TWIN_CITY, "UA", "Europe/Kyiv", "en", 0, dormant=True),
    Body("gauteng", "Heidelberg (Gauteng)", BodyKind.FRIENDSHIP_CITY, "ZA", "Africa/Johannesburg", "en", 0),
)  # fmt: skip

NOT_YET = {"nysf", "wra"}
"""Their coordinators have not accepted the invitation."""


@dataclass(frozen=True)
class Institute:
    """An institute of the demonstration."""

    key: str
    name: str
    short: str
    address: str
    hospital: bool = False


INSTITUTES = (
    Institute("dkfz", "German Cancer Research Center", "DKFZ", "Im Neuenheimer Feld 280, Heidelberg"),
    Institute("embl", "European Molecular Biology Laboratory", "EMBL", "Meyerhofstraße 1, Heidelberg"),
    Institute("cos", "Centre for Organismal Studies", "COS", "Im Neuenheimer Feld 230, Heidelberg"),
    Institute("zmbh", "Center for Molecular Biology", "ZMBH", "Im Neuenheimer Feld 329, Heidelberg"),
    Institute("bzh", "Biochemistry Center", "BZH", "Im Neuenheimer Feld 328, Heidelberg"),
    Institute("hits", "Heidelberg Institute for Theoretical Studies", "HITS", "Schloss-Wolfsbrunnenweg 35, Heidelberg"),
    Institute("hda", "House of Astronomy", "HdA", "Königstuhl 17, Heidelberg"),
    Institute("mpia", "Max Planck Institute for Astronomy", "MPIA", "Königstuhl 17, Heidelberg"),
    Institute("mpik", "Max Planck Institute for Nuclear Physics", "MPIK", "Saupfercheckweg 1, Heidelberg"),
    Institute("mpimr", "Max Planck Institute for Medical Research", "MPImF", "Jahnstraße 29, Heidelberg"),
    Institute("ukhd", "University Hospital, Infectious Diseases", "UKHD", "Im Neuenheimer Feld 324, Heidelberg", hospital=True),
    Institute("kip", "Kirchhoff Institute for Physics", "KIP", "Im Neuenheimer Feld 227, Heidelberg"),
    Institute("ipmb", "Institute of Pharmacy and Molecular Biotechnology", "IPMB", "Im Neuenheimer Feld 364, Heidelberg"),
)  # fmt: skip


@dataclass(frozen=True)
class Project:
    """A lab project of the demonstration (invented)."""

    institute: str
    title: str
    fields: str
    capacity: int
    abstract: str
    host: tuple[str, str]
    min_age: int | None = None
    languages: tuple[str, ...] = ("en",)
    computer: bool = False
    safety: str = ""
    state: str = "open"


def _p(
    institute: str, title: str, fields: str, capacity: int, host: str, abstract: str, **more: object
) -> Project:
    email = (
        "hana@example.org" if host.startswith("Hana ") else f"{host.lower().replace(' ', '.')}@example.org"
    )
    email = email.translate(str.maketrans("öüäéß", "ouaes"))
    return Project(institute, title, fields, capacity, abstract, (host, email), **more)  # type: ignore[arg-type]


PROJECTS = (
    _p("dkfz", "Reading tumour sections", "biology, medicine", 2, "Hana Brandt", "You learn to cut, stain and read thin sections of tumour tissue, and to tell by eye and by computer where healthy tissue ends.", min_age=16, safety="laboratory of level S1; preserved human tissue", languages=("en", "de")),
    _p("dkfz", "Sorting single-cell data", "informatics, biology", 2, "Ines Vogt", "Thousands of cells, thousands of genes: you write small programs that find out which cells belong together.", computer=True),
    _p("embl", "Stem cells under the light microscope", "biology", 2, "Pablo Iriarte", "You watch stem cells decide what to become, and measure how fast they do it.", safety="laboratory of level S1: lab coat and gloves"),
    _p("embl", "Protein shapes from cryo-EM images", "biophysics, informatics", 2, "Sofia Lindgren", "From noisy pictures of frozen molecules you compute their shape in space.", computer=True, safety="one visit to the microscope hall"),
    _p("cos", "How roots sense drought", "plant science, biology", 2, "Ruth Keller", "You grow seedlings in a greenhouse with too little water and find out which genes answer first.", safety="laboratory of level S1 (lab coat, gloves); greenhouse with pollen and sap", languages=("en", "de")),
    _p("cos", "Live-cell imaging", "biology", 2, "Emil Novak", "Fluorescent proteins make the skeleton of a living cell visible; you film it.", min_age=18, safety="part of the work is in a laboratory of level S2"),
    _p("zmbh", "Yeast as a clock", "molecular biology", 2, "Mira Holm", "Yeast cells count time. You change one gene and see the clock run fast or slow.", safety="laboratory of level S1: lab coat and gloves"),
    _p("bzh", "Enzyme kinetics", "biochemistry, chemistry", 2, "Anton Weiss", "How fast can an enzyme work, and what slows it down? Pipettes, a photometer and a curve.", min_age=16, safety="solvents"),
    _p("hits", "Simulating protein folding", "informatics, chemistry", 2, "Leila Farah", "A protein folds in a millionth of a second; you follow it in a simulation and see what goes wrong.", computer=True, min_age=15),
    _p("hda", "Finding star clusters", "astronomy, informatics", 3, "Tom Berger", "In the data of a space telescope you look for stars that were born together.", computer=True, languages=("en", "de")),
    _p("mpia", "Air of other planets", "astronomy, physics", 2, "Greta Ahlers", "Starlight that passed through the air of a planet tells what the air is made of.", computer=True),
    _p("mpik", "Gamma-ray telescope cameras", "physics", 2, "Viktor Lenz", "You test the pixels of a camera that sees flashes of a billionth of a second.", min_age=16, safety="area with radiation protection: a short briefing on the first day"),
    _p("mpik", "Ion trap alignment", "physics", 1, "Nora Engel", "A single ion floats in a trap; you align the laser that keeps it cold.", min_age=18, safety="strong lasers (class 4): goggles and a briefing"),
    _p("mpimr", "Cell adhesion", "biophysics, biology", 2, "Paul Steiner", "How hard does a cell hold on? You measure the forces with tiny springs.", safety="laboratory of level S1: lab coat and gloves"),
    _p("ukhd", "Mosquito stages of a parasite model", "infection biology, medicine", 2, "Clara Wendt", "You follow a harmless model parasite through its life in the mosquito.", min_age=18, safety="laboratory of level S2; the hospital asks for proof of measles protection"),
    _p("kip", "Neuromorphic chip", "physics, electronics", 2, "Felix Haas", "A chip that computes with artificial nerve cells: you teach it a small task."),
    _p("ipmb", "Plant extracts on test", "pharmacy, chemistry", 2, "Julia Bach", "Which plant extract stops a bacterium? You extract, dilute, test and count.", safety="solvents"),
)  # fmt: skip
