// The tablet's form begins anew once nobody has touched it for a while, if the box is there to draw it.
(() => {
  "use strict";
  const form = document.querySelector("form[data-anew]");
  if (!form) return;
  let timer;
  const wait = (seconds) => {
    clearTimeout(timer);
    timer = setTimeout(anew, seconds * 1000);
  };
  const touched = () => wait(form.dataset.touched);
  const anew = () => fetch(form.dataset.anew, { method: "HEAD" }).then(() => location.replace(form.dataset.anew), touched);
  for (const touch of ["input", "keydown", "pointerdown"]) document.addEventListener(touch, touched);
  wait(form.dataset.after);
})();
