// Loaded with --import before the script of a utility process. Worker threads and forks of it inherit --import; they
// are plain Node, and load no more than this file.
const version = process.env.ELECTRON_STAND_IN_UTILITY
delete process.env.ELECTRON_STAND_IN_UTILITY
if (version) (await import('./parentPort.ts')).makeUtility(version)

export {}
