"""Words in headings that do not say which field it is, folded as headings are compared."""

_FILLERS = (
    "of the s de du des la le l d der die das vom von for の 1 or del el los las di של ה 的 a an your my please enter give write "
    "indicate what is bitte ihr ihre ihren votre vos"
)
_STUDENT = (
    "student students pupil pupils nominee nominees candidate candidates participant participants applicant applicants "
    "eleve eleves etudiant etudiante etudiants candidat candidate schuler schulers schulerin schulerinnen teilnehmer teilnehmers "
    "teilnehmerin kandidat kandidaten kandidatin bewerber ucznia uczen uczennicy uczestnika kandydata zaka studenta studentky "
    "uchazece учня учениці студента alumno alumna estudiante estudiantes candidato studente alunno 学生 生徒 התלמיד התלמידה "
    "person"
)
_ORDINALS = (
    "1 2 3 first second third 1st 2nd 3rd other additional further erste zweite dritte weitere andere 2e premiere deuxieme "
    "seconde autre autres pierwsze drugie dalsi druhe segunda seconda інше друге"
)
_OF_PLACES = (
    "main list|nominees|nominated|nominated students|nominations|selected|places|students|first choice|hauptliste|nominierte|"
    "nominierungen|platze|liste principale|titulaires|lista glowna|nominowani|正候補|本人|候補者|nominados|titulares"
)
FILLERS = frozenset(_FILLERS.split())
STUDENT = frozenset(_STUDENT.split())
ORDINALS = frozenset(_ORDINALS.split())
"""Of nationalities, which several columns may hold."""
FORMS = frozenset(("dd", "mm", "yyyy", "yy", "tt", "jj", "jjjj", "aaaa", "rrrr"))
"""How a date is to be written."""
NAME_WORDS = {
    "last": "family_name",
    "first": "given_names",
    "nach": "family_name",
    "zu": "family_name",
    "vor": "given_names",
}
OF_PLACES = frozenset(_OF_PLACES.split("|"))
"""What stands above those who are not on the waiting list."""
