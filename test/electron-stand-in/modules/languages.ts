/** The user's languages as glib's g_get_language_names reads them: LANGUAGE, else LC_ALL, LC_MESSAGES or LANG. */
export function systemLanguages(env: Readonly<Record<string, string | undefined>> = process.env): string[] {
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || ''
  const list = env.LANGUAGE ? env.LANGUAGE.split(':') : [locale]
  const tags = list
    .map((name) => name.replace(/[.@].*$/, '').replace('_', '-'))
    .filter((tag) => /^[a-z]{2,3}(-[A-Za-z]{2,4})*$/.test(tag)) // neither empty, nor C, nor POSIX
  return tags.length ? tags : ['en-US']
}
