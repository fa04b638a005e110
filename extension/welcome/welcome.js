// The first-run page, and the recovery page of a lost or damaged vault. The vault's status decides
// which is shown, so that a loss never looks like a first run.

import { el, query } from "../ui/dom.js";
import { listenForInputs } from "../ui/drop_target.js";
import { errorMessage, message, translatePage } from "../ui/i18n.js";
import { loadPolicy } from "../ui/policy.js";
import { onStatus, refreshStatus } from "../ui/vault_status.js";
import { firstRun } from "./first_run.js";
import { recovery } from "./recovery.js";

/** @typedef {import("../shapes.d.ts").VaultStatus} VaultStatus */

/** @type {HTMLElement} */
const main = query("#main");
/** @type {"" | "first" | "recovery"} */
let shownView = "";

/** @param {VaultStatus} status */
function show(status) {
  if (status.state === "locked" || status.state === "newer") {
    location.replace("../options/options.html");
    return;
  }
  const view = status.state === "open" ? "first" : "recovery";
  // After a recovery the page shows its own result.
  if (shownView === view || (shownView === "recovery" && view === "first")) return;
  shownView = view;
  document.body.dataset.view = "pages";
  main.replaceChildren(view === "first" ? firstRun(status) : recovery(status));
  document.title = `${main.querySelector("h1")?.textContent ?? ""} – Kakomi`;
}

async function open() {
  translatePage();
  listenForInputs();
  onStatus(show);
  try {
    await loadPolicy();
    await refreshStatus();
  } catch (error) {
    document.body.dataset.view = "pages";
    const again = el("button", { type: "button", class: "button primary", message: "try_again" });
    again.addEventListener("click", () => location.reload());
    const text = el("p", { role: "alert", text: errorMessage(error) });
    const title = el("h1", { message: "trouble_title" });
    main.replaceChildren(el("section", { class: "page" }, title, text, again));
    document.title = `${message("trouble_title")} – Kakomi`;
  }
}

open();
