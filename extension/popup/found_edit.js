// Lets the user change the names and parameters of a scanned account before it is added. The card's row shows the
// account, with its code, as it would be.

import { parameterFields } from "../ui/account_parameters.js";
import { el } from "../ui/dom.js";
import { PREVIEW_DELAY_MS } from "../ui/durations.js";
import { field, setError } from "../ui/fields.js";
import { errorMessage } from "../ui/i18n.js";
import { send } from "../ui/messages.js";

/** @typedef {import("../ui/messages.js").FoundAccount} FoundAccount */
/** @typedef {Pick<import("../shapes.d.ts").AccountAddRequest, "issuer" | "name" | "parameters">} Edited */

/** @param {string} name @param {string} key @param {string} value */
function nameField(name, key, value) {
  const input = el("input", { type: "text", name, autocomplete: "off", spellcheck: "false" });
  input.dir = "auto";
  input.value = value;
  return { input, element: field({ message: key }, input) };
}

/**
 * @param {FoundAccount} found
 * @param {(row: FoundAccount["row"]) => void} onChange called with the row that the account would have
 */
export function foundEdit({ id, row }, onChange) {
  const issuer = nameField("issuer", "issuer", row.issuer);
  const name = nameField("name", "account_name", row.name);
  const parameters = parameterFields("options_parameters");
  parameters.set(row);
  const before = JSON.stringify(parameters.values());
  const problem = el("p", { class: "problem", role: "alert", hidden: true });
  let shown = row;
  const element = el("details", { class: "found-edit" }, el("summary", { message: "found_edit" }));
  element.append(issuer.element, name.element, parameters.element);
  parameters.element.append(problem);

  /** Shows the account as it would be. */
  const show = () => {
    const [title, account] = [issuer.input.value.trim(), name.input.value.trim()];
    onChange({ ...shown, issuer: title, name: account });
  };
  /** @param {string} text */
  const showProblem = (text) => {
    problem.textContent = text;
    problem.hidden = text === "";
  };

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let requestNumber = 0;
  const preview = async () => {
    requestNumber += 1;
    const number = requestNumber;
    parameters.clear();
    try {
      const wanted = { found: id, parameters: parameters.values() };
      const { row: changed } = await send("account.preview_parameters", wanted);
      if (number !== requestNumber) return;
      shown = changed;
      showProblem("");
      show();
    } catch (error) {
      if (number !== requestNumber) return;
      const { where = "" } = /** @type {{ where?: string }} */ (error);
      showProblem(parameters.showError(where, errorMessage(error)) ? "" : errorMessage(error));
    }
  };
  const schedule = () => {
    clearTimeout(timer);
    timer = setTimeout(preview, PREVIEW_DELAY_MS);
  };
  parameters.element.addEventListener("input", schedule);
  parameters.element.addEventListener("change", schedule);
  issuer.input.addEventListener("input", () => setError(issuer.input, ""));
  for (const { input } of [issuer, name]) input.addEventListener("input", show);

  return {
    element,
    /** @returns {Edited} what differs from the scan */
    values() {
      const own = parameters.values();
      const [title, account] = [issuer.input.value.trim(), name.input.value.trim()];
      return {
        ...(title !== row.issuer && { issuer: title }),
        ...(account !== row.name && { name: account }),
        ...(JSON.stringify(own) !== before && { parameters: own }),
      };
    },
  };
}
