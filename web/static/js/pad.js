// The PIN pad: each button types into the field; typing and pasting work as before, and all there is without scripts.
(() => {
  "use strict";
  for (const pad of document.querySelectorAll("[data-pad]")) {
    const field = document.getElementById(pad.dataset.pad);
    pad.hidden = false;
    pad.addEventListener("click", (event) => {
      const key = event.target.closest("button");
      if (!key) return;
      if (key.value === "*") field.value = "";
      else if (key.value === "-") field.value = field.value.slice(0, -1);
      else field.value += key.value;
    });
  }
})();
