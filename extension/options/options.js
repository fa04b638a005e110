// The options page: shows the page that the address names, or the locked view. The addresses:
//   #accounts  #accounts/ID  #add  #import  #backup  #protection  #settings  #settings/sync  #about

import { showBusy } from "../ui/busy.js";
import { followClockOffset } from "../ui/clock.js";
import { query } from "../ui/dom.js";
import { listenForInputs } from "../ui/drop_target.js";
import { errorMessage, message, translatePage } from "../ui/i18n.js";
import { icon } from "../ui/icons.js";
import { send } from "../ui/messages.js";
import { dutyNotice, loadPolicy, watchPolicy } from "../ui/policy.js";
import { toast } from "../ui/toast.js";
import { onStatus, refreshStatus, setStatus, watchStatus } from "../ui/vault_status.js";
import { showLockedView } from "./locked_view.js";
import { currentRoute, navigate, showNav, unmountAll } from "./router.js";

/** @typedef {import("../shapes.d.ts").VaultStatus} VaultStatus */

/** @type {HTMLButtonElement} */
const lockNow = query("#lock-now");
/** @type {HTMLElement} */
const duties = query("#duties");
const RECOVERY_PAGE = "../welcome/welcome.html";

/** @type {VaultStatus["state"] | "waiting"} */
let shownState = "waiting";

/** @param {VaultStatus} status */
async function show(status) {
  lockNow.hidden = status.state !== "open" || !status.lockable;
  if (status.state === "lost" || status.state === "damaged") {
    location.replace(RECOVERY_PAGE);
    return;
  }
  if (status.state === shownState) return;
  shownState = status.state;
  if (status.state === "open") await showDuties();
  if (status.state !== shownState) return; // it has changed meanwhile
  document.body.dataset.view = status.state === "open" ? "pages" : "locked";
  if (status.state === "open") navigate(currentRoute());
  else unmountAll();
  showLockedView(status);
}

/** Asks for the organization's rules, and shows what the user has to do. */
async function showDuties() {
  const policy = await loadPolicy();
  const notice = dutyNotice(policy);
  // A link that the user is pressing stays where it is.
  if (notice?.textContent === duties.textContent) return;
  duties.replaceChildren(...(notice ? [notice] : []));
}

/** The organization has changed its rules: the pages are made again. */
async function onPolicyChange() {
  if (shownState !== "open") return;
  await Promise.all([showDuties(), refreshStatus()]);
  unmountAll();
  await navigate(currentRoute());
}

async function lock() {
  try {
    setStatus(await showBusy(lockNow, send("vault.lock", {})));
  } catch (error) {
    toast(errorMessage(error));
  }
}

async function open() {
  translatePage();
  query("#to-help").prepend(icon("help"));
  lockNow.prepend(icon("lock"));
  lockNow.addEventListener("click", lock);
  query("#skip").addEventListener("click", (event) => {
    event.preventDefault(); // the address names a page
    /** @type {HTMLElement} */ (query("#main")).focus();
  });
  showNav();
  onStatus(show);
  watchStatus();
  watchPolicy(() => onPolicyChange().catch((error) => toast(errorMessage(error))));
  onStatus(({ state }) => state === shownState && state === "open" && showDuties().catch(() => {}));
  followClockOffset();
  listenForInputs();
  addEventListener("hashchange", () => {
    if (document.body.dataset.view === "pages") navigate(currentRoute());
  });
  try {
    await refreshStatus();
  } catch (error) {
    document.body.dataset.view = "locked";
    const again = {
      label: message("try_again"),
      command: "vault.status",
      act: () => location.reload(),
    };
    toast(errorMessage(error), { action: again, durationMs: Infinity });
  }
}

open();
