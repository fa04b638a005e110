// How codes are grouped and spelled (extension/ui/code_text.js).

import assert from "node:assert/strict";
import { test } from "node:test";
import { groupDigits } from "../../extension/ui/code_text.js";

test("digits are grouped by their number", () => {
  assert.equal(groupDigits("123456"), "123 456");
  assert.equal(groupDigits("1234567"), "123 4567");
  assert.equal(groupDigits("12345678"), "1234 5678");
  assert.equal(groupDigits("123456789"), "123 456 789");
  assert.equal(groupDigits("1234567890"), "12345 67890");
});

test("a number of digits without groups of its own stays whole", () => {
  assert.equal(groupDigits("1234"), "1234");
});

test("letters stay whole", () => {
  assert.equal(groupDigits("2BC4F"), "2BC4F");
  assert.equal(groupDigits("abcdefgh"), "abcdefgh");
});

test("leading zeros stay", () => {
  assert.equal(groupDigits("000001"), "000 001");
});
