// Keeps the two numbers of the start page fresh. The page is whole without it: the server has rendered them already.
const shown = document.querySelectorAll("[data-count]");
const refresh = async () => {
  if (document.hidden) return;
  try {
    const answer = await fetch("/counts", { cache: "no-store" });
    if (!answer.ok) return;
    const counts = await answer.json();
    for (const number of shown) {
      const value = counts[number.dataset.count];
      if (Number.isInteger(value)) number.textContent = String(value).replace(/\B(?=(\d{3})+$)/g, "\u202f");
    }
  } catch {
    // the gateway is away for a moment: the last numbers stay
  }
};
setInterval(refresh, 3000);
