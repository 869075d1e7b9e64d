import { Plan } from '../tiles/plan.as'

/** What fft/fft.ts lays into memory behind the fields of every plan. */
@unmanaged
export class FftPlan extends Plan {
  /** Roots of unity: butterfly.as.ts. */
  roots: usize
  /** Scratch: one field, and for each pair of a row of tiles the rows that it shares with the one below. */
  field: usize
  shared: usize
  /** Scratch: the spectra of a group's channels, and eight rows of numbers. */
  pictures: usize
  eightRows: usize
  /** Spectra of the K × channels kernels. */
  kernels: usize
  spectrumBytes: usize
  /** What remains of a 0 under filter k is at most noise[k] · ‖x‖. */
  noise: usize
  /** Rows of 256 padded pixels that are transformed together: 64 or 256. */
  fftHeight: i32
  /** Outputs of one tile. */
  fftRows: i32
  fftColumns: i32
  /** Rows that two pairs of tiles share; 0 where they are not laid aside. */
  sharedRows: i32
  /** Rows of outputs to be written: wantedFirst ≤ p < wantedEnd. */
  wantedFirst: i32
  wantedEnd: i32
  /** Addresses of kept spectra, the first pair of tiles first; 0 if none are kept. From row to row of pairs, from plane to plane. */
  kept: usize
  keptRow: i32
  keptPlane: i32
  /** The largest Σx² of a pair of tiles that is transformed; 0 where the kernel forbids it. */
  mostSquares: f32
}
