const loaded = new Map<string, Promise<unknown>>();

async function whyNot(path: string): Promise<string> {
  const reply = await fetch(path).catch(() => undefined);
  if (!reply) return 'The server does not answer.';
  return reply.ok ? `${path} cannot be run.` : `${path}: ${(await reply.text()).trim()}`;
}

function load<T>(path: string, name: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    const refuse = async () => {
      loaded.delete(path);
      script.remove();
      reject(new Error(await whyNot(path)));
    };
    script.addEventListener('error', () => void refuse());
    script.addEventListener('load', () => {
      const sdk = (window as unknown as Record<string, T | undefined>)[name];
      if (sdk === undefined) void refuse();
      else resolve(sdk);
    });
    script.src = path;
    document.head.append(script);
  });
}

/**
 * A vendor's SDK, or its stand-in: both come as a script that sets a global. Loaded once a page.
 *
 * @throws Error that says what the server lacks
 */
export function vendorScript<T>(path: string, name: string): Promise<T> {
  const script = loaded.get(path) ?? load<T>(path, name);
  loaded.set(path, script);
  return script as Promise<T>;
}
