// Opens what an address points at, and prints on request. Every page works without this.
"use strict";

function openTarget() {
  const id = decodeURIComponent(location.hash.slice(1));
  const target = id && document.getElementById(id);
  const closed = target && target.closest("details:not([open])");
  if (closed) {
    closed.open = true;
    target.scrollIntoView();
  }
}

addEventListener("hashchange", openTarget);
openTarget();

// A run under way: the same page is asked for again, and its part about progress is exchanged.
async function refresh() {
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const next = page.querySelector("[data-refresh]");
  const shown = document.querySelector("[data-refresh]");
  if (!next || !shown) {
    location.reload();
    return;
  }
  shown.replaceWith(document.adoptNode(next));
  setTimeout(refresh, 2000);
}

if (document.querySelector("[data-refresh]")) setTimeout(refresh, 2000);

for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// Suggestions while typing: names that the search finds, offered by the browser's own list.
const field = document.querySelector("[data-suggest]");
if (field) {
  let waiting;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    const text = field.value.trim();
    if (text.length > 1) waiting = setTimeout(() => suggest(text), 250);
  });
}

async function suggest(text) {
  const answer = await fetch(`/v1/merchants?limit=8&q=${encodeURIComponent(text)}`);
  if (!answer.ok || field.value.trim() !== text) return;
  const { merchants } = await answer.json();
  const options = merchants.map((own) => {
    const option = document.createElement("option");
    option.value = own.name ?? own.merchant;
    option.label = own.merchant;
    return option;
  });
  document.getElementById("suggestions").replaceChildren(...options);
}
