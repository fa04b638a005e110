from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kakomi import account_details, account_picture
from kakomi.account import NewAccount, from_json, to_json
from kakomi.account_details import AccountDetails, RecoveryCode
from kakomi.errors import AccountError, DetailsInvalid, DetailsTooLong
from kakomi.otp_key import Key
from PIL import Image

_SHOWN = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])
_LINES = st.text(_SHOWN, min_size=1, max_size=20).filter(str.strip)
_NOTES = st.text(_SHOWN | st.sampled_from("\n\t"), max_size=60)
_LINKS = st.sampled_from(["", "https://example.com/a?b=c#d", "http://127.0.0.1:8765/"])


def any_particulars() -> st.SearchStrategy[AccountDetails]:
    return st.builds(
        AccountDetails,
        note=_NOTES,
        groups=st.lists(_LINES, max_size=4).map(tuple),
        icon=st.just("") | _LINES,
        pinned=st.booleans(),
        origin=_LINKS,
        recovery_codes=st.lists(st.builds(RecoveryCode, _LINES, st.booleans()), max_size=4).map(
            tuple
        ),
        emergency_note=_NOTES,
        emergency_link=_LINKS,
    )


@given(any_particulars())
def test_stored_values_are_read_back(beside: AccountDetails) -> None:
    text = json.dumps(account_details.to_json(beside))
    assert account_details.from_json(json.loads(text), "x") == beside


@given(any_particulars())
def test_an_account_without_details_has_no_field_for_them(beside: AccountDetails) -> None:
    kept = NewAccount(key=Key(secret=b"s")).account(id="a", added_at_unix=1, details=beside)
    assert kept.details == beside
    value = to_json(kept)
    assert ("particulars" in value) == (beside != account_details.EMPTY)
    assert from_json(json.loads(json.dumps(value))) == kept


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("note", "x" * 10_001),
        ("note", "bell\x07"),
        ("note", "half\ud800"),
        ("emergency_link", "javascript:alert(1)"),
        ("emergency_link", "https://" + "x" * 2_000),
        ("origin", "https://two words"),
        ("groups", ("",)),
        ("groups", ("a\nb",)),
        ("groups", ("x",) * 101),
        ("icon", "\x00"),
    ],
)
def test_details_outside_of_their_bounds_are_refused_with_their_place(
    field: str, value: object
) -> None:
    with pytest.raises(AccountError) as refusal:
        AccountDetails(**{field: value})  # type: ignore[arg-type]
    assert refusal.value.where.startswith(field)


@pytest.mark.parametrize("text", ["", " ", "x" * 201, "a\tb"])
def test_a_recovery_code_is_one_line(text: str) -> None:
    with pytest.raises(AccountError):
        RecoveryCode(text)


def test_repr_hides_secrets() -> None:
    beside = AccountDetails(
        note="hush", emergency_note="hush", recovery_codes=(RecoveryCode("hush"),)
    )
    assert "hush" not in repr(beside) + repr(RecoveryCode("hush"))


def test_a_missing_or_unknown_field_is_refused() -> None:
    value = account_details.to_json(account_details.EMPTY)
    fewer = {name: value[name] for name in list(value)[1:]}
    broken: tuple[object, ...] = ({**value, "extra": 1}, fewer, [], None)
    for each in broken:
        with pytest.raises(AccountError):
            account_details.from_json(each, "x")


def test_links_of_other_apps_are_kept_if_they_are_links() -> None:
    assert account_details.fit_link("https://a.example/") == "https://a.example/"
    assert account_details.fit_link("androidapp://a.b") == ""


def test_a_users_own_picture_is_stored_and_limited() -> None:
    picture = square_png(8)
    details = AccountDetails(picture=picture)
    written = account_details.to_json(details)
    assert account_details.from_json(written, "d") == details
    assert "picture" not in account_details.to_json(AccountDetails(note="x"))
    with pytest.raises(DetailsInvalid, match="picture"):
        account_details.from_json({**written, "picture": written["picture"] + "!"}, "d")
    with pytest.raises(DetailsTooLong):
        AccountDetails(picture=picture + bytes(account_picture.MAX_BYTES))
    for wrong in (b"GIF89a" + bytes(20), square_png(account_picture.MAX_SIDE + 1), b"\x89PNG"):
        with pytest.raises(DetailsInvalid):
            AccountDetails(picture=wrong)


def square_png(side: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, side), "red").save(out, "PNG")
    return out.getvalue()
