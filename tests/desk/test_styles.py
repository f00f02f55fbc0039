"""What pages load of Bootstrap is what they use of it."""

from tests import styles


def test_no_class_in_use_is_missing() -> None:
    for name, text in styles.kept().items():
        there = set(styles.CLASS.findall((styles.FOLDER / name).read_text()))
        missing = set(styles.CLASS.findall(text)) - there
        assert not missing, f"{sorted(missing)} came into use: python -m tests.styles"


def test_rules_go_with_their_classes_alone() -> None:
    css = (
        "a,.b{x:1}.c .d{y:2}@media print{.d{z:3}.b:not(.d):focus{w:4}}@keyframes q{from{a:b}}:is(.b,.c){v:5}"
    )
    kept = "".join(styles._rules(css, {"b", "c"}))
    assert kept == "a,.b{x:1}@media print{.b:not(.d):focus{w:4}}:is(.b,.c){v:5}"
