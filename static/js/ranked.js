"use strict";
// Lists whose order is an answer: drag by the grip, or the two buttons of each row. Without script the buttons submit the form.
(() => {
  const { words, all, announce } = window.ish;
  const rows = (list) => all(".ranked-item:not(.ranked-fixed)", list);

  function refresh(list) {
    const items = rows(list);
    items.forEach((item, index) => {
      for (const [move, edge] of [["up", 0], ["down", items.length - 1]]) {
        const button = item.querySelector(`[data-move=${move}]`);
        if (index === edge) button?.setAttribute("aria-disabled", "true");
        else button?.removeAttribute("aria-disabled");
      }
    });
    for (const fixed of all(".ranked-fixed", list)) list.append(fixed);
  }

  function tell(list, item) {
    const items = rows(list);
    announce((words.moved ?? "").replace("%(label)s", item.dataset.label)
      .replace("%(position)s", items.indexOf(item) + 1).replace("%(total)s", items.length));
    list.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function step(list, button) {
    const item = button.closest(".ranked-item");
    const items = rows(list);
    const other = items[items.indexOf(item) + (button.dataset.move === "up" ? -1 : 1)];
    if (!other) return;
    if (button.dataset.move === "up") other.before(item); else other.after(item);
    refresh(list);
    button.focus();
    tell(list, item);
  }

  function enhance(list) {
    if (list.dataset.rankedReady) return;
    list.dataset.rankedReady = "yes";
    list.addEventListener("click", (event) => {
      const button = event.target.closest("[data-move]");
      if (!button) return;
      event.preventDefault();
      step(list, button);
    });
    list.addEventListener("ish:order", (event) => {
      const field = list.querySelector("input[type=hidden]");
      for (const value of event.detail[field?.name] ?? []) {
        const item = rows(list).find((one) => one.querySelector("input").value === value);
        if (item) list.append(item);
      }
      refresh(list);
    });
    Sortable.create(list, {
      handle: ".ranked-grip", draggable: ".ranked-item:not(.ranked-fixed)", animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 150,
      onEnd: (event) => { refresh(list); if (event.oldIndex !== event.newIndex) tell(list, event.item); },
    });
    refresh(list);
  }

  all("[data-ranked]").forEach(enhance);
  document.addEventListener("htmx:load", () => all("[data-ranked]").forEach(enhance));
})();
