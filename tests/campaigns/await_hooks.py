"""Hooks at every await of the worker on the browser: before the call, and after its result. At the
chosen hook the worker waits until it is stopped.

The hooks are installed into the running worker from outside; the extension is the built one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from e2e.browser import until

if TYPE_CHECKING:
    from e2e.browser import Browser
    from playwright.sync_api import Worker

_GATES = """(at) => {
    const gates = globalThis.gates = {passed: 0, reached: ""};
    const pass = (value, where) => {
        if (gates.passed++ !== at) return value;
        gates.reached = where;
        return new Promise(() => {});
    };
    const gate = (object, ...names) => {
        for (const name of names) {
            const original = object[name];
            object[name] = async function (...args) {
                await pass(undefined, `before ${name}`);
                return pass(await original.apply(this, args), `after ${name}`);
            };
        }
    };
    gate(chrome.storage.local, "get", "set", "clear", "getKeys");
    gate(chrome.storage.session, "get", "set", "remove");
    gate(chrome.alarms, "create", "clear");
    gate(LockManager.prototype, "request");
    gate(StorageManager.prototype, "getDirectory");
    gate(FileSystemDirectoryHandle.prototype, "getFileHandle", "removeEntry");
    gate(FileSystemFileHandle.prototype, "getFile", "createWritable");
    gate(FileSystemWritableFileStream.prototype, "write", "close");
    gate(Blob.prototype, "text");
    gate(CacheStorage.prototype, "has", "open");
    gate(IDBFactory.prototype, "databases");
    gate(SubtleCrypto.prototype, "importKey", "encrypt", "decrypt");
}"""


def worker_of(browser: Browser) -> Worker:
    """Returns the running worker. Starts it if it does not run."""
    browser.ask("vault.status")

    def running() -> Worker | None:
        browser.extension_page.wait_for_timeout(0)  # lets Playwright receive new workers
        workers = browser.page.context.service_workers
        found = [worker for worker in workers if worker.url.startswith(browser.url(""))]
        return found[-1] if found else None

    return until(running, "the worker to be seen")


def put_up(browser: Browser, at: int = -1) -> Worker:
    """Installs hooks in the running worker. It waits at the ``at``-th hook; -1 for none."""
    worker = worker_of(browser)
    worker.evaluate(_GATES, at)
    return worker


def passed(worker: Worker) -> int:
    """Returns the number of hooks that the worker passed."""
    number: int = worker.evaluate("gates.passed")
    return number


def reached(worker: Worker) -> str:
    """Returns the name of the hook at which the worker waits; empty if it does not wait."""
    where: str = worker.evaluate("gates.reached")
    return where


def stop(browser: Browser) -> None:
    """Stops the worker. It must have started, because Chromium never again starts a worker that was
    stopped before. The next message starts another worker.
    """
    session = browser.page.context.new_cdp_session(browser.extension_page)
    session.send("ServiceWorker.enable")
    session.send("ServiceWorker.stopAllWorkers")
    session.detach()


def stop_for_good(browser: Browser) -> None:
    """Stops the worker and waits until it has stopped."""
    stop(browser)
    until(lambda: not browser.worker_runs(), "the worker to stop")
