import { Icon, type IconName } from '../ui/Icon';
import { THEME_CHOICES, type Theme, type ThemeChoice } from './theme';

const LOOKS: Record<ThemeChoice, { label: string; icon: IconName }> = {
  system: { label: 'System', icon: 'monitor' },
  light: { label: 'Light', icon: 'sun' },
  dark: { label: 'Dark', icon: 'moon' },
};

export function ThemeSwitch({ theme }: { theme: Theme }) {
  return (
    <div className="theme-switch" role="radiogroup" aria-label="Theme">
      {THEME_CHOICES.map((choice) => (
        <label key={choice} className="theme-option" title={LOOKS[choice].label}>
          <input
            type="radio"
            name="theme"
            value={choice}
            checked={theme.choice === choice}
            onChange={() => theme.choose(choice)}
            aria-label={LOOKS[choice].label}
          />
          <Icon name={LOOKS[choice].icon} size={16} />
        </label>
      ))}
    </div>
  );
}
