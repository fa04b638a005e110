// The capture page, for tabs over which no overlay can be shown: the user draws the box on the captured picture. The
// worker opens the page and closes it once the box was read. The page itself shows errors only.

import { errorMessage, message, translatePage } from "../ui/i18n.js";
import { send } from "../ui/messages.js";

/** @typedef {{ picture: string, why?: string }} Capture */

const STAY_AWAKE_MS = 20_000; // a worker is stopped after 30 idle seconds
const PROGRESS_AFTER_MS = 300;

/**
 * @template {Element} Kind
 * @param {string} selector
 * @param {{ new (): Kind }} kind
 * @returns {Kind}
 */
function queryAs(selector, kind) {
  const element = document.querySelector(selector);
  if (element instanceof kind) return element;
  throw new Error(`capture.html has no ${selector}`);
}

const page = {
  header: queryAs("header", HTMLElement),
  note: queryAs(".note", HTMLElement),
  leave: queryAs("[data-command='scan.cancel']", HTMLButtonElement),
  main: queryAs("main", HTMLElement),
  figure: queryAs("figure", HTMLElement),
  picture: queryAs("img", HTMLImageElement),
  stage: queryAs(".kakomi-stage", HTMLElement),
  reading: queryAs(".reading", HTMLElement),
  absent: queryAs(".absent", HTMLElement),
  close: queryAs("[data-act='close']", HTMLButtonElement),
};

/** @param {string} text @param {string} [kind] */
function showNote(text, kind = "") {
  page.note.textContent = text;
  page.note.dataset.kind = kind;
}

/** Returns why the user is asked, in one line. @param {string | undefined} why */
const reasonText = (why) => message(`overlay_note_${why}`) || message("capture_why");

/** Scales the picture down to fit the window; never beyond its size on the screen. */
function fit() {
  const { naturalWidth, naturalHeight } = page.picture;
  const [width, height] = [naturalWidth / devicePixelRatio, naturalHeight / devicePixelRatio];
  const { paddingLeft, paddingRight, paddingTop, paddingBottom } = getComputedStyle(page.main);
  const across =
    page.main.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight);
  const down =
    page.main.clientHeight - Number.parseFloat(paddingTop) - Number.parseFloat(paddingBottom);
  const scale = Math.min(1, across / width, down / height);
  page.figure.style.width = `${width * scale}px`;
  page.figure.style.height = `${height * scale}px`;
}

/** @param {KakomiBox} box @param {Capture} capture */
async function read(box, capture) {
  const { width, height } = page.stage.getBoundingClientRect();
  const progress = setTimeout(() => {
    page.reading.hidden = false;
  }, PROGRESS_AFTER_MS);
  try {
    await send("scan.box", {
      ...kakomiBox.scaled(box, { x: 0, y: 0 }, 1),
      viewport_width: width,
      viewport_height: height,
    });
  } catch (error) {
    draw(capture);
    showNote(errorMessage(error), "error");
  } finally {
    clearTimeout(progress);
    page.reading.hidden = true;
  }
}

async function leave() {
  await send("scan.cancel", { reason: "escape" }).catch(() => {});
  window.close();
}

/** @param {Capture} capture */
function draw(capture) {
  /** @param {KakomiDrawingState} state */
  const onState = (state) => {
    if (state === "stray") showNote(message("overlay_too_small"), state);
    else if (state === "drawing" || state === "waiting") showNote(reasonText(capture.why));
  };
  const drawing = kakomiDrawing.start({
    stage: page.stage,
    label: message("overlay_label"),
    help: message("overlay_help"),
    describe: (numbers) => message("overlay_box_at", ...numbers),
    onBox: (box) => {
      drawing.stop();
      read(box, capture);
    },
    onLeave: () => {
      drawing.stop();
      leave();
    },
    onState,
  });
  page.leave.onclick = () => drawing.leave();
  onState("waiting");
  return drawing;
}

/** @param {Capture} capture */
async function show(capture) {
  page.picture.src = capture.picture;
  page.picture.alt = message("capture_picture");
  await page.picture.decode();
  page.header.hidden = page.main.hidden = false;
  draw(capture);
  new ResizeObserver(fit).observe(page.main);
  // Chrome does not deliver a message from an unloaded page to a worker that has to start first.
  const keepingAwake = setInterval(
    () => chrome.runtime.sendMessage({ command: "worker.stay_awake" }).catch(() => {}),
    STAY_AWAKE_MS,
  );
  addEventListener("pagehide", () => {
    chrome.runtime.sendMessage({ command: "worker.abandon_capture" }).catch(() => {});
  });
  chrome.storage.session.onChanged.addListener(({ capture: change }) => {
    if (!change || change.newValue) return;
    clearInterval(keepingAwake);
    hide();
  });
}

/** Called when the capture was discarded: after a scan or a cancel, when the vault locked, or after two minutes. */
function hide() {
  page.picture.removeAttribute("src");
  page.header.hidden = page.main.hidden = true;
  page.absent.hidden = false;
}

async function open() {
  translatePage();
  document.title = `${message("capture_title")} – Kakomi`;
  const styleSheet = new CSSStyleSheet();
  styleSheet.replaceSync(kakomiStyles.stage);
  document.adoptedStyleSheets.push(styleSheet);
  page.close.onclick = () => window.close();
  const stored = /** @type {{ capture?: Capture }} */ (await chrome.storage.session.get("capture"));
  if (stored.capture?.picture) await show(stored.capture);
  else page.absent.hidden = false;
}

open();
