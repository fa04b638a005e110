// What was dropped or pasted into the popup, and is more than it has room for, arrives here.

import { importInputs } from "../ui/drop_target.js";

const CHANNEL = "kakomi.handover";

function takeOver() {
  const id = new URLSearchParams(location.search).get("handover");
  if (!id) return;
  history.replaceState(null, "", `${location.pathname}${location.hash}`);
  const channel = new BroadcastChannel(CHANNEL);
  channel.addEventListener("message", ({ data }) => {
    if (data.for !== id) return;
    channel.postMessage({ taken: id });
    channel.close();
    importInputs(data.things);
  });
  channel.postMessage({ ready: id });
}

takeOver();
