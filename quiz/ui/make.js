// An element with its properties and what it holds.
const make = (tag, entries = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), entries)
  node.append(...children)
  return node
}

