"""The texts of all problems: what is wrong, and what to do. To translate: `message(problem, translate=gettext)`."""

from collections.abc import Callable

from ish.nominations.reading.model import Problem, Unreadable


def _(text: str) -> str:
    """Marks a text for translation; the caller translates."""
    return text


TEMPLATES: dict[str, str] = {
    # the file
    "file_empty": _("This file is empty. Please choose the file with your list."),
    "file_too_large": _(
        "This file is larger than %(limit)s MB. Please remove pictures and other sheets, and send the list alone."
    ),
    "file_encrypted": _(
        "This file is protected by a password. Please save it without a password; the way to us is encrypted anyway."
    ),
    "file_macros": _(
        "This file contains macros, which we do not open. Please save it as “Excel workbook (.xlsx)” without macros."
    ),
    "file_xlsb": _(
        "This is a binary workbook (.xlsb). Please save it as “Excel workbook (.xlsx)” and send that."
    ),
    "file_not_spreadsheet": _(
        "We cannot find a table in this file. Please send an Excel file (.xlsx), a LibreOffice file (.ods) or a CSV file."
    ),
    "file_damaged": _(
        "This file is damaged. Please open it, save it once more as “Excel workbook (.xlsx)” and send that."
    ),
    "file_zip_bomb": _(
        "Unpacked, this file would be enormous. Please copy the list into a new workbook and send that."
    ),
    "file_hostile": _(
        "This file contains instructions that do not belong in a list. Please copy the list into a new workbook."
    ),
    "file_too_many_rows": _("This list has more than %(limit)s rows. Please split it into several files."),
    "file_too_many_columns": _(
        "This list has more than %(limit)s columns. Please keep only the columns we ask for."
    ),
    # the list as a whole
    "no_headings": _(
        "We cannot find the row with the headings. Please put headings such as “Name”, “Date of birth” and "
        "“E-mail” above the columns, or use our template."
    ),
    "no_students": _("There is no student below the headings. Please fill in one row for each student."),
    "no_name_column": _("There is no column with names. Please add “Family name” and “Given names”."),
    "column_missing": _(
        "There is no column “%(expected)s”. You can send the list without, and add it to each student later."
    ),
    "column_twice": _(
        "There are two columns for the same thing; we read column %(first)s and leave this one out. "
        "Please check that this is the right one."
    ),
    "other_sheet": _(
        "The sheet “%(sheet)s” also holds a list and was not read. You can choose it under “Columns”."
    ),
    "letters_doubtful": _(
        "Some letters of this file may be wrong. Please check the names below; "
        "if they are wrong, save the list as “CSV UTF-8” or as “Excel workbook (.xlsx)”."
    ),
    "quote_open": _(
        "A quotation mark is opened in this row and never closed. We read the lines below it as rows of their own. "
        "Please check this row and the next ones."
    ),
    "date_order_assumed": _(
        "Dates such as %(example)s can be read in two ways; we read this one as %(date)s. "
        "Please check, or write the dates as 2009-12-31."
    ),
    "date_order_told": _(
        "Dates such as %(example)s can be read in two ways; we read this one as %(date)s, as you told us. "
        "Please check that it is right."
    ),
    "name_order_assumed": _(
        "Whole names are in one cell; we read “%(example)s” as family name “%(family)s”. "
        "Please check; you can say which name comes first, and correct single names below."
    ),
    "row_left_out": _(
        "This row holds a single entry and no name, so it was left out. Please add a name if it is a student."
    ),
    "section_waiting": _(
        "“%(text)s” stands alone in this row, so those below it are on the waiting list. Please check their ranks."
    ),
    # a cell
    "formula": _(
        "This cell holds a formula. Please replace it by the text itself (copy, then “Paste values”)."
    ),
    "cell_error": _(
        "This cell holds an error of the spreadsheet instead of a value. Please write the text itself, or empty the cell."
    ),
    "name_missing": _("There is no name in this row. Please fill in the name as in the passport."),
    "name_too_long": _(
        "This name has %(length)s letters; we can take %(limit)s. Please shorten it as the passport does."
    ),
    "name_signs": _("This does not look like a name. Please write the name alone, as in the passport."),
    "text_too_long": _("This text has %(length)s letters; we can take %(limit)s. Please shorten it."),
    "date_unknown": _("We cannot read this date. Please write it as 2009-12-31 or 31.12.2009."),
    "date_impossible": _(
        "There is no such day. Please check the date, and write it as 2009-12-31 or 31.12.2009."
    ),
    "date_short_year": _("The year has two digits only. Please write all four, as in 2009-12-31."),
    "date_ambiguous": _("Day and month can be exchanged here. Please write the date as 2009-12-31."),
    "date_exchanged": _(
        "Day and month may have been exchanged when the list was opened in a spreadsheet: we read %(date)s, it may be %(other)s. "
        "Please check, and write the date as 2009-12-31."
    ),
    "date_future": _("This date of birth is in the future. Please check the year."),
    "date_past": _("This date of birth is more than 100 years ago. Please check the year."),
    "child": _(
        "This student is only %(age)s years old on %(on)s. Please check the date. If it is right, you can still take the "
        "list; please write to us before you hand the student in."
    ),
    "country_unknown": _(
        "We do not know the country “%(country)s”. Please write its English name or its two-letter code, such as JP."
    ),
    "country_or_nothing": _(
        "“NA” can mean Namibia or no answer. Please write “Namibia”, or leave the cell empty."
    ),
    "email_unknown": _("This is not an e-mail address. Please write one such as name@example.org."),
    "email_several": _(
        "There is more than one e-mail address in this cell. Please keep the one the student reads."
    ),
    "phone_unknown": _(
        "This is not a phone number we can call. Please write it with its country code, as in +49 6221 58 0."
    ),
    "rank_unknown": _("This is not a rank. Please write 1, 2, 3 …, or R1, R2 … for the waiting list."),
    "yes_no_unknown": _(
        "This is neither yes nor no. Please write yes for the waiting list, or leave it empty."
    ),
    "sex_unknown": _(
        "We cannot read this entry. Please write F, M or X as in the passport, or leave it empty."
    ),
    "level_unknown": _(
        "This is not a level from A1 to C2 and was left out. Please write one level, such as B2."
    ),
    # rows against each other
    "same_student": _(
        "This student is in row %(row)s already. Please leave one of the two rows out, or say that these are two students."
    ),
    "same_name": _(
        "The student in row %(row)s has the same name, and one of the two has no date of birth. Please leave one of the two "
        "rows out, or say that these are two students."
    ),
    "maybe_same": _(
        "The student in row %(row)s has the same date of birth and a name of the same words. Please leave one of the two rows "
        "out if this is one student."
    ),
    "known_name": _(
        "A student of this name is on your list already, and the date of birth does not tell us whether it is the same one. "
        "Please say so."
    ),
    "known_other": _(
        "A student of this name is on your list, with another e-mail address. Please say so if it is the same one."
    ),
    "same_key": _(
        "Row %(row)s has the same ISH key, so it is about the same student. Please leave one of the two rows out, or empty "
        "the key if this is somebody else."
    ),
    "key_unknown": _(
        "This ISH key is not one of your list. Please leave the cell empty if this is a new student."
    ),
    "same_email": _(
        "Row %(row)s has the same e-mail address. Please give each student an address of their own."
    ),
    "email_taken": _(
        "%(name)s is on your list with this e-mail address. Each student signs in with one of their own: please give another "
        "one for a brother or sister, or leave it empty for now."
    ),
    "email_known": _(
        "This address belongs to a student whom the school knows already. Each student signs in with one of their own: please "
        "give another one for a brother or sister, or leave it empty for now."
    ),
    "cell_emptied": _(
        "This cell was emptied. What tells us who somebody is cannot be taken away: please fill it in, or leave the row out."
    ),
    "rank_twice": _(
        "Rank %(rank)s is given in row %(rows)s too. Please give each student a rank of their own."
    ),
}


def template(problem: Problem | Unreadable) -> str:
    """The English text with its place-holders, which is also the key for translation."""
    return TEMPLATES[problem.code]


def message(problem: Problem | Unreadable, *, translate: Callable[[str], str] = _) -> str:
    """The text for people. `translate` gets the template, before the values are filled in."""
    return translate(template(problem)) % problem.params
