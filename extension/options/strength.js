// Advice on a passphrase, while it is typed. A rough count of the guesses it takes, on the side of
// caution: what repeats, runs on or is on everybody's list counts for little. Python decides what may
// be set; here is only said what would be wise.

import { MIN_PASSPHRASE_CHARACTERS } from "../facts/lock.js";

/** @typedef {{ level: 0 | 1 | 2 | 3 | 4, advice: string, tooShort: boolean }} Strength advice: a key */

// Bits from which on each level is reached. Argon2id at 64 MiB and three passes makes a guess cost
// about a third of a second on one core: 40 bits are some ten thousand core-years.
const LEVELS = [0, 28, 40, 52, 66];
const COMMON =
  /passw?or[dt]|qwert[yz]?|asdf|zxcv|letmein|iloveyou|welcome|admin|dragon|monkey|kakomi|sakura|doraemon|19\d\d|20\d\d/gi;

/** @param {string} text how many different characters a guesser must think of */
function alphabetOf(text) {
  let size = 0;
  if (/[a-z]/.test(text)) size += 26;
  if (/[A-Z]/.test(text)) size += 26;
  if (/\d/.test(text)) size += 10;
  if (/[ -/:-@[-`{-~]/.test(text)) size += 33;
  if (/[^\x20-\x7e]/.test(text)) size += 200;
  return Math.max(size, 1);
}

/** Characters that are no news after the one before: the same, the next, or the one beneath. @param {string} text */
function fresh(text) {
  const points = [...text].map((character) => character.codePointAt(0) ?? 0);
  let count = 0;
  let step = Number.NaN;
  points.forEach((point, at) => {
    const before = points[at - 1];
    const next = before === undefined ? Number.NaN : point - before;
    count += Math.abs(next) <= 1 && (next === step || next === 0) ? 0.2 : 1;
    step = next;
  });
  return count;
}

/** Text that comes again counts once. @param {string} text */
function withoutRepeats(text) {
  return text.replace(/(.{2,}?)\1+/gu, "$1");
}

/** @param {string} passphrase @returns {number} bits */
function bitsOf(passphrase) {
  const rest = withoutRepeats(passphrase.normalize("NFKC")).replaceAll(COMMON, "*");
  // Words: nobody chooses letters by chance within one, so later letters count for less.
  const letters = fresh(rest);
  const perCharacter = Math.log2(alphabetOf(rest));
  const wordlike = /^[\p{L} _-]+$/u.test(rest);
  return letters * (wordlike ? Math.min(perCharacter, 3) : perCharacter * 0.8);
}

/** @param {string} passphrase @returns {Strength} */
export function strengthOf(passphrase) {
  const tooShort = [...passphrase.normalize("NFKC")].length < MIN_PASSPHRASE_CHARACTERS;
  if (tooShort) return { level: 0, advice: "options_strength_short", tooShort };
  const bits = bitsOf(passphrase);
  const level = /** @type {Strength["level"]} */ (
    LEVELS.filter((least, at) => at > 0 && bits >= least).length
  );
  return { level, advice: `options_strength_${level}`, tooShort };
}
