// Showing international host names (extension/ui/punycode.js).

import assert from "node:assert/strict";
import { test } from "node:test";
import { domainToASCII } from "node:url";
import { hostText } from "../../extension/ui/punycode.js";

const NAMES = [
  "bücher.example",
  "例え.テスト",
  "пример.испытание",
  "аpple.com",
  "ñandú.faß.example",
  "日本語。jp",
];

for (const name of NAMES) {
  test(`${name} is shown with its ASCII form`, () => {
    const ascii = domainToASCII(name);
    assert.equal(hostText(ascii), `${name.normalize("NFKC").replace("。", ".")} (${ascii})`);
  });
}

test("an ASCII host is shown as it is", () => {
  assert.equal(hostText("github.com:8443"), "github.com:8443");
});

test("a malformed label is left alone", () => {
  assert.equal(hostText("xn--99999999999.example"), "xn--99999999999.example");
  assert.equal(hostText("xn--a_.example"), "xn--a_.example");
});
