// The first page anybody sees, and the page for the day the accounts are gone or damaged. Which of
// the two it is, the vault says: a loss never looks like a first run.

import { make, one } from "../ui/dom.js";
import { followIntake } from "../ui/drop_target.js";
import { askHowItStands, onStanding } from "../ui/vault_status.js";
import { fillPage, words, wordsFor } from "../ui/words.js";
import { firstRun } from "./first_run.js";
import { recovery } from "./recovery.js";

/** @typedef {import("../shapes.d.ts").VaultStatus} Status */

/** @type {HTMLElement} */
const main = one("#main");
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
  fillPage();
  followIntake();
  onStanding(show);
  try {
    await askHowItStands();
  } catch (error) {
    document.body.dataset.view = "rooms";
    const again = make("button", { type: "button", class: "button primary", words: "try_again" });
    again.addEventListener("click", () => location.reload());
    const text = make("p", { role: "alert", text: wordsFor(error) });
    const title = make("h1", { words: "trouble_title" });
    main.replaceChildren(make("section", { class: "room" }, title, text, again));
    document.title = `${words("trouble_title")} – Kakomi`;
  }
}

open();
