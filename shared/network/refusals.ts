/** What the arguments of a network file want, as it stands in `argumentWrong`: the English of `refusalTexts` in shared/refusal.ts. */
export const argumentWishTexts = {
  wantsWhole: 'wants a whole number from {least}',
  wantsPair: 'wants a whole number from {least}, or a pair [vertical, horizontal] of them',
  wantsPadding: "wants a whole number from 0, a pair [vertical, horizontal] of them, 'same' or 'valid'",
  wantsYesOrNo: 'wants true or false',
  wantsFinite: 'wants a finite number',
  wantsShare: 'wants a number from 0 to below 1',
  wantsOneOf: 'is one of {names}',
  wantsInput: 'wants [C, H, W], three whole numbers from 1',
  wantsLayers: 'wants a list of layers',
  wantsOneLayer: 'wants at least one layer',
  wantsFewLayers: 'wants at most {most} layers',
  wantsNames: 'wants a list of names',
} as const
