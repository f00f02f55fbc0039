"""The people of the demonstration: invented, and awkward on purpose. Each row says what is hard about them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext_noop as _


@dataclass(frozen=True)
class Nominee:
    """One person of the demonstration, what their partner said of them, and how far they have come."""

    key: str
    body: str
    family: str
    given: str
    born: date
    sex: str
    nations: tuple[str, ...]
    rank: int | None = 1
    reserve: bool = False
    native: str = ""
    badge: str = ""
    say: str = ""
    school: str = ""
    grade: str = ""
    university: bool = False
    english: str = "B2"
    interests: str = ""
    motivation: str = ""
    language: str = "en"
    town: str = ""
    residence: str = ""
    guardian: tuple[str, str] = ("", "")
    second_guardian: tuple[str, str] = ("", "")
    outcome: str = "confirmed"
    health: Mapping[str, str] = field(default_factory=dict)
    document: str = "passport"
    issuer: str = ""
    biometric: bool | None = True
    permit: bool = False
    filled: int = 4
    wishes: tuple[str, ...] = ()
    route: tuple[tuple[str, str, str, str], ...] = ()
    email: str = ""

    @property
    def address(self) -> str:
        """The e-mail address of the person."""
        return self.email or f"{self.key}@example.org"


# Lab wishes name a project by the first words of its title. Routes: (number, from, to, "day hour:minute - day hour:minute").
CAST = (
    Nominee("aoi.sakamoto", "kumamoto", "SAKAMOTO", "Aoi", date(2005, 6, 2), "F", ("JP",), 1, native="坂本 葵", badge="Aoi", say="ah-OH-ee", school="Kumamoto University", grade="3rd year", university=True, english="B2", interests="plant science; biology", motivation="I want to learn how plants notice that water is missing.", town="Kumamoto", wishes=("How roots", "Plant extracts", "Yeast"), route=(("NH203", "HND", "FRA", "18 00:55 - 18 07:40"),)),
    Nominee("haruto.ueda", "kumamoto", "UEDA", "Haruto", date(2005, 9, 14), "M", ("JP",), 2, native="上田 陽翔", badge="Haru", school="Sojo University", grade="2nd year", university=True, english="C1", interests="physics; astronomy", motivation="Cameras that see flashes from space.", town="Kumamoto", health={"conditions": "Type 1 diabetes"}, wishes=("Gamma-ray", "Air of other", "Finding star"), route=(("NH203", "HND", "FRA", "18 00:55 - 18 07:40"),)),
    Nominee("rin.kuroda", "kumamoto", "KURODA", "Rin", date(2006, 2, 21), "F", ("JP",), 1, reserve=True, native="黒田 凛", school="Prefectural University of Kumamoto", grade="2nd year", university=True, english="B2", interests="chemistry", outcome="waiting_list"),
    Nominee("clemence.fabre", "montpellier", "FABRE", "Clémence", date(2009, 11, 8), "F", ("FR",), 1, badge="Clém", school="Lycée de la Mosson", grade="Terminale", english="C1", interests="molecular biology; medicine", motivation="Depuis l'enfance je regarde dans un microscope.", town="Montpellier", guardian=("Isabelle Fabre", "isabelle.fabre@example.org"), document="id_card", biometric=None, wishes=("Yeast", "Stem cells", "Reading tumour"), route=(("TGV 9580", "Montpellier Saint-Roch station", "Mannheim main station", "18 10:26 - 18 16:32"), ("S1", "Mannheim main station", "Heidelberg main station", "18 16:48 - 18 17:06"))),
    Nominee("camille.fabre", "montpellier", "FABRE", "Camille", date(2009, 11, 8), "F", ("FR",), 2, badge="Camille", school="Lycée de la Mosson", grade="Terminale", english="B2", interests="chemistry; pharmacy", motivation="La chimie des plantes.", town="Montpellier", guardian=("Isabelle Fabre", "isabelle.fabre@example.org"), document="id_card", biometric=None, health={"diet": "No nuts, no traces of nuts"}, wishes=("Plant extracts", "Enzyme", "Yeast"), route=(("TGV 9580", "Montpellier Saint-Roch station", "Mannheim main station", "18 10:26 - 18 16:32"), ("S1", "Mannheim main station", "Heidelberg main station", "18 16:48 - 18 17:06"))),
    Nominee("lucas.delmas", "montpellier", "DELMAS", "Lucas", date(2010, 1, 19), "M", ("FR",), 1, reserve=True, school="Lycée Georges Clemenceau", grade="Première", interests="physics", guardian=("Anne Delmas", "anne.delmas@example.org"), outcome="waiting_list"),
    Nominee("noam.azoulay", "rehovot", "AZOULAY", "Noam", date(2009, 4, 30), "M", ("IL", "FR"), 1, native="נועם אזולאי", badge="Noam", school="De Shalit High School", grade="12", english="C1", interests="informatics; biology", motivation="Two languages at home, a third one for code.", town="Rehovot", issuer="FR", wishes=("Sorting single", "Simulating", "Protein shapes"), route=(("LH687", "TLV", "FRA", "18 15:40 - 18 19:10"),)),
    Nominee("shira.peretz", "rehovot", "PERETZ", "Shira", date(2009, 8, 25), "F", ("IL",), 2, native="שירה פרץ", badge="Shira", school="Katzir High School", grade="12", english="C1", interests="astronomy; physics", motivation="The sky above the Negev.", town="Rehovot", guardian=("Avi Peretz", "avi.peretz@example.org"), health={"diet": "Kosher, vegetarian where that is easier"}, wishes=("Air of other", "Finding star", "Gamma-ray"), route=(("LH687", "TLV", "FRA", "18 15:40 - 18 19:10"),)),
    Nominee("ilan.katz", "rehovot", "KATZ", "Ilan", date(2012, 3, 3), "M", ("IL",), 1, reserve=True, native="אילן כץ", school="De Shalit High School", grade="9", english="B2", interests="informatics; mathematics", motivation="I am fifteen and I know it.", guardian=("Tamar Katz", "tamar.katz@example.org"), outcome="not_selected"),
    Nominee("zihan.liang", "palo-alto", "LIANG", "Zihan", date(2009, 5, 27), "F", ("CN",), 1, native="梁 子涵", badge="Zihan", say="dzuh-HAN", school="Henry M. Gunn High School", grade="12", english="C2", interests="molecular biology", motivation="I culture yeast in our garage.", town="Palo Alto", residence="US", wishes=("Yeast", "Live-cell", "Stem cells"), route=(("UA58", "SFO", "FRA", "17 14:05 - 18 09:55"),)),
    Nominee("ethan.brooks", "palo-alto", "BROOKS", "Ethan", date(2009, 12, 1), "M", ("US",), 2, school="Palo Alto High School", grade="11", english="C2", interests="physics", guardian=("Laura Brooks", "laura.brooks@example.org"), outcome="withdrew"),
    Nominee("chloe.lindqvist", "palo-alto", "LINDQVIST", "Chloe", date(2010, 2, 11), "F", ("US",), 1, reserve=True, badge="Chloe", school="Palo Alto High School", grade="11", english="C2", interests="physics; informatics", motivation="Chips that think. My parents live apart: my father has custody and signs alone; please tell my mother by phone only if it is urgent.", town="Palo Alto", residence="US", guardian=("Nils Lindqvist", "nils.lindqvist@example.org"), second_guardian=("Erin Walsh", ""), filled=2, outcome="offered", wishes=("Neuromorphic", "Sorting single")),
    Nominee("tamsin.penhaligon", "cambridge", "PENHALIGON", "Tamsin", date(2009, 7, 30), "F", ("GB",), 1, badge="Tam", say="TAM-zin pen-HAL-i-gun", school="Hills Road Sixth Form College", grade="Year 12", english="C2", interests="physics; mathematics", motivation="I turn 18 while I am with you.", town="Cambridge", residence="GB", guardian=("Morwenna Penhaligon", "morwenna.p@example.org"), wishes=("Ion trap", "Gamma-ray", "Neuromorphic"), route=(("LH909", "LHR", "FRA", "18 12:30 - 18 15:10"),)),
    Nominee("hanka.jurk", "bautzen", "JURK", "Hanka", date(2009, 2, 17), "F", ("DE",), 1, native="", badge="Hanka", school="Sorbisches Gymnasium", grade="12", english="B2", interests="plant science; chemistry", motivation="Ich möchte wissen, was Wurzeln wissen. Bitte keine Fotos von mir, auch nicht im Gruppenbild.", language="de", town="Bautzen", residence="DE", document="id_card", biometric=None, wishes=("How roots", "Enzyme", "Plant extracts"), route=(("ICE 1557", "Bautzen station", "Frankfurt main station", "18 08:02 - 18 13:44"), ("RB 68", "Frankfurt main station", "Heidelberg main station", "18 14:06 - 18 15:11"))),
    Nominee("beno.nawka", "bautzen", "NAWKA", "Beno", date(2008, 10, 5), "M", ("DE",), 2, badge="Beno", school="Schiller-Gymnasium", grade="12", english="C1", interests="informatics; physics", motivation="Rechnen statt rollen.", language="de", town="Bautzen", residence="DE", document="id_card", biometric=None, health={"access_needs": "Wheelchair; step-free way to lab, hotel and excursions"}, wishes=("Sorting single", "Neuromorphic", "Finding star")),
    Nominee("zofia.wojcicka", "jelenia-gora", "WÓJCICKA", "Zofia", date(2009, 9, 9), "F", ("PL",), 1, badge="Zosia", say="voy-CHITS-ka", school="I Liceum im. Żeromskiego", grade="3", english="C1", interests="medicine; biology", motivation="Chcę zostać patolożką.", town="Jelenia Góra", residence="PL", guardian=("Paweł Wójcicki", "pawel.wojcicki@example.org"), document="id_card", biometric=None, wishes=("Reading tumour", "Cell adhesion", "Stem cells"), route=(("FlixBus 1602", "Jelenia Góra station", "Heidelberg main station", "17 19:30 - 18 09:15"),)),
    Nominee("danylo.kovalenko", "jelenia-gora", "KOVALENKO", "Danylo", date(2009, 1, 23), "M", ("UA",), 2, native="Данило Коваленко", badge="Danylo", school="II Liceum im. Norwida", grade="4", english="B2", interests="physics; electronics", motivation="I repair radios.", town="Jelenia Góra", residence="PL", permit=True, wishes=("Neuromorphic", "Gamma-ray", "Ion trap")),
    Nominee("jiayi.xu", "hangzhou", "XU", "Jiayi", date(2009, 3, 12), "F", ("CN",), 1, native="徐 佳怡", badge="Jiayi", school="Hangzhou No. 2 High School", grade="12", english="B2", interests="chemistry; pharmacy", motivation="Tea is chemistry.", town="Hangzhou", residence="CN", wishes=("Plant extracts", "Enzyme", "Cell adhesion"), outcome="visa"),
    Nominee("pia", "heidelberg", "SOMMERFELD", "Pia", date(2009, 3, 14), "F", ("DE",), 1, badge="Pia", school="Bunsen-Gymnasium", grade="12", english="C1", interests="biology; informatics", motivation="I live here and have never been inside one of the institutes.", language="en", town="Heidelberg", residence="DE", document="id_card", biometric=None, filled=2, wishes=(), email="pia@example.org"),
    Nominee("mina", "heidelberg", "AYDIN", "Mina", date(2010, 5, 30), "F", ("DE", "TR"), 2, badge="Mina", school="Hölderlin-Gymnasium", grade="11", english="B2", interests="astronomy; mathematics", motivation="Sterne zählen, aber richtig.", language="de", town="Heidelberg", residence="DE", guardian=("Selin Aydin", "selin.aydin@example.org"), document="id_card", biometric=None, filled=1, outcome="offered", email="mina@example.org"),
    Nominee("matilda.greenwood", "nysf", "GREENWOOD", "Matilda", date(2009, 6, 18), "F", ("AU",), 1, badge="Tilly", school="Narrabundah College", grade="Year 12", english="C2", interests="astronomy; physics", motivation="Southern sky, northern telescope.", town="Canberra", residence="AU", wishes=("Finding star", "Air of other", "Gamma-ray"), route=(("SQ232", "SYD", "SIN", "17 14:15 - 17 20:25"), ("SQ26", "SIN", "FRA", "17 23:55 - 18 06:40"))),
    Nominee("suryani", "nysf", "", "SURYANI", date(2009, 4, 4), "F", ("ID",), 2, badge="Suryani", school="Melbourne High School", grade="Year 12", english="C1", interests="infection biology; medicine", motivation="My grandmother had malaria.", town="Melbourne", residence="AU", wishes=("Mosquito", "Stem cells", "Cell adhesion"), route=(("QR905", "MEL", "DOH", "17 21:40 - 18 05:20"), ("QR67", "DOH", "FRA", "18 08:15 - 18 13:30"))),
    Nominee("yunji.seo", "wra", "SEO", "Yun-ji", date(2010, 1, 7), "F", ("KR",), 1, native="서윤지", badge="Yunji", school="Western Reserve Academy", grade="Junior", english="C1", interests="biophysics; informatics", motivation="Proteins are origami.", town="Hudson, Ohio", residence="US", guardian=("Seo Min-jae", "seo.minjae@example.org"), filled=3, outcome="offered", wishes=("Protein shapes", "Simulating")),
    Nominee("theodora", "jef", "VON HOHENFELS-WITTGENAU", "Maximiliane Theodora Alexandrina", date(2008, 11, 30), "F", ("US", "DE"), 1, badge="Theo", school="Lincoln Park High School", grade="Senior", english="C2", interests="biochemistry; chemistry", motivation="My name is longer than most molecules.", town="Chicago", residence="US", wishes=("Enzyme", "Cell adhesion", "Plant extracts"), route=(("LH431", "ORD", "FRA", "17 15:50 - 18 07:00"),)),
    Nominee("ema.dvorakova", "jablonec", "DVOŘÁKOVÁ", "Ema", date(2009, 10, 20), "F", ("CZ",), 1, reserve=True, badge="Ema", school="Gymnázium Dr. Randy", grade="3.", english="B2", interests="chemistry", guardian=("Petr Dvořák", "petr.dvorak@example.org"), outcome="waiting_list"),
)  # fmt: skip

GUEST = Nominee("naledi.mokoena", "gauteng", "MOKOENA", "Naledi", date(2004, 2, 9), "F", ("ZA",), None, badge="Naledi", english="C2", town="Heidelberg, Gauteng", residence="ZA")  # fmt: skip

SIGN_INS = (
    ("olga@example.org", "Olga Winter", _("Organiser")),
    ("cem@example.org", "Cem Arıkan", _("Coordinator, Kumamoto")),
    ("dana@example.org", "Dana Roussel", _("Coordinator, Montpellier")),
    ("pia@example.org", "Pia Sommerfeld", _("Participant")),
    ("mina@example.org", "Mina Aydin", _("Participant under 18")),
    ("toni@example.org", "Toni Keller", _("Tutor")),
    ("hana@example.org", "Hana Brandt", _("Lab supervisor")),
    ("rosa@example.org", "Rosa Lindner", _("Reviewer")),
    ("ottilie@example.org", "Ottilie Kern", _("Data protection officer")),
)
