// eslint-disable-next-line no-restricted-imports -- the one place that may: the name says that the depth was chosen
export { ref as deepRef } from 'vue'
