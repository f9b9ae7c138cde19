"""One way to write each character, before a text is cut into tokens."""

from __future__ import annotations

import unicodedata
from typing import Literal, get_args

from engine.system import system

Form = Literal["NFC", "NFD", "NFKC", "NFKD"]
FORMS: tuple[Form, ...] = get_args(Form)


@system("S52.04")
def normal_form(
    text: str, form: Form = "NFKC", lower: bool = True, accents: bool = True
) -> str:
    """The same text for a reader, and from then on the same characters.

    Unicode writes "é" as one character or as "e" and an accent: to a vocabulary these
    are two words. C forms compose, D forms take apart, and K forms also give up what
    is only looks: ligatures, full width, raised digits. "x²" becomes "x2", so K is
    wrong for formulas.

    Args:
        text: any.
        form: "NFC", "NFD", "NFKC" or "NFKD".
        lower: whether capitals go.
        accents: False takes marks off, as BERT without capitals does; then "résumé"
            and "resume" are one word, and so are "mañana" and "manana".

    Returns:
        The text in that form.

    Raises:
        ValueError: no such form.

    Source:
        Unicode Standard Annex 15, for the forms.

    >>> normal_form("ﬁne Cafe\u0301"), normal_form("Café", accents=False)
    ('fine café', 'cafe')
    """
    if form not in FORMS:
        raise ValueError(f"form is one of {', '.join(FORMS)}, got {form!r}")
    text = unicodedata.normalize(form, text)
    if lower:
        text = text.lower()
    if not accents:
        apart = unicodedata.normalize("NFD", text)
        text = "".join(c for c in apart if unicodedata.category(c) != "Mn")
    return unicodedata.normalize(form, text)
