// What the camera saw, to be looked at before it is added.

import { grouped, waitsForPin } from "../popup/rows.js";
import { asked, busy } from "../ui/busy.js";
import { readingOf } from "../ui/countdown.js";
import { button, make, one } from "../ui/dom.js";
import { send } from "../ui/messages.js";
import { fullTitle, names, tile } from "../ui/tile.js";
import { toast } from "../ui/toast.js";
import { words, wordsFor, wordsOf } from "../ui/words.js";

/** @typedef {import("../ui/messages.js").ScanOutcome} Outcome */
/** @typedef {import("../ui/messages.js").FoundAccount} Found */

const TICK_MS = 500;

/** @type {HTMLElement} */
const place = one("#found");
/** @type {ReturnType<typeof setInterval> | undefined} */
let ticking;

/** @param {Found} found */
function line({ row, state }) {
  const code = make("span", { class: "code" });
  const said = make("span", { class: "state" });
  if (state === "known") said.textContent = words("known_short");
  if (state === "namesake") said.textContent = words("namesake_short");
  const item = make("li", {}, tile(row), names(row), code, said);
  const paint = () => {
    const { code: now } = readingOf(row, Date.now());
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
  if (asked(go)) return;
  try {
    const { added, undo } = await busy(go, send("account.add_all", { found: ids }));
    const act = () =>
      send("import.undo", { undo }).then(
        () => toast(words("undone")),
        (error) => toast(wordsFor(error)),
      );
    const action = { label: words("undo"), command: "import.undo", act };
    toast(wordsOf("added_count", added.length), { action, forMs: 12_000 });
    onDone();
  } catch (error) {
    toast(wordsFor(error));
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
  const title = found.length === 1 ? words("found_title") : words("several_title", found.length);
  const go = button({ class: "button primary", command: "account.add_all" });
  go.textContent = ids.length === 1 ? words("add") : words("add_all", ids.length);
  go.hidden = ids.length === 0;
  if (ids.length === 1 && first)
    go.setAttribute("aria-label", words("add_account", fullTitle(first.row)));
  const leave = button({ class: "button quiet", words: "camera_again", command: "scan.dismiss" });
  go.addEventListener("click", () => addAll(go, ids, onDone));
  leave.addEventListener("click", () => {
    send("scan.dismiss", {}).catch(() => {});
    onDone();
  });
  place.append(make("h2", { text: title, tabindex: "-1" }));
  place.append(make("ul", {}, ...lines.map(({ item }) => item)));
  place.append(make("div", { class: "choices" }, go, leave));
  place.hidden = false;
  paint();
  ticking = setInterval(paint, TICK_MS);
  (go.hidden ? leave : go).focus();
}
