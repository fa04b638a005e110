// Finding the accounts of a page (extension/ui/site_match.js).

import assert from "node:assert/strict";
import { test } from "node:test";
import { isOnPattern, pageOf, rowsOnSite } from "../../extension/ui/site_match.js";

/**
 * @param {string} id
 * @param {[string, number][]} sites
 * @param {string[]} [proposed]
 * @returns {any}
 */
const row = (id, sites, proposed = []) => ({
  id,
  sites: sites.map(([pattern, used_at_unix]) => ({ pattern, used_at_unix })),
  proposed,
});
/** @param {string} address */
const page = (address) => {
  const found = pageOf(address);
  assert.ok(found);
  return found;
};
/** @param {{ id: string }[]} rows */
const ids = (rows) => rows.map(({ id }) => id);

test("a domain matches its own hosts and no look-alike", () => {
  for (const url of ["https://example.com/a", "https://login.example.com:444/"]) {
    assert.ok(isOnPattern(page(url), ".example.com"), url);
  }
  for (const url of [
    "https://evilexample.com/",
    "https://example.com.evil.test/",
    "https://example.com@evil.test/",
  ]) {
    assert.ok(!isOnPattern(page(url), ".example.com"), url);
  }
});

test("a host without a domain matches with its port", () => {
  assert.ok(isOnPattern(page("http://127.0.0.1:8080/"), "127.0.0.1:8080"));
  assert.ok(!isOnPattern(page("http://127.0.0.1:8081/"), "127.0.0.1:8080"));
});

test("no account belongs to a page of the browser", () => {
  for (const url of [undefined, "", "chrome://settings/", "about:blank", "file:///a"]) {
    assert.equal(pageOf(url), null);
  }
  assert.deepEqual(rowsOnSite([row("a", [[".example.com", 1]])], null), {
    matching: [],
    proposed: [],
  });
});

test("the account that was last used on the site is the first", () => {
  const rows = [
    row("old", [[".example.com", 5]]),
    row("other", [[".other.test", 9]]),
    row("new", [
      [".example.com", 7],
      [".other.test", 1],
    ]),
    row("maybe", [], [".example.com"]),
  ];
  const found = rowsOnSite(rows, pageOf("https://example.com/"));
  assert.deepEqual(ids(found.matching), ["new", "old"]);
  assert.deepEqual(ids(found.proposed), ["maybe"]);
});
