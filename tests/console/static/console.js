/** What the pages cannot do with forms: dialogs, a code on a canvas, the test of keys. */

/**
 * Opens an element: a dialog as modal, others as popover.
 * @param {HTMLElement} element
 */
function open(element) {
  if (element instanceof HTMLDialogElement) {
    element.showModal();
  } else {
    element.showPopover();
  }
}

/** @param {HTMLCanvasElement} canvas */
function draw(canvas) {
  const image = new Image();
  image.addEventListener("load", () => {
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.dataset.drawn = "1";
  });
  image.src = canvas.dataset.src ?? "";
}

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const control = target?.closest("[data-opens], [data-closes]");
  if (!(control instanceof HTMLElement)) {
    return;
  }
  const { opens, closes } = control.dataset;
  const dialog = document.getElementById(opens ?? closes ?? "");
  if (dialog instanceof HTMLDialogElement) {
    event.preventDefault(); // the link opens the same question as a page
    opens ? dialog.showModal() : dialog.close();
  }
});

for (const element of document.querySelectorAll("[data-open]")) {
  if (element instanceof HTMLElement) {
    open(element);
  }
}
for (const canvas of document.querySelectorAll("canvas[data-src]")) {
  if (canvas instanceof HTMLCanvasElement) {
    draw(canvas);
  }
}
if (document.getElementById("keys")) {
  await import("./keys.js");
}

export {}; // makes this file a module
