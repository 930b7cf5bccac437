import { AudioLines, FilePlus2, X } from 'lucide-react';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { plainWords } from '../../api/errors.js';
import { Button } from '../../ui/Button.js';
import { Page } from '../../ui/Page.js';
import { Progress } from '../../ui/Progress.js';
import { type Analysis, analyse, analysisObstacle } from './analysis.js';
import { Intake } from './Intake.js';
import { readSound, SoundProblem } from './sound.js';
import { Workbench } from './Workbench.js';

const STAYS = 'The file stays on this computer: the page itself listens to it, and nothing is uploaded.';

interface Work {
  name: string;
  /** How much has been listened to, 0 to 1; undefined while the file is being read. */
  share?: number;
}

/** A sound, its visemes and a face that says it, side by side. Nothing of it leaves the browser. */
export default function LipSyncPage() {
  const [analysis, setAnalysis] = useState<Analysis>();
  const [choosing, setChoosing] = useState(true);
  const [work, setWork] = useState<Work>();
  const [problem, setProblem] = useState<string>();
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  const stop = () => {
    running.current?.abort();
    setWork(undefined);
  };
  const open = async (name: string, get: () => Promise<Blob>) => {
    stop();
    const abort = new AbortController();
    running.current = abort;
    setProblem(analysisObstacle());
    if (analysisObstacle()) return setChoosing(true);
    setWork({ name });
    try {
      const sound = await readSound(await get(), name);
      abort.signal.throwIfAborted();
      const found = await analyse(sound, (share) => setWork({ name, share }), abort.signal);
      setAnalysis(found);
      setChoosing(false);
    } catch (error) {
      if (abort.signal.aborted) return;
      setProblem(error instanceof SoundProblem ? error.message : plainWords(error));
      setChoosing(true);
    }
    setWork(undefined);
  };
  const openFile = (file: File) => open(file.name, async () => file);
  useDroppedFile(openFile);
  const shown = work || choosing ? undefined : analysis;

  return (
    <Page
      title="Lip sync"
      lead={
        shown
          ? STAYS
          : `Drop a recording to see which shapes the mouth takes, and a presenter that says it. ${STAYS}`
      }
      action={
        shown && (
          <Button icon={<FilePlus2 size={17} />} onClick={() => setChoosing(true)}>
            Another sound
          </Button>
        )
      }
    >
      {work && <Waiting work={work} onStop={stop} />}
      {!work && choosing && (
        <Intake
          problem={problem}
          onOpen={open}
          back={analysis && { name: analysis.name, go: () => setChoosing(false) }}
        />
      )}
      {shown && <Workbench analysis={shown} />}
    </Page>
  );
}

function Waiting({ work, onStop }: { work: Work; onStop(): void }) {
  return (
    <section className="panel lipsync-waiting" aria-busy="true">
      <span className="empty-icon" aria-hidden>
        <AudioLines size={26} />
      </span>
      <p role="status">
        {work.share === undefined ? 'Reading' : 'Listening to'} “{work.name}”…
      </p>
      <Progress label={work.name} part={work.share} />
      <Button look="quiet" icon={<X size={17} />} onClick={onStop}>
        Stop
      </Button>
    </section>
  );
}

/** Takes a file that is dropped anywhere on the page, where no drop zone takes it. */
function useDroppedFile(onFile: (file: File) => void): void {
  const take = useEffectEvent(onFile);
  useEffect(() => {
    const over = (event: DragEvent) => event.preventDefault();
    const drop = (event: DragEvent) => {
      const file = event.dataTransfer?.files[0];
      if (event.defaultPrevented || !file) return;
      event.preventDefault();
      take(file);
    };
    addEventListener('dragover', over);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', over);
      removeEventListener('drop', drop);
    };
  }, []);
}
