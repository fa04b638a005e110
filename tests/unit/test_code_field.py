"""Which field takes the code (kakomi.code_field)."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kakomi.code_field import choose, choose_for_append, has_foreign_code_frame, search
from kakomi.page_fields import (
    AmbiguousFields,
    Box,
    FieldSurvey,
    FieldTarget,
    ForeignFrame,
    PageField,
    PagePicture,
    parse_survey,
)
from support.fake_ports import FakeCodeFields
from support.page_fields import boxes, field, survey, survey_from_json, target, text
from support.shared_data import vectors

# The surveys of pages of our own, and the field that is right (e2e.code_forms).
RECORDED: dict[str, Any] = vectors("page_fields")
SURVEYS = [survey_from_json(each["survey"]) for each in RECORDED.values()]

# Each of them makes a field invisible, or one that nobody can type into.
OUT_OF_REACH: dict[str, dict[str, Any]] = {
    "not rendered": {"rendered": False},
    "transparent": {"opacity": 0.0, "painted_under": 0},
    "covered": {"on_top": False},
    "hidden from assistive technology": {"aria_hidden": True},
    "tiny": {"box": Box(x=9, y=9, width=1, height=1)},
    "cut off": {"uncut_width": 0, "uncut_height": 0},
    "disabled": {"disabled": True},
}


def chosen(page: FieldSurvey, **options: Any) -> list[int]:
    """Returns the indexes of the fields that are chosen."""
    choice = choose(page, **options)
    return [f.index for f in choice.fields] if isinstance(choice, FieldTarget) else []


@pytest.mark.parametrize("name", RECORDED)
def test_the_field_of_a_recorded_page_is_chosen(name: str) -> None:
    page = survey_from_json(RECORDED[name]["survey"])
    assert chosen(page) == RECORDED[name]["chosen"]


def test_every_part_of_a_survey_is_read() -> None:
    box = Box(x=1, y=2, width=3, height=4)
    page = survey(
        field(name="otp", before=(text("Code"),), after=(text("Next", "button"),)),
        url=f"https://site.example/{'x' * 9}",
        incognito=True,
        document_id="D9",
        content_type="application/xhtml+xml",
        title="Sign in",
        language="ja",
        count=3,
        forms=("login form",),
        pictures=(PagePicture(words="captcha", box=box),),
        foreign_frames=(ForeignFrame(origin="https://f.example", words="2FA", visible=False),),
    )
    assert parse_survey(json.dumps(asdict(page))) == page


@pytest.mark.parametrize("change", OUT_OF_REACH.values(), ids=OUT_OF_REACH)
@given(page=st.sampled_from(SURVEYS))
def test_a_field_out_of_reach_is_never_chosen(page: FieldSurvey, change: dict[str, Any]) -> None:
    fields = tuple(replace(f, **change) for f in page.fields)
    for pointed in (False, True):
        assert choose(replace(page, fields=fields), pointed=pointed) is None
    assert choose_for_append(replace(page, fields=fields)) is None


# Names that no code field has, each with a field of that name in every other respect like one.
OTHERS = [
    *("Card security code (CVV)", "Postal code", "Promo code", "Gift card code", "Secret key"),
    *(
        "Backup code",
        "Recovery code",
        "Type the characters you see in the picture",
        "Date of birth",
    ),
    *(
        "セキュリティコード(カード裏面)",
        "郵便番号",
        "クーポンコード",
        "バックアップコード",
        "シークレットキー",
        "画像の文字",
    ),
    *(
        "图形验证码",
        "邮政编码",
        "优惠码",
        "备用验证码",
        "密钥",
        "우편번호",
        "쿠폰 코드",
        "백업 코드",
        "비밀 키",
    ),
    *("Postleitzahl", "Gutscheincode", "Backup-Code", "Wiederherstellungscode", "Kartenprüfnummer"),
    *("Code postal", "Code promo", "Code de secours", "Cryptogramme visuel", "Date de naissance"),
    *("Código postal", "Código de descuento", "Código de recuperación", "Código de la tarjeta"),
    *("Cupom", "Código de backup", "CEP", "Codice sconto", "Codice di recupero", "CAP"),
    *("Почтовый индекс", "Промокод", "Резервный код", "Код с картинки", "Дата рождения"),
]
APP = text("Enter the 6-digit code from your authenticator app")


@pytest.mark.parametrize("label", OTHERS)
def test_a_field_of_another_name_is_never_chosen(label: str) -> None:
    like = {"max_length": 6, "inputmode": "numeric", "name": "otp", "before": (APP,)}
    assert choose(survey(field(label=label, focused=True, **like))) is None
    assert choose(survey(field(placeholder=label, **like))) is None
    marked = field(label=label, autocomplete="one-time-code", **like)
    assert choose(survey(marked), pointed=True) is None


# What authenticators' codes are called, and what tells of an app.
CODES = [
    ("Authentication code", "Open your authenticator app"),
    ("認証コード", "認証アプリに表示された6桁の数字"),
    ("验证码", "打开身份验证器应用"),
    ("驗證碼", "請開啟驗證器應用程式"),
    ("인증 코드", "인증 앱에 표시된 코드"),
    ("Bestätigungscode", "Code aus Ihrer Authenticator-App"),
    ("Code de vérification", "Ouvrez votre application d'authentification"),
    ("Código de verificación", "Abre tu aplicación de autenticación"),
    ("Código de verificação", "Abra o seu aplicativo de autenticação"),
    ("Codice di verifica", "Apri l'app di autenticazione"),
    ("Код подтверждения", "Откройте приложение для аутентификации"),
    ("Kod", "Ange koden från din autentiseringsapp"),
    ("Verificatiecode", "Open je authenticatie-app"),
    ("Kod weryfikacyjny", "Otwórz aplikację uwierzytelniającą"),
    ("Doğrulama kodu", "Kimlik doğrulama uygulamanızdaki kod"),
]
SENT = [
    "We sent a 6-digit code to your phone.",
    "コードをSMSで送信しました。",
    "验证码已发送到您的手机",
    "인증번호를 문자로 보냈습니다",
    "Wir haben Ihnen einen Code per SMS gesendet.",
    "Nous vous avons envoyé un code par e-mail.",
    "Te hemos enviado un código por correo.",
    "Enviamos um código para o seu e-mail.",
    "Ti abbiamo inviato un codice via SMS.",
    "Мы отправили код на вашу почту.",
    "Vi har skickat en kod till din e-post.",
    "We hebben een code naar je telefoon gestuurd.",
    "Wysłaliśmy kod SMS-em.",
    "Telefonunuza bir kod gönderdik.",
]


@pytest.mark.parametrize(("label", "hint"), CODES)
def test_a_field_for_an_apps_code_is_found_in_many_languages(label: str, hint: str) -> None:
    page = survey(field(name="q", placeholder="Search"), field(label=label, after=(text(hint),)))
    assert chosen(page) == [1]


@pytest.mark.parametrize("sent", SENT)
@pytest.mark.parametrize("label", [label for label, _ in CODES])
def test_a_field_for_a_sent_code_is_not_chosen(label: str, sent: str) -> None:
    marked = field(label=label, autocomplete="one-time-code", before=(text(sent),))
    assert choose(survey(marked)) is None


def test_a_captcha_is_recognized_by_the_picture_beside_it() -> None:
    code = field(placeholder="Code", name="vcode")
    title = "Two-step login"
    assert choose(survey(code, title=title)) is not None
    picture = PagePicture(words="", box=Box(x=410, y=100, width=120, height=40))
    assert choose(survey(code, title=title, pictures=(picture,))) is None


def test_a_transparent_field_is_chosen_only_over_painted_boxes() -> None:
    over = field(autocomplete="one-time-code", opacity=0.0, painted_under=6)
    assert chosen(survey(over)) == [0]
    assert choose(survey(replace(over, painted_under=0))) is None
    assert choose(survey(replace(over, on_top=None))) is None


@st.composite
def _fields(draw: st.DrawFn) -> PageField:
    some = st.sampled_from(
        ["", "code", "otp", "Verification code", "ワンタイムパスワード", "Name", "Karte"]
    )
    return field(
        label=draw(some),
        name=draw(some),
        placeholder=draw(some),
        type=draw(st.sampled_from(["text", "tel", "password", "search", "number"])),
        autocomplete=draw(st.sampled_from(["", "off", "one-time-code", "cc-csc", "tel"])),
        max_length=draw(st.integers(-1, 12)),
        value_length=draw(st.integers(0, 20)),
        focused=draw(st.booleans()),
        rendered=draw(st.booleans()),
        disabled=draw(st.booleans()),
        before=draw(st.lists(some.map(text), max_size=2).map(tuple)),
    )


@given(st.lists(_fields(), max_size=6), st.sampled_from([None, 6, 8]), st.booleans())
def test_a_chosen_field_is_visible_and_accepts_the_code(
    fields: list[PageField], digits: int | None, pointed: bool
) -> None:
    page = survey(*fields)
    choice = choose(page, digits=digits, pointed=pointed)
    targets = choice.targets if isinstance(choice, AmbiguousFields) else (choice,)
    for one in filter(None, targets):
        for reference in one.fields:
            meant = page.fields[reference.index]
            assert meant.rendered
            assert not meant.disabled
            assert meant.type != "search"
            assert meant.autocomplete != "cc-csc"
            assert meant.max_length < 0 or len(one.fields) > 1 or meant.max_length >= (digits or 5)


def test_a_field_that_is_marked_is_chosen() -> None:
    page = survey(field(name="q", placeholder="Search"), field(autocomplete="one-time-code"))
    assert choose(page) == target(page, 1)


def test_a_row_of_boxes_is_one_target() -> None:
    page = survey(*boxes(6, before=(text("Code from your authenticator app"),)))
    assert choose(page) == target(page, 0, 1, 2, 3, 4, 5)
    assert choose(page, digits=8) is None


def test_of_two_code_fields_the_focused_one_is_chosen() -> None:
    first, second = field(label="First one-time code"), field(label="Second one-time code")
    page = survey(first, second)
    assert choose(page) == AmbiguousFields(targets=(target(page, 0), target(page, 1)))
    page = survey(first, field(label="Second one-time code", focused=True))
    assert choose(page) == target(page, 1)


def test_a_code_is_appended_to_a_password_in_the_field() -> None:
    page = survey(field(name="user", value_length=4), field(type="password", value_length=9))
    assert choose(page) is None
    assert choose_for_append(page) == target(page, 1)


def test_the_clicked_field_is_chosen_unless_it_is_for_something_else() -> None:
    page = survey(field(label="Access", focused=True), field(autocomplete="one-time-code"))
    assert chosen(page) == [1]
    assert chosen(page, pointed=True) == [0]
    page = survey(field(label="Card number", focused=True))
    assert choose(page, pointed=True) is None


def test_a_code_field_in_a_frame_of_another_origin_is_recognized_by_its_words() -> None:
    frame = ForeignFrame(origin="https://api.duo.example", words="Two-factor prompt", visible=True)
    assert has_foreign_code_frame(survey(foreign_frames=(frame,)))
    assert not has_foreign_code_frame(survey())


def test_a_field_that_appears_late_is_found() -> None:
    late = survey(field(autocomplete="one-time-code"))
    fields = FakeCodeFields([survey(), late])
    assert asyncio.run(search(fields, 7)) == (late, target(late, 0))
