import * as v from 'valibot'
import type { GenericSchema } from 'valibot'
import { commandList } from '../../shared/commandList.ts'
import { locales } from '../../shared/commandLabels.ts'
import { folderPurposes } from '../../shared/rpc/hostContract.ts'
import type { HostContract, HostMethod, Settings } from '../../shared/rpc/hostContract.ts'

const shortText = v.pipe(v.string(), v.maxLength(4096))

export const settingsSchema = v.object({
  locale: v.picklist(['system', ...locales]),
  theme: v.picklist(['system', 'light', 'dark']),
  turbo: v.optional(v.boolean()),
  workspace: v.record(v.string(), v.unknown()),
}) satisfies GenericSchema<unknown, Settings>

const saveSuggestion = v.object({
  name: v.pipe(shortText, v.minLength(1)),
  filters: v.pipe(
    v.array(
      v.object({
        name: shortText,
        extensions: v.pipe(
          v.array(v.pipe(v.string(), v.maxLength(32), v.regex(/^[a-z0-9]+(\.[a-z0-9]+)*$/i))),
          v.minLength(1),
        ),
      }),
    ),
    v.maxLength(64),
  ),
})

/** The shape of every request, checked at runtime: the page is another process, and the only one that shows foreign data. */
export const hostRequests: { readonly [M in HostMethod]: GenericSchema<unknown, HostContract[M]['request']> } = {
  start: v.null(),
  choosePhoto: v.null(),
  chooseKernel: v.null(),
  chooseNetwork: v.null(),
  chooseSave: saveSuggestion,
  chooseFolder: v.object({ purpose: v.picklist(folderPurposes) }),
  ownRunFolder: v.null(),
  acceptDrop: v.object({ path: v.pipe(shortText, v.minLength(1)) }),
  recentFiles: v.null(),
  saveSettings: settingsSchema,
  describeWindow: v.object({
    document: v.nullable(shortText),
    enabled: v.array(v.picklist(commandList.map(({ id }) => id))),
  }),
  connectEngine: v.object({ nonce: v.pipe(v.string(), v.uuid()) }),
  restartEngine: v.null(),
}
