import assert from "node:assert/strict";
import { test } from "node:test";
import { readNotices } from "../../extension/options/notices.js";

const TEXT = `Other people's work in Kakomi.

one/: one 1.2 from npm, MIT
    contains two (Zlib)
    changed: a file
icons/icons.txt: pictures of services, from these collections.
    First, first 3 from npm, CC0-1.0:
        a.example, b.example
../python/stdlib.zip: Python's standard library; PSF-2.0
`;

test("each work has its folder, its title and what is said about it", () => {
  assert.deepEqual(readNotices(TEXT), [
    {
      folder: "one",
      title: "one 1.2 from npm, MIT",
      details: ["contains two (Zlib)", "changed: a file"],
    },
    {
      folder: "icons",
      title: "pictures of services, from these collections.",
      details: ["First, first 3 from npm, CC0-1.0:", "    a.example, b.example"],
    },
    { folder: "", title: "Python's standard library; PSF-2.0", details: [] },
  ]);
});

test("a text without works has none", () => {
  assert.deepEqual(readNotices(""), []);
});
