import type { IpcMain } from 'electron'
import { safeParse } from 'valibot'
import type { GenericSchema } from 'valibot'
import { errorRecord, LabError } from '../../shared/errors.ts'
import type { HostContract, HostMethod, HostReply } from '../../shared/rpc/hostContract.ts'
import { hostRequests } from './hostRequests.ts'

export type HostHandlers = {
  readonly [M in HostMethod]: (
    request: HostContract[M]['request'],
  ) => HostContract[M]['reply'] | Promise<HostContract[M]['reply']>
}

/** What of an IPC event decides whether we listen: `senderFrame` is null once the frame has navigated or gone. */
export interface SenderEvent {
  readonly senderFrame: { readonly parent: unknown; readonly origin: string } | null
}

/**
 * Serves every method of the host contract on `host:<method>`: sender check → validation → handler → record.
 * `ipc` is that of one webContents, so the handlers go with their window.
 */
export function serveHost(
  ipc: Pick<IpcMain, 'handle'>,
  handlers: HostHandlers,
  pageOrigin: string,
  log: (line: string) => void,
): void {
  for (const method of Object.keys(hostRequests) as HostMethod[]) {
    const call = handlers[method] as (request: unknown) => unknown
    ipc.handle(`host:${method}`, (event, request: unknown) =>
      answer(method, log, async () => {
        checkSender(event, pageOrigin)
        return call(validated(method, hostRequests[method], request))
      }),
    )
  }
}

/** Refusals of the person's wishes are news for the window only; a refused sender and a bug of ours are news for the log. */
async function answer(
  method: HostMethod,
  log: (line: string) => void,
  run: () => Promise<unknown>,
): Promise<HostReply<unknown>> {
  try {
    return { ok: true, value: await run() }
  } catch (thrown) {
    const error = errorRecord(thrown)
    if (error.code === 'internal') log(`host:${method}: ${thrown instanceof Error ? thrown.stack : error.message}`)
    if (error.code === 'refused-sender') log(`host:${method}: ${error.message}`)
    return { ok: false, error }
  }
}

/** Only the page itself may ask: no subframe, nothing that came from elsewhere, nothing that has already gone. */
function checkSender({ senderFrame }: SenderEvent, pageOrigin: string): void {
  if (senderFrame === null) throw new LabError('refused-sender', 'the frame that asked no longer exists')
  if (senderFrame.parent !== null) throw new LabError('refused-sender', 'only the main frame may ask, a subframe did')
  if (senderFrame.origin !== pageOrigin) {
    throw new LabError('refused-sender', `only ${pageOrigin} may ask, ${senderFrame.origin} did`)
  }
}

function validated(method: HostMethod, schema: GenericSchema, request: unknown): unknown {
  const result = safeParse(schema, request)
  if (result.success) return result.output
  const [issue] = result.issues
  const where = issue.path?.map(({ key }) => String(key)).join('.') ?? 'request'
  throw new LabError('bad-argument', `${method}: ${where}: ${issue.message}`)
}
