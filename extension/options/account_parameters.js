// What few accounts need: kind, algorithm, digits, period, counter, PIN. Folded away, and shown only
// as far as the kind has them.

import { el } from "../ui/dom.js";
import { field, setError } from "../ui/fields.js";
import { KIND_NAMES } from "../ui/tile.js";

/** @typedef {import("../shapes.d.ts").Row["kind"]} Kind */
/** @typedef {NonNullable<import("../shapes.d.ts").OtpPreviewRequest["algorithm"]>} Algorithm */
/** @typedef {"algorithm" | "digits" | "period_s" | "counter" | "pin"} Part */

/** @type {Record<Kind, Part[]>} which of them a kind has */
const HAS = {
  totp: ["algorithm", "digits", "period_s"],
  hotp: ["algorithm", "digits", "counter"],
  steam: [],
  motp: ["pin"],
  yandex: ["pin"],
};
const USUAL_DIGITS = 6;
const USUAL_PERIOD_S = 30;
const ALGORITHMS = /** @type {Algorithm[]} */ (["SHA1", "SHA256", "SHA512"]);

/** @param {string} name @param {number} value @param {number} most */
function number(name, value, most) {
  return el("input", { type: "number", name, value, min: 0, max: most, inputmode: "numeric" });
}

export function particularsFields() {
  const kind = el("select", { name: "kind" });
  for (const [value, text] of Object.entries(KIND_NAMES)) {
    const key = `options_kind_${value}`;
    kind.append(el("option", { value, ...(value in HAS ? { message: key } : { text }) }));
  }
  const algorithm = el("select", { name: "algorithm" });
  for (const value of ALGORITHMS) {
    algorithm.append(el("option", { value, text: value.replace("SHA", "SHA-") }));
  }
  const controls = {
    algorithm,
    digits: number("digits", USUAL_DIGITS, 10),
    period_s: number("period", USUAL_PERIOD_S, 86_400),
    counter: number("counter", 0, Number.MAX_SAFE_INTEGER),
    pin: el("input", { type: "text", name: "pin", inputmode: "numeric", autocomplete: "off" }),
  };
  const element = el("details", { class: "particulars-fields" });
  element.append(
    el("summary", { message: "options_hand_more" }),
    field({ message: "options_fact_kind" }, kind),
  );
  /** @type {Map<Part, HTMLElement>} */
  const fields = new Map();
  for (const part of /** @type {Part[]} */ (Object.keys(controls))) {
    const made = field(
      { message: `options_fact_${part === "period_s" ? "period_seconds" : part}` },
      controls[part],
    );
    fields.set(part, made);
    element.append(made);
  }

  const chosen = () => /** @type {Kind} */ (kind.value);
  const showParts = () => {
    for (const [part, made] of fields) made.hidden = !HAS[chosen()].includes(part);
  };
  kind.addEventListener("change", () => {
    controls.digits.value = String(USUAL_DIGITS);
    controls.period_s.value = String(USUAL_PERIOD_S);
    showParts();
  });
  showParts();

  return {
    element,
    /** Only what the kind leaves open. */
    values() {
      const has = new Set(HAS[chosen()]);
      /** @param {"digits" | "period_s" | "counter"} part */
      const whole = (part) =>
        has.has(part) && { [part]: Math.trunc(controls[part].valueAsNumber || 0) };
      const pin = has.has("pin") && controls.pin.value.trim();
      return {
        kind: chosen(),
        ...(has.has("algorithm") && { algorithm: /** @type {Algorithm} */ (algorithm.value) }),
        ...whole("digits"),
        ...whole("period_s"),
        ...whole("counter"),
        ...(pin && { pin }),
      };
    },
    reset: showParts,
    clear() {
      for (const control of Object.values(controls)) setError(control, "");
    },
    /** @param {string} where @param {string} text @returns {boolean} whether it is about one of these */
    complain(where, text) {
      const part = /** @type {Part[]} */ (Object.keys(controls)).find(
        (name) => where.startsWith(name) || where.startsWith(name.replace("_s", "")),
      );
      if (!part) return false;
      element.open = true;
      setError(controls[part], text);
      return true;
    },
  };
}
