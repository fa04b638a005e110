import assert from "node:assert/strict";
import { test } from "node:test";
import "../../extension/page/block_characters.js";
import { qrModules, URI } from "./qr.mjs";

const { codeLines, countBlocks, nearestHolders, quartersOf } = globalThis.kakomiBlockCharacters;
const NEVER = { isOver: () => false };

/** @typedef {{ name: string, parent: Parent | null }} Parent */
/** @param {Parent} element */
const parentOf = (element) => element.parent;
/** @param {string} name @param {Parent | null} [parent] @returns {Parent} */
const node = (name, parent = null) => ({ name, parent });

/** @param {boolean[][]} modules @returns {string} in half blocks */
const halfBlocks = (modules) =>
  Array.from({ length: Math.ceil(modules.length / 2) }, (_, y) =>
    (modules[2 * y] ?? [])
      .map((isUpper, x) => " ▀▄█"[Number(isUpper) + 2 * Number(modules[2 * y + 1]?.[x] ?? false)])
      .join(""),
  ).join("\n");

test("block elements are counted, up to the limit of characters", () => {
  assert.equal(countBlocks("a▀b█ ▟"), 3);
  assert.equal(countBlocks(null), 0);
  assert.equal(countBlocks("█".repeat(100_000)), 40_000);
});

test("the lines of a code are cut out of the text around it", () => {
  const text = halfBlocks(qrModules(URI));
  assert.deepEqual(codeLines(`$ login\n\n${text}\nThen go on.`), text.split("\n"));
  assert.deepEqual(codeLines("█████\n".repeat(9)), [], "too few lines");
  assert.deepEqual(codeLines("Progress ████████████\n".repeat(3)), []);
});

test("a code's quarters are its modules", () => {
  const modules = qrModules(URI);
  const { columns, filled, rows, rowsPerLine } = quartersOf(halfBlocks(modules).split("\n"));
  assert.equal(rowsPerLine, 4);
  assert.equal(columns, 2 * modules.length);
  assert.equal(rows, 2 * Math.ceil(modules.length / 2));
  const set = new Set(filled.map(([x, y]) => `${x} ${y}`));
  modules.forEach((row, y) => {
    row.forEach((isDark, x) => {
      assert.equal(set.has(`${2 * x} ${y}`), isDark, `module ${x}, ${y}`);
      assert.equal(set.has(`${2 * x + 1} ${y}`), isDark);
    });
  });
});

test("every quadrant character fills the quarters that its Unicode name says", () => {
  const quadrants = { "▘": [0], "▝": [1], "▖": [2], "▗": [3], "▚": [0, 3], "▞": [1, 2] };
  for (const [character, expected] of Object.entries(quadrants)) {
    const { filled, rowsPerLine } = quartersOf([character]);
    assert.equal(rowsPerLine, 2);
    assert.deepEqual(
      filled.map(([x, y]) => x + 2 * y),
      expected,
      character,
    );
  }
});

test("lines of their own elements are held by the element around them all", () => {
  const page = node("page");
  const terminal = node("terminal", page);
  const texts = Array.from({ length: 20 }, (_, i) => ({
    parent: node(`span ${i}`, node(`line ${i}`, terminal)),
    blocks: 30,
  }));
  const holdsCode = (/** @type {Parent} */ element) => ["terminal", "page"].includes(element.name);
  assert.deepEqual([...nearestHolders(texts, parentOf, holdsCode, NEVER)], [terminal]);
});

test("each ancestor is looked at once, however many texts it has", () => {
  for (const count of [5_000, 50_000]) {
    const chain = Array.from({ length: 6 }).reduce(
      (/** @type {Parent | null} */ parent, _, i) => node(`level ${i}`, parent),
      null,
    );
    let [looks, climbs] = [0, 0];
    const texts = Array.from({ length: count }, () => ({
      parent: node("span", chain),
      blocks: 12,
    }));
    const found = nearestHolders(
      texts,
      (element) => {
        climbs += 1;
        return element.parent;
      },
      () => {
        looks += 1;
        return false;
      },
      NEVER,
    );
    assert.equal(found.size, 0);
    assert.ok(looks <= 6, `${looks} looks at ${count} texts`);
    assert.ok(climbs <= 2 * 6 * count);
  }
});

test("after the deadline no further element is looked at", () => {
  const texts = Array.from({ length: 10 }, () => ({ parent: node("pre"), blocks: 200 }));
  let looks = 0;
  const holdsCode = () => {
    looks += 1;
    return true;
  };
  const found = nearestHolders(texts, parentOf, holdsCode, { isOver: () => looks >= 3 });
  assert.equal(found.size, 3);
});
