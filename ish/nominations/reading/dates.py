"""Dates as people write them. Day or month first is decided for a whole column."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from ish.nominations.reading.model import Cell, ColumnOrder, Formula, Order


class BadDate(ValueError):
    """No date can be made of the cell; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


_LONGEST = 100
_MONTH_FIRST_REGIONS = {"US", "PH"}
_SERIALS = range(7_306, 73_051)  # 1920 to 2100 as Excel counts days
_TIME = r"(?:[T ,]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[AaPp][Mm])?(?:Z|[+-]\d\d:?\d\d)?)?"
_YMD = re.compile(rf"(\d{{4}})\s*[-/.年년]\s*(\d{{1,2}})\s*[-/.月월]\s*(\d{{1,2}})\s*[日일.]?{_TIME}")
_PLAIN = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DMY = re.compile(rf"(\d{{1,2}})\s*([-/. ])\s*(\d{{1,2}})\s*[-/. ]\s*(\d{{4}})\.?{_TIME}")
_SHORT = re.compile(r"\d{1,2}\s*[-/. ]\s*\d{1,2}\s*[-/. ]\s*'?\d{2}")
_NAMED_DAY_FIRST = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|\.)?[\s\-]*(?:of |de |ב)?([^\W\d_]+)\.?,?(?:[\s\-]+(?:de|del|of))?[\s\-]*(\d{4})"
    r"(?:\s*(?:р|г|r)\.?|\s*(?:року|года|roku))?"
)
_NAMED_MONTH_FIRST = re.compile(r"([^\W\d_]+)\.?[\s\-]*(\d{1,2})(?:st|nd|rd|th)?,?[\s\-]+(\d{4})")
_NAMED_YEAR_FIRST = re.compile(r"(\d{4})[\s\-]+([^\W\d_]+)\.?[\s\-]+(\d{1,2})")
_NAMED_SHORT = re.compile(
    r"\d{1,2}(?:st|nd|rd|th|\.)?[\s\-]*[^\W\d_]+[.,]?[\s\-]+\d{2}|[^\W\d_]+[\s\-]+\d{1,2},?[\s\-]+\d{2}"
)
_BRACKETS_BEHIND = re.compile(r" ?\([^()]*\)$")
_WORD_BEFORE = re.compile(r"([^\W\d_]+)[.,:]?\s+(?=\d)")  # "le", "den", "Thursday,"
_ERA = re.compile(
    r"(昭和|平成|令和|[SHR])\.?\s*(\d{1,2}|元)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
)
_ERA_BEGIN = {"昭和": 1925, "S": 1925, "平成": 1988, "H": 1988, "令和": 2018, "R": 2018}
_HINT_DAY = re.compile(
    r"(?i)\b(dd?|tt?|jj?|day|tag|jour|dzień|día)\b.{0,3}\b(mm?|month|monat|mois|miesiąc|mes)\b"
)
_HINT_MONTH = re.compile(r"(?i)\b(mm?|month|monat|mois)\b.{0,3}\b(dd?|tt?|jj?|day|tag|jour)\b")
_MONTHS = (
    "i jan enero ene leden ledna led січня січень ינואר gennaio gen januari january januar jänner janvier janv stycznia styczen",
    "ii feb febrero unor unora лютого лютий פברואר febbraio februari february februar fevrier fev fevr lutego luty",
    "iii mar marzo brezen brezna березня березень מרץ מרס marco maart march marz maerz mars marca marzec",
    "iv apr abril abr duben dubna квітня квітень אפריל aprile april avril avr kwietnia kwiecien",
    "v may mayo kveten kvetna травня травень מאי maggio mag mei mai maj maja",
    "vi jun junio cerven cervna червня червень יוני giugno giu juni june juni juin czerwca czerwiec",
    "vii jul julio cervenec cervence липня липень יולי luglio lug juli july juli juillet juil lipca lipiec",
    "viii aug agosto ago srpen srpna серпня серпень אוגוסט augustus august aout sierpnia sierpien",
    "ix sep septiembre setiembre zari вересня вересень ספטמבר settembre set sept september septembre wrzesnia wrzesien",
    "x oct octubre rijen rijna жовтня жовтень אוקטובר ottobre ott october oktober okt octobre pazdziernika pazdziernik",
    "xi nov noviembre listopadu листопада листопад נובמבר novembre november novembre listopada listopad",
    "xii dec diciembre dic prosinec prosince грудня грудень דצמבר dicembre december dezember dez decembre grudnia grudzien",
)


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in decomposed if not unicodedata.combining(char))


_MONTH_NUMBER = {_fold(name): number for number, names in enumerate(_MONTHS, 1) for name in names.split()}


_SAID = {"DMY": Order.DAY_FIRST, "MDY": Order.MONTH_FIRST}


def order_of(
    cells: Iterable[Cell], *, heading: str = "", region: str = "", said: str = "", habit: str = ""
) -> ColumnOrder:
    """How a column writes its dates: as somebody `said` of this list (DMY or MDY), else by its own values, else by its heading,
    else by the `habit` of those who sent it (as they said of another list), else by that of the region."""
    proofs = _proofs(cells)
    if said in _SAID:
        return ColumnOrder(_SAID[said], proven=True, mixed=bool(proofs - {_SAID[said]}), told=True)
    if len(proofs) == 1:
        return ColumnOrder(proofs.pop(), proven=True)
    if len(proofs) == 2:
        return ColumnOrder(_habit(region), proven=False, mixed=True)
    if _HINT_DAY.search(heading):
        return ColumnOrder(Order.DAY_FIRST, proven=True)
    if _HINT_MONTH.search(heading):
        return ColumnOrder(Order.MONTH_FIRST, proven=True)
    if habit in _SAID:
        return ColumnOrder(_SAID[habit], proven=True, told=True)
    return ColumnOrder(_habit(region), proven=False)


def _proofs(cells: Iterable[Cell]) -> set[Order]:
    return {proof for cell in cells if type(cell) is str and (proof := _proof(cell))}


def are_half_converted(cells: Sequence[Cell]) -> bool:
    """Whether a spreadsheet took some texts of the column for dates of its own, with day and month exchanged: it leaves those as
    text that are no dates in its order (25/04/2009), so none of its own dates has a day after the 12th."""
    days = [cell.day for cell in cells if isinstance(cell, date)]
    return bool(days) and max(days) <= 12 and bool(_proofs(cells))


def _habit(region: str) -> Order:
    return Order.MONTH_FIRST if region.upper() in _MONTH_FIRST_REGIONS else Order.DAY_FIRST


def _proof(text: str) -> Order | None:
    match = _DMY.fullmatch(_clean(text))
    if not match or match[2] == ".":
        return None
    first, second = int(match[1]), int(match[3])
    if first > 12 >= second:
        return Order.DAY_FIRST
    return Order.MONTH_FIRST if second > 12 >= first else None


def is_ambiguous(cell: Cell) -> bool:
    """Whether day and month could be exchanged in this cell."""
    match = _DMY.fullmatch(_clean(cell)) if type(cell) is str else None
    return bool(
        match
        and match[2] != "."
        and int(match[1]) != int(match[3])
        and 1 <= int(match[1]) <= 12
        and 1 <= int(match[3]) <= 12
    )


def both_ways(cells: Iterable[Cell]) -> tuple[str, date, date] | None:
    """The first date of a column that can be read in two ways, with the day first and with the month first."""
    for cell in cells:
        if is_ambiguous(cell):
            readings = [parse(cell, ColumnOrder(order, proven=True)) for order in Order]
            return " ".join(str(cell).split()), readings[0], readings[1]
    return None


def parse(cell: Cell, order: ColumnOrder) -> date:
    """The date in a cell. Raises `BadDate`."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _from_number(cell)
    if not isinstance(cell, str) or isinstance(cell, Formula):
        raise BadDate("date_unknown")
    return _from_text(_clean(cell), order, ambiguous=is_ambiguous(cell))


def _from_number(number: int | float) -> date:
    """A date that lost its format is a count of days; 20090903 is a date without dots."""
    if number in _SERIALS:
        return date(1899, 12, 30) + timedelta(days=int(number))
    plain = _PLAIN.fullmatch(str(int(number))) if number == number and abs(number) < 1e9 else None
    if plain and number == int(number):
        return _made(plain[1], plain[2], plain[3])
    raise BadDate("date_unknown")


def _clean(text: str) -> str:
    """The text without what stands around the date: "Thursday, 3.9.2009", "born 2009-09-03", "3.9.2009 (17)"."""
    if len(text) > _LONGEST:
        return ""
    plain = " ".join(unicodedata.normalize("NFKC", text).replace("'", "").replace("’", "").split())
    plain = _BRACKETS_BEHIND.sub("", plain)
    before = _WORD_BEFORE.match(plain)
    return plain[before.end() :] if before and _fold(before[1]) not in _MONTH_NUMBER else plain


def _from_text(text: str, order: ColumnOrder, *, ambiguous: bool) -> date:
    if match := _YMD.fullmatch(text) or _PLAIN.fullmatch(text):
        return _made(match[1], match[2], match[3])
    if match := _DMY.fullmatch(text):
        return _from_slashes(match, order, ambiguous=ambiguous)
    if match := _ERA.fullmatch(text):
        year = _ERA_BEGIN[match[1]] + (1 if match[2] == "元" else int(match[2]))
        return _made(year, match[3], match[4])
    if _SHORT.fullmatch(text):
        raise BadDate("date_short_year")
    return _from_words(text)


def _from_slashes(match: re.Match[str], order: ColumnOrder, *, ambiguous: bool) -> date:
    first, second, year = int(match[1]), int(match[3]), match[4]
    if order.mixed and ambiguous and not order.proven:
        raise BadDate("date_ambiguous")
    own = _proof(match[0]) if order.mixed else None
    month_first = (own or order.order) is Order.MONTH_FIRST and match[2] != "."
    return _made(year, first, second) if month_first else _made(year, second, first)


def _from_words(text: str) -> date:
    for pattern, (day, month, year) in (
        (_NAMED_DAY_FIRST, (1, 2, 3)),
        (_NAMED_MONTH_FIRST, (2, 1, 3)),
        (_NAMED_YEAR_FIRST, (3, 2, 1)),
    ):
        match = pattern.fullmatch(text)
        number = _MONTH_NUMBER.get(_fold(match[month])) if match else None
        if match and number:
            return _made(match[year], number, match[day])
    if _NAMED_SHORT.fullmatch(text):
        raise BadDate("date_short_year")
    raise BadDate("date_unknown")


def _made(year: int | str, month: int | str, day: int | str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError as error:
        raise BadDate("date_impossible") from error
