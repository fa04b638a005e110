// Changes how an account makes its codes. The code of now is shown before it is saved, to be compared
// with another device's.

import { parameterFields } from "../ui/account_parameters.js";
import { showBusy } from "../ui/busy.js";
import { button, el } from "../ui/dom.js";
import { PREVIEW_DELAY_MS } from "../ui/durations.js";
import { errorMessage } from "../ui/i18n.js";
import { send } from "../ui/messages.js";
import { toast } from "../ui/toast.js";
import { refreshIfLocked } from "../ui/vault_status.js";
import { liveCode } from "./live_code.js";

/** @typedef {import("../shapes.d.ts").AccountDetailsReply} AccountDetailsReply */

/**
 * @param {AccountDetailsReply} details
 * @param {(undo?: () => Promise<void>) => void} onSaved called after a save, and after an undo
 */
export function parametersForm(details, onSaved) {
  const fields = parameterFields("options_parameters");
  fields.set(details);
  const live = liveCode(() => preview());
  const save = button({ class: "button primary", command: "account.set_parameters" });
  save.append(el("span", { message: "options_parameters_save" }));
  const problem = el("p", { class: "problem", role: "alert", hidden: true });
  const hint = el("p", { class: "hint", message: "options_parameters_text" });
  fields.element.append(live.element, problem, el("div", { class: "choices" }, save));
  fields.element.querySelector("summary")?.after(hint);
  const before = JSON.stringify(fields.values());
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let requestNumber = 0;

  /** @param {unknown} error */
  const showError = (error) => {
    refreshIfLocked(error);
    const { where = "" } = /** @type {{ where?: string }} */ (error);
    const isShown = fields.showError(where, errorMessage(error));
    problem.textContent = isShown ? "" : errorMessage(error);
    problem.hidden = isShown;
  };

  const preview = async () => {
    requestNumber += 1;
    const number = requestNumber;
    fields.clear();
    problem.hidden = true;
    const parameters = fields.values();
    save.disabled = true;
    try {
      const { row } = await send("account.preview_parameters", { id: details.id, parameters });
      if (number !== requestNumber) return;
      live.show(row, false);
      save.disabled = JSON.stringify(parameters) === before;
    } catch (error) {
      if (number !== requestNumber) return;
      live.show(null, false);
      showError(error);
    }
  };

  /** @param {string} undo */
  const takeBack = async (undo) => {
    try {
      await send("import.undo", { undo });
      onSaved();
    } catch (error) {
      refreshIfLocked(error);
      toast(errorMessage(error));
    }
  };

  save.addEventListener("click", async () => {
    try {
      const parameters = fields.values();
      const request = send("account.set_parameters", { id: details.id, parameters });
      const { undo } = await showBusy(save, request);
      onSaved(() => takeBack(undo));
    } catch (error) {
      showError(error);
    }
  });
  const schedule = () => {
    clearTimeout(timer);
    timer = setTimeout(preview, PREVIEW_DELAY_MS);
  };
  fields.element.addEventListener("input", schedule);
  fields.element.addEventListener("change", schedule);
  fields.element.addEventListener("toggle", () => fields.element.open && preview());
  return fields.element;
}
