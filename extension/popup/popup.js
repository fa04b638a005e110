// The popup opens: what is known is painted at once, the worker is asked for the rest.

import { fillPage, words, wordsFor } from "../words.js";
import { startCountdown } from "./countdown.js";
import { focusStart, showRows } from "./list.js";
import { askForCodes, board, followSheet } from "./sheet.js";
import { holdHeight, homeShows, homeShowsTrouble } from "./stage.js";
import { closeToast, toast } from "./toast.js";

let inTrouble = false;

/** @param {unknown} error @param {boolean} painted whether there are codes to be seen all the same */
function onTrouble(error, painted) {
  if (!painted) {
    homeShowsTrouble(wordsFor(error));
    return;
  }
  if (inTrouble) return;
  inTrouble = true;
  const again = { label: words("try_again"), command: "sheet.read", act: askForCodes };
  toast(`${words("codes_stale")} ${wordsFor(error)}`, { action: again, forMs: Infinity });
}

function onWell() {
  if (inTrouble) closeToast();
  inTrouble = false;
}

async function open() {
  const reading = board(["sheet", "outcome"]);
  fillPage();
  startCountdown(askForCodes);
  const first = await reading;
  const { outcome } = first;
  const deeds = import("./deeds.js");
  document.addEventListener("click", async (event) => (await deeds).onClick(event));
  const news = outcome ? await deeds : null; // painted in one go with the accounts, not after them
  if (!first.sheet) homeShows("loading");
  followSheet(first, { onRows: showRows, onTrouble, onWell });
  holdHeight();
  const told = (outcome && news?.showOutcomeOfBefore(outcome)) ?? false;
  if (first.sheet && !told) focusStart();
  const fresh = askForCodes();
  (await deeds).lookForTab();
  if (!first.sheet && (await fresh) && !told) focusStart();
}

open();
