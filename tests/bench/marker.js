// Put into the popup of every subject alike, before anything of its own: when the first element that
// fits is on the screen. Two moments of that frame, in ms of this page's clock:
//   presented   when the browser showed it (Element Timing), for texts
//   framed      when the page was done with it

{
  const SELECTOR = "SELECTOR";
  const { promise, resolve } = Promise.withResolvers();
  let presented = 0;
  let framed = 0;
  globalThis.benchMark = promise;

  const settle = (/** @type {HTMLElement} */ element) => {
    const isText = !(element instanceof HTMLInputElement);
    if (!framed || (isText && !presented)) return;
    resolve({ origin: performance.timeOrigin, presented, framed, text: element.textContent });
  };

  /** Element Timing tells of texts at the block they stand in. */
  const blockOf = (/** @type {HTMLElement} */ element) => {
    let block = element;
    while (block.parentElement && /^(inline|contents)$/.test(getComputedStyle(block).display))
      block = block.parentElement;
    return block;
  };

  const ready = (/** @type {HTMLElement} */ element) =>
    element instanceof HTMLInputElement ? element.checkVisibility() : /\d/.test(element.textContent);

  const look = () => {
    const element = document.querySelector(SELECTOR);
    if (!(element instanceof HTMLElement) || !ready(element)) return;
    watching.disconnect();
    if (!(element instanceof HTMLInputElement))
      blockOf(element).setAttribute("elementtiming", "bench");
    new PerformanceObserver((list) => {
      presented ||= list.getEntries()[0]?.renderTime ?? 0;
      settle(element);
    }).observe({ type: "element", buffered: true });
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        framed = performance.now();
        settle(element);
      };
      port2.postMessage(0);
    });
  };
  const watching = new MutationObserver(look);
  watching.observe(document, { attributes: true, childList: true, subtree: true });
}
