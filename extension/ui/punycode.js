// Decodes the A-labels of international host names (RFC 3492, section 6.2).

const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const SKEW = 38;
const DAMP = 700;
const INITIAL_BIAS = 72;
const INITIAL_N = 128;
const MAX_CODE_POINT = 0x10ffff;

/** @param {number} delta @param {number} points @param {boolean} isFirst */
function adapt(delta, points, isFirst) {
  let rest = isFirst ? Math.floor(delta / DAMP) : delta >> 1;
  rest += Math.floor(rest / points);
  let k = 0;
  for (; rest > ((BASE - T_MIN) * T_MAX) >> 1; k += BASE) rest = Math.floor(rest / (BASE - T_MIN));
  return k + Math.floor(((BASE - T_MIN + 1) * rest) / (rest + SKEW));
}

/** @param {string} digit @returns {number} NaN if it is none */
function digitValue(digit) {
  return /[0-9]/.test(digit) ? Number(digit) + 26 : Number.parseInt(digit, BASE) - 10;
}

/** @param {string} text what follows "xn--" @returns {string | null} null if it is malformed */
function decode(text) {
  const end = text.lastIndexOf("-");
  const points = [...text.slice(0, Math.max(0, end))].map((each) => each.charCodeAt(0));
  let [n, i, bias] = [INITIAL_N, 0, INITIAL_BIAS];
  for (let at = end + 1; at < text.length; ) {
    const before = i;
    for (let weight = 1, k = BASE; ; k += BASE, at += 1) {
      const digit = digitValue(text[at] ?? "");
      if (Number.isNaN(digit)) return null;
      i += digit * weight;
      const threshold = Math.min(T_MAX, Math.max(T_MIN, k - bias));
      if (digit < threshold) break;
      weight *= BASE - threshold;
    }
    at += 1;
    const count = points.length + 1;
    bias = adapt(i - before, count, before === 0);
    n += Math.floor(i / count);
    i %= count;
    if (n > MAX_CODE_POINT) return null;
    points.splice(i, 0, n);
    i += 1;
  }
  const decoded = String.fromCodePoint(...points);
  return /[\p{C}\p{Z}]/u.test(decoded) ? null : decoded; // no invisible or direction-changing characters
}

/**
 * Returns a host as people are shown it: an international name in its own letters, followed by the ASCII form, which
 * tells look-alikes apart.
 * @param {string} host in ASCII, perhaps with a port
 */
export function hostText(host) {
  const spoken = host.replaceAll(
    /(?<=^|\.)xn--([a-z0-9-]+)(?=[.:]|$)/g,
    (label, coded) => decode(coded) ?? label,
  );
  return spoken === host ? host : `${spoken} (${host})`;
}
