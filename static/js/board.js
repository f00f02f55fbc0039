"use strict";
// The board of lab places: cards can be dragged between labs. Each card's own form does the same without this script.
(() => {
  const { all, announce } = window.ish;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let dragged = null;

  // The drop sends the form that stands ready on the board; the answer is the board anew.
  function drop(event) {
    if (event.from === event.to) return back(event);
    const form = document.getElementById("board-move");
    form.elements.participation.value = event.item.dataset.person;
    form.elements.project.value = event.to.dataset.project;
    dragged = event;
    form.requestSubmit();
  }

  function back({ from, item, oldIndex }) {
    from.insertBefore(item, from.children[oldIndex + (item.parentNode === from && [...from.children].indexOf(item) < oldIndex ? 1 : 0)] ?? null);
  }

  function enhance() {
    for (const list of all("#board .board-cards")) {
      if (!document.getElementById("board-move") || list.dataset.ready) continue;
      list.dataset.ready = "yes";
      Sortable.create(list, { group: "board", handle: ".board-grip", draggable: ".board-card", sort: false, animation: calm ? 0 : 120, onEnd: drop });
    }
  }

  for (const name of ["htmx:responseError", "htmx:sendError"]) {
    document.addEventListener(name, (event) => {
      if (dragged && event.detail.elt.id === "board-move") back(dragged);
      dragged = null;
    });
  }

  // What dragging wrote into cards must not be carried over to the new ones: inline styles are not allowed here.
  document.addEventListener("htmx:beforeSwap", () => { for (const card of all("#board [style]")) card.removeAttribute("style"); });

  // After a move the focus goes to the card that was moved, or to the question that has to be answered.
  document.addEventListener("htmx:afterSettle", (event) => {
    const board = event.detail.target?.id === "board" || event.detail.elt?.id === "board" ? document.getElementById("board") : null;
    if (!board || board.dataset.shown) return;
    board.dataset.shown = "yes";
    dragged = null;
    enhance();
    if (board.dataset.focus) document.getElementById(board.dataset.focus)?.focus();
    if (board.dataset.said) announce(board.dataset.said);
  });

  enhance();
})();
