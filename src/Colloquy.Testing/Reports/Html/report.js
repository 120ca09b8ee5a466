(() => {
  const $ = (s, e = document) => [...e.querySelectorAll(s)];
  const convs = $('.conv'), groups = $('.group'), buttons = $('[data-f]'), query = document.getElementById('q');
  const shown = document.getElementById('shown'), none = document.getElementById('none');
  const bodyOf = c => document.getElementById(c.id + '-body');
  const texts = new Map();
  const signs = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
  const plain = html => html.replace(/<[^>]*>/g, ' ').replace(/&(lt|gt|quot|#39|amp);/g, (_, name) => signs[name]);
  const textOf = c => {
    if (!texts.has(c)) texts.set(c, (c.textContent + ' ' + plain(bodyOf(c)?.textContent ?? '')).toLowerCase());
    return texts.get(c);
  };
  let filter = 'all';

  // What is kept as text was escaped when the page was written.
  const fill = c => {
    const body = bodyOf(c);
    if (!body) return;
    const isConversation = c.matches('.conv');
    if (isConversation) textOf(c);
    c.querySelector(isConversation ? '.body' : '.cb').outerHTML = body.textContent;
    body.remove();
  };

  const apply = () => {
    const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const c of convs) {
      const show = (filter === 'all' || c.dataset[filter] === '1') && words.every(w => textOf(c).includes(w));
      c.hidden = !show;
      if (show) count++;
    }
    for (const g of groups) g.hidden = !g.querySelector('.conv:not([hidden])');
    none.hidden = count > 0;
    shown.textContent = count === convs.length ? '' : count + ' of ' + convs.length + ' shown';
  };

  for (const b of buttons) b.addEventListener('click', () => {
    filter = b.dataset.f;
    for (const other of buttons) other.setAttribute('aria-pressed', other === b);
    apply();
  });
  let waiting;
  query.addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(apply, 120); });
  for (const b of $('[data-fold]')) b.addEventListener('click', () => {
    const open = b.dataset.fold === '1';
    let most = 100;
    for (const c of convs) if (!open || (!c.hidden && most-- > 0)) c.open = open;
  });
  document.addEventListener('toggle', e => { if (e.target.open && e.target.matches('.conv, .cmp[id]')) fill(e.target); }, true);

  const go = () => {
    const id = decodeURIComponent(location.hash.slice(1)), c = id && document.getElementById(id);
    if (!c || !c.matches('.conv')) return;
    if (c.hidden) { query.value = ''; buttons[0].click(); }
    fill(c);
    c.open = true;
    c.scrollIntoView();
    c.querySelector('summary').focus({ preventScroll: true });
  };
  addEventListener('hashchange', go);
  for (const c of convs) if (c.open) fill(c);
  for (const t of $('.tools')) t.hidden = false;
  go();
})();
