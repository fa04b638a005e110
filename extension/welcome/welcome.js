// The first page anybody sees, and the page for the day the accounts are gone or damaged. Which of
// the two it is, the vault says: a loss never looks like a first run.

import { el, query } from "../ui/dom.js";
import { listenForInputs } from "../ui/drop_target.js";
import { onStatus, refreshStatus } from "../ui/vault_status.js";
import { errorMessage, message, translatePage } from "../ui/words.js";
import { firstRun } from "./first_run.js";
import { recovery } from "./recovery.js";

/** @typedef {import("../shapes.d.ts").VaultStatus} Status */

/** @type {HTMLElement} */
const main = query("#main");
/** @type {"" | "first" | "recovery"} */
let shown = "";

/** @param {Status} status */
function show(status) {
  if (status.state === "locked" || status.state === "newer") {
    location.replace("../options/options.html");
    return;
  }
  const wanted = status.state === "open" ? "first" : "recovery";
  // Once recovered, the page says so itself and goes on from there.
  if (shown === wanted || (shown === "recovery" && wanted === "first")) return;
  shown = wanted;
  document.body.dataset.view = "rooms";
  main.replaceChildren(wanted === "first" ? firstRun(status) : recovery(status));
  document.title = `${main.querySelector("h1")?.textContent ?? ""} – Kakomi`;
}

async function open() {
  translatePage();
  listenForInputs();
  onStatus(show);
  try {
    await refreshStatus();
  } catch (error) {
    document.body.dataset.view = "rooms";
    const again = el("button", { type: "button", class: "button primary", message: "try_again" });
    again.addEventListener("click", () => location.reload());
    const text = el("p", { role: "alert", text: errorMessage(error) });
    const title = el("h1", { message: "trouble_title" });
    main.replaceChildren(el("section", { class: "room" }, title, text, again));
    document.title = `${message("trouble_title")} – Kakomi`;
  }
}

open();
