// Corrects the setup key of an account. The code of now is shown before the key is saved, to be compared with
// the website.

import { showBusy } from "../ui/busy.js";
import { button, el } from "../ui/dom.js";
import { PREVIEW_DELAY_MS } from "../ui/durations.js";
import { field, setError } from "../ui/fields.js";
import { errorMessage } from "../ui/i18n.js";
import { send } from "../ui/messages.js";
import { refreshIfLocked } from "../ui/vault_status.js";
import { liveCode } from "./live_code.js";
import { secretHint } from "./secret_hint.js";

/** @typedef {import("../shapes.d.ts").UnlockFactor} UnlockFactor */

/**
 * @param {object} account
 * @param {string} account.id
 * @param {string} account.secret its key as it is shown
 * @param {UnlockFactor | null} account.again the factor that showed the key
 * @param {(undo: string) => void} onSaved
 */
export function keyForm({ id, secret, again }, onSaved) {
  const input = el("input", {
    type: "text",
    name: "key",
    autocomplete: "off",
    spellcheck: "false",
  });
  input.classList.add("mono");
  input.dir = "ltr";
  input.value = secret;
  const element = el("details", { class: "parameter-fields key-form" });
  const place = el("p", { class: "problem secret-hint", role: "alert", hidden: true });
  const labelled = field({ message: "options_manual_secret" }, input);
  labelled.append(place);
  const live = liveCode(() => preview());
  const save = button({ class: "button primary", command: "account.set_key" });
  save.append(el("span", { message: "options_key_save" }));
  element.append(
    el("summary", { message: "options_key_change" }),
    el("p", { class: "hint", message: "options_key_change_text" }),
    labelled,
    live.element,
    el("div", { class: "choices" }, save),
  );
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let requestNumber = 0;

  const clear = () => {
    setError(input, "");
    place.hidden = true;
  };
  /** @param {unknown} error */
  const showError = (error) => {
    refreshIfLocked(error);
    const hint = secretHint(input.value, /** @type {{ code?: string, where?: string }} */ (error));
    if (hint) {
      place.replaceChildren(...hint);
      place.hidden = false;
    } else setError(input, errorMessage(error));
  };
  const preview = async () => {
    requestNumber += 1;
    const number = requestNumber;
    save.disabled = true;
    clear();
    try {
      const typed = { id, secret_base32: input.value };
      const { row, is_same } = await send("account.preview_key", typed);
      if (number !== requestNumber) return;
      live.show(row, false);
      save.disabled = is_same;
    } catch (error) {
      if (number !== requestNumber) return;
      live.show(null, false);
      showError(error);
    }
  };
  save.addEventListener("click", async () => {
    try {
      const typed = { id, secret_base32: input.value, ...(again && { again }) };
      const { undo } = await showBusy(save, send("account.set_key", typed));
      onSaved(undo);
    } catch (error) {
      showError(error);
    }
  });
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(preview, PREVIEW_DELAY_MS);
  });
  element.addEventListener("toggle", () => element.open && preview());
  return element;
}
