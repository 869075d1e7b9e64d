/** Of net/base/net_error_list.h, those that a load here can end with. */
const CODES: Record<string, number> = {
  ERR_FAILED: -2,
  ERR_ABORTED: -3,
  ERR_FILE_NOT_FOUND: -6,
  ERR_UNEXPECTED: -9,
  ERR_BLOCKED_BY_CLIENT: -20,
  ERR_CONNECTION_REFUSED: -102,
  ERR_NAME_NOT_RESOLVED: -105,
  ERR_UNKNOWN_URL_SCHEME: -302,
  ERR_UNSAFE_PORT: -312,
  ERR_EMPTY_RESPONSE: -324,
}

/** How the stand-in's server makes Chromium fail (see fail in server.ts), and what Electron calls that. */
const MADE: Record<string, string> = {
  ERR_RESPONSE_HEADERS_MULTIPLE_CONTENT_LENGTH: 'ERR_UNEXPECTED',
  ERR_RESPONSE_HEADERS_MULTIPLE_LOCATION: 'ERR_BLOCKED_BY_CLIENT',
}

export interface LoadError extends Error {
  code: string
  errno: number
  url: string
}

/** What loadURL rejects with, from the protocol's errorText. */
export function loadError(errorText: string, url: string): LoadError {
  const name = errorText.replace('net::', '')
  const code = MADE[name] ?? name
  const errno = CODES[code] ?? CODES.ERR_FAILED
  return Object.assign(new Error(`${code} (${errno}) loading '${url}'`), { code, errno, url })
}
