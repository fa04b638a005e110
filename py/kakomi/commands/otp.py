"""otp.codes and .look: codes of a secret at hand, kept nowhere."""

from __future__ import annotations

from dataclasses import replace

from kakomi import otp, otpauth, sheet
from kakomi.account import (
    DEFAULT_DIGITS,
    DEFAULT_PERIOD_S,
    STEAM_DIGITS,
    Algorithm,
    Key,
    Kind,
    NewAccount,
    decode_secret,
    normalize_label,
)
from kakomi.commands.command import PAGE, command
from kakomi.commands.context import Context
from kakomi.errors import AlgorithmUnsupported, KindUnsupported, RequestMalformed, SecretMissing
from kakomi.messages.otp import OtpCodesReply, OtpCodesRequest, OtpPreviewReply, OtpPreviewRequest

MOST_CODES = 1_000


@command("otp.codes", callers={PAGE})
async def codes(args: OtpCodesRequest, _context: Context) -> OtpCodesReply:
    """``count`` codes from ``first_step`` on, to be compared with what the standards print.

    Raises AccountError.
    """
    if not 0 <= args["count"] <= MOST_CODES:
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
    """What is being typed, with its live code. Raises AccountError, UriError: ``secret[3]``."""
    new_account = otpauth.parse(args["uri"]) if "uri" in args else _typed(args)
    if new_account.key.needs_pin and args.get("pin"):
        new_account = replace(new_account, key=replace(new_account.key, pin=args["pin"]))
    row = sheet.preview_row(new_account, "typed", context.environment.now_unix())
    return {"row": row, "uri": otpauth.format(new_account)}


def _typed(args: OtpPreviewRequest) -> NewAccount:
    kind = Kind(args.get("kind", "totp"))
    return NewAccount(
        key=_key(kind, args),
        issuer=normalize_label(args.get("issuer", "")),
        name=normalize_label(args.get("name", "")),
        counter=args.get("counter", 0) if kind is Kind.HOTP else 0,
    )


def _key(kind: Kind, args: OtpPreviewRequest) -> Key:
    """What a kind does not leave open is not asked for."""
    written = args.get("secret_base32", "")
    if not written.strip():
        raise SecretMissing("secret")
    if kind is Kind.MOTP:
        return Key.motp(written.strip().encode("ascii", "replace"), args.get("pin", ""))
    secret = decode_secret(written)
    if kind is Kind.YANDEX:
        return Key.yandex(secret, args.get("pin", ""))
    if kind is Kind.STEAM:
        return Key(kind=kind, secret=secret, digits=STEAM_DIGITS)
    return Key(
        kind=kind,
        secret=secret,
        algorithm=Algorithm(args.get("algorithm", "SHA1")),
        digits=args.get("digits", DEFAULT_DIGITS),
        period_s=args.get("period_s", DEFAULT_PERIOD_S) if kind is Kind.TOTP else DEFAULT_PERIOD_S,
    )
