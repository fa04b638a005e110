// Which rows of a long list are on the page (extension/popup/row_geometry.js).

import assert from "node:assert/strict";
import { test } from "node:test";
import { gapAt, rowsInView, rowTop } from "../../extension/popup/row_geometry.js";

test("a first row of another height shifts every row after it", () => {
  const heights = { usual: 50, first: 80 };
  assert.deepEqual(
    [0, 1, 3].map((index) => rowTop(index, heights)),
    [0, 80, 180],
  );
});

test("several first rows of another height count each", () => {
  const heights = { usual: 50, first: 80, firstCount: 3 };
  assert.deepEqual(
    [0, 2, 3, 5].map((index) => rowTop(index, heights)),
    [0, 160, 240, 340],
  );
});

test("the rows in view have six more on either side", () => {
  assert.deepEqual(rowsInView({ scrollTop: 1000, clientHeight: 500 }, 50, 1000), [14, 36]);
});

test("a row that is partly in view counts", () => {
  assert.deepEqual(rowsInView({ scrollTop: 1001, clientHeight: 500 }, 50, 1000), [14, 37]);
});

test("the range stays within the list", () => {
  assert.deepEqual(rowsInView({ scrollTop: 0, clientHeight: 500 }, 50, 1000), [0, 16]);
  assert.deepEqual(rowsInView({ scrollTop: 49_500, clientHeight: 500 }, 50, 1000), [984, 1000]);
});

test("after a filter has shortened the list, at least its last row is in range", () => {
  assert.deepEqual(rowsInView({ scrollTop: 50_000, clientHeight: 500 }, 50, 3), [2, 3]);
});

test("a point in the upper half of a row belongs to the gap above it", () => {
  const heights = { usual: 50, first: 80, firstCount: 0 };
  assert.deepEqual(
    [-20, 0, 24, 26, 74, 76, 149, 900].map((y) => gapAt(y, heights, 3)),
    [0, 0, 0, 1, 1, 2, 3, 3],
  );
});

test("no gap is above the first rows of another height", () => {
  const heights = { usual: 50, first: 80, firstCount: 2 };
  assert.deepEqual(
    [0, 120, 184, 186, 400].map((y) => gapAt(y, heights, 4)),
    [2, 2, 2, 3, 4],
  );
});
