import { useEffect } from 'react';
import { SampleList } from './SampleList';
import { useAddress } from './useAddress';
import { useSamples } from './useSamples';
import { Workbench } from './Workbench';

/** Every widget that the server has, to be looked at, edited and used. */
export function Gallery() {
  const loaded = useSamples();
  const [{ name, modes }, show] = useAddress();
  const samples = loaded?.samples ?? [];
  const sample = samples.find((it) => it.name === name) ?? (name === '' ? samples[0] : undefined);

  useEffect(() => {
    document.documentElement.dataset['scheme'] = modes.scheme;
  }, [modes.scheme]);
  useEffect(() => {
    document.title = sample ? `${sample.title} · Widgets` : 'Widgets';
  }, [sample]);

  if (!loaded) return null;
  return (
    <div className="gallery">
      <SampleList samples={samples} shown={sample?.name ?? ''} modes={modes} />
      {loaded.failure !== null && (
        <p className="failure" role="alert">
          {loaded.failure}
        </p>
      )}
      {sample ? (
        <Workbench
          // What has changed on the server is shown, and not an earlier edit of it.
          key={`${sample.name} ${loaded.revisions[sample.name] ?? 0}`}
          sample={sample}
          modes={modes}
          onModes={(chosen) => show(sample.name, chosen)}
        />
      ) : (
        <main>
          <h1>Widgets</h1>
          <p className="quiet">There is no sample of that name.</p>
        </main>
      )}
    </div>
  );
}
