// The options page: which room is shown, and whether the vault lets anybody in at all.
//   #accounts  #accounts/ID  #add  #import  #backup  #protection  #about

import { showBusy } from "../ui/busy.js";
import { query } from "../ui/dom.js";
import { listenForInputs } from "../ui/drop_target.js";
import { icon } from "../ui/icons.js";
import { send } from "../ui/messages.js";
import { toast } from "../ui/toast.js";
import { onStatus, refreshStatus, setStatus, watchStatus } from "../ui/vault_status.js";
import { errorMessage, message, translatePage } from "../ui/words.js";
import { showGate } from "./locked_view.js";
import { closeRooms, goTo, here, showNav } from "./router.js";

/** @typedef {import("../shapes.d.ts").VaultStatus} Status */

/** @type {HTMLButtonElement} */
const lockNow = query("#lock-now");
const RECOVERY = "../welcome/welcome.html";

/** @type {Status["state"] | "waiting"} */
let shown = "waiting";

/** @param {Status} status */
function show(status) {
  lockNow.hidden = status.state !== "open" || !status.lockable;
  if (status.state === "lost" || status.state === "damaged") {
    location.replace(RECOVERY);
    return;
  }
  if (status.state === shown) return;
  shown = status.state;
  document.body.dataset.view = status.state === "open" ? "rooms" : "gate";
  if (status.state === "open") goTo(here());
  else closeRooms();
  showGate(status);
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
    event.preventDefault(); // the address names a room
    /** @type {HTMLElement} */ (query("#main")).focus();
  });
  showNav();
  onStatus(show);
  watchStatus();
  listenForInputs();
  addEventListener("hashchange", () => shown === "open" && goTo(here()));
  try {
    await refreshStatus();
  } catch (error) {
    document.body.dataset.view = "gate";
    const again = {
      label: message("try_again"),
      command: "vault.status",
      act: () => location.reload(),
    };
    toast(errorMessage(error), { action: again, durationMs: Infinity });
  }
}

open();
