"""Chooses the field of a page that takes the one-time code.

1. The choice depends on the field's names, the texts near it and its attributes, never on its
   position alone.
2. An invisible field is never chosen.
3. A field with the name of something else (card, postal code, coupon, secret key, backup code …) is
   never chosen.
4. A field for a code that was sent by mail or by message is never chosen.
5. Of several likely fields, the focused one is chosen; none if no likely field has the focus.
6. A row of boxes for one character each is one target. The number of boxes is the code's length.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from kakomi import field_sentences as sentences
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

SEARCH_LIMIT_MS = 1_500  # how long a search waits for a field that appears late

_MIN_SCORE = 5.0
_CLEAR_LEAD = 3.0  # a field that scores this much more than the next one is chosen
_MAX_OLD_CODE = 12  # the longest expired code in a field, in characters with spaces

# Values of autocomplete for other fields. Login forms also set _LOGIN_AUTOCOMPLETE on code fields.
_OTHER_AUTOCOMPLETE = re.compile(
    r"\b(cc-\S+|tel(-\S+)?|postal-code|street-address|address-\S+|country(-\S+)?|bday(-\S+)?|"
    r"sex|organization(-\S+)?|transaction-\S+|url)(\s|$)"
)
_LOGIN_AUTOCOMPLETE = re.compile(r"\b(username|email|name|\S+-name|(current|new)-password)\b")
_NUMERIC_PATTERN = re.compile(r"^\W*(\[0-9|\\d|\(\[0-9|\[\\d)")


def choose(survey: FieldSurvey, *, digits: int | None = None, pointed: bool = False) -> Choice:
    """Returns the field that takes a code of that many digits; None means any length.

    ``pointed``: the user pointed at the focused field, for example with its context menu. That
    field is chosen unless it has the name of something else.
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
    """Returns the password field to which a code is appended, for accounts whose site wants both in
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
    """Returns whether a visible frame of another origin is likely to hold a code field."""
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
    """Returns the page's fields and the choice among them. Waits up to ``limit_ms`` for a field
    that appears late.

    ``survey`` is used for the first choice if the caller has one. It may have been made before
    Python started, so the page is surveyed again before the wait. Raises PageError.
    """
    left_ms, is_old = limit_ms, survey is not None
    survey = survey or await fields.survey(tab_id)
    while True:
        choice = choose(survey, digits=digits, pointed=pointed)
        if choice is not None or left_ms <= 0:
            return survey, choice
        if is_old:
            is_old = False
            survey = await fields.survey(tab_id)
            continue
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


def _is_about_recovery_only(text: str) -> bool:
    """Returns whether the text is about a backup code only, not about a code or a backup code."""
    if not words.RECOVERY.search(text):
        return False
    rest = words.RECOVERY.sub(" ", text)
    is_either = words.OR.search(rest) and (_is_strong(rest) or words.CODE.search(rest))
    return not is_either or bool(words.LOST.search(text))


def _mentions_password(caption: str) -> bool:
    rest = caption
    for pattern in _STRONG:
        rest = pattern.sub(" ", rest)
    return bool(words.PASSWORD.search(rest))


def _mentions_app(candidate: Candidate, survey: FieldSurvey) -> bool:
    """Returns whether the page says that an authenticator app makes the code.

    An app that the page offers as an alternative to a code that was sent does not count.
    """
    texts = _nearby_texts(candidate, survey)
    passages = [s for s in texts if words.AUTHENTICATOR.search(s)]
    apps = [s for s in passages if not _is_about_recovery_only(s)]
    if _was_sent(candidate, survey):
        return any(not words.ALTERNATIVE.search(s) for s in apps)
    return bool(apps) or any(sentences.APP_CODE.search(s) for s in texts)


def _was_sent(candidate: Candidate, survey: FieldSurvey) -> bool:
    texts = _nearby_texts(candidate, survey)
    if any(words.SENT.search(s) and not sentences.WARNING.search(s) for s in texts):
        return True
    if any(sentences.CONTACT.search(h) for h in candidate.headings[:1]):
        return True
    return any(words.RESEND.search(a) for a in candidate.actions)


def _nearby_texts(candidate: Candidate, survey: FieldSurvey) -> list[str]:
    title = words.plain(survey.title)
    return [candidate.caption, title, *candidate.headings, *candidate.context]


def _is_for_recovery(candidate: Candidate, survey: FieldSurvey) -> bool:
    caption, names = candidate.caption, candidate.names
    if _is_about_recovery_only(caption) or words.RECOVERY.search(names):
        return True
    headings = [*candidate.headings[:1], words.plain(survey.title)]
    if any(_is_about_recovery_only(h) for h in headings) and not _is_strong(caption):
        return True
    asks = any(_is_about_recovery_only(s) for s in candidate.context)
    # "No access to your authenticator app?" does not ask for a code of the app.
    apps = (s for s in _nearby_texts(candidate, survey) if words.AUTHENTICATOR.search(s))
    has_app = any(not (words.LOST.search(s) or _is_about_recovery_only(s)) for s in apps)
    return asks and not (has_app or _is_strong(caption))


def _is_to_stay_empty(candidate: Candidate) -> bool:
    """Returns whether the page asks to enter nothing. "Leave it empty if you do not use 2FA" asks
    for a code.
    """
    texts = [candidate.caption, *candidate.context]
    asks = [s for s in texts if sentences.LEAVE_EMPTY.search(s)]
    return any(not sentences.CONDITION.search(s) for s in asks)


def _is_on_other_screen(candidate: Candidate) -> bool:
    texts = [candidate.caption, *candidate.headings[:1], *candidate.context]
    return any(sentences.OTHER_SCREEN.search(s) for s in texts)


def _is_captcha(candidate: Candidate, pictures: Iterable[PagePicture]) -> bool:
    """Returns whether a picture of a captcha's size is next to the field."""
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
    if _is_to_stay_empty(candidate) or _is_on_other_screen(candidate):
        return True
    if sentences.HARDWARE_KEY.search(caption) and not words.AUTHENTICATOR.search(caption):
        return True
    if _mentions_password(caption) or _is_for_recovery(candidate, survey):
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
    app = _mentions_app(candidate, survey)
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
    """Returns a higher score for a likelier candidate; None if it can't take the code."""
    if _is_something_else(candidate, survey, pointed=pointed):
        return None
    first, caption, names = candidate.first, candidate.caption, candidate.names
    if not candidate.is_boxes and first.value_length > _MAX_OLD_CODE:
        return None
    called, named = _is_strong(caption), _is_strong(names) or _is_strong(candidate.classes)
    code, named_code = bool(words.CODE.search(caption)), bool(words.CODE.search(names))
    says_nothing = not any(c.isalpha() for c in caption)
    app, two_factor = _mentions_app(candidate, survey), _mentions_two_factor(candidate, survey)
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


def _mentions_two_factor(candidate: Candidate, survey: FieldSurvey) -> bool:
    return any(
        (words.TWO_FACTOR.search(s) or words.ONE_TIME.search(s)) and not _is_about_recovery_only(s)
        for s in _nearby_texts(candidate, survey)
    )


def _signs_in(candidate: Candidate, survey: FieldSurvey) -> bool:
    """Returns whether the page asks for a code without a password to sign in. Next to a password
    field, a field named only "code" is just as often a captcha.
    """
    asks = words.CODE.search(candidate.caption) and sentences.UNSPECIFIC_CODE.fullmatch(
        candidate.caption
    )
    passwords = any(f.type == "password" and is_visible(f) for f in survey.fields)
    passages = [words.plain(survey.title), *candidate.headings, *candidate.context]
    return bool(asks) and not passwords and any(words.SIGN_IN.search(s) for s in passages)
