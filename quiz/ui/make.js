// An element with its properties and what it holds.
const make = (tag, entries = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), entries)
  node.append(...children)
  return node
}


// Follows a link without a reload: the browser's history is told where to go, and Streamlit
// follows it as it follows the back button.
function follow(event) {
  if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
  event.preventDefault()
  history.pushState({}, "", event.currentTarget.href)
  dispatchEvent(new PopStateEvent("popstate"))
}

// Says of a link whether it leads to where one is.
function mark(link, here) {
  if (here) link.setAttribute("aria-current", "page")
  else link.removeAttribute("aria-current")
}
