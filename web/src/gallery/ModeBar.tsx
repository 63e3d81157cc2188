import { CHOICES, type Modes } from './address';
import { Segments } from './Segments';

interface ModeBarProps {
  modes: Modes;
  onChange: (modes: Modes) => void;
}

const SEGMENTS = ['scheme', 'dir', 'width', 'state'] as const;
const SELECTS = ['locale', 'density', 'radius'] as const;
const LABELS = {
  scheme: 'Scheme',
  dir: 'Direction',
  width: 'Width',
  state: 'State',
  locale: 'Locale',
  density: 'Density',
  radius: 'Radius',
};

/** How the sample is looked at. */
export function ModeBar({ modes, onChange }: ModeBarProps) {
  return (
    <div className="modes" role="toolbar" aria-label="How the widget is shown">
      {SEGMENTS.map((mode) => (
        <Segments<string>
          key={mode}
          label={LABELS[mode]}
          choices={CHOICES[mode]}
          value={modes[mode]}
          onChange={(value) => onChange({ ...modes, [mode]: value })}
        />
      ))}
      {SELECTS.map((mode) => (
        <label key={mode} className="choice">
          <span>{LABELS[mode]}</span>
          <select
            value={modes[mode]}
            onChange={({ target }) => onChange({ ...modes, [mode]: target.value })}
          >
            {CHOICES[mode].map((choice) => (
              <option key={choice}>{choice}</option>
            ))}
          </select>
        </label>
      ))}
    </div>
  );
}
