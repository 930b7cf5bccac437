import { ProviderError } from '../../provider-error.js';
import { VendorClient, type VendorTimeouts } from '../../vendor/client.js';
import { eventsOf } from '../../vendor/lines.js';
import { quoted, wordsOf } from '../../vendor/refusal.js';
import type { LanguageModel, Message } from '../port.js';
import { ThoughtFilter } from './without-thoughts.js';

export interface OpenAiModelOptions {
  /** Up to and with `/v1`, without a slash at the end. */
  baseUrl: string;
  apiKey?: string;
  model: string;
  timeouts?: Partial<VendorTimeouts>;
}

/** Nobody listens to more; a model that does not end is stopped there. */
const LONGEST_REPLY = 40_000;

/** The part of a chunk that is looked at. */
interface Chunk {
  choices?: {
    delta?: { content?: unknown };
    message?: { content?: unknown };
    finish_reason?: unknown;
  }[];
  error?: unknown;
}

/**
 * A language model that speaks OpenAI's chat completions protocol, streamed: OpenAI itself, Ollama, vLLM, llama.cpp
 * and most others. What a reasoning model thinks is left out.
 */
export class OpenAiModel implements LanguageModel {
  readonly name: string;
  private readonly client: VendorClient;
  private readonly provider: string;

  constructor(private readonly options: OpenAiModelOptions) {
    const { baseUrl, apiKey, model, timeouts } = options;
    this.name = model;
    this.provider = `language model ${model}`;
    this.client = new VendorClient({
      provider: this.provider,
      baseUrl,
      headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` },
      secret: apiKey,
      timeouts,
    });
  }

  async *reply(messages: readonly Message[], signal: AbortSignal): AsyncIterable<string> {
    try {
      const answer = await this.client.send({
        method: 'POST',
        path: '/chat/completions',
        headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
        body: JSON.stringify({ model: this.options.model, messages, stream: true }),
        signal,
      });
      const chunks = answer.contentType.includes('application/json')
        ? wholeReply(answer.text())
        : eventsOf(answer.body);
      let length = 0;
      for await (const piece of this.textOf(chunks, () => answer.isOver())) {
        if (signal.aborted) return;
        yield piece;
        length += piece.length;
        if (length > LONGEST_REPLY) return;
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  warmUp(): void {
    this.client.warmUp('/models');
  }

  close(): Promise<void> {
    return this.client.close();
  }

  private async *textOf(chunks: AsyncIterable<string>, isOver: () => void): AsyncIterable<string> {
    const thoughts = new ThoughtFilter();
    let ended = false;
    let empty = true;
    for await (const data of chunks) {
      if (data === '[DONE]') {
        ended = true;
        isOver();
        break;
      }
      const { choices, error } = this.parse(data);
      if (error) throw this.failed(error);
      const [choice] = choices ?? [];
      const content = choice?.delta?.content ?? choice?.message?.content;
      const said = typeof content === 'string' ? thoughts.push(content) : '';
      if (said !== '') yield said;
      empty &&= said === '';
      if (choice?.finish_reason === 'content_filter' && empty) {
        throw new ProviderError(this.provider, 'refused', 'its content filter lets no answer through');
      }
      ended ||= typeof choice?.finish_reason === 'string';
    }
    if (!ended) throw new ProviderError(this.provider, 'broken', 'the answer broke off');
    const rest = thoughts.end();
    if (rest !== '') yield rest;
    else if (empty) throw new ProviderError(this.provider, 'broken', 'the answer has no text');
  }

  private parse(data: string): Chunk {
    try {
      const chunk: unknown = JSON.parse(data);
      if (typeof chunk === 'object' && chunk !== null) return chunk;
    } catch {
      // Said below.
    }
    const shown = quoted(data, this.options.apiKey);
    throw new ProviderError(this.provider, 'broken', `the answer has something that is no JSON: ${shown}`);
  }

  /** An error that comes in the stream, after HTTP 200. */
  private failed(error: unknown): ProviderError {
    const said = quoted(wordsOf(error), this.options.apiKey);
    return new ProviderError(this.provider, 'broken', `it failed while answering${said ? `: ${said}` : ''}`);
  }
}

/** A server that does not stream answers as one chunk. */
async function* wholeReply(text: Promise<string>): AsyncIterable<string> {
  yield await text;
}
