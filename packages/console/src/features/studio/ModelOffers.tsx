import type { Model } from '../../api/models.js';
import { bytes } from '../../ui/bytes.js';
import { CopyField } from '../../ui/CopyField.js';
import { useWorkspace } from '../../workspace/context.js';

/** Models of these kinds that the operator could install, each with the command for it. */
export function ModelOffers({ kinds }: { kinds: Model['kind'][] }) {
  const { models } = useWorkspace();
  const offers = models.data?.models.filter((model) => isOffer(model) && kinds.includes(model.kind)) ?? [];
  if (offers.length === 0) return null;
  return (
    <ul className="offers">
      {offers.map(({ name, title, summary, licence, download_bytes, command }) => (
        <li key={name}>
          <strong>{title}</strong>
          <span className="hint">
            {bytes(download_bytes)} · {licence}
          </span>
          <p className="hint">{summary}</p>
          <CopyField label="On the server" value={command} />
        </li>
      ))}
    </ul>
  );
}

/** It is not here and could be. */
export const isOffer = ({ installed, available }: Model): boolean => available && !installed;
