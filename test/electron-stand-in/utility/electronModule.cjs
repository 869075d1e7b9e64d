// What require('electron') gives in a utility process: net and systemPreferences (not modelled), nothing of the main process.
const refuse = (name) => {
  throw new Error(`electron stand-in: '${name}' of a utility process is not modelled`)
}
module.exports = {
  get net() {
    return refuse('net')
  },
  get systemPreferences() {
    return refuse('systemPreferences')
  },
}
