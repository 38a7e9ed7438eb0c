// How many texts a message takes, as one types (3GPP TS 23.040 9.2.3.24.1); the server counts the same way.
// The GSM alphabet comes from the page, so that it is written in one place only.
(() => {
  "use strict";
  const ANNOUNCE_MS = 1000;
  const GSM = { whole: 160, part: 153 };
  const WIDE = { whole: 70, part: 67 };

  const normalise = (text) =>
    text.replace(/\r\n?/g, "\n").replace(/[\ud800-\udfff]/gu, "\ufffd");

  function count(text, basic, extended) {
    const chars = Array.from(normalise(text));
    const long = chars.filter((char) => !basic.has(char) && !extended.has(char));
    const limits = long.length ? WIDE : GSM;
    const size = long.length ? (char) => char.length : (char) => (extended.has(char) ? 2 : 1);
    const units = chars.reduce((sum, char) => sum + size(char), 0);
    let parts = units ? [units] : [];
    if (units > limits.whole) {
      parts = [0];
      for (const char of chars) {
        if (parts[parts.length - 1] + size(char) > limits.part) parts.push(0);
        parts[parts.length - 1] += size(char);
      }
    }
    const room = parts.length > 1 ? limits.part : limits.whole;
    const left = room - (parts.length ? parts[parts.length - 1] : 0);
    const letters = chars.filter((char) => /\p{L}/u.test(char));
    const other = 2 * long.filter((char) => /(?!\p{Script=Latin})\p{L}/u.test(char)).length > letters.length;
    return { encoding: long.length ? "ucs2" : "gsm7", units, parts, room, left, long: [...new Set(long)], other };
  }

  function alphabetOf(meter) {
    return [new Set(meter.dataset.basic), new Set(meter.dataset.extended)];
  }

  const plural = new Intl.PluralRules(document.documentElement.lang);
  const form = (forms, number) => (forms[plural.select(number)] || forms.other).replace("%(num)s", number);

  function sentence(words, result, most) {
    const texts = form(words.texts, result.parts.length);
    if (result.parts.length > most) return words.over.replace("%(texts)s", texts).replace("%(most)s", most);
    const left = form(words.left, result.left);
    return result.parts.length ? `${texts} · ${left}` : left;
  }

  function draw(meter, result) {
    const blocks = meter.querySelector(".blocks");
    const parts = result.parts.length ? result.parts : [0];
    while (blocks.children.length > parts.length) blocks.lastChild.remove();
    while (blocks.children.length < parts.length) blocks.append(document.createElement("progress"));
    parts.forEach((units, index) => {
      blocks.children[index].max = result.room;
      blocks.children[index].value = units;
    });
    const words = JSON.parse(meter.dataset.words);
    const most = Number(meter.dataset.most);
    meter.classList.toggle("over", result.parts.length > most);
    meter.querySelector(".count").textContent = sentence(words, result, most);
    const note = meter.querySelector(".long");
    note.hidden = !result.long.length || result.other;
    note.querySelector(".why").textContent = form(words.long, result.long.length)
      .replace("%(chars)s", () => result.long.map(shown).join("  "));
  }

  function shown(char) {
    return /^[\p{C}\p{Z}\p{M}]$/u.test(char) ? "U+" + char.codePointAt(0).toString(16).toUpperCase().padStart(4, "0") : char;
  }

  const timers = new WeakMap();
  function announce(meter) {
    clearTimeout(timers.get(meter));
    const say = () => { meter.querySelector("[role=status]").textContent = meter.querySelector(".count").textContent; };
    timers.set(meter, setTimeout(say, ANNOUNCE_MS));
  }

  function recount(field) {
    const meter = document.getElementById(field.dataset.meter);
    draw(meter, count(field.value, ...alphabetOf(meter)));
    announce(meter);
  }

  document.addEventListener("input", (event) => {
    if (event.target.dataset && event.target.dataset.meter) recount(event.target);
  });
  const all = () => document.querySelectorAll("[data-meter]").forEach(recount);
  document.addEventListener("DOMContentLoaded", all);
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.querySelector && event.target.querySelector("[data-meter]")) all();
  });
  window.smsbox = { count, alphabetOf };
})();
