// At the door of a guest's own page: the key stands behind `#`, where no server is told of it. It
// is taken out of the address, and handed over by form where the page asks for it. Before the body
// is there, so that nobody sees the form in between; and whenever a link is pasted over this page.
// A mark without a key, by which redirects keep a key from being carried on, is taken away, too.

const take = () => {
  const key = location.hash.slice(1);
  if (!key && location.href.endsWith("#")) history.replaceState(history.state, "", location.pathname + location.search);
  if (!/^[\w-]{24,}$/.test(key)) return;
  history.replaceState(history.state, "", location.pathname + location.search);
  document.documentElement.classList.add("handing");
  const hand = () => {
    const form = document.getElementById("door");
    if (!form) return;
    form.elements.key.value = key;
    form.submit();
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", hand);
  else hand();
};

take();
addEventListener("hashchange", take);
