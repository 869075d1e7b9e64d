import { runCsv } from '../../shared/learning/runText.ts'
import { figurePng, figureSvg } from '../canvas/figure.ts'
import { lossFigure } from '../canvas/lossFigure.ts'
import { useText } from '../locales/useText.ts'
import { powerOfTen, scientific } from '../panes/learn/scientific.ts'
import { useLearnLookStore } from '../stores/learnLookStore.ts'
import { lossesAfter } from '../stores/learnRun.ts'
import { useLearnRunsStore } from '../stores/learnRunsStore.ts'
import { usePrintoutStore } from '../stores/printoutStore.ts'
import { useTransferStore } from '../stores/transferStore.ts'

/** On white paper, in the order of the runs: Okabe and Ito's colors. */
const inks = ['#2a63cf', '#c2510c', '#00785a', '#a8457f', '#7a6400', '#4a4a4a', '#1786a8', '#8a1f1f']

/** A run as text, as a table, and its curve as a picture. */
export function useRunFiles() {
  const { t, n } = useText()
  const look = useLearnLookStore()
  const runs = useLearnRunsStore()
  const printouts = usePrintoutStore()
  const transfer = useTransferStore()

  async function exportRun(): Promise<void> {
    const { run } = look
    if (!run) return
    const suggestion = { name: 'run.csv', filters: [{ name: 'CSV', extensions: ['csv'] }] }
    await transfer.saveDocument(suggestion, async () => {
      const states = run.kept.map(({ state }) => state)
      const { shape } = run.problem.exact.weight
      return new TextEncoder().encode(runCsv({ losses: lossesAfter(run), states, shape }))
    })
  }

  /** All curves that are drawn; SVG or PNG by the name that is chosen. */
  async function exportCurve(): Promise<void> {
    const drawn = look.all.filter(({ id }) => !runs.hidden.has(id))
    const minimum = look.run?.problem.exact.loss ?? 0
    const figure = lossFigure({
      curves: drawn.map((run) => ({
        name: `${t(`learn.settings.optimizers.${run.optimizer.kind}`)}, ${scientific(run.optimizer.learningRate)}`,
        color: inks[(run.id - 1) % inks.length],
        points: lossesAfter(run),
      })),
      minimum,
      minimumName: `${t('learn.chart.minimum')} ${scientific(minimum)}`,
      iterationName: t('learn.chart.iteration'),
      lossName: t('learn.run.loss'),
      formatLoss: powerOfTen,
      formatIteration: (iteration) => n(iteration),
    })
    const filters = [
      { name: 'PNG', extensions: ['png'] },
      { name: 'SVG', extensions: ['svg'] },
    ]
    await transfer.saveDocument({ name: 'loss.png', filters }, async (name) =>
      name.toLowerCase().endsWith('.svg') ? new TextEncoder().encode(figureSvg(figure)) : figurePng(figure),
    )
  }

  return { copyPrintout: () => printouts.copy(), exportRun, exportCurve }
}
