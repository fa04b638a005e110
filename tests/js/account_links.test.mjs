// Which texts are links of accounts (extension/ui/account_links.js).

import assert from "node:assert/strict";
import { test } from "node:test";
import { areLinks, isAccountLink, isTransferLink } from "../../extension/ui/account_links.js";

test("every scheme of a single account is known", () => {
  for (const scheme of ["otpauth", "apple-otpauth", "motp", "steam"]) {
    assert.ok(isAccountLink(`${scheme}://x`), scheme);
    assert.ok(isAccountLink(`  ${scheme.toUpperCase()}://x`), scheme);
  }
});

test("a transfer and a web address are no account", () => {
  assert.ok(!isAccountLink("otpauth-migration://offline?data=x"));
  assert.ok(!isAccountLink("https://example.com/otpauth://x"));
});

test("only Google's export is a transfer", () => {
  assert.ok(isTransferLink(" otpauth-migration://offline?data=x"));
  assert.ok(!isTransferLink("otpauth://totp/a?secret=A"));
});

test("a text of links has a link on every line that is not blank", () => {
  const link = "otpauth://totp/a?secret=A";
  assert.ok(areLinks(link));
  assert.ok(areLinks(`${link}\r\n\n  motp://b?secret=00\n`));
  assert.ok(!areLinks(`${link}\nhello`));
  assert.ok(!areLinks(""));
  assert.ok(!areLinks(" \n"));
});
