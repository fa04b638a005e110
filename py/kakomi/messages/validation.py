"""Checks a request of a page against its type."""

from __future__ import annotations

import base64
import binascii
import functools
from dataclasses import fields, is_dataclass
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,
    Required,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from kakomi.errors import RequestMalformed


def validated(value: object, shape: Any, where: str) -> Any:
    """Returns ``value`` if it has the shape.

    A shape is a TypedDict, a Literal of strings, ``X | None``, ``list[X]``, float (any number),
    str, int, bool, or Annotated with the dataclass whose fields the object has; a field with
    ``metadata={"optional": True}`` may be absent.

    Raises RequestMalformed with the path of the first value that does not fit. The path has only
    names of the shape, never a name that the sender chose.
    """
    if isinstance(shape, type) and hasattr(shape, "__required_keys__"):
        return _validated_fields(value, shape, shape.__required_keys__, where)
    origin = get_origin(shape)
    if origin is Annotated:
        plain, meaning = get_args(shape)
        if isinstance(meaning, type) and is_dataclass(meaning):
            required = frozenset(f.name for f in fields(meaning) if not f.metadata.get("optional"))
            return _validated_fields(value, meaning, required, where)
        return validated(value, plain, where)
    if origin in (NotRequired, Required):
        return validated(value, get_args(shape)[0], where)
    if origin is Literal:
        if isinstance(value, str) and value in get_args(shape):
            return value
    elif origin in (Union, UnionType):
        if value is None and NoneType in get_args(shape):
            return None
        return validated(value, next(a for a in get_args(shape) if a is not NoneType), where)
    elif origin is list:
        if isinstance(value, list):
            return [validated(v, get_args(shape)[0], f"{where}[{i}]") for i, v in enumerate(value)]
    elif shape is float:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
    elif type(value) is shape:
        return value
    raise RequestMalformed(where)


hints_of = functools.cache(functools.partial(get_type_hints, include_extras=True))


def _validated_fields(
    value: object, shape: Any, required: frozenset[str], where: str
) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise RequestMalformed(where)
    hints = hints_of(shape)
    if not hints.keys() >= value.keys():
        raise RequestMalformed(where)
    for key in required - value.keys():
        raise RequestMalformed(f"{where}.{key}")
    return {key: validated(v, hints[key], f"{where}.{key}") for key, v in value.items()}


def base64_bytes(text: str, where: str) -> bytes:
    """Returns the bytes of a request's base64 (RFC 4648 section 4). Raises RequestMalformed."""
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        pass
    raise RequestMalformed(where)  # outside the handler, so that no traceback has its message
