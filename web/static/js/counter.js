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

  // As `smsbox/rules/content` composes an offer: the shop's name first, how to opt out last, neither twice.
  function composed(text, { shop, head, tail, ends }) {
    const own = text.trim();
    const following = own.charAt(shop.length);
    const headed = own.toLowerCase().startsWith(shop.toLowerCase()) && !/[\p{L}\p{N}'’]/u.test(following);
    const end = own.replace(/[ .!]+$/, "").toLowerCase();
    const ended = ends.some((line) => end.endsWith(line.toLowerCase()));
    return (headed ? "" : head) + own + (ended ? "" : tail);
  }

  function isOffer(field, meter) {
    const asked = field.form && field.form.querySelector("input[name=lane]:checked");
    return (asked ? asked.value : meter.dataset.lane) === "promotional";
  }

  // A text with somebody's words in it; the same as smsbox/rules/merge.py.
  const PLACEHOLDER = /\{([^{}|]{1,40})(?:\|([^{}]{0,40}))?\}/gu;

  function merged(text, words) {
    let made = "";
    let end = 0;
    for (const match of text.matchAll(PLACEHOLDER)) {
      let before = text.slice(end, match.index);
      const key = match[1].trim().toLowerCase();
      const word = (Object.hasOwn(words, key) && words[key]) || (match[2] || "").trim();
      end = match.index + match[0].length;
      const next = text.charAt(end);
      if (!word && /[ \n]$/.test(before) && next === " ") end += 1;
      else if (!word && ",.!?;:\n".includes(next)) before = before.replace(/ +$/, "");
      made += before + word;
    }
    return made + text.slice(end);
  }

  // What a text becomes with the longest names on the lists that are chosen.
  function longest(text, names, counted) {
    return names.map((each) => counted(merged(text, each)))
      .reduce((most, one) => ((one.parts.length - most.parts.length || most.left - one.left) > 0 ? one : most));
  }

  function alphabetOf(meter) {
    return [new Set(meter.dataset.basic), new Set(meter.dataset.extended)];
  }

  const plural = new Intl.PluralRules(document.documentElement.lang);
  const grouped = new Intl.NumberFormat(`${document.documentElement.lang}-u-nu-latn`, { useGrouping: "always" });
  const form = (forms, number) => (forms[plural.select(number)] || forms.other).replace("%(num)s", grouped.format(number));

  function sentence(words, result, most, people) {
    const number = result.parts.length;
    const texts = form(words.texts, number);
    if (number > most) return words.over.replace("%(texts)s", texts).replace("%(most)s", most);
    const left = form(words.left, result.left);
    if (!number) return left;
    if (!people) return `${texts} · ${left}`;
    const inAll = form(result.named ? words.mostInAll : words.all, number * people);
    return `${result.named ? form(words.most, number) : texts} · ${left} · ${inAll}`;
  }

  function explain(note, words, chars) {
    note.hidden = !chars.length;
    return chars.length ? form(words, chars.length).replace("%(chars)s", () => chars.map(shown).join("  ")) : "";
  }

  function draw(meter, result, own, people) {
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
    meter.querySelector(".count").textContent = sentence(words, result, most, people);
    const [note, names] = [meter.querySelector(".long"), meter.querySelector(".of-names")];
    note.querySelector(".why").textContent = explain(note, words.long, own.other ? [] : own.long);
    const others = result.other ? [] : result.long.filter((char) => !own.long.includes(char));
    names.textContent = explain(names, words.names, others);
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
    const offer = isOffer(field, meter);
    const lines = { ...meter.dataset, ends: JSON.parse(meter.dataset.ends) };
    const alphabet = alphabetOf(meter);
    const counted = (text) => count(offer ? composed(text, lines) : text, ...alphabet);
    const text = normalise(field.value);
    const reach = document.getElementById("reach");
    const own = counted(text);
    const result = reach ? longest(text, JSON.parse(reach.dataset.names), counted) : own;
    draw(meter, { ...result, named: text.search(PLACEHOLDER) >= 0 }, own, reach ? Number(reach.dataset.people) : 0);
    meter.querySelector(".added").hidden = !offer;
    announce(meter);
  }

  document.addEventListener("input", (event) => {
    if (event.target.dataset && event.target.dataset.meter) recount(event.target);
  });
  const all = () => document.querySelectorAll("[data-meter]").forEach(recount);
  document.addEventListener("DOMContentLoaded", all);
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id === "reach" || event.target.querySelector("[data-meter]")) all();
  });
  document.addEventListener("change", (event) => {
    if (event.target.name === "lane") all();
  });
  window.smsbox = { count, alphabetOf, composed, merged };
})();
