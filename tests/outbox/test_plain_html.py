"""The HTML part that is made from a text: paragraphs, a list, a link of its own."""

from ish.outbox.rendering import _html_of_text

FRAME = {"programme": "ISH", "subject": "Hello", "language": "en", "message": None, "why": "because"}


def test_paragraphs_lists_and_links_come_out_as_such() -> None:
    html = _html_of_text("Dear <Pia>,\n\n- a bed\n- a lab\n\n[personal link]\n\nbye\nOlga", FRAME)
    assert "Dear &lt;Pia&gt;," in html
    assert "<li>a bed</li><li>a lab</li>" in html.replace("\n", "")
    assert html.count("<ul") == 1
    assert 'href="[personal link]"' in html
    assert "lines" not in html
