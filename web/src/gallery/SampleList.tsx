import { useState } from 'react';
import { type Modes, writeAddress } from './address';
import { grouped, type Sample } from './samples';

interface SampleListProps {
  samples: readonly Sample[];
  shown: string;
  modes: Modes;
}

/** All samples, as links. */
export function SampleList({ samples, shown, modes }: SampleListProps) {
  const [search, setSearch] = useState('');
  const groups = grouped(samples, search);
  return (
    <nav className="samples" aria-label="Samples">
      <input
        type="search"
        aria-label="Search the samples"
        placeholder="Search"
        value={search}
        onChange={({ target }) => setSearch(target.value)}
      />
      <div className="sample-groups">
        {groups.map(([group, members]) => (
          <section key={group}>
            <h2>{group}</h2>
            <ul>
              {members.map(({ name, title, problems }) => (
                <li key={name}>
                  <a
                    href={writeAddress({ name, modes })}
                    aria-current={name === shown ? 'page' : undefined}
                  >
                    {title}
                    {problems.length > 0 && <span className="mark"> has problems</span>}
                  </a>
                </li>
              ))}
            </ul>
          </section>
        ))}
        {groups.length === 0 && <p className="quiet">Nothing is called that.</p>}
      </div>
    </nav>
  );
}
