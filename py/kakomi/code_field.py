"""Which field of a page takes the one-time code.

1. A field is chosen for what it is called, what stands near it and how it is made; never for its
   place alone.
2. A field that nobody can see is never chosen.
3. A field that is called something else (card, postal code, coupon, secret key, backup code …) is
   never chosen.
4. A code that was sent by mail or by message is not ours to fill in.
5. Of several that could be meant the focused one is meant, or else none.
6. One box a character is one target; the number of boxes is the length of the code.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from kakomi import field_words as words
from kakomi.field_candidates import (
    MAX_DIGITS,
    MIN_DIGITS,
    SAMPLE_CODE,
    Candidate,
    candidates,
    fits,
    is_usable,
    is_visible,
)
from kakomi.page_fields import AmbiguousFields, FieldTarget, target_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kakomi.page_fields import Box, FieldSurvey, PageField, PagePicture
    from kakomi.ports import CodeFields

Choice: TypeAlias = FieldTarget | AmbiguousFields | None

SEARCH_LIMIT_MS = 1_500  # for a field that appears late

_MIN_SCORE = 5.0
_CLEAR_LEAD = 3.0  # a field that is this much likelier than the next one is meant
_MAX_OLD_CODE = 12  # characters of an expired code, with its spaces

# What autocomplete says of other fields; login forms say the latter of code fields as well.
_OTHER_AUTOCOMPLETE = re.compile(
    r"\b(cc-\S+|tel(-\S+)?|postal-code|street-address|address-\S+|country(-\S+)?|bday(-\S+)?|"
    r"sex|organization(-\S+)?|transaction-\S+|url)(\s|$)"
)
_LOGIN_AUTOCOMPLETE = re.compile(r"\b(username|email|name|\S+-name|(current|new)-password)\b")
_NUMERIC_PATTERN = re.compile(r"^\W*(\[0-9|\\d|\(\[0-9|\[\\d)")


def choose(survey: FieldSurvey, *, digits: int | None = None, pointed: bool = False) -> Choice:
    """Returns the field that takes a code of that many digits (None: of any length).

    ``pointed``: the person pointed at the focused field, as with its context menu. It is chosen
    unless it is called something else.
    """
    everywhere = candidates(survey)
    alone = len(everywhere) == 1
    scores = [
        (_score(c, survey, alone=alone, pointed=pointed and c.is_focused), c)
        for c in everywhere
        if fits(c, digits)
    ]
    if pointed:
        focused = [c for score, c in scores if score is not None and c.is_focused]
        if focused:
            return target_of(*focused[0].fields)
    likely = [(s, c) for s, c in scores if s is not None and s >= _MIN_SCORE]
    return _decide(likely)


def choose_for_append(survey: FieldSurvey) -> Choice:
    """Returns the password field that a code is put behind, for accounts whose site wants both in
    one field.
    """
    fields = [f for f in survey.fields if f.type == "password" and is_usable(f)]
    for preferred in (
        [f for f in fields if f.focused],
        [f for f in fields if f.value_length],
        fields,
    ):
        if len(preferred) == 1:
            return target_of(preferred[0])
    return AmbiguousFields(targets=tuple(target_of(f) for f in fields)) if fields else None


def has_foreign_code_frame(survey: FieldSurvey) -> bool:
    """Whether a visible frame of another origin is likely to hold a code field."""
    patterns = (words.AUTHENTICATOR, words.ONE_TIME, words.TWO_FACTOR)
    return any(
        frame.visible and any(p.search(words.plain(frame.words)) for p in patterns)
        for frame in survey.foreign_frames
    )


async def search(
    fields: CodeFields,
    tab_id: int,
    *,
    survey: FieldSurvey | None = None,
    digits: int | None = None,
    pointed: bool = False,
    limit_ms: int = SEARCH_LIMIT_MS,
) -> tuple[FieldSurvey, Choice]:
    """Returns the page's fields and the choice among them. Waits for a field that appears late.

    ``survey`` is one that was just made. Raises PageError.
    """
    left_ms = limit_ms
    survey = survey or await fields.survey(tab_id)
    while True:
        choice = choose(survey, digits=digits, pointed=pointed)
        if choice is not None or left_ms <= 0:
            return survey, choice
        left_ms = await fields.wait_for_change(tab_id, survey.document_id, left_ms)
        if left_ms <= 0:
            return survey, None
        survey = await fields.survey(tab_id)


def _decide(likely: Sequence[tuple[float, Candidate]]) -> Choice:
    if not likely:
        return None
    best = max(score for score, _ in likely)
    close = [c for score, c in likely if score > best - _CLEAR_LEAD]
    focused = [c for c in close if c.is_focused]
    if len(close) == 1 or len(focused) == 1:
        return target_of(*(focused or close)[0].fields)
    return AmbiguousFields(targets=tuple(target_of(*c.fields) for c in close))


_STRONG = (words.AUTHENTICATOR, words.ONE_TIME, words.TWO_FACTOR)


def _is_strong(text: str) -> bool:
    return any(pattern.search(text) for pattern in _STRONG)


def _speaks_of_recovery(text: str) -> bool:
    """Whether the text is about a backup code alone, and not about a code or a backup code."""
    if not words.RECOVERY.search(text):
        return False
    rest = words.RECOVERY.sub(" ", text)
    is_either = words.OR.search(rest) and (_is_strong(rest) or words.CODE.search(rest))
    return not is_either or bool(words.LOST.search(text))


def _speaks_of_password(caption: str) -> bool:
    rest = caption
    for pattern in _STRONG:
        rest = pattern.sub(" ", rest)
    return bool(words.PASSWORD.search(rest))


def _tells_of_app(candidate: Candidate, survey: FieldSurvey) -> bool:
    """Whether the page says that an authenticator app makes the code.

    Where a code was sent, an app that is offered as another way does not count.
    """
    passages = [s for s in _said(candidate, survey) if words.AUTHENTICATOR.search(s)]
    apps = [s for s in passages if not _speaks_of_recovery(s)]
    if _was_sent(candidate, survey):
        return any(not words.ALTERNATIVE.search(s) for s in apps)
    return bool(apps)


def _was_sent(candidate: Candidate, survey: FieldSurvey) -> bool:
    return any(words.SENT.search(s) for s in _said(candidate, survey)) or any(
        words.RESEND.search(a) for a in candidate.actions
    )


def _said(candidate: Candidate, survey: FieldSurvey) -> list[str]:
    title = words.plain(survey.title)
    return [candidate.caption, title, *candidate.headings, *candidate.context]


def _is_for_recovery(candidate: Candidate, survey: FieldSurvey) -> bool:
    caption, names = candidate.caption, candidate.names
    if _speaks_of_recovery(caption) or words.RECOVERY.search(names):
        return True
    headings = [*candidate.headings[:1], words.plain(survey.title)]
    if any(_speaks_of_recovery(h) for h in headings) and not _is_strong(caption):
        return True
    asks = any(_speaks_of_recovery(s) for s in candidate.context)
    # "No access to your authenticator app?" asks for no code of the app.
    apps = (s for s in _said(candidate, survey) if words.AUTHENTICATOR.search(s))
    has_app = any(not (words.LOST.search(s) or _speaks_of_recovery(s)) for s in apps)
    return asks and not (has_app or _is_strong(caption))


def _is_captcha(candidate: Candidate, pictures: Iterable[PagePicture]) -> bool:
    """Whether a picture of a captcha's size stands beside the field."""
    return any(_is_beside(candidate.first.box, p.box) for p in pictures)


def _is_beside(field: Box, picture: Box) -> bool:
    if not (50 <= picture.width <= 420 and 18 <= picture.height <= 160):
        return False
    if picture.width < picture.height * 1.3:
        return False
    apart_x = max(picture.x - field.right, field.x - picture.right, 0)
    apart_y = max(picture.y - field.bottom, field.y - picture.bottom, 0)
    return (apart_x <= 60 and apart_y <= 16) or (apart_x == 0 and apart_y <= 40)


def _is_something_else(candidate: Candidate, survey: FieldSurvey, *, pointed: bool) -> bool:
    caption, names, first = candidate.caption, candidate.names, candidate.first
    strong = _is_strong(caption)
    if first.type in ("search", "email", "url"):
        return True
    if _OTHER_AUTOCOMPLETE.search(first.autocomplete):
        return True
    if _LOGIN_AUTOCOMPLETE.search(first.autocomplete) and not (strong or candidate.is_marked):
        return True
    if words.OTHER.search(caption) or words.OTHER.search(names):
        return True
    if _speaks_of_password(caption) or _is_for_recovery(candidate, survey):
        return True
    if words.PERSONAL.search(caption) and not strong and not words.CODE.search(caption):
        return True
    if words.PERSONAL.search(names) and not (strong or words.CODE.search(caption)):
        return True
    if first.form >= 0 and words.OTHER.search(words.plain(survey.forms[first.form])) and not strong:
        return True
    is_sent = words.CHANNEL.search(caption) or words.CHANNEL.search(names)
    if is_sent and not words.AUTHENTICATOR.search(caption):
        return True
    app = _tells_of_app(candidate, survey)
    if words.FIXED_PIN.search(caption) and not (strong or app):
        return True
    known = strong or _is_strong(names)
    if not known and not app and _is_captcha(candidate, survey.pictures):
        return True
    return not pointed and _was_sent(candidate, survey) and not app


def _is_numeric(field: PageField) -> bool:
    return (
        field.type in ("tel", "number")
        or field.inputmode in ("numeric", "decimal", "tel")
        or MIN_DIGITS <= field.max_length <= MAX_DIGITS + 1
        or bool(_NUMERIC_PATTERN.match(field.pattern))
        or bool(SAMPLE_CODE.match(field.placeholder))
    )


def _score(
    candidate: Candidate, survey: FieldSurvey, *, alone: bool, pointed: bool
) -> float | None:
    """Returns how likely it is that the candidate takes the code, or None if it can't be."""
    if _is_something_else(candidate, survey, pointed=pointed):
        return None
    first, caption, names = candidate.first, candidate.caption, candidate.names
    if not candidate.is_boxes and first.value_length > _MAX_OLD_CODE:
        return None
    called, named = _is_strong(caption), _is_strong(names) or _is_strong(candidate.classes)
    code, named_code = bool(words.CODE.search(caption)), bool(words.CODE.search(names))
    says_nothing = not any(c.isalpha() for c in caption)
    app, two_factor = _tells_of_app(candidate, survey), _tells_of_two_factor(candidate, survey)
    score = 5.0 * called + 2.0 * code + 5.0 * candidate.is_marked
    score += (4.0 if code or called or says_nothing else 1.5) * named
    score += 1.5 * (named_code and not code)
    score += 2.0 * candidate.is_boxes + 1.0 * _is_numeric(first)
    score += 3.0 * app + 2.0 * two_factor + 1.0 * alone + 1.0 * candidate.is_focused
    is_own = called or named or code or named_code or candidate.is_marked or candidate.is_boxes
    is_second_step = called or named or app or two_factor or candidate.is_marked
    if not is_second_step and _signs_in(candidate, survey):
        is_second_step = True
        score += 1.0
    if not pointed and not (is_own and is_second_step):
        return None
    if first.type == "password" and not (called or named or (code and score >= _MIN_SCORE + 1)):
        return None
    if first.tag != "input" and not (called or candidate.is_marked):
        return None
    return score


def _tells_of_two_factor(candidate: Candidate, survey: FieldSurvey) -> bool:
    return any(
        (words.TWO_FACTOR.search(s) or words.ONE_TIME.search(s)) and not _speaks_of_recovery(s)
        for s in _said(candidate, survey)
    )


def _signs_in(candidate: Candidate, survey: FieldSurvey) -> bool:
    """Whether the page asks for a code alone to let somebody in. Beside a password a mere "code" is
    as often a captcha.
    """
    asks = words.CODE.search(candidate.caption)
    passwords = any(f.type == "password" and is_visible(f) for f in survey.fields)
    passages = [words.plain(survey.title), *candidate.headings, *candidate.context]
    return bool(asks) and not passwords and any(words.SIGN_IN.search(s) for s in passages)
