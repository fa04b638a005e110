// Estimates how many guesses a passphrase takes, with zxcvbn and its English and Japanese dictionaries.
// This module and its dictionaries are 2 MB, so import it only once a passphrase is typed. Python
// decides which passphrases may be set; the estimate is advice.

import "../vendor/zxcvbn-core/zxcvbn-ts.js";
import "../vendor/zxcvbn-common/zxcvbn-ts.js";
import "../vendor/zxcvbn-en/zxcvbn-ts.js";
import "../vendor/zxcvbn-ja/zxcvbn-ts.js";

// Guesses (their decimal logarithm) from which each level is reached. Argon2id with 64 MiB and three
// passes makes a guess cost about a third of a second on one core: 10^12 guesses are some ten
// thousand core-years.
const LEVELS_LOG10 = [8.4, 12, 15.6, 19.8];
const PRODUCT_WORDS = ["kakomi", "authenticator"]; // likely in a passphrase of this product
// The time of an estimate grows with the square of the length: 128 digits took a second on one core.
const MAX_RATED_CHARACTERS = 64;

const { core } = zxcvbnts;
const common = zxcvbnts["language-common"];
const japanese = zxcvbnts["language-ja"].dictionary;

const estimator = new core.ZxcvbnFactory({
  dictionary: {
    ...common.dictionary,
    ...zxcvbnts["language-en"].dictionary,
    ...Object.fromEntries(Object.entries(japanese).map(([name, list]) => [`${name}-ja`, list])),
  },
  graphs: common.adjacencyGraphs,
  maxLength: MAX_RATED_CHARACTERS,
});

/** @param {string} passphrase @returns {number} from 0, weak, to 4, strong */
export function strengthLevel(passphrase) {
  const { guessesLog10 } = estimator.check(passphrase.normalize("NFKC"), PRODUCT_WORDS);
  return LEVELS_LOG10.filter((least) => guessesLog10 >= least).length;
}
