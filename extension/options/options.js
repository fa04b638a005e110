// The options page: which room is shown, and whether the vault lets anybody in at all.
//   #accounts  #accounts/ID  #add  #import  #backup  #protection  #about

import { busy } from "../ui/busy.js";
import { one } from "../ui/dom.js";
import { followIntake } from "../ui/drop_target.js";
import { icon } from "../ui/icons.js";
import { send } from "../ui/messages.js";
import { toast } from "../ui/toast.js";
import { askHowItStands, followStanding, onStanding, stands } from "../ui/vault_status.js";
import { fillPage, words, wordsFor } from "../ui/words.js";
import { showGate } from "./locked_view.js";
import { closeRooms, goTo, here, showNav } from "./router.js";

/** @typedef {import("../shapes.d.ts").VaultStatus} Status */

/** @type {HTMLButtonElement} */
const lockNow = one("#lock-now");
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
    stands(await busy(lockNow, send("vault.lock", {})));
  } catch (error) {
    toast(wordsFor(error));
  }
}

async function open() {
  fillPage();
  one("#to-help").prepend(icon("help"));
  lockNow.prepend(icon("lock"));
  lockNow.addEventListener("click", lock);
  one("#skip").addEventListener("click", (event) => {
    event.preventDefault(); // the address names a room
    /** @type {HTMLElement} */ (one("#main")).focus();
  });
  showNav();
  onStanding(show);
  followStanding();
  followIntake();
  addEventListener("hashchange", () => shown === "open" && goTo(here()));
  try {
    await askHowItStands();
  } catch (error) {
    document.body.dataset.view = "gate";
    const again = {
      label: words("try_again"),
      command: "vault.status",
      act: () => location.reload(),
    };
    toast(wordsFor(error), { action: again, forMs: Infinity });
  }
}

open();
