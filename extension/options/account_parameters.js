// The parameters of a typed account: kind, algorithm, digits, period, counter, PIN. They are collapsed
// at first, and only those that the chosen kind has are shown.

import { DIGITS, KIND_NAMES, PERIOD_S, TYPED_ALGORITHMS, TYPED_FIELDS } from "../facts/account.js";
import { el } from "../ui/dom.js";
import { field, setError } from "../ui/fields.js";

/** @typedef {import("../shapes.d.ts").Row["kind"]} Kind */
/** @typedef {NonNullable<import("../shapes.d.ts").OtpPreviewRequest["algorithm"]>} Algorithm */
/** @typedef {"algorithm" | "digits" | "period_s" | "counter" | "pin"} Part */

/** @type {Record<Kind, readonly Part[]>} */
const HAS = TYPED_FIELDS;

/** @param {string} name @param {{ min: number, max: number, default: number }} bounds */
function number(name, { min, max, default: value }) {
  return el("input", { type: "number", name, value, min, max, inputmode: "numeric" });
}

export function particularsFields() {
  const kind = el("select", { name: "kind" });
  for (const value of Object.keys(KIND_NAMES)) {
    kind.append(el("option", { value, message: `options_kind_${value}` }));
  }
  const algorithm = el("select", { name: "algorithm" });
  for (const value of TYPED_ALGORITHMS) {
    algorithm.append(el("option", { value, text: value.replace("SHA", "SHA-") }));
  }
  const controls = {
    algorithm,
    digits: number("digits", DIGITS),
    period_s: number("period", PERIOD_S),
    counter: number("counter", { min: 0, max: Number.MAX_SAFE_INTEGER, default: 0 }),
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
    controls.digits.value = String(DIGITS.default);
    controls.period_s.value = String(PERIOD_S.default);
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
