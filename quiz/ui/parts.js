// Links to the parts of a page. What else the URL says stays: who comes back to the questions
// finds the one that was left.
function turn(event) {
  const { parameter, named } = event.currentTarget
  const query = new URLSearchParams(location.search)
  query.set(parameter, named)
  event.currentTarget.search = query
  follow(event)
}

function draw(root, { parameter, counts }) {
  root.replaceChildren(make("nav", { ariaLabel: "Parts" }, ...counts.map(([part, count]) =>
    make("a", { href: `?${parameter}=${part}`, parameter, named: part, onclick: turn },
      part, ...(count ? [make("span", { textContent: count })] : [])))))
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".parts")
  const drawn = JSON.stringify(data.counts)
  if (root.drawn !== drawn) draw(root, data)
  root.drawn = drawn
  // In place: who came here by the keyboard keeps the focus.
  for (const link of root.querySelectorAll("a")) mark(link, link.named === data.here)
}
