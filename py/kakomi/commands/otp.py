"""otp.codes: the codes of a secret at hand, to be compared with what the standards print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kakomi import messages, otp
from kakomi.account import Algorithm, Key, Kind, decode_secret
from kakomi.commands.call import Call, Command
from kakomi.errors import AlgorithmUnsupported, KindUnsupported, RequestMalformed

if TYPE_CHECKING:
    from kakomi.messages import Codes, Reckoning

MOST_CODES = 1_000


async def codes(args: Reckoning, _call: Call) -> Codes:
    """``count`` codes from ``first_step`` on. Raises AccountError."""
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


VERBS = {"codes": Command(args=messages.Reckoning, reply=messages.Codes, run=codes)}
