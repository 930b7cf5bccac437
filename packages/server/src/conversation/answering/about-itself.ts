import type { ConversationContext } from '../port.js';

/** What an avatar that answers by itself knows of its situation. */
interface Situation extends ConversationContext {
  /** Why no language model answers, as the beginning of a sentence. */
  noModel: string;
}

type Answer = (situation: Situation) => string;

interface Topic {
  matches: RegExp;
  /** Turns: the same question asked again gets the next one. */
  answers: Answer[];
}

/** In order: the first topic that matches answers. A greeting comes last, since many questions begin with one. */
const TOPICS: Topic[] = [
  {
    matches:
      /\b(what('s| is) the (time|date|day)( now| today)?[\s?.!]*$|(what|which) (time|day|date) is (it|today)|today'?s date)/i,
    answers: [
      () => {
        const now = new Date();
        const time = now.toLocaleTimeString('en', { hour: 'numeric', minute: '2-digit' });
        const date = now.toLocaleDateString('en', { weekday: 'long', month: 'long', day: 'numeric' });
        return `By this server's clock it is ${time} on ${date}.`;
      },
    ],
  },
  {
    matches: /\b(your name|who are you|what are you|introduce yourself|about yourself)\b/i,
    answers: [
      ({ avatarName }) =>
        `My name is ${avatarName}. I am an animated presenter, drawn and voiced by this server.`,
      ({ avatarName }) =>
        `I am ${avatarName}, a live avatar. Everything you see and hear is made on this machine.`,
    ],
  },
  {
    matches: /\b(voice|sound like|accent|speak(ing)? with)\b/i,
    answers: [
      ({ voiceName }) =>
        `You are hearing the voice called ${voiceName}. You can pick another one while we talk.`,
      ({ voiceName }) =>
        `This is ${voiceName}, one of the voices installed here. Its speed can be changed, too.`,
    ],
  },
  {
    matches:
      /\b(who (made|built|created|wrote)|made by|where do you (come from|run|live)|what (software|server))\b/i,
    answers: [
      () =>
        'I am part of Avatarium, an open live avatar server. I run right here, without any cloud service.',
      () => 'Avatarium draws me and gives me a voice, all on the machine that you are connected to.',
    ],
  },
  {
    matches:
      /\b(what|which|how).{0,24}\b(can|could|do) you (do|help|offer|know)\b|\bhelp\b|\byour (skills|abilities)\b/i,
    answers: [
      ({ noModel }) =>
        'I can say any text you send in retelling mode, show feelings, and make gestures such as waving or nodding. ' +
        `${noModel}, so otherwise I answer only questions about myself, or from my documents.`,
      () =>
        'Switch me to mode one and I will read out whatever you type. I can also smile, nod, cheer and wave.',
    ],
  },
  {
    matches:
      /\b(are you (an? )?(real|human|alive|ai|robot|bot|person|machine)|language model|chat ?gpt|artificial)\b/i,
    answers: [
      ({ noModel }) =>
        `I am not a person. I am an animated character. ${noModel}, so my answers are few and fixed.`,
      ({ noModel }) => `No, I am a drawing with a voice. ${noModel}, so please do not expect wisdom from me.`,
    ],
  },
  {
    matches: /\bhow are you\b|\bhow('s| is) it going\b/i,
    answers: [
      () => 'All my frames are arriving on time, thank you. What would you like to know about me?',
      () => 'I am running smoothly, thanks for asking.',
    ],
  },
  {
    matches: /\b(thanks|thank you|cheers)\b/i,
    answers: [() => 'You are welcome.', () => 'My pleasure.'],
  },
  {
    matches: /\b(bye|goodbye|see you|good night)\b/i,
    answers: [() => 'Goodbye. It was nice to meet you.', () => 'See you soon.'],
  },
  {
    matches: /\b(hi|hello|hey|good (morning|afternoon|evening)|greetings)\b/i,
    answers: [
      ({ avatarName }) => `Hello, I am ${avatarName}. Ask me what I can do.`,
      () => 'Hello there. It is good to see you.',
      ({ avatarName }) => `Hi, ${avatarName} here. What would you like to hear?`,
    ],
  },
];

/** When nothing is known. */
const SHRUGS: Answer[] = [
  ({ noModel }) =>
    `I got your words, but I cannot answer them. ${noModel}. In mode one I would say your text for you.`,
  ({ noModel }) => `I am sorry, that is beyond me. ${noModel}. Ask me about myself, or switch to mode one.`,
  ({ noModel }) =>
    `I received that, yet I have no answer. ${noModel}. Switch me to mode one, and I will say what you type.`,
];

/** What an avatar can truthfully say about itself, in turns. In English, as the bundled voices are. */
export class AboutItself {
  readonly #turns = new Map<Answer[], number>();

  /** Null when the text is about something else. */
  answer(text: string, situation: Situation): string | null {
    const topic = TOPICS.find(({ matches }) => matches.test(text));
    return topic ? this.#next(topic.answers, situation) : null;
  }

  /** That it has no answer, and what to do about it. */
  shrug(situation: Situation): string {
    return this.#next(SHRUGS, situation);
  }

  #next(answers: Answer[], situation: Situation): string {
    const turn = this.#turns.get(answers) ?? 0;
    this.#turns.set(answers, turn + 1);
    return answers[turn % answers.length]?.(situation) ?? '';
  }
}
