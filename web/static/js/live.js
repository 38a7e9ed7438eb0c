// Asks the box for news while somebody looks: often when texts go out or the page is in use, else now and then.
(() => {
  "use strict";
  const OFTEN_MS = 2000;
  const SELDOM_MS = 10000;
  const IN_USE_MS = 60000;
  const LOOK_MS = 250;
  const FAILURES = 2;
  let used = Date.now();
  let asked = Date.now();
  let failed = 0;

  const poller = () => document.getElementById("live");
  const isPoller = (event) => event.detail.requestConfig && event.detail.requestConfig.elt.id === "live";

  function look() {
    const live = poller();
    if (!live || document.hidden) return;
    const often = live.dataset.busy === "1" || Date.now() - used < IN_USE_MS;
    if (Date.now() - asked < (often ? OFTEN_MS : SELDOM_MS)) return;
    asked = Date.now();
    document.body.dispatchEvent(new Event("tick"));
  }

  function result(ok) {
    failed = ok ? 0 : failed + 1;
    const banner = document.getElementById("offline");
    if (banner) banner.hidden = failed < FAILURES;
  }

  function retitle() {
    const unread = Number(poller().dataset.unread);
    document.title = (unread ? `(${unread}) ` : "") + document.title.replace(/^\(\d+\) /, "");
  }

  for (const kind of ["pointerdown", "keydown", "focusin"]) {
    document.addEventListener(kind, () => { used = Date.now(); }, { passive: true });
  }
  document.addEventListener("visibilitychange", () => { used = Date.now(); asked = 0; });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (isPoller(event)) result(event.detail.successful);
  });
  document.addEventListener("htmx:afterSettle", () => { if (poller()) retitle(); });
  setInterval(look, LOOK_MS);
})();
