// Finding accounts by what is typed into the filter (extension/ui/match.js).

import assert from "node:assert/strict";
import { test } from "node:test";
import { foldText, matcher } from "../../extension/ui/match.js";

/** @param {string} issuer @param {string} name */
function row(issuer, name) {
  return /** @type {import("../../extension/ui/messages.js").Row} */ ({ issuer, name });
}

test("full width, half width and upper case fold to the same text", () => {
  assert.equal(foldText("ＧitHub"), "github");
  assert.equal(foldText("ｶﾀｶﾅ"), foldText("カタカナ"));
});

test("katakana folds to hiragana, and the prolonged sound mark stays", () => {
  assert.equal(foldText("サーバー"), "さーばー");
});

test("an empty filter matches every account", () => {
  assert.ok(matcher("")(row("GitHub", "")));
  assert.ok(matcher("  ")(row("GitHub", "")));
});

test("every word must be found, in any order, in issuer or name", () => {
  const matches = matcher("work github");
  assert.ok(matches(row("GitHub", "me@work.example")));
  assert.ok(!matches(row("GitHub", "me@home.example")));
});

test("a word does not match across the space between issuer and name", () => {
  assert.ok(!matcher("hubme")(row("GitHub", "me")));
});

test("hiragana finds a name in half-width katakana", () => {
  assert.ok(matcher("らくてん")(row("ﾗｸﾃﾝ", "")));
});
