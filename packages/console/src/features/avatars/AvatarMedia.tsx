import { useEffect, useState } from 'react';
import { mediaUrl } from '../../api/media-url.js';
import type { Avatar } from '../../api/types.js';

/** The picture or the video that an avatar is made of; its name does not tell which. */
export function AvatarMedia({ avatar }: { avatar: Avatar }) {
  const poster = mediaUrl(avatar.thumbnailUrl);
  const media = poster && /^https?:/.test(avatar.url) ? mediaUrl(avatar.url) : undefined;
  const [isVideo, showPoster] = useIsVideo(media === poster ? undefined : media);
  if (!poster) return null;
  return (
    <div className="avatar-media">
      {isVideo ? (
        // biome-ignore lint/a11y/useMediaCaption: a reader's own recording
        <video src={media} poster={poster} controls playsInline preload="metadata" onError={showPoster} />
      ) : (
        <img src={poster} alt={`Portrait of ${avatar.name}`} />
      )}
    </div>
  );
}

/** Asks the server what lies there, without fetching it. The second is for videos that the browser cannot show. */
function useIsVideo(url: string | undefined): [isVideo: boolean, isNone: () => void] {
  const [isVideo, setIsVideo] = useState(false);
  useEffect(() => {
    setIsVideo(false);
    if (!url) return;
    const abort = new AbortController();
    fetch(url, { method: 'HEAD', signal: abort.signal })
      .then(({ headers }) => setIsVideo(headers.get('content-type')?.startsWith('video/') ?? false))
      // Then the picture will do.
      .catch(() => {});
    return () => abort.abort();
  }, [url]);
  return [isVideo, () => setIsVideo(false)];
}
