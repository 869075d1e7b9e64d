import { Plan } from '../tiles/plan.as'

/** What fft/fft.ts lays into memory behind the fields of every plan. */
@unmanaged
export class FftPlan extends Plan {
  /** cos, sin of −2π·n/256 for n < 192. */
  roots: usize
  /** Scratch: one field, the spectra of a group's channels, one block of eight rows. */
  field: usize
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
