"""What a role may read though the walk shows it nowhere, with the reason. Whatever else nobody shows is a permission too many."""

# The name of a file is told by the file that is fetched, and by nothing else.
NAMES_OF_FILES = {"documents.storedfile.name"}

SHOWN_ELSEWHERE: dict[str, dict[str, str]] = {"participant": {}}
