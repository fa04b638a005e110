"""otp.*: codes for a secret in the request. Nothing is stored."""

from __future__ import annotations

from dataclasses import replace

from kakomi import otp, otpauth, sheet
from kakomi.account import NewAccount, in_hexadecimal
from kakomi.account_parameters import FIELDS
from kakomi.commands.command import PAGE, command
from kakomi.commands.context import Context
from kakomi.errors import AlgorithmUnsupported, KindUnsupported, RequestMalformed, SecretMissing
from kakomi.label import normalize_label
from kakomi.messages.otp import (
    OtherReading,
    OtpCodesReply,
    OtpCodesRequest,
    OtpPreviewReply,
    OtpPreviewRequest,
)
from kakomi.otp_key import DEFAULT_DIGITS, DEFAULT_PERIOD_S, STEAM_DIGITS, Algorithm, Key, Kind
from kakomi.secret_encoding import decode_secret, decode_written_secret

MAX_CODES = 1_000


@command("otp.codes", callers={PAGE})
async def codes(args: OtpCodesRequest, _context: Context) -> OtpCodesReply:
    """Returns ``count`` codes from ``first_step`` on; tests compare them with the standards'
    vectors. Raises AccountError.
    """
    if not 0 <= args["count"] <= MAX_CODES:
        raise RequestMalformed("args.count")
    if args["kind"] not in set(Kind):
        raise KindUnsupported("args.kind")
    if args["algorithm"] not in set(Algorithm):
        raise AlgorithmUnsupported("args.algorithm")
    key = Key(
        kind=Kind(args["kind"]),
        secret=decode_secret(args["secret_base32"]),
        algorithm=Algorithm(args["algorithm"]),
        digits=args["digits"],
    )
    return {"codes": otp.codes(key, args["first_step"], args["count"])}


@command("otp.preview", callers={PAGE})
async def preview(args: OtpPreviewRequest, context: Context) -> OtpPreviewReply:
    """Returns the row of an account that is being typed. Raises AccountError, UriError."""
    new_account = otpauth.parse(args["uri"]) if "uri" in args else _typed(args)
    if new_account.key.needs_pin and args.get("pin"):
        new_account = replace(new_account, key=replace(new_account.key, pin=args["pin"]))
    now_unix = context.code_clock.now_unix()
    row = sheet.preview_row(new_account, "typed", now_unix)
    other = in_hexadecimal(new_account)
    other_reading: OtherReading | None = None
    if other is not None:
        other_row = sheet.preview_row(other, "typed", now_unix)
        other_reading = {"row": other_row, "uri": otpauth.format(other)}
    return {"row": row, "uri": otpauth.format(new_account), "hexadecimal": other_reading}


def _typed(args: OtpPreviewRequest) -> NewAccount:
    kind = Kind(args.get("kind", "totp"))
    return NewAccount(
        key=_key(kind, args),
        issuer=normalize_label(args.get("issuer", "")),
        name=normalize_label(args.get("name", "")),
        counter=args.get("counter", 0) if "counter" in FIELDS[kind] else 0,
    )


def _key(kind: Kind, args: OtpPreviewRequest) -> Key:
    """Returns the key. Ignores fields of the request that the kind fixes."""
    written = args.get("secret_base32", "")
    if not written.strip():
        raise SecretMissing("secret")
    if kind is Kind.MOTP:
        return Key.motp(written.strip().encode("ascii", "replace"), args.get("pin", ""))
    secret = decode_written_secret(written)
    if kind is Kind.YANDEX:
        return Key.yandex(secret, args.get("pin", ""))
    if kind is Kind.STEAM:
        return Key(kind=kind, secret=secret, digits=STEAM_DIGITS)
    return Key(
        kind=kind,
        secret=secret,
        algorithm=Algorithm(args.get("algorithm", "SHA1")),
        digits=args.get("digits", DEFAULT_DIGITS),
        period_s=args.get("period_s", DEFAULT_PERIOD_S)
        if "period_s" in FIELDS[kind]
        else DEFAULT_PERIOD_S,
    )
