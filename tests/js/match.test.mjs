// Finding accounts by what is typed into the filter (extension/ui/match.js).

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
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

const { vectors } = JSON.parse(
  await readFile(new URL("../vectors/search.json", import.meta.url), "utf-8"),
);
for (const [typed, text, isFound] of vectors) {
  test(`"${typed}" ${isFound ? "finds" : "does not find"} "${text}"`, () => {
    const found = row("other", "names");
    found.id = "a";
    assert.equal(matcher(typed, new Map([["a", foldText(text)]]))(found), isFound);
  });
}

test("folding twice changes nothing", () => {
  for (const [typed, text] of vectors)
    for (const each of [typed, text]) assert.equal(foldText(foldText(each)), foldText(each));
});

for (const [count, maxMs] of [
  [1_000, 16],
  [5_000, 50],
]) {
  test(`the first filtering of ${count} rows takes less than ${maxMs} ms`, () => {
    const names = ["GitHub", "Müller Versand", "Société Générale", "楽天銀行", "ACME"];
    matcher("warm up")(row("Müller", "ヴ")); // compiles the patterns
    const samples = [1, 2, 3].map(() => {
      const rows = Array.from({ length: count }, (_, at) =>
        row(`${names[at % names.length]} ${at}`, `person.${at}@example.com`),
      );
      const start = performance.now();
      const found = rows.filter(matcher("muller 7"));
      assert.ok(found.length > 0);
      return performance.now() - start;
    });
    assert.ok(Math.min(...samples) < maxMs, `${samples}`);
  });
}

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
