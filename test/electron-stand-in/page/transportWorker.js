// A document's socket lives in a SharedWorker: Playwright does not attach to those, so it neither mirrors every
// frame as base64 (a second for a few megabytes) nor reports the traffic as the page's. One worker a document.
onconnect = ({ ports: [page] }) => {
  const address = location.href.replace(/[^/]*\/favicon\.ico$/, 'ws').replace(/^http/, 'ws')
  const socket = new WebSocket(new URL(address))
  socket.binaryType = 'arraybuffer'
  socket.onopen = () => page.postMessage('open')
  let message = null
  socket.onmessage = ({ data }) => {
    if (typeof data === 'string') message = { ...JSON.parse(data), buffers: [] }
    else message.buffers.push(data)
    if (message.buffers.length === message.sizes.length) page.postMessage(message, message.buffers)
  }
  page.onmessage = ({ data: { text, buffers } }) => {
    for (const part of [text, ...buffers]) socket.send(part)
  }
}
