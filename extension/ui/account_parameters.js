// The parameters of a typed account: kind, algorithm, digits, period, counter, PIN. They are collapsed
// at first, and only those that the chosen kind has are shown.

import { DIGITS, KIND_NAMES, PERIOD_S, TYPED_ALGORITHMS, TYPED_FIELDS } from "../facts/account.js";
import { algorithmName } from "./account_label.js";
import { el } from "./dom.js";
import { field, setError } from "./fields.js";

/** @typedef {import("../shapes.d.ts").Row["kind"]} Kind */
/** @typedef {NonNullable<import("../shapes.d.ts").OtpPreviewRequest["algorithm"]>} Algorithm */
/** @typedef {"algorithm" | "digits" | "period_s" | "counter" | "pin"} Parameter */

/** @type {Record<Kind, readonly Parameter[]>} */
const PARAMETERS_BY_KIND = TYPED_FIELDS;

/** @param {string} name @param {{ min: number, max: number, default: number }} bounds */
function numberInput(name, { min, max, default: value }) {
  return el("input", { type: "number", name, value, min, max, inputmode: "numeric" });
}

/** @param {string} summary the key of its summary */
export function parameterFields(summary) {
  const kind = el("select", { name: "kind" });
  for (const value of Object.keys(KIND_NAMES)) {
    kind.append(el("option", { value, message: `options_kind_${value}` }));
  }
  const algorithm = el("select", { name: "algorithm" });
  for (const value of TYPED_ALGORITHMS) {
    algorithm.append(el("option", { value, text: algorithmName(value) }));
  }
  const controls = {
    algorithm,
    digits: numberInput("digits", DIGITS),
    period_s: numberInput("period", PERIOD_S),
    counter: numberInput("counter", { min: 0, max: Number.MAX_SAFE_INTEGER, default: 0 }),
    pin: el("input", { type: "text", name: "pin", inputmode: "numeric", autocomplete: "off" }),
  };
  const element = el("details", { class: "parameter-fields" });
  element.append(
    el("summary", { message: summary }),
    field({ message: "options_fact_kind" }, kind),
  );
  /** @type {Map<Parameter, HTMLElement>} */
  const fields = new Map();
  for (const parameter of /** @type {Parameter[]} */ (Object.keys(controls))) {
    const labelled = field(
      { message: `options_fact_${parameter === "period_s" ? "period_seconds" : parameter}` },
      controls[parameter],
    );
    fields.set(parameter, labelled);
    element.append(labelled);
  }

  const selectedKind = () => /** @type {Kind} */ (kind.value);
  const showFields = () => {
    for (const [parameter, fieldElement] of fields)
      fieldElement.hidden = !PARAMETERS_BY_KIND[selectedKind()].includes(parameter);
  };
  kind.addEventListener("change", () => {
    controls.digits.value = String(DIGITS.default);
    controls.period_s.value = String(PERIOD_S.default);
    showFields();
  });
  showFields();

  return {
    element,
    /** Returns the parameters that the chosen kind has. */
    values() {
      const has = new Set(PARAMETERS_BY_KIND[selectedKind()]);
      /** @param {"digits" | "period_s" | "counter"} part */
      const integerValue = (part) =>
        has.has(part) && { [part]: Math.trunc(controls[part].valueAsNumber || 0) };
      const pin = has.has("pin") && controls.pin.value.trim();
      return {
        kind: selectedKind(),
        ...(has.has("algorithm") && { algorithm: /** @type {Algorithm} */ (algorithm.value) }),
        ...integerValue("digits"),
        ...integerValue("period_s"),
        ...integerValue("counter"),
        ...(pin && { pin }),
      };
    },
    /** @param {Pick<import("../shapes.d.ts").Row, "kind" | "algorithm" | "digits" | "period_s" | "counter">} account whose parameters are shown */
    set(account) {
      kind.value = account.kind;
      algorithm.value = account.algorithm;
      if (!algorithm.value) algorithm.selectedIndex = 0; // mOTP's MD5 is no choice of other kinds
      controls.digits.value = String(account.digits);
      controls.period_s.value = String(account.period_s);
      controls.counter.value = String(account.counter);
      showFields();
    },
    reset: showFields,
    clear() {
      for (const control of Object.values(controls)) setError(control, "");
    },
    /**
     * @param {string} where
     * @param {string} text
     * @returns {boolean} whether the error is about one of these fields
     */
    showError(where, text) {
      const parameter = /** @type {Parameter[]} */ (Object.keys(controls)).find(
        (name) => where.startsWith(name) || where.startsWith(name.replace("_s", "")),
      );
      if (!parameter) return false;
      element.open = true;
      setError(controls[parameter], text);
      return true;
    },
  };
}
