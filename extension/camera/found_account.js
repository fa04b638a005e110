// What the camera saw, to be looked at before it is added.

import { UNDO_OFFERED_MS } from "../facts/timings.js";
import { grouped, waitsForPin } from "../popup/rows.js";
import { isBusy, showBusy } from "../ui/busy.js";
import { codesAt } from "../ui/countdown.js";
import { button, el, query } from "../ui/dom.js";
import { send } from "../ui/messages.js";
import { accountNames, accountTile, fullTitle } from "../ui/tile.js";
import { toast } from "../ui/toast.js";
import { errorMessage, message, plural } from "../ui/words.js";

/** @typedef {import("../ui/messages.js").ScanOutcome} Outcome */
/** @typedef {import("../ui/messages.js").FoundAccount} Found */

const TICK_MS = 500;

/** @type {HTMLElement} */
const place = query("#found");
/** @type {ReturnType<typeof setInterval> | undefined} */
let ticking;

/** @param {Found} found */
function line({ row, state }) {
  const code = el("span", { class: "code" });
  const said = el("span", { class: "state" });
  if (state === "known") said.textContent = message("known_short");
  if (state === "namesake") said.textContent = message("namesake_short");
  const item = el("li", {}, accountTile(row), accountNames(row), code, said);
  const paint = () => {
    const { code: now } = codesAt(row, Date.now());
    code.textContent = now ? grouped(now) : "";
    if (now) code.dataset.code = now;
  };
  return { item, paint };
}

export function clearFound() {
  clearInterval(ticking);
  place.replaceChildren();
  place.hidden = true;
}

/** @param {HTMLElement} go @param {string[]} ids @param {() => void} onDone */
async function addAll(go, ids, onDone) {
  if (isBusy(go)) return;
  try {
    const { added, undo } = await showBusy(go, send("account.add_all", { found: ids }));
    const act = () =>
      send("import.undo", { undo }).then(
        () => toast(message("undone")),
        (error) => toast(errorMessage(error)),
      );
    const action = { label: message("undo"), command: "import.undo", act };
    toast(plural("added_count", added.length), { action, durationMs: UNDO_OFFERED_MS });
    onDone();
  } catch (error) {
    toast(errorMessage(error));
  }
}

/**
 * @param {Outcome} outcome one or several
 * @param {() => void} onDone they are added, or left
 */
export function showFound({ found }, onDone) {
  clearFound();
  const lines = found.map(line);
  const paint = () => {
    for (const each of lines) each.paint();
  };
  const ids = found
    .filter(({ row, state }) => state !== "known" && !waitsForPin(row))
    .map(({ id }) => id);
  const [first] = found;
  const title =
    found.length === 1 ? message("found_title") : message("several_title", found.length);
  const go = button({ class: "button primary", command: "account.add_all" });
  go.textContent = ids.length === 1 ? message("add") : message("add_all", ids.length);
  go.hidden = ids.length === 0;
  if (ids.length === 1 && first)
    go.setAttribute("aria-label", message("add_account", fullTitle(first.row)));
  const leave = button({ class: "button quiet", message: "camera_again", command: "scan.dismiss" });
  go.addEventListener("click", () => addAll(go, ids, onDone));
  leave.addEventListener("click", () => {
    send("scan.dismiss", {}).catch(() => {});
    onDone();
  });
  place.append(el("h2", { text: title, tabindex: "-1" }));
  place.append(el("ul", {}, ...lines.map(({ item }) => item)));
  place.append(el("div", { class: "choices" }, go, leave));
  place.hidden = false;
  paint();
  ticking = setInterval(paint, TICK_MS);
  (go.hidden ? leave : go).focus();
}
