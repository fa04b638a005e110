"""The declaration of commands: what is checked at import, and what adding one touches."""

from __future__ import annotations

from dataclasses import is_dataclass
from typing import TYPE_CHECKING, TypedDict, get_args, is_typeddict

import pytest
from kakomi.commands import all_commands
from kakomi.commands.command import COMMANDS, PAGE, command, type_prefix
from kakomi.commands.context import Context
from kakomi.messages.common import AlgorithmName, Empty, KindName
from kakomi.messages.vault import SlotKindName
from kakomi.otp_key import Algorithm, Kind
from kakomi.vault import slots
from support import changed_source

if TYPE_CHECKING:
    from pathlib import Path


class OtherEditRequest(TypedDict):
    """The request of a command that does not exist."""

    id: str


def test_types_are_named_after_their_command() -> None:
    for name, declared in all_commands().items():
        for shape in (declared.request, declared.reply):
            if not is_typeddict(shape):
                assert is_dataclass(get_args(shape)[1]), name  # the vault's rules
            elif shape.__name__.endswith(("Request", "Reply")):
                assert shape.__name__.startswith(type_prefix(name)), name
    assert COMMANDS["account.edit"].request.__name__ == "AccountEditRequest"


def test_names_in_messages_are_those_of_the_product() -> None:
    assert set(get_args(KindName)) == set(Kind)
    assert set(get_args(AlgorithmName)) == set(Algorithm)
    assert set(get_args(SlotKindName)) == set(slots.Kind)


def test_only_commands_that_scan_the_visible_page_begin_with_a_capture() -> None:
    capturing = {name for name, declared in all_commands().items() if declared.begins_with_capture}
    assert capturing == {"scan.page", "scan.viewport", "scan.region", "scan.context_menu"}


def test_only_commands_about_the_fields_of_a_tab_begin_with_a_survey_of_it() -> None:
    surveying = {name for name, declared in COMMANDS.items() if declared.begins_with_survey}
    assert surveying == {"account.fill", "page.fill", "page.code_field"}
    for name in surveying:
        assert "tab_id" in COMMANDS[name].request.__required_keys__


@pytest.mark.parametrize(
    ("name", "callers"),
    [("account", {PAGE}), ("Account.edit", {PAGE}), ("account.edit", {PAGE}), ("a.b", set())],
)
def test_a_wrong_declaration_raises_at_import(name: str, callers: set[str]) -> None:
    before = dict(COMMANDS)
    with pytest.raises(TypeError, match=name):

        @command(name, callers=callers)
        async def edit(_args: Empty, _context: Context) -> Empty:
            return {}

    assert before == COMMANDS


def test_an_unknown_caller_and_a_type_of_another_command_raise() -> None:
    with pytest.raises(TypeError, match="unknown callers"):

        @command("account.test", callers={"stranger"})
        async def by_stranger(_args: Empty, _context: Context) -> Empty:
            return {}

    with pytest.raises(TypeError, match="named after another command"):

        @command("account.test", callers={PAGE})
        async def misnamed(_args: OtherEditRequest, _context: Context) -> Empty:
            return {}

    with pytest.raises(TypeError, match="not a TypedDict"):

        @command("account.test", callers={PAGE})
        async def untyped(_args: str, _context: Context) -> Empty:
            return {}

    assert "account.test" not in COMMANDS


HANDLER = """

@command("account.count", callers={PAGE}, begins_with_capture=True)
async def count(args: AccountCountRequest, context: Context) -> AccountCountReply:
    return {"count": len((await context.vault()).present) + args["plus"]}
"""
TYPES = """

class AccountCountRequest(TypedDict):
    plus: int


class AccountCountReply(TypedDict):
    count: int
"""
CALL = """
import json
from kakomi.bridge import Bridge
from support.fake_ports import FakePorts, ask, say
from tools.generate_types import generated

bridge = Bridge(FakePorts().environment())
uri = "otpauth://totp/ACME:ann?secret=JBSWY3DPEHPK3PXP"
ask(bridge, "account.add", {"uri": uri})
print(json.dumps({
    "value": ask(bridge, "account.count", {"plus": 2}),
    "refused": say(bridge, "account.count", {"plus": "2"}),
    "files": generated(),
}))
"""


def test_adding_a_command_touches_two_files(tmp_path: Path) -> None:
    package = changed_source.copied(tmp_path)
    handlers = package / "commands" / "account.py"
    messages = package / "messages" / "account.py"
    imports = "from kakomi.messages.account import AccountCountReply, AccountCountRequest\n"
    text = handlers.read_text("utf-8")
    handlers.write_text(
        text.replace("from kakomi.messages", imports + "from kakomi.messages", 1) + HANDLER
    )
    messages.write_text(messages.read_text("utf-8") + TYPES)

    found = changed_source.printed(tmp_path, CALL)

    assert found["value"] == {"count": 3}
    assert found["refused"]["error"]["where"] == "args.plus"
    files: dict[str, str] = found["files"]
    entry = (
        '"account.count": { args: AccountCountRequest; value: AccountCountReply; callers: "page" };'
    )
    assert entry in files["shapes.d.ts"]
    assert '"account.count"' in files["facts/commands.js"]
