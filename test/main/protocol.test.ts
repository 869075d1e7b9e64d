import { mkdtemp, mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { contentPolicy, developmentPolicy, labScheme, serveRenderer } from '../../electron/main/protocol.ts'

let serve: (request: Request) => Promise<Response>

beforeAll(async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'lab-protocol-'))
  const root = path.join(folder, 'renderer')
  await mkdir(path.join(root, 'assets'), { recursive: true })
  await mkdir(path.join(folder, 'renderer-secrets'))
  await writeFile(path.join(root, 'index.html'), '<!doctype html>')
  await writeFile(path.join(root, 'assets/ä b.js'), 'export {}')
  await writeFile(path.join(root, 'notes.txt'), 'not part of any build')
  await writeFile(path.join(folder, 'secret.js'), 'secret')
  await writeFile(path.join(folder, 'renderer-secrets/secret.js'), 'secret')
  serve = serveRenderer(root)
})

const get = (url: string, init?: RequestInit): Promise<Response> => serve(new Request(url, init))

describe('serveRenderer', () => {
  it('serves the page at both of its addresses', async () => {
    for (const url of ['lab://app/index.html', 'lab://app/', 'lab://app/index.html?theme=dark#top']) {
      const response = await get(url)
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
      expect(await response.text()).toBe('<!doctype html>')
    }
  })

  it('decodes names of files', async () => {
    const response = await get('lab://app/assets/%C3%A4%20b.js')
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  })

  it('sends the content policy with every answer, refusals included', async () => {
    for (const url of ['lab://app/index.html', 'lab://app/none.js', 'lab://app/..%2fsecret.js']) {
      expect((await get(url)).headers.get('content-security-policy')).toBe(contentPolicy)
    }
    expect((await get('lab://app/index.html')).headers.get('x-content-type-options')).toBe('nosniff')
  })

  it.each([
    'lab://app/..%2fsecret.js',
    'lab://app/assets/..%2f..%2fsecret.js',
    'lab://app/..%2frenderer-secrets/secret.js',
  ])('refuses %s, which leaves the root', async (url) => {
    const response = await get(url)
    expect(response.status).toBe(400)
    expect(await response.text()).toBe('')
  })

  it('keeps plain dots inside the root, as every URL does', async () => {
    expect((await get('lab://app/../secret.js')).status).toBe(404)
    expect((await get('lab://app/%2e%2e/secret.js')).status).toBe(404)
  })

  it.each(['lab://app/%E0%A4%A', 'lab://app/index%00.html'])('refuses %s, which is no name', async (url) => {
    expect((await get(url)).status).toBe(400)
  })

  it.each(['lab://app/none.html', 'lab://app/notes.txt', 'lab://app/assets', 'lab://other/index.html'])(
    'finds nothing at %s',
    async (url) => {
      expect((await get(url)).status).toBe(404)
    },
  )

  it.each(['POST', 'PUT', 'DELETE', 'HEAD'])('refuses %s', async (method) => {
    expect((await get('lab://app/index.html', { method })).status).toBe(405)
  })
})

describe('the content policy', () => {
  it('is exactly what the page needs', () => {
    expect(contentPolicy).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    )
  })

  it('loosens for development nothing but styles and the web socket of the server', () => {
    const added = developmentPolicy('http://localhost:5173')
      .split('; ')
      .filter((part) => !contentPolicy.split('; ').includes(part))
    expect(added).toEqual(["style-src 'self' 'unsafe-inline'", "connect-src 'self' ws://localhost:5173"])
  })
})

describe('the scheme', () => {
  it('has an origin and a secure context, and never bypasses the policy', () => {
    expect(labScheme).toEqual({
      scheme: 'lab',
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    })
  })
})
