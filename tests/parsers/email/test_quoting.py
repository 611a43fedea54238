"""What a reply newly says, line by line and by the marks of mail programs (PROTOCOL 9)."""

from __future__ import annotations

import pytest

from parsers.email import html_to_text, split_reply

NEW = "It is at number 14."


@pytest.mark.parametrize(
    "introduction",
    [
        "On Mon, May 4, 2026 at 9:12 AM Elm City <311@elmcity.example> wrote:",
        "On 04.05.2026 09:12, Elm City wrote:",
        "On May 4, 2026, at 9:12 AM, Elm City\n<311@elmcity.example> wrote:",
        "On Mon, May 4, 2026\nat 9:12 AM Elm City\n<\n311@elmcity.example> wrote:",
        "Elm City <311@elmcity.example> wrote:",
        "El lunes, 4 de mayo de 2026, 9:12:00 GMT-4, Elm City <311@elmcity.example> escribió:",
        "Le 4 mai 2026 à 09:12, Elm City <311@elmcity.example> a écrit :",
        "Am 04.05.2026 um 09:12 schrieb Elm City <311@elmcity.example>:",
        "Elm City <311@elmcity.example> schrieb am Mo., 4. Mai 2026, 09:12:",
        "Em seg., 4 de mai. de 2026 09:12, Elm City <311@elmcity.example>\nescreveu:",
        "Il giorno lun 4 mag 2026 alle ore 09:12 Elm City <311@elmcity.example> ha scritto:",
        "Op ma 4 mei 2026 om 09:12 schreef Elm City <311@elmcity.example>:",
        "在 2026年5月4日 09:12，Elm City <311@elmcity.example> 写道：",
        "Elm City <311@elmcity.example> 於 2026年5月4日 週一 上午9:12寫道：",
        "Vào 09:12, T.2, 4 thg 5, 2026 Elm City <311@elmcity.example> đã viết:",
        "Nan 4 me 2026 a 9:12, Elm City <311@elmcity.example> te ekri:",
        "пн, 4 мая 2026 г. в 09:12, Elm City <311@elmcity.example> написал(а):",
        "2026-05-04 9:12 GMT-04:00 Elm City <311@elmcity.example>:",
        "2026-05-04 9:12, Elm City <311@elmcity.example> ha scrivu:",
    ],
)
@pytest.mark.parametrize("mark", ["> ", ">"])
def test_f9_1_introduction_and_quote_are_folded(introduction: str, mark: str) -> None:
    """Every language writes this line in its own order; mail programs break it where they like."""
    quoted = f"{introduction}\n\n{mark}We have your report.\n{mark}It is number 4711."
    reply = split_reply(f"{NEW}\n\n{quoted}\n")
    assert (reply.new_text, reply.quoted_text) == (NEW, quoted)


@pytest.mark.parametrize(
    "footer",
    [
        "Sent from my iPhone",
        "Sent from my Galaxy S24",
        "Get Outlook for iOS",
        "Get Outlook for Android<https://aka.ms/x>",
        "Enviado desde mi iPhone",
        "Enviado do meu smartphone Samsung",
        "Envoyé de mon iPhone",
        "Von meinem iPhone gesendet",
        "发自我的iPhone",
        "Gửi từ iPhone của tôi",
        "Voye soti nan iPhone mwen",
        "*Sent from my Verizon, Samsung Galaxy smartphone*",
    ],
)
def test_footers_of_phones_are_folded(footer: str) -> None:
    """They would be read as the sender's words."""
    assert split_reply(f"{NEW}\n\n{footer}\n").new_text == NEW


@pytest.mark.parametrize(
    "text",
    [
        "Sent from my house you can see the hole",
        "On Oak St the light is out:\nnumber 12\nnumber 14",
        "My neighbour wrote: it is dangerous",
        "From: 12 Oak St\nTo: 15 Oak St\nDate: yesterday",
        "Date: May 3\nLocation: 12 Oak\nProblem: hole",
        "We saw > 5 rats\nand < 6 mice",
        "One\n***\nThe second problem is on the other side of the street.",
        "Note: the hole is deep\nAlso: the light is out",
        "In 2024 I wrote to you. In 2025 I wrote to you:\nnothing happened.",
        "--",
        "> only a quote",
    ],
)
def test_9_5_words_that_only_look_like_quoting_stay(text: str) -> None:
    """Cutting a resident's own words is worse than showing a quote; a published library does it at `From:`."""
    assert split_reply(text).new_text == text


def test_9_5_mail_that_is_all_quote_is_shown_whole() -> None:
    """Somebody sent it for a reason."""
    text = "On 5/4/26 9:12 AM, Elm City <311@elmcity.example> wrote:\n> We have your report."
    assert split_reply(text).new_text == text


def test_answer_below_the_quote_is_found_in_html_too() -> None:
    """Thunderbird puts the cursor there."""
    html = (
        '<div class="moz-cite-prefix">On 5/4/26 9:12, Elm City wrote:<br></div>'
        f"<blockquote type=cite>Which number?</blockquote><p>{NEW}</p>"
    )
    assert split_reply(html_to_text(html), html).new_text == NEW


def test_answers_between_html_quotes_stay_whole() -> None:
    """Who answers point by point needs the points."""
    html = "<blockquote>Which side?</blockquote><p>North.</p><blockquote>How big?</blockquote><p>Big.</p>"
    assert split_reply(html_to_text(html), html).new_text == "> Which side?\n\nNorth.\n\n> How big?\n\nBig."


def test_9_2_our_own_mark_cuts() -> None:
    """The most reliable cut is the line that we ask people to write above."""
    assert split_reply(f"{NEW}\n\n## Reply above this line ##\nWe have your report.").new_text == NEW
    assert split_reply(f"{NEW}\n\n-- Responda por encima de esta línea --\nTenemos su reporte.").new_text == NEW


def test_marks_from_outside_are_only_characters() -> None:
    """A sender cannot make us fold away words by writing our private marks."""
    assert "emergency" in split_reply("x", "<p>hello</p><p>&#xE001;</p><p>\ue001</p><p>emergency</p>").new_text
    assert "\ue001" not in html_to_text("<p>\ue001&#xe001;a</p>")


def test_lines_beyond_the_limit_are_kept() -> None:
    """Only the first two thousand lines are looked at; the rest is not lost."""
    text = "\n".join(f"line {number}" for number in range(5000))
    assert split_reply(text).new_text == text
    cut = split_reply(f"{NEW}\n\n-----Original Message-----\n{text}")
    assert cut.new_text == NEW
    assert cut.quoted_text.endswith("line 4999")
