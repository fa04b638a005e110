// The popup opens: what is known is painted at once, the worker is asked for the rest.

import { fillPage, words, wordsFor } from "../words.js";
import { startCountdown } from "./countdown.js";
import { focusStart, forgetRows, showRows } from "./list.js";
import { askForCodes, board, followSheet } from "./sheet.js";
import { holdHeight, homeShows, homeShowsTrouble, painted } from "./stage.js";
import { closeToast, toast } from "./toast.js";

/** @type {Record<string, { page: string, words: string }>} what can be done elsewhere, by what is wrong */
const HELP = {
  "vault.locked": { page: "options/options.html", words: "unlock" },
  "vault.damaged": { page: "welcome/welcome.html", words: "trouble_help" },
  "vault.lost": { page: "welcome/welcome.html", words: "trouble_help" },
};

let inTrouble = false;

/** @param {unknown} error @param {boolean} painted whether there are codes to be seen all the same */
function onTrouble(error, painted) {
  if (!painted) {
    const help = HELP[/** @type {{ code?: string }} */ (error).code ?? ""];
    homeShowsTrouble(wordsFor(error), help && { page: help.page, label: words(help.words) });
    return;
  }
  if (inTrouble) return;
  inTrouble = true;
  const again = { label: words("try_again"), command: "sheet.read", act: askForCodes };
  toast(`${words("codes_stale")} ${wordsFor(error)}`, { action: again, forMs: Infinity });
}

function onGone() {
  forgetRows();
  homeShows("loading");
}

function onWell() {
  if (inTrouble) closeToast();
  inTrouble = false;
}

/**
 * The scan that opened the popup, if one did, is told in one go with the accounts, not after them;
 * the account it speaks of may stand at the very end.
 * @param {import("./sheet.js").Board} first
 */
async function newsOf(first) {
  const { outcome } = first;
  if (!outcome) return () => false;
  const [deeds, rest] = await Promise.all([import("./deeds.js"), board(["sheet.rest"])]);
  Object.assign(first, rest);
  return () => deeds.showOutcomeOfBefore(outcome);
}

async function open() {
  const reading = board(["sheet", "outcome"]);
  fillPage();
  startCountdown(askForCodes);
  const first = await reading;
  const tellNews = await newsOf(first);
  if (!first.sheet) homeShows("loading");
  followSheet(first, { onRows: showRows, onGone, onTrouble, onWell });
  if (first.sheet && !tellNews()) focusStart();
  // All else must not keep the codes waiting.
  const deeds = painted().then(() => import("./deeds.js"));
  document.addEventListener("click", async (event) => (await deeds).onClick(event));
  const { lookForTab } = await deeds;
  holdHeight();
  lookForTab();
  const fresh = await askForCodes();
  if (!first.sheet && fresh && !tellNews()) focusStart();
}

open();
