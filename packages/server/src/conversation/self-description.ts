import type { Conversation, ConversationContext } from './port.js';

interface Topic {
  matches: RegExp;
  /** Turns: the same question asked again gets the next one. */
  answers: ((context: ConversationContext) => string)[];
}

const NO_MODEL = 'This server has no language model connected yet';

/** In order: the first topic that matches answers. A greeting comes last, since many questions begin with one. */
const TOPICS: Topic[] = [
  {
    matches:
      /\b(what('s| is)? (time|the time|day|date|the date)|which day|time is it|today'?s date|what day)\b/i,
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
      () =>
        'I can say any text you send in retelling mode, show feelings, and make gestures such as waving or nodding. ' +
        `${NO_MODEL}, so I can only answer questions about myself.`,
      () =>
        'Switch me to mode one and I will read out whatever you type. I can also smile, nod, cheer and wave.',
    ],
  },
  {
    matches:
      /\b(are you (an? )?(real|human|alive|ai|robot|bot|person|machine)|language model|chat ?gpt|artificial)\b/i,
    answers: [
      () => `I am not a person. I am an animated character. ${NO_MODEL}, so my answers are few and fixed.`,
      () => `No, I am a drawing with a voice. ${NO_MODEL}, so please do not expect wisdom from me.`,
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

const FALLBACK: Topic['answers'] = [
  () => `I got your words, but I cannot answer them. ${NO_MODEL}. In mode one I would say your text for you.`,
  () => `I am sorry, that is beyond me. ${NO_MODEL}. Ask me about myself, or switch to mode one.`,
  () =>
    `I received that, yet I have no answer. ${NO_MODEL}. Switch me to mode one, and I will say what you type.`,
];

/**
 * Mode 2 on a server without a language model: the avatar answers what it can truthfully say about itself, and
 * says so about everything else. In English, whatever the question's language, as the bundled voices are.
 */
export function createSelfDescription(): Conversation {
  const turns = new Map<Topic['answers'], number>();
  return {
    reply({ text, context }) {
      const answers = TOPICS.find(({ matches }) => matches.test(text))?.answers ?? FALLBACK;
      const turn = turns.get(answers) ?? 0;
      turns.set(answers, turn + 1);
      const answer = answers[turn % answers.length]?.(context) ?? '';
      return {
        text: (async function* () {
          yield answer;
        })(),
        sources: () => [],
      };
    },
    warmUp() {},
  };
}
