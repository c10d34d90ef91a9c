/** Light, dark or high contrast; at first as the system has it. */
import type { JSX } from 'preact'

const THEMES = ['system', 'light', 'dark', 'contrast'] as const
const NAMES = { system: 'as the system', light: 'light', dark: 'dark', contrast: 'high contrast' } as const

export const ThemeSwitch = (): JSX.Element => (
  <label class="theme">
    Colours{' '}
    <select
      onChange={(event) => {
        const { value } = event.currentTarget
        if (value === 'system') delete document.documentElement.dataset.theme
        else document.documentElement.dataset.theme = value
      }}
    >
      {THEMES.map((theme) => (
        <option key={theme} value={theme}>
          {NAMES[theme]}
        </option>
      ))}
    </select>
  </label>
)
